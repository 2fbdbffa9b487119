"""`zilv audit --state` as a person runs it: night after night, with the same results as all at once."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.cli.test_audit import AT_NIGHT, CLEAN, HEADER
from zilv.cli.main import run

LATE = "a3,2026-03-02T23:30:00+08:00,L1,P2,app,outbound,debtor,,,\n"
ELSEWHEN = AT_NIGHT.replace("02T23:00", "02T21:00")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
    monkeypatch.chdir(tmp_path)


def calls(name: str, *rows: str) -> str:
    """A file of these rows."""
    Path(name).write_text(HEADER + "".join(rows), "utf-8")
    return name


def audited(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The summary of a run."""
    capsys.readouterr()
    assert run(["audit", *arguments, "--json"]) in (0, 1)
    return json.loads(capsys.readouterr().out)


def told(summary: Any) -> Any:
    """What a summary says of attempts, whenever and from whichever files."""
    summary["accounting"].pop("warnings")
    return {name: value for name, value in summary.items() if name != "generated_at"}


def test_night_after_night_gives_the_summary_of_all_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = calls("monday.csv", CLEAN, AT_NIGHT), calls("tuesday.csv", LATE, CLEAN)
    audited(capsys, first, "--state", "state", "--out", "out")
    going = audited(capsys, second, "--state", "state", "--out", "out")
    assert going["totals"]["attempts"] == 3
    assert told(going) == told(audited(capsys, first, second, "--out", "at-once"))
    assert {path.name for path in Path("out").iterdir()} - {path.name for path in Path("at-once").iterdir()} == {
        "history.parquet"
    }


def test_what_a_late_row_changes_is_told_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", calls("monday.csv", AT_NIGHT), "--state", "state", "--out", "out", "--lang", "en"]) == 0
    capsys.readouterr()
    assert run(["audit", calls("late.csv", ELSEWHEN), "--state", "state", "--out", "out", "--lang", "en"]) == 0
    assert "Of 1 attempts 1 were judged anew" in capsys.readouterr().err
    rows = pq.read_table("out/history.parquet").to_pylist()
    changed = [row for row in rows if row["superseded_by"] is not None]
    assert changed
    assert {row["supersedes"] for row in rows} >= {row["entry"] for row in changed}


def test_only_the_days_asked_for_are_in_the_results_but_all_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    sunday = AT_NIGHT.replace("a2,2026-03-02", "a9,2026-03-01")
    days = ("--since", "2026-03-02", "--until", "2026-03-03")
    part = audited(capsys, calls("all.csv", AT_NIGHT, sunday), "--state", "state", "--out", "out", *days)
    assert part["totals"]["attempts"] == 1
    assert {row["attempt_id"] for row in pq.read_table("out/findings.parquet").to_pylist()} == {"a2"}
    assert audited(capsys, "--state", "state", "--out", "out")["totals"]["attempts"] == 2


def test_days_without_an_attempt_leave_the_results_before_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    audited(capsys, calls("all.csv", AT_NIGHT), "--state", "state", "--out", "out")
    before = Path("out/summary.json").read_bytes(), Path("out/findings.csv").read_bytes()
    assert run(["audit", "--state", "state", "--out", "out", "--since", "2030-01-01"]) == 2
    assert "2030-01-01" in capsys.readouterr().err
    assert before == (Path("out/summary.json").read_bytes(), Path("out/findings.csv").read_bytes())


