"""`zilv compare` of laws without a zone of their own: which zone places persons, and what is told without one."""

import json
from pathlib import Path

import pytest

from zilv.cli.main import run

CALLS = """attempt_id,at,lender,person,channel,direction,party
a1,2026-03-02T10:00:00+08:00,L1,P1,letter,outbound,debtor
a2,2026-03-02T23:00:00+08:00,L1,P2,app,outbound,debtor
"""


def both_judged(world: Path, before: str, after: str, *more: str) -> None:
    """The world under two laws, told as JSON."""
    files = [str(world / "world" / "attempts.parquet"), "--registers", str(world / "world" / "registers")]
    assert run(["compare", "--law", before, "--law", after, *files, "--json", *more]) == 0


def test_whichever_law_comes_first_as_many_answers_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Regulation F has no zone of its own: China's places both sides, and quiet hours are not lost in doubt."""
    monkeypatch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
    world, told = tmp_path, []
    assert run(["simulate", "--people", "2000", "--days", "31", "--seed", "1", "--out", str(world / "world")]) == 0
    for laws in (("cn", "us-reg-f"), ("us-reg-f", "cn"), ("us-reg-f", "cn", "--zone", "Asia/Shanghai")):
        capsys.readouterr()
        both_judged(world, *laws)
        said = capsys.readouterr()
        told.append(json.loads(said.out))
        assert "zone" not in said.err
    there, back, zoned = told
    assert there["totals"]["changed"] == back["totals"]["changed"] == zoned["totals"]["changed"] > 1000
    assert there["totals"]["in_doubt_under_both"] == back["totals"]["in_doubt_under_both"]
    quiet = {one["topic"]: one for one in back["topics"]}["quiet_hours"]
    assert quiet["milder"] > 100 and quiet["in_doubt_under_both"] < quiet["milder"]


def test_where_nothing_says_the_zone_a_note_says_so_and_doubt_that_stays_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    (tmp_path / "calls.csv").write_text(CALLS, "utf-8")
    line = ["compare", "--law", "us-reg-f", "--law", "us-reg-f", str(tmp_path / "calls.csv"), "--out", str(out)]
    assert run([*line, "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "neither law has a zone" in said.err and "两套规定都没有自己的时区" in said.err
    assert "Of all attempts, 2 are in doubt under both laws" in said.out.replace("\n", " ")
    assert json.loads((out / "compare.json").read_text("utf-8"))["totals"]["in_doubt_under_both"] == 2
    assert "全部触达中，有 2 次在两套规定下都无法判定" in (out / "compare.html").read_text("utf-8")
    assert run([*line, "--lang", "en", "--zone", "America/Chicago"]) == 0
    assert "neither law" not in capsys.readouterr().err
