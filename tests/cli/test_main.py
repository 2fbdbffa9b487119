"""The entry point: what is imported, what a failure shows, and which exit status it leaves with."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from zilv import __version__
from zilv.cli import main

HELP_RATIO_MAX = 2
HEAVY = ("numba", "numpy", "pyarrow", "duckdb", "pydantic", "yaml", "rich.table")


def zilv(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One run of the command line in a process of its own."""
    command = [sys.executable, "-m", "zilv", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def stand_in(monkeypatch: pytest.MonkeyPatch, body: str, tmp_path: Path) -> None:
    """A command `zilv law list` that does as `body` says."""
    (tmp_path / "standing_in.py").write_text(f"import zilv.errors\ndef run() -> None:\n    {body}\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(main.COMMANDS, "law list", main.Entry("standing_in:run", "替身", "stand-in"))
    sys.modules.pop("standing_in", None)


def test_help_costs_no_more_than_twice_its_command_line_library() -> None:
    ratios = []
    for _ in range(5):
        bare = cpu_s([sys.executable, "-c", "import typer"])
        ratios.append(cpu_s([sys.executable, "-m", "zilv", "--help"]) / bare)
    assert min(ratios) <= HELP_RATIO_MAX, ratios


def cpu_s(command: list[str]) -> float:
    """Processor seconds of a command from its start to its end."""
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_help_imports_nothing_heavy() -> None:
    program = "import sys; from zilv.cli.main import run; run(['--help']); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = shown.stdout.splitlines()[-1].split()
    assert "zilv.cli.main" in modules
    assert [name for name in modules if name in HEAVY or name.startswith(("zilv.rules", "zilv.audit"))] == []


def test_the_version_is_that_of_the_package() -> None:
    assert zilv("--version").stdout == f"zilv {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["law", "nonsense"], ["law", "show"], ["law", "list", "--nonsense"]]
)
def test_wrong_usage_leaves_with_2(arguments: list[str]) -> None:
    answer = zilv(*arguments)
    assert answer.returncode == 2
    assert "zilv" in answer.stderr
    assert answer.stdout == ""


def test_what_the_user_can_mend_is_one_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, "raise zilv.errors.IntakeError('calls.csv: is empty')", tmp_path)
    assert main.run(["law", "list"]) == 2
    assert capsys.readouterr() == ("", "calls.csv: is empty\n")


def test_a_file_that_cannot_be_opened_is_the_users_to_mend(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, "open('no such folder/calls.csv')", tmp_path)
    assert main.run(["law", "list"]) == 2
    assert capsys.readouterr().err == "no such folder/calls.csv: No such file or directory\n"


def test_what_a_disk_refuses_is_told_in_both_languages_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stand_in(monkeypatch, "raise OSError(28, 'No space left on device', '/tmp')", tmp_path)
    assert main.run(["law", "list"]) == main.BAD_INPUT
    assert capsys.readouterr().err == (
        "/tmp: 无法读写：磁盘已满，请腾出空间 · cannot be read or written: "
        "the disk is full; make room there (No space left on device)\n"
    )


def test_a_bug_says_what_to_report_and_shows_nobodys_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, "raise KeyError('13800000000')", tmp_path)
    monkeypatch.delenv("ZILV_DEBUG", raising=False)
    assert main.run(["law", "list"]) == 70
    shown = capsys.readouterr().err
    assert "KeyError" in shown
    assert "Traceback" not in shown
    assert "13800000000" not in shown


def test_a_bug_is_shown_whole_on_request(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, "raise KeyError('13800000000')", tmp_path)
    monkeypatch.setenv("ZILV_DEBUG", "1")
    assert main.run(["law", "list"]) == 70
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "standing_in.py" in shown


def test_the_exit_status_of_a_command_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, "import typer; raise typer.Exit(1)", tmp_path)
    assert main.run(["law", "list"]) == 1


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is a signal")
def test_ctrl_c_leaves_with_130_and_without_traceback(tmp_path: Path) -> None:
    (tmp_path / "standing_in.py").write_text(
        "import time\ndef run() -> None:\n    print('begun', flush=True)\n    time.sleep(60)\n", "utf-8"
    )
    program = (
        # A shell that runs the tests in the background hands down that Ctrl-C is ignored.
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"sys.path.insert(0, {str(tmp_path)!r}); from zilv.cli import main; "
        "main.COMMANDS['law list'] = main.Entry('standing_in:run', '', ''); sys.exit(main.run(['law', 'list']))"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "Traceback" not in errors


def test_a_reader_that_goes_away_is_no_breach() -> None:
    program = "from zilv.cli import main; import sys; sys.exit(main.run(['law', 'list', '--json']))"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        errors = running.stderr.read()
    assert running.returncode == main.PIPE_CLOSED
    assert errors == ""


def test_an_argument_that_is_not_utf_8_is_bad_input_and_named() -> None:
    command: list[str | bytes] = [sys.executable, "-m", "zilv", "law", "activate", b"\xff", "--lender", b"\xff"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "bug" not in done.stderr
