"""Whose a state is while a run works on it, also on a disk that several machines share."""

import errno
import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.audit.state.arrivals import CHINA, Going, source
from tests.audit.state.test_any_order import REGISTERS, call
from zilv.audit.state import history
from zilv.audit.state.folder import opened
from zilv.audit.state.held import writing
from zilv.disk import Holder, me
from zilv.errors import IntakeError

KILLED = """
import os, signal, sys
from pathlib import Path
from zilv.audit.state.folder import opened
with opened(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def leave(state: Path, holder: Holder) -> Path:
    """A state whose lock says that this one holds it; the lock."""
    with opened(state):
        pass
    (state / ".lock").write_text("\n".join(map(str, holder)), "utf-8")
    return state / ".lock"


def test_a_run_of_another_machine_holds_the_state_until_its_lock_is_deleted(tmp_path: Path) -> None:
    lock = leave(tmp_path / "state", Holder("far-away", "another-boot", os.getpid()))
    for _ in range(2):
        told = f"{re.escape(str(lock))}: .*far-away .*进程 {os.getpid()}.* · .*delete this file if you know"
        with pytest.raises(IntakeError, match=told), opened(tmp_path / "state"):
            raise AssertionError("a state that is held was opened")
    lock.unlink()
    with opened(tmp_path / "state") as state:
        assert state.manifest.runs == []


@pytest.mark.parametrize("holder", [Holder(me().host, "before-a-restart", 1), Holder("a-container", me().boot, 1)])
def test_one_that_died_on_this_machine_holds_nothing(tmp_path: Path, holder: Holder) -> None:
    leave(tmp_path / "state", holder)
    with opened(tmp_path / "state"):
        assert (tmp_path / "state" / ".lock").read_text().split() == list(map(str, me()))


def test_a_run_takes_its_name_out_unless_it_is_killed_and_the_next_goes_on(tmp_path: Path) -> None:
    lock = tmp_path / "state" / ".lock"
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "state")], check=False)
    assert lock.read_text().startswith(f"{me().host}\n")
    with pytest.raises(KeyboardInterrupt), opened(tmp_path / "state"):
        raise KeyboardInterrupt
    assert lock.read_bytes() == b""


def test_a_state_that_is_held_is_refused_and_its_holder_stays_noted(tmp_path: Path) -> None:
    with opened(tmp_path / "state"):
        with pytest.raises(IntakeError, match="another audit is at work"), opened(tmp_path / "state"):
            pass
        assert (tmp_path / "state" / ".lock").read_text().startswith(f"{me().host}\n")


def test_a_disk_without_locks_is_told_and_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(IntakeError, match=r"不能加锁.* · its disk gives no locks.*ENOLCK"), opened(tmp_path / "state"):
        pass
    assert not (tmp_path / "state" / "state.json").exists()


@pytest.mark.parametrize("what", ["Too many open files", "Disk quota exceeded"])
def test_what_duckdb_cannot_read_or_write_is_told_whatever_it_is(tmp_path: Path, what: str) -> None:
    told = rf"cannot be written: .*{what}"
    with pytest.raises(IntakeError, match=told), writing(tmp_path / "new"), history._opened([]):
        raise duckdb.IOException(f'IO Error: Cannot open file "new": {what}')


def test_a_state_is_read_from_its_own_folder_though_its_name_be_a_pattern_that_fits_another(tmp_path: Path) -> None:
    """To DuckDB `[1]` means 1."""
    found = []
    for name, person in (("of 1", "p1"), ("of [1]", "p2")):
        (tmp_path / name).mkdir()
        going = Going(tmp_path / name, REGISTERS)
        going.take([source(going.folder, "first", [call(name, person, "02T23:00:00")])], CHINA)
        going.take([source(going.folder, "second", [call(name, person, "02T23:30:00")])], CHINA)
        found.append({row["attempt_id"] for row in going.findings()})
        assert {row["attempt_id"] for row in going.history()} == {name}
    assert found == [{"of 1"}, {"of [1]"}]
