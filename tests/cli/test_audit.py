"""`zilv audit` as a person runs it: what it leaves behind, and what its exit status says."""

import json
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from zilv.cli.sources import SourceOptions
from zilv.cli.sweeping import Request
from zilv.cli.unread import refuse_if_no_day_is_left
from zilv.errors import ZilvError

ROOT = Path(__file__).parents[2]
HEADER = "attempt_id,at,lender,person,channel,direction,party,mode,answered,recording\n"
CLEAN = "a1,2026-03-02T10:00:00+08:00,L1,P1,letter,outbound,debtor,,,\n"
AT_NIGHT = "a2,2026-03-02T23:00:00+08:00,L1,P2,app,outbound,debtor,,,\n"
UNREADABLE = (
    "b1,not-a-time,L1,13812345678,app,outbound,debtor,,,\n",
    "b2,2026-03-02T23:00:00+08:00,L1,P4,pigeon,outbound,debtor,,,\n",
)
RESULTS = {
    "findings.csv",
    "findings.parquet",
    "findings.xlsx",
    "rejected.csv",
    "report.html",
    "summary.json",
}


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    folder = tmp_path / "登记"
    folder.mkdir()
    for name, columns in {
        "agreements": "person,scope",
        "holds": "person,reason",
        "optouts": "person",
        "relations": "person,party",
        "mandates": "agency",
        "lines": "line,owner",
        "qualifications": "collector,kind",
        "notices": "person,kind,at",
    }.items():
        (folder / f"{name}.csv").write_text(columns + "\n", "utf-8")
    return folder


