"""The encoder's training: what it is fitted to, what it writes, and, where torch is installed, that it learns."""

import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.speech.train.invented import PIECES, WIDTH, start
from tests.speech.train.test_train import author
from zilv.cli.main import run
from zilv.speech.acts.act import ORDER, names
from zilv.speech.encoder.encoder import BLOCK, Floats, in_fours, load, of_fours
from zilv.speech.encoder.tokens import Vocabulary, tokens, vocabulary
from zilv.speech.encoder.windows import BACK, NOBODY, TOKENS
from zilv.speech.train.encoder import train, written
from zilv.speech.train.examples import examples
from zilv.speech.train.fit import Example
from zilv.speech.train.jointly import everything, hear
from zilv.speech.train.make import crossed
from zilv.speech.train.passages import Passage, Said, batches, drawn, passage, places
from zilv.speech.train.thresholds import Scored
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Channel, Dialogue, Label, Turn

CITED = "转私人账"


def known() -> Vocabulary:
    made = start()
    return vocabulary(np.array(made.pieces), made.scores, made.unknown_score)


def example(before: str = "", cited: str = CITED) -> Example:
    said = [Turn(i=0, speaker="collector", text=f"{before}{CITED},领导"), Turn(i=1, speaker="other", text="领导")]
    label = Label(turn=0, act="private_payment", span=cited)
    return examples([Dialogue(id="a", turns=tuple(said), labels=(label,), channel="voice", party="debtor")])[0]


def learnt() -> dict[str, Floats]:
    """All arrays, of the size of the invented file, as if they had been fitted."""
    random, made = np.random.default_rng(1), dict(start().arrays)
    made["whose"] = random.normal(0, 0.1, (3, WIDTH)).astype(np.float32)
    for head in ("token", "turn"):
        made[head] = random.normal(0, 0.1, (len(ORDER), WIDTH + 1)).astype(np.float32)
    return made


@pytest.mark.parametrize("text", ["转私人账,领导", "领导 领导", "谁转账", "领", "vx转账"])
def test_the_places_of_tokens_cover_the_text_without_gap_or_overlap(text: str) -> None:
    numbers = np.array(tokens(text, known()), np.int64)
    where = places(numbers, known())
    assert where[0, 0] == 0
    assert where[-1, 1] == len(text)
    assert (where[1:, 0] == where[:-1, 1]).all()
    names = {number: piece for piece, number in known().numbers.items()}
    for number, (a, b) in zip(numbers.tolist(), where.tolist(), strict=True):
        assert text[a:b] == names.get(number, text[a:b]).replace("▁", " ").lstrip(" " if a == 0 else "")


def test_the_tokens_that_show_an_act_are_those_of_the_words_cited() -> None:
    said = passage(example("谁个"), known()).said[0]
    act = ORDER.index("private_payment")
    where = places(said.tokens[:-1], known())
    within = (where[:, 0] < 2 + len(CITED)) & (where[:, 1] > 2)
    assert 0 < within.sum() < len(where)
    assert (said.cited[:-1, act] == within).all()
    assert said.cited[-1].sum() == 0
    assert np.delete(said.cited, act, axis=1).sum() == 0
    assert said.acts.sum() == said.acts[act] == 1


def test_a_label_that_cites_nothing_shows_in_all_tokens_of_its_turn() -> None:
    said = passage(example(cited=""), known()).said[0]
    assert said.cited[1:-1, ORDER.index("private_payment")].all()


def test_labels_settle_the_acts_of_the_side_that_speaks_and_no_other() -> None:
    collector, other = passage(example(), known()).said
    assert collector.told[ORDER.index("threat")] == other.told[ORDER.index("hardship")] == 1
    assert collector.told[ORDER.index("hardship")] == other.told[ORDER.index("threat")] == 0
    assert collector.told[ORDER.index("no_identification")] == 0, "no turn tells of what was not said in any"


@pytest.mark.parametrize(
    ("channel", "first", "act", "named"),
    [
        ("voice", True, "private_payment", True),
        ("voice", True, "no_identification", False),
        ("voice", False, "private_payment", None),
        ("sms", None, "no_identification", False),
        ("voice", None, "private_payment", None),
    ],
)
def test_a_contact_that_must_name_the_institution_does_unless_labelled(
    channel: Channel, first: bool | None, act: str, named: bool | None
) -> None:
    label = Label(turn=0, act=act, span=CITED)
    said = replace(example().dialogue, channel=channel, first_contact=first, labels=(label,))
    assert passage(examples([said])[0], known()).named is named


def sized(sizes: list[int], named: bool | None = None) -> Passage:
    """A passage whose turns have so many tokens, each of its own number."""
    none = np.zeros(len(ORDER), np.float32)
    said = [
        Said(np.full(size, n + 10, np.int64), n % 2 == 0, none, none + 1, np.zeros((size, len(ORDER)), np.float32))
        for n, size in enumerate(sizes)
    ]
    return Passage(np.arange(5), tuple(said), named)


SIZES = st.lists(st.lists(st.integers(1, 129), min_size=1, max_size=25), min_size=1, max_size=4)


@given(SIZES, st.integers(0, 1000))
@settings(deadline=None)
def test_each_turn_is_judged_in_exactly_one_window_wherever_chance_cuts(sizes: list[list[int]], seed: int) -> None:
    made = drawn([sized(each) for each in sizes], Random(seed))
    judged = [int(said.tokens[0]) for window in made for said in window.said[window.first :]]
    assert judged == [n + 10 for each in sizes for n in range(len(each))]
    assert max(window.size for window in made) <= TOKENS
    assert max(window.first for window in made) <= BACK


