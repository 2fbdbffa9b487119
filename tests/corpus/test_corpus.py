"""The corpus has the shape its README says: labels of known acts, spans verbatim, no real-looking numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from zilv.privacy.redact.redact import found
from zilv.speech.acts.act import ORDER, names
from zilv.speech.transcript.read import Rejected, read
from zilv.speech.transcript.transcript import Dialogue

FILES = sorted((Path(__file__).parents[2] / "corpus" / "zh").rglob("p*.jsonl"))
HELD_OUT = [path for path in FILES if path.parent.name == "heldout"]
RED_LINES = ("threat", "insult", "impersonation", "private_payment", "third_party_disclosure", "public_exposure")
TAG = re.compile(r"bait|asr|long|dialect:[a-z]+|evasion:(homophone|pinyin|split|emoji|traditional|veiled)")


def dialogues(files: Sequence[Path] = FILES) -> list[Dialogue]:
    return [dialogue for path in files for dialogue in read(path) if isinstance(dialogue, Dialogue)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_is_a_labelled_dialogue(path: Path) -> None:
    made = list(read(path))
    assert made
    assert [str(one) for one in made if isinstance(one, Rejected)] == []
    assert [one.id for one in made if isinstance(one, Dialogue) and one.labels is None] == []


def test_an_id_is_given_once_and_names_its_author() -> None:
    ids = Counter(dialogue.id for dialogue in dialogues())
    assert len(ids) > 100
    assert [name for name, times in ids.items() if times > 1] == []
    authors = {path.stem for path in FILES}
    assert [name for name in ids if name.split("-")[0] not in authors] == []


def test_a_span_is_a_verbatim_part_of_its_turn_and_its_act_is_of_that_side() -> None:
    wrong = []
    sides = {"collector": names("collector"), "other": names("other")}
    for dialogue in dialogues():
        turns = {turn.i: turn for turn in dialogue.turns}
        for label in dialogue.labels or ():
            turn = turns.get(label.turn)
            if turn is None or label.span not in turn.text or label.act not in sides[turn.speaker]:
                wrong.append((dialogue.id, label.turn, label.act))
    assert wrong == []


def test_tags_are_those_the_readme_names() -> None:
    assert {tag for dialogue in dialogues() for tag in dialogue.tags if not TAG.fullmatch(tag)} == set()


def test_every_act_is_there_and_safe_dialogues_are_many() -> None:
    acts = Counter(label.act for dialogue in dialogues() for label in dialogue.labels or ())
    assert set(acts) == set(ORDER)
    collectors = set(names("collector"))
    safe = [one for one in dialogues() if not any(label.act in collectors for label in one.labels or ())]
    assert len(safe) > len(dialogues()) / 4


def test_what_is_held_out_measures_every_act_and_tempts() -> None:
    held_out, collectors = dialogues(HELD_OUT), set(names("collector"))
    acts = Counter(label.act for dialogue in held_out for label in dialogue.labels or ())
    assert min(acts[act] for act in ORDER) >= 6
    assert min(acts[act] for act in RED_LINES) >= 20
    safe = [one for one in held_out if not any(label.act in collectors for label in one.labels or ())]
    assert sum("bait" in one.tags for one in safe) > 90


def test_no_text_stands_twice() -> None:
    texts = Counter("\n".join(turn.text for turn in dialogue.turns) for dialogue in dialogues())
    assert [times for times in texts.values() if times > 1] == []


def test_no_identity_or_bank_card_could_be_somebody_s() -> None:
    kinds = [
        (dialogue.id, span.kind)
        for dialogue in dialogues()
        for turn in dialogue.turns
        if re.search(r"\d{15}", turn.text)
        for span in found(turn.text)
        if span.kind in {"identity_card", "bank_card"}
    ]
    assert kinds == []
