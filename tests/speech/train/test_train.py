"""Training is one command: the same files give the same bytes, and what is wrong in them is told."""

from pathlib import Path

import pytest

from zilv.cli.main import run
from zilv.speech.acts.act import ORDER
from zilv.speech.judge.heads import heads, load, save
from zilv.speech.train.examples import from_acts, labelled
from zilv.speech.train.make import make
from zilv.speech.train.thresholds import calibrated, mark
from zilv.speech.transcript.read import SpeechError

THREAT, SAFE = "我明天带几个人去你家坐着", "您的账单逾期三天，请在官方渠道处理"


def author(folder: Path, name: str) -> Path:
    """A file of one author: eight dialogues, half of them with a threat."""
    path = folder / f"{name}.jsonl"
    lines = []
    for n in range(8):
        text = f"{name}{n}{THREAT if n % 2 else SAFE}"
        labels = f'[{{"turn":0,"act":"threat","span":"{THREAT}"}}]' if n % 2 else "[]"
        lines.append(
            f'{{"id":"{name}-{n}","channel":"voice","party":"debtor","turns":[{{"speaker":"collector","text":"{text}"}},'
            f'{{"speaker":"other","text":"知道了"}}],"labels":{labels}}}'
        )
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    files = [author(tmp_path, "a"), author(tmp_path, "b")]
    for name in ("one", "two"):
        make(files, tmp_path / f"{name}.npz", lambda _: None)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_heads_survive_being_written(tmp_path: Path) -> None:
    save(tmp_path / "w.npz", heads())
    again = load(tmp_path / "w.npz")
    for side, head in heads().items():
        assert head.acts == again[side].acts
        assert (head.weight == again[side].weight).all() and (head.threshold == again[side].threshold).all()
    assert {act for head in heads().values() for act in head.acts} == set(ORDER)


def test_one_author_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="two authors"):
        make([author(tmp_path, "a")], tmp_path / "w.npz", lambda _: None)


def test_a_span_that_is_not_in_its_turn_is_told(tmp_path: Path) -> None:
    path = author(tmp_path, "a")
    path.write_text(path.read_text("utf-8").replace('"span":"我明天', '"span":"我后天'), "utf-8")
    with pytest.raises(SpeechError, match=r"a-1.*turn 0"):
        list(labelled([path]))


def test_examples_of_an_act_tell_of_that_act_alone() -> None:
    made = from_acts()
    assert len(made) > 500
    for example in made:
        last = len(example.dialogue.turns) - 1
        assert example.tells_of is not None
        if example.labels[last]:
            assert example.tells_of[last] == example.labels[last]


def test_a_mark_parts_what_can_be_parted() -> None:
    import numpy as np

    best = np.array([-3, -2, -1, 1, 2, 3], np.float32)
    truth = best > 0
    none = np.zeros(6, np.bool_)
    assert -1 < mark(best, truth, none, True, none) <= 1


def test_a_mark_is_higher_where_lower_would_alarm_in_safe_dialogues() -> None:
    import numpy as np

    best = np.array([5, 4, 3, 2, 1.5, 1, 0], np.float32)
    truth = np.array([1, 1, 1, 0, 0, 1, 0], np.bool_)
    none = np.zeros(7, np.bool_)
    assert mark(best, truth, none, False, none) == 2
    assert mark(best, truth, none, False, np.array([0, 0, 0, 1, 1, 0, 1], np.bool_)) == 3


def test_a_score_is_how_often_it_is_right_however_far_the_margins_lie_apart() -> None:
    import numpy as np

    random = np.random.default_rng(0)
    margins = np.concatenate([random.normal(-30, 8, 3000), random.normal(-2, 5, 60)]).astype(np.float32)
    truth = np.arange(3060) >= 3000
    slope, offset = calibrated(margins, truth)
    scores = 1 / (1 + np.exp(-(slope * margins + offset)))
    assert 0.3 < slope < 1.2 and abs(scores.sum() - 60) < 1
    assert calibrated(margins, np.zeros(3060, np.bool_)) == (1.0, 0.0)


def test_the_commands_work_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = author(tmp_path, "a"), tmp_path / "f.jsonl"
    assert run(["speech", "judge", str(path), "--out", str(out), "--quiet"]) == 0
    assert "threat" in out.read_text("utf-8")
    assert run(["speech", "evaluate", str(path), "--lang", "en"]) == 0
    assert "false alarms" in capsys.readouterr().out
    path.write_text("{", "utf-8")
    assert run(["speech", "judge", str(path), "--out", str(out), "--quiet"]) == 1