def calls(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "三月 通话.csv"
    path.write_text(HEADER + "".join(rows), "utf-8")
    return path


def audit(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zilv", "audit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_no_breach_is_0_a_breach_is_1_and_every_result_is_there(tmp_path: Path, registers: Path) -> None:
    out = tmp_path / "结果"
    clean = audit(calls(tmp_path, CLEAN), "--registers", registers, "--out", out)
    assert clean.returncode == 0
    assert {made.name for made in out.iterdir()} == RESULTS
    assert audit(calls(tmp_path, CLEAN, AT_NIGHT), "--registers", registers, "--out", out).returncode == 1
    assert {made.name for made in out.iterdir()} == RESULTS


def test_fail_on_says_what_counts_as_failure(tmp_path: Path, registers: Path) -> None:
    night = calls(tmp_path, AT_NIGHT)
    assert audit(night, "--registers", registers, "--out", tmp_path / "o", "--fail-on", "never").returncode == 0
    doubtful = audit(night, "--out", tmp_path / "o")
    assert doubtful.returncode == 0, "without registers there is doubt, but no breach"
    assert audit(night, "--out", tmp_path / "o", "--fail-on", "undetermined").returncode == 1


def test_json_is_all_that_machines_read(tmp_path: Path, registers: Path) -> None:
    ran = audit(calls(tmp_path, CLEAN, AT_NIGHT), "--registers", registers, "--out", tmp_path / "o", "--json")
    summary = json.loads(ran.stdout)
    assert summary["totals"]["attempts"] == 2
    assert summary["findings"]["forbidden"] == 1


def test_only_the_days_asked_for_are_reported_and_until_is_not_among_them(tmp_path: Path, registers: Path) -> None:
    night = calls(tmp_path, AT_NIGHT)
    on_the_day = ("--since", "2026-03-02", "--until", "2026-03-03")
    assert audit(night, "--registers", registers, "--out", tmp_path / "o", *on_the_day).returncode == 1
    both = calls(tmp_path, CLEAN.replace("2026-03-02", "2026-03-01"), AT_NIGHT)
    before = ("--until", "2026-03-02")
    assert audit(both, "--registers", registers, "--out", tmp_path / "o", *before).returncode == 0


@pytest.mark.parametrize("state", [False, True])
def test_days_on_which_nothing_was_read_are_refused_and_those_there_are_named(tmp_path: Path, state: bool) -> None:
    on = ("--state", tmp_path / "state") if state else ()
    ran = audit(calls(tmp_path, CLEAN, AT_NIGHT), "--out", tmp_path / "o", *on, "--since", "2027-01-01")
    assert ran.returncode == 2
    assert "--since 2027-01-01: no attempt lies in these days" in ran.stderr
    assert "所读入的触达在 2026-03-02 至 2026-03-02 之间" in ran.stderr and "Traceback" not in ran.stderr
    kept = {path.name for path in (tmp_path / "o").glob("*")}
    assert kept == ({"rejected.csv"} if state else set()), "a state has taken the rows in; no results of no attempt"


def test_where_the_days_there_are_cannot_be_told_it_says_how_to_see_them() -> None:
    sources = SourceOptions(None, None, None, ())
    request = Request((), None, None, date(2026, 3, 1), Path("o"), None, sources, "en", quiet=False)
    with pytest.raises(ZilvError, match="--until 2026-03-01: no attempt lies in these days; leave the days out"):
        refuse_if_no_day_is_left(request, judged=0, read=5)
    refuse_if_no_day_is_left(request, judged=0, read=0)


def test_rows_that_could_not_be_read_are_counted_on_the_terminal_with_their_file(
    tmp_path: Path, registers: Path
) -> None:
    out = tmp_path / "o"
    ran = audit(calls(tmp_path, CLEAN, *UNREADABLE), "--registers", registers, "--out", out, "--lang", "en")
    assert ran.returncode == 0
    assert f"2 rows could not be read: {out / 'rejected.csv'}" in ran.stdout.replace("\n", "")
    assert "2 rows could not be read and were judged by nobody." in (out / "report.html").read_text("utf-8")
    whole = audit(calls(tmp_path, CLEAN), "--registers", registers, "--out", out, "--lang", "en")
    assert "rows could not be read" not in whole.stdout


def test_a_kept_layout_still_tells_of_the_rows_that_could_not_be_read(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    audit(calls(tmp_path, CLEAN, *UNREADABLE), "--out", tmp_path / "o", "--keep", kept)
    told = audit(kept, "--out", tmp_path / "p", "--lang", "en").stdout.replace("\n", " ")
    assert "2 rows could not be read: see the rejected.csv of the run that read them" in told


@pytest.mark.parametrize("more", [(), ("--json",), ("--fail-on", "never"), ("--state",)])
def test_where_no_row_could_be_read_the_input_is_bad(tmp_path: Path, more: tuple[str, ...]) -> None:
    out = tmp_path / "o"
    given = [*more, tmp_path / "state"] if more == ("--state",) else more
    ran = audit(calls(tmp_path, *UNREADABLE), "--out", out, *given)
    assert ran.returncode == 2
    assert "2 rows read, none could be used" in ran.stderr
    assert str(out / "rejected.csv") in ran.stderr and (out / "rejected.csv").exists()
    assert "第 1 行 row 1: at: [10 个字符 characters]" in ran.stderr and 'row 2: channel: "pigeon"' in ran.stderr
    assert "13812345678" not in ran.stderr and "Traceback" not in ran.stderr
    if more == ("--json",):
        assert json.loads(ran.stdout)["accounting"]["rejected"] == 2


def test_a_layout_without_an_attempt_tells_no_reasons_of_another_run(tmp_path: Path) -> None:
    out, kept = tmp_path / "o", tmp_path / "kept"
    audit(calls(tmp_path, *UNREADABLE), "--out", out, "--keep", kept)
    again = audit(kept, "--out", out)
    assert again.returncode == 2
    assert "of the run that read them" in again.stderr and "pigeon" not in again.stderr


def test_a_header_without_rows_replaces_no_results(tmp_path: Path) -> None:
    out = tmp_path / "o"
    audit(calls(tmp_path, AT_NIGHT), "--out", out)
    before = (out / "summary.json").read_bytes()
    ran = audit(calls(tmp_path), "--out", out)
    assert ran.returncode == 2
    assert "the sources hold no row, so nothing was judged" in ran.stderr and "could not be read" not in ran.stderr
    assert (out / "summary.json").read_bytes() == before


def test_the_history_of_another_audit_does_not_stay_among_the_results(tmp_path: Path) -> None:
    out = tmp_path / "o"
    audit(calls(tmp_path, AT_NIGHT), "--out", out, "--state", tmp_path / "state")
    assert (out / "history.parquet").exists()
    ran = audit(calls(tmp_path, CLEAN), "--out", out)
    assert not (out / "history.parquet").exists() and "history.parquet" not in ran.stdout


@pytest.mark.parametrize("until", ["2026-03-02", "2026-03-01"])
def test_days_of_which_there_are_none_are_refused(tmp_path: Path, until: str) -> None:
    ran = audit(calls(tmp_path, AT_NIGHT), "--out", tmp_path / "o", "--since", "2026-03-02", "--until", until)
    assert ran.returncode == 2
    assert f"--until: {until} " in ran.stderr and "is not after --since 2026-03-02" in ran.stderr
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    "option", [("--law", "nowhere"), ("--since", "soon"), ("--registers", "nothere"), ("--set", "x")]
)
def test_bad_usage_is_2_says_why_and_leaves_nothing(tmp_path: Path, option: tuple[str, str]) -> None:
    out = tmp_path / "o"
    ran = audit(calls(tmp_path, CLEAN), "--out", out, *option)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr and len(ran.stderr.strip()) > 10
    assert not out.exists()


def test_ctrl_c_leaves_no_half_written_output(tmp_path: Path, registers: Path) -> None:
    rows = [f"a{n},2026-03-02T10:00:00+08:00,L1,P{n % 999},sms,outbound,debtor,,,\n" for n in range(200_000)]
    # A shell that runs the tests in the background hands down that Ctrl-C is ignored.
    hears = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{hears}; from zilv.cli.main import main; main()"
    command = [sys.executable, "-c", program, "audit", calls(tmp_path, *rows), "--out", tmp_path / "o"]
    running = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".o-*/*")) and time.monotonic() < deadline and running.poll() is None:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["三月 通话.csv", "登记"]
