"""Recall estimated from a random sample holds the planted truth as often as its interval says."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.speech.unflagged.world import ACT, World, world
from zilv.cli.main import BAD_INPUT, run
from zilv.speech.evaluate.rates import Rate
from zilv.speech.transcript.read import SpeechError
from zilv.speech.unflagged.estimate import Total, estimated, recall, wilson
from zilv.speech.unflagged.filled import filled
from zilv.speech.unflagged.frame import shares
from zilv.speech.unflagged.sample import drawn

SIZES = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 500), min_size=1)


def interval(made: World, seed: int, wanted: tuple[int, int]) -> Rate:
    frame, order = drawn(made.judged, wanted, seed)
    told = estimated(frame, {name: made.truth[name] for name in order})
    return next(one.recall for one in told.acts if one.act == ACT)


@pytest.mark.parametrize(("rate", "found"), [(0.10, 0.8), (0.03, 0.5), (0.02, 0.95)])
def test_the_interval_holds_the_planted_recall_as_often_as_it_says(rate: float, found: float) -> None:
    made, times = world(1, 2000, rate, found), 100
    intervals = [interval(made, seed, (300, 120)) for seed in range(times)]
    held = sum((one.low or 0) <= made.recall <= (one.high or 0) for one in intervals)
    assert held >= times * 0.89  # three standard errors of a hundred draws below 0.95
    assert min((one.high or 0) - (one.low or 0) for one in intervals) < 0.8


def test_reading_more_makes_the_interval_narrower_and_reading_all_leaves_none() -> None:
    made = world(2, 2000, 0.1, 0.7)
    few, many, every = (interval(made, 3, (size, size)) for size in (100, 600, 2000))
    widths = [(one.high or 0) - (one.low or 0) for one in (few, many, every)]
    assert widths[0] > widths[1] > widths[2]
    assert every.value == pytest.approx(made.recall) and widths[2] < 2e-4


def test_a_sample_without_any_miss_still_does_not_claim_that_none_is_missed() -> None:
    told = recall(Total(50, 45, 55), Total(0, 0, 30))
    assert told.value == 1 and told.low is not None and told.low < 0.7 and told.high == 1


def test_an_act_that_was_never_met_has_no_recall() -> None:
    assert recall(Total(0, 0, 3), Total(0, 0, 9)) == Rate(None, 0.0, 1.0)


def test_wilson_s_bounds_are_those_of_the_textbook() -> None:
    low, high = wilson(0.1, 50)
    assert (round(low, 4), round(high, 4)) == (0.0435, 0.2136)
    assert wilson(0.0, 100)[0] == 0 and math.isclose(wilson(0.0, 100)[1], 3.8414588 / 103.8414588, rel_tol=1e-6)


@given(SIZES, st.integers(0, 900))
def test_a_draw_takes_what_was_asked_for_and_no_stratum_is_forgotten(sizes: dict[str, int], wanted: int) -> None:
    made = shares(sizes, wanted)
    assert sum(made.values()) == min(wanted, sum(sizes.values()))
    assert all(made[name] <= size for name, size in sizes.items())
    assert wanted < len(sizes) or min(made.values()) > 0


def test_the_same_seed_draws_the_same_and_another_another() -> None:
    made = world(4, 500, 0.1, 0.7)
    first, again, other = (drawn(made.judged, (50, 20), seed) for seed in (1, 1, 2))
    assert first == again and first[1] != other[1]


def test_the_work_list_goes_out_blind_and_comes_back_as_an_estimate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["打断你的腿", "您好，今天方便还款吗", "好的再见", "=1+1"]
    calls = [{"id": f"k{n}", "turns": [{"speaker": "collector", "text": said[n % 4]}]} for n in range(40)]
    (tmp_path / "calls.jsonl").write_text("".join(json.dumps(call) + "\n" for call in calls), "utf-8")
    folder = tmp_path / "out"
    given = ["speech", "sample-unflagged", str(tmp_path / "calls.jsonl"), "--out", str(folder)]
    assert run([*given, "--unflagged", "9", "--flagged", "4"]) == 0
    table = (folder / "to-read.csv").read_text("utf-8-sig")
    assert "threat" not in table + (folder / "to-read.jsonl").read_text("utf-8")
    assert filled(folder / "to-read.csv", ()) == {}
    done = table.replace('打断你的腿",', '打断你的腿",threat').replace("打断你的腿,", "打断你的腿,threat")
    (folder / "to-read.csv").write_text(done.replace("吗,", "吗,none").replace("再见,", "再见,无"), "utf-8-sig")
    capsys.readouterr()
    assert run(["speech", "estimate-recall", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    threat = next(one for one in told["acts"] if one["act"] == "threat")
    assert threat["seen"] > 0 and threat["recall"]["value"] == 1 and threat["recall"]["low"] < 1


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        ("thraet", r"“thraet” → threat\? 应为其一 · expected one of: .*threat.*none"),
        ("张三", r"unknown word: 应为其一"),
        ("none threat", "acts beside none"),
        ("threat\nc2,insult", "read.csv:4: c2: .*earlier line"),
    ],
)
def test_what_is_wrong_in_a_filled_list_is_told_by_line_and_id(tmp_path: Path, acts: str, said: str) -> None:
    path = tmp_path / "read.csv"
    path.write_text(f"id,acts\nc2,insult\nc1,{acts}\n", "utf-8")
    with pytest.raises(SpeechError, match=said) as told:
        filled(path, {"c1", "c2"})
    assert str(told.value).startswith(("read.csv:3: c1: acts: ", "read.csv:4: c2: ")) and "张三" not in str(told.value)


def test_a_list_that_a_spreadsheet_saved_in_gbk_is_read(tmp_path: Path) -> None:
    (tmp_path / "read.csv").write_bytes("id,text,acts\r\n甲1,您好，方便吗,无\r\n".encode("gbk"))
    assert filled(tmp_path / "read.csv", {"甲1"}) == {"甲1": frozenset()}


def test_an_id_that_was_not_drawn_is_told_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "read.csv").write_text("id,acts\n20260612000000017,\n2.0261E+16,threat\n", "utf-8")
    with pytest.raises(SpeechError, match=r"read\.csv:3: 2\.0261E\+16: .*no such id in the sample"):
        filled(tmp_path / "read.csv", {"20260612000000017"})


def test_no_sample_is_drawn_from_files_without_a_transcript(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "none.jsonl").touch()
    assert (
        run(["speech", "sample-unflagged", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "out")]) == BAD_INPUT
    )
    assert "no transcript" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_a_sample_that_people_may_have_filled_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = [{"speaker": "collector", "text": "您好，今天方便还款吗"}]
    (tmp_path / "calls.jsonl").write_text(json.dumps({"id": "a", "turns": turns}), "utf-8")
    given = ["speech", "sample-unflagged", str(tmp_path / "calls.jsonl"), "--out", str(tmp_path / "out")]
    assert run(given) == 0
    (tmp_path / "out" / "to-read.csv").write_text("id,acts\na,none\n", "utf-8")
    (tmp_path / "out" / "frame.json").unlink()
    assert run(given) == BAD_INPUT
    assert "to-read.csv" in capsys.readouterr().err
    assert (tmp_path / "out" / "to-read.csv").read_text("utf-8") == "id,acts\na,none\n"


def test_two_contacts_of_one_id_are_told_by_their_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = [{"speaker": "collector", "text": "您好，今天方便还款吗"}]
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(json.dumps({"id": "k1", "turns": turns}), "utf-8")
    given = [str(tmp_path / name) for name in ("a.jsonl", "b.jsonl")]
    assert run(["speech", "sample-unflagged", *given, "--out", str(tmp_path / "out")]) == BAD_INPUT
    told = capsys.readouterr().err
    assert "b.jsonl:1" in told and "a.jsonl:1" in told and "k1" in told
