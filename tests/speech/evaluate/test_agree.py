"""Two labellers' agreement is Cohen's kappa, over dialogues, and says nothing where nothing was found."""

import json
from pathlib import Path

import numpy as np
import pytest

from zilv.cli.main import BAD_INPUT, run
from zilv.speech.acts.act import ORDER
from zilv.speech.evaluate.agree import Agreement, Marked, agreement, kappa, marked
from zilv.speech.transcript.read import SpeechError

LABELLERS = Path(__file__).parents[3] / "corpus" / "zh" / "heldout" / "labellers"


def found(*acts: str, of: int = 10) -> Marked:
    """A labeller who found one act a dialogue in the first of ten."""
    return {f"{n:02}": frozenset([acts[n]] if n < len(acts) and acts[n] else []) for n in range(of)}


def of(act: str, first: Marked, second: Marked) -> Agreement:
    return next(one for one in agreement(first, second) if one.act == act)


def test_kappa_is_its_own_arithmetic() -> None:
    # both yes 20, both no 15, of 50: agreed 0.7; by chance 0.5*0.6 + 0.5*0.4 = 0.5
    assert float(kappa(20, 25, 30, 50)) == pytest.approx((0.7 - 0.5) / (1 - 0.5))


def test_who_answers_by_chance_agrees_no_more_than_chance_and_who_says_the_contrary_agrees_less() -> None:
    assert float(kappa(6, 20, 30, 100)) == pytest.approx(0)
    assert float(kappa(0, 50, 50, 100)) == -1
    assert float(kappa(50, 50, 50, 100)) == 1


def test_an_act_that_neither_found_has_no_kappa() -> None:
    assert np.isnan(kappa(0, 0, 0, 10))
    assert of("insult", found("threat"), found("threat")).kappa.value is None


def test_whoever_comes_first_kappa_is_the_same_and_who_found_it_alone_changes_sides() -> None:
    one, other = found("threat", "threat", "threat"), found("threat", "", "", "threat")
    there, back = of("threat", one, other), of("threat", other, one)
    assert (there.both, there.first_alone, there.second_alone) == (1, 2, 1)
    assert (back.both, back.first_alone, back.second_alone) == (1, 1, 2)
    assert there.kappa == back.kappa
    assert there.kappa.value == pytest.approx(float(kappa(1, 3, 2, 10)))


def test_the_interval_holds_the_value_and_narrows_with_more_dialogues() -> None:
    few = of("threat", found("threat", "threat"), found("threat", "", "threat"))
    many = {f"{n}.{name}": acts for n in range(20) for name, acts in found("threat", "threat").items()}
    other = {f"{n}.{name}": acts for n in range(20) for name, acts in found("threat", "", "threat").items()}
    wide, narrow = few.kappa, of("threat", many, other).kappa
    assert wide.low is not None and wide.high is not None and narrow.low is not None and narrow.high is not None
    assert wide.value == pytest.approx(narrow.value)
    assert wide.low <= narrow.low < narrow.value < narrow.high <= wide.high  # type: ignore[operator]


def test_another_act_of_the_collector_is_still_an_act_of_the_collector() -> None:
    one, other = found("threat", "insult"), found("insult", "insult")
    assert of("collector", one, other).kappa.value == 1
    # 2 and 2 of 270 decisions, 1 together: another act is another decision
    assert of("all", one, other).kappa.value == pytest.approx(float(kappa(1, 2, 2, 10 * len(ORDER))))


def test_who_read_other_dialogues_cannot_be_compared() -> None:
    with pytest.raises(SpeechError):
        agreement(found(of=10), found(of=9))
    with pytest.raises(SpeechError):
        agreement({}, {})


@pytest.mark.parametrize(
    "lines",
    [
        '{"id": "a"}',
        "no line of JSON",
        '{"id": "a", "labels": []}\n{"id": "a", "labels": []}',
        '{"id": "a", "labels": [{"turn": 0, "act": "rudeness"}]}',
    ],
)
def test_a_file_that_is_no_labels_is_refused_by_line_and_quotes_nothing(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(lines, "utf-8")
    with pytest.raises(SpeechError, match=r"^labels\.jsonl:[12]: ") as told:
        marked(path)
    assert "rudeness" not in str(told.value)


def test_the_command_tells_each_act_and_refuses_other_dialogues(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, yours, others = (tmp_path / f"{name}.jsonl" for name in ("mine", "yours", "others"))
    line = {"id": "a", "labels": [{"turn": 0, "act": "threat", "span": "话"}], "turns": [{"text": "话"}]}
    mine.write_text(json.dumps(line) + '\n{"id": "b", "labels": []}\n', "utf-8")
    yours.write_text('{"id": "b", "labels": []}\n{"id": "a", "labels": [{"turn": 1, "act": "threat"}]}\n', "utf-8")
    others.write_text('{"id": "c", "labels": []}\n', "utf-8")
    assert run(["speech", "agree", str(mine), str(yours), "--json"]) == 0
    told = {one["act"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(told) == {*ORDER, "collector", "all"}
    assert told["threat"]["both"] == 1 and told["threat"]["kappa"]["value"] == 1
    assert run(["speech", "agree", str(mine), str(yours), "--lang", "en"]) == 0
    assert "threat" in capsys.readouterr().out
    assert run(["speech", "agree", str(mine), str(others)]) == BAD_INPUT


def test_both_labellers_read_every_held_out_dialogue() -> None:
    ids = [json.loads(line)["id"] for path in sorted(LABELLERS.parent.glob("*.jsonl")) for line in path.open("rb")]
    assert len(ids) > 400
    for name in ("first", "second"):
        read = [one for file in sorted(LABELLERS.glob(f"{name}*.jsonl")) for one in marked(file)]
        assert sorted(read) == sorted(ids)
