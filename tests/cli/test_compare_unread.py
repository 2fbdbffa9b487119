"""`zilv compare` where rows could not be read or none are left: no silence, and nothing that looks clean."""

import json
import re
from pathlib import Path

import pytest

from zilv.cli.main import run

CALLS = """attempt_id,at,lender,person,channel,direction,party
a1,2026-03-02T10:00:00+08:00,L1,P1,letter,outbound,debtor
a2,2026-03-02T23:00:00+08:00,L1,P2,app,outbound,debtor
"""
UNREADABLE = """b1,not-a-time,L1,13812345678,app,outbound,debtor
b2,2026-03-02T23:00:00+08:00,L1,P4,pigeon,outbound,debtor
"""
HEADER = CALLS.splitlines(keepends=True)[0]


def compare(folder: Path, text: str, *more: str) -> int:
    """The exit status of a comparison of calls as a file holds them."""
    (folder / "calls.csv").write_text(text, "utf-8")
    return run(["compare", "--law", "cn", "--law", "us-reg-f", str(folder / "calls.csv"), *more, "--lang", "en"])


def test_rows_that_could_not_be_read_are_told_on_terminal_and_page_and_in_the_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert compare(tmp_path, CALLS + UNREADABLE, "--out", str(out)) == 0
    told = capsys.readouterr().out.replace("\n", "")
    assert f"2 rows could not be read: {out / 'rejected.csv'}" in told and "of 2 attempts" in told
    data = json.loads((out / "compare.json").read_text("utf-8"))
    assert data["accounting"] | {"warnings": []} == {
        "read": 4,
        "accepted": 2,
        "merged": 0,
        "duplicate": 0,
        "rejected": 2,
        "warnings": [],
    }
    page = (out / "compare.html").read_text("utf-8")
    assert "2 rows could not be read and were judged by nobody." in page
    assert re.search(r"rows read</span></dt><dd>4</dd>.*rejected</span></dt><dd>2</dd>", page)
    assert len((out / "rejected.csv").read_text("utf-8-sig").splitlines()) == 3


def test_without_a_folder_for_results_it_says_how_to_keep_the_rows_that_could_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(tmp_path, CALLS + UNREADABLE) == 0
    told = capsys.readouterr().out.replace("\n", " ")
    assert "2 rows could not be read: add --out DIR to keep them with their reasons" in told
    assert compare(tmp_path, CALLS) == 0
    assert "could not be read" not in capsys.readouterr().out


@pytest.mark.parametrize("kept", [True, False])
def test_where_no_row_could_be_read_nothing_was_compared(
    kept: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert compare(tmp_path, HEADER + UNREADABLE, *(["--out", str(out)] * kept)) == 2
    said = capsys.readouterr()
    assert "2 rows read, none could be used" in said.err and said.out == ""
    assert "第 1 行 row 1: at: [10 个字符 characters]" in said.err and 'row 2: channel: "pigeon"' in said.err
    assert "13812345678" not in said.err
    assert (str(out / "rejected.csv") in said.err) == (out / "rejected.csv").exists() == kept
    assert not (out / "compare.html").exists() and not (out / "compare.json").exists(), "it would look clean"
    assert ("add --out DIR" in said.err) == (not kept)


def test_a_header_without_rows_is_refused_and_an_earlier_comparison_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert compare(tmp_path, HEADER, "--out", str(out)) == 2
    said = capsys.readouterr()
    assert "什么也没有比较 · the sources hold no row, so nothing was compared" in said.err and said.out == ""
    assert not out.exists()
    assert compare(tmp_path, CALLS, "--out", str(out)) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert compare(tmp_path, HEADER, "--out", str(out)) == 2
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before and "compare.html" in before


@pytest.mark.parametrize("until", ["2026-03-02", "2026-03-01"])
def test_days_of_which_there_are_none_are_refused(
    until: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(tmp_path, CALLS, "--since", "2026-03-02", "--until", until) == 2
    said = capsys.readouterr().err
    assert f"--until: {until} " in said and "is not after --since 2026-03-02" in said
    assert compare(tmp_path, CALLS, "--since", "2026-03-02", "--until", "2026-03-03") == 0
    assert "attempts" in capsys.readouterr().out


@pytest.mark.parametrize("days", [("--since", "2027-01-01"), ("--since", "2025-01-01", "--until", "2026-03-02")])
def test_days_on_which_nothing_was_read_are_refused_and_those_there_are_named(
    days: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(tmp_path, CALLS, "--out", str(tmp_path / "o"), *days) == 2
    said = capsys.readouterr()
    assert f"{' '.join(days)}: no attempt lies in these days" in said.err
    assert "所读入的触达在 2026-03-02 至 2026-03-02 之间" in said.err and "from 2026-03-02 to 2026-03-02" in said.err
    assert said.out == "" and not (tmp_path / "o").exists()