@given(SIZES, st.integers(0, 1000))
@settings(deadline=None, max_examples=30)
def test_a_batch_keeps_each_turns_tokens_apart_and_its_speaker(sizes: list[list[int]], seed: int) -> None:
    random = Random(seed)
    seen = 0
    for batch in batches(drawn([sized(each) for each in sizes], random), random):
        assert set(batch.whose[~batch.heard]) <= {NOBODY}
        assert len(batch.cited) == (batch.turn < len(batch.acts)).sum()
        for turn in range(len(batch.acts)):
            (number,) = set(batch.tokens[batch.turn == turn])
            assert set(batch.whose[batch.turn == turn]) == {int(number % 2 == 0)}
        seen += len(batch.acts)
    assert seen == sum(map(len, sizes))


def test_what_is_written_is_read_again_to_half_a_step(tmp_path: Path) -> None:
    arrays = learnt()
    written(tmp_path / "w.npz", start(), arrays, {"p02", "p01"})
    encoder = load(tmp_path / "w.npz")
    assert encoder.acts == ORDER
    assert encoder.authors == {"p01", "p02"}
    assert len(encoder.layers) == 2
    assert encoder.known == known()
    assert (encoder.token == arrays["token"]).all()
    for name in ("attend", "gather", "widen", "narrow"):
        true = arrays[f"1.{name}"]
        half = np.abs(true).max(axis=1, keepdims=True) / 127 / 2
        assert (np.abs(getattr(encoder.layers[1], name) - true) <= half * 1.01).all()
        assert (getattr(encoder.layers[1], f"{name}_bias") == arrays[f"1.{name}_bias"]).all()
    assert np.abs(encoder.places - arrays["places"]).max() < 1e-3


@given(st.integers(0, 1000))
def test_words_that_come_in_four_bits_are_kept_as_they_are(seed: int) -> None:
    random = np.random.default_rng(seed)
    steps = random.integers(-8, 8, (5, 3, BLOCK))
    steps[:, :, seed % BLOCK] = -8
    vectors = (steps * random.normal(0, 0.1, (5, 3, 1)).astype(np.float16)).astype(np.float32).reshape(5, -1)
    assert (of_fours(*in_fours(vectors)) == vectors).all()
    assert (of_fours(*in_fours(vectors * 0)) == 0).all()


def test_the_same_arrays_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(tmp_path / name, start(), learnt(), {"p01"})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("content", ["nothing", "another", "text"])
def test_what_is_no_encoder_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "w.npz"
    if content == "another":
        np.savez(path, words=np.zeros(3))
    else:
        path.write_text("text" if content == "text" else "", "utf-8")
    with pytest.raises(SpeechError, match=r"w\.npz.*not an encoder's file"):
        load(path)


def test_crossing_with_an_encoder_reads_the_authors_whom_it_has_not_seen(tmp_path: Path) -> None:
    files = [author(tmp_path, name) for name in ("a", "b", "c")]
    written(tmp_path / "w.npz", start(), learnt(), {"a"})
    told: list[str] = []
    made = crossed(files, told.append, load(tmp_path / "w.npz"))
    assert told[-2:] == ["b", "c"] and "a" not in told
    assert len(made.safe) == 16
    with pytest.raises(SpeechError, match="two authors"):
        crossed(files[:2], told.append, load(tmp_path / "w.npz"))


def test_each_author_is_read_by_the_last_encoder_that_has_not_seen_him(tmp_path: Path) -> None:
    arrays = learnt()
    for name, authors in (("first", {"a"}), ("second", {"a", "b"})):
        arrays = arrays | {"turn": arrays["turn"] * 2}
        written(tmp_path / name, start(), arrays, authors)
    first, second = load(tmp_path / "first"), load(tmp_path / "second")
    said = example()
    plain = [
        np.zeros(len(names("collector" if turn.collector else "other")), np.float32) for turn in said.reading.turns
    ]
    scored = [Scored(said, plain, author) for author in ("a", "b", "c")]
    heard = hear(scored, (first, second))
    assert [each.one.author for each in heard] == ["b", "c"]
    threat = ORDER.index("threat")
    for each, encoder in zip(heard, (first, second), strict=True):
        assert each.deep[0][threat] == pytest.approx(everything(said, encoder)[0][threat], abs=1e-5)
    assert heard[0].deep[0][threat] != pytest.approx(heard[1].deep[0][threat], abs=1e-3)


def test_an_encoder_alone_is_not_evaluated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path / "w.npz", start(), learnt(), {"a"})
    assert run(["speech", "evaluate", str(author(tmp_path, "b")), "--encoder", str(tmp_path / "w.npz")]) == 2
    assert "--leave-one-out" in capsys.readouterr().err


def test_without_torch_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "zilv.speech.train.network", raising=False)
    with pytest.raises(SpeechError, match=r"pip install 'zilv\[encoder\]'"):
        train([], tmp_path / "none.bin", tmp_path / "w.npz", lambda _: None)


@given(SIZES, st.integers(0, 1000))
@settings(deadline=None, max_examples=30)
def test_a_part_of_a_dialogue_tells_that_nobody_was_named_but_not_that_somebody_was(
    sizes: list[list[int]], seed: int
) -> None:
    random = Random(seed)
    for batch in batches(drawn([sized(each, named=False) for each in sizes], random), random):
        assert (batch.named == 0).all()
    whole = [window.named for window in drawn([sized(each, named=True) for each in sizes], random)]
    assert whole.count(True) + whole.count(None) == len(whole)
    assert all(
        (window.named is True) == (len(window.said) - window.first == len(each))
        for each in sizes
        for window in drawn([sized(each, named=True)], random)
    )


def test_the_invented_vocabulary_has_what_the_texts_above_need() -> None:
    assert {"领导", "转", "账", "私", "人", ","} <= set(PIECES) & set(start().pieces)
