"""Where results are made: nothing stays of a run that was ended by force, and nothing of a run at work is taken."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zilv.cli.workplace import HELD, put_in_place, workplace
from zilv.disk import Holder, me
from zilv.errors import ZilvError

KILLED = """
import os, signal, sys
from pathlib import Path
from zilv.cli.workplace import workplace
with workplace(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_goes_with_the_next_and_nothing_else(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / ".out-mine"
    other.mkdir()
    subprocess.run([sys.executable, "-c", KILLED, str(out)], check=False)
    (left,) = set(tmp_path.iterdir()) - {other}
    with workplace(out) as first, workplace(out) as second:
        assert first.is_dir() and second.is_dir() and not left.exists()
    assert [*tmp_path.iterdir()] == [other]


def left_by(holder: Holder, out: Path) -> Path:
    """A workplace of `out` that a run left which was ended by force."""
    subprocess.run([sys.executable, "-c", KILLED, str(out)], check=False)
    (left,) = (path for path in out.parent.iterdir() if path.name.startswith(f".{out.name}-"))
    (left / HELD).write_text("\n".join(map(str, holder)), "utf-8")
    return left


def test_what_a_run_on_another_machine_holds_or_left_stays_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = left_by(Holder("far-away", "another-boot", os.getpid()), tmp_path / "out")
    with workplace(tmp_path / "out"):
        assert left.is_dir()
    assert f"{left}: 另一台机器 far-away" in (told := capsys.readouterr().err)
    assert "delete this folder" in told
    assert [*tmp_path.iterdir()] == [left]


def test_what_a_run_of_this_machine_left_before_a_restart_goes(tmp_path: Path) -> None:
    left = left_by(Holder(me().host, "before-a-restart", os.getpid()), tmp_path / "out")
    with workplace(tmp_path / "out") as work:
        assert not left.exists()
        assert (work / HELD).read_text().split() == list(map(str, me()))


@pytest.mark.parametrize("error", [OSError("Corrupt snappy compressed data"), ConnectionRefusedError(111, "refused")])
def test_what_is_no_fault_of_the_disk_is_not_told_as_the_results(tmp_path: Path, error: OSError) -> None:
    with pytest.raises(OSError, match=r"snappy|refused"), workplace(tmp_path / "out"):
        raise error
    with pytest.raises(ZilvError, match=r"--out: .*cannot be written"), workplace(tmp_path / "out"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_in_the_place_of_a_result_is_told_before_any_is_moved(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "b").mkdir(parents=True)
    with pytest.raises(ZilvError, match=r"out/b .*is a folder"), workplace(out) as work:
        for name in "ab":
            (work / "results" / name).write_text(name)
        put_in_place(work / "results", out)
    assert not (out / "a").exists()


def test_only_an_error_of_the_workplace_is_told_as_one_of_out(tmp_path: Path) -> None:
    with pytest.raises(ZilvError, match=r"--out: .*No space left"), workplace(tmp_path / "out"):
        raise OSError(28, os.strerror(28))
    with pytest.raises(FileNotFoundError), workplace(tmp_path / "out"):
        (tmp_path / "absent").read_bytes()