@pytest.mark.parametrize(
    ("arguments", "named"),
    [([], "nothing to audit"), (["calls.csv", "--state", "state", "--keep", "kept"], "--keep")],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    calls("calls.csv", CLEAN)
    assert run(["audit", *arguments]) == 2
    assert named in capsys.readouterr().err


def test_a_damaged_state_is_told_as_such_and_not_as_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    audited(capsys, calls("monday.csv", AT_NIGHT), "--state", "state", "--out", "out")
    history = Path("state/history/000001.parquet")
    history.write_bytes(history.read_bytes()[:100])
    assert run(["audit", calls("tuesday.csv", LATE), "--state", "state", "--out", "out"]) == 2
    told = capsys.readouterr().err
    assert "history/000001.parquet" in told and "put it back from a copy" in told and "bug" not in told


def test_a_state_with_nothing_in_it_is_an_error_and_is_not_begun(capsys: pytest.CaptureFixture[str]) -> None:
    audited(capsys, calls("monday.csv", AT_NIGHT), "--state", "state", "--out", "out")
    before = Path("out/summary.json").read_bytes()
    for arguments in ["--state", "stat"], ["absent.csv", "--state", "stat"]:
        assert run(["audit", *arguments, "--out", "out"]) == 2
        assert not Path("stat").exists()
    assert "--state: stat " in capsys.readouterr().err
    assert run(["audit", calls("empty.csv"), "--state", "stat", "--out", "out"]) == 2
    assert Path("out/summary.json").read_bytes() == before


def test_results_may_lie_in_the_folder_of_a_new_state(capsys: pytest.CaptureFixture[str]) -> None:
    audited(capsys, calls("monday.csv", AT_NIGHT), "--state", "state", "--out", "state/result")
    assert Path("state/state.json").exists() and Path("state/result/findings.parquet").exists()


def test_a_state_that_cannot_be_written_names_itself(capsys: pytest.CaptureFixture[str]) -> None:
    calls("monday.csv", AT_NIGHT)
    assert run(["audit", "monday.csv", "--state", "monday.csv/x", "--out", "out"]) == 2
    told = capsys.readouterr().err
    assert "monday.csv/x: 审查状态无法写入" in told and "--out" not in told


def test_a_folder_in_the_place_of_a_result_is_told_before_the_run_counts(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/summary.json").mkdir(parents=True)
    assert run(["audit", calls("monday.csv", AT_NIGHT), "--state", "state", "--out", "out"]) == 2
    assert "out/summary.json 是文件夹" in capsys.readouterr().err
    assert not Path("state").exists() and [path.name for path in Path("out").iterdir()] == ["summary.json"]


def test_the_state_keeps_why_rows_of_a_run_were_refused(capsys: pytest.CaptureFixture[str]) -> None:
    audited(capsys, calls("monday.csv", CLEAN, AT_NIGHT.replace("T23", "T99")), "--state", "state", "--out", "out")
    kept = Path("out/rejected.csv").read_bytes()
    audited(capsys, calls("tuesday.csv", LATE), "--state", "state", "--out", "out")
    assert Path("state/rejected/000001.csv").read_bytes() == kept


@pytest.mark.parametrize(("option", "inside"), [("--state", "march/state"), ("--out", "march/out")])
def test_what_the_next_run_would_read_as_a_source_is_refused_before_it_is_begun(
    option: str, inside: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("march").mkdir()
    calls("march/monday.csv", AT_NIGHT)
    assert run(["audit", "march", *("--state", "state", "--out", "out"), option, inside]) == 2
    told = capsys.readouterr().err
    assert f"{option}: {inside} 在来源文件夹 march 之内" in told and "lies in the source folder march" in told
    assert not Path(inside).exists() and not Path("state").exists()


def test_a_hidden_folder_of_a_source_may_hold_state_and_results_for_none_is_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("march").mkdir()
    calls("march/monday.csv", AT_NIGHT)
    for _ in range(2):
        summary = audited(capsys, "march", "--state", "march/.kept/state", "--out", "march/_out")
        assert summary["accounting"]["read"] == 1


def test_another_zone_is_refused_with_the_one_of_then(capsys: pytest.CaptureFixture[str]) -> None:
    audited(capsys, calls("monday.csv", AT_NIGHT), "--state", "state", "--out", "out")
    assert run(["audit", "--state", "state", "--out", "out", "--law", "kr"]) == 2
    assert "请给 --zone Asia/Shanghai" in (told := capsys.readouterr().err) and "Asia/Seoul; give --zone" in told
    audited(capsys, "monday.csv", "--state", "another", "--out", "out", "--law", "us-reg-f")
    assert run(["audit", "--state", "another", "--out", "out"]) == 2
    assert "请用当时的法规" in (told := capsys.readouterr().err) and "--zone" not in told
