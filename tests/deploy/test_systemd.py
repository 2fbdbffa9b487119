"""The unit is one that systemd reads without complaint, closed as far as compiled code allows."""

import re
import shlex
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.deploy.words import DEPLOY, assert_known, assert_runs

UNIT = DEPLOY / "systemd" / "zilv-gate.service"
ENVIRONMENT = (DEPLOY / "systemd" / "zilv.env").read_text("utf-8")
ANALYZE = shutil.which("systemd-analyze")
EXPOSED_MAX = 15
"""Of 100; a unit that closes nothing has 96."""


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    assert ANALYZE is not None
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True)


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """The unit with a program that is there; in quotes, because a checkout may lie in a path with spaces."""
    text = UNIT.read_text("utf-8")
    made = tmp_path / UNIT.name
    made.write_text(text.replace("/opt/zilv/bin/zilv", f'"{sys.executable}" -m zilv'), "utf-8")
    return made


def test_it_starts_a_command_that_is_there_with_settings_that_are_read() -> None:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT, "utf-8")
    program, *words = shlex.split(unit["Service"]["ExecStart"])
    assert Path(program).name == "zilv"
    assert_runs(words)
    assert unit["Service"]["EnvironmentFile"] == "/etc/zilv/zilv.env"
    variables = re.findall(r"^(\w+)=", ENVIRONMENT, re.MULTILINE)
    assert_known(variables)
    database = re.findall(r"^ZILV_DATABASE=sqlite:////var/lib/(\w+)/", ENVIRONMENT, re.MULTILINE)
    assert database == [unit["Service"]["StateDirectory"]]


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze on this machine")
def test_systemd_has_nothing_against_it(placed: Path) -> None:
    done = analyzed("verify", "--recursive-errors=no", str(placed))
    assert done.returncode == 0, done.stderr
    assert placed.name not in done.stderr


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze on this machine")
def test_little_of_the_machine_is_open_to_it(placed: Path) -> None:
    done = analyzed("security", "--offline=true", f"--threshold={EXPOSED_MAX}", "--no-pager", str(placed))
    assert done.returncode == 0, done.stdout[-500:]
