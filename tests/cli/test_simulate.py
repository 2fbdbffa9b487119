"""`zilv simulate` where it cannot go on: each cause is told in both languages, and nothing half made stays."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zilv.cli.main import run
from zilv.cli.simulate import _new_folder
from zilv.errors import ZilvError
from zilv.simulate.world import DAYS_MIN, PEOPLE_MAX, PEOPLE_MIN

COMMAND = [sys.executable, "-m", "zilv", "simulate", "--days", "31", "--out"]
ROOT = Path(__file__).parents[2]
ROOM_BYTES = 200_000


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--people", str(PEOPLE_MIN - 1)], ("太少", f"at least {PEOPLE_MIN}")),
        (["--days", str(DAYS_MIN - 1)], ("太少", f"at least {DAYS_MIN}")),
        (["--people", str(PEOPLE_MAX + 1)], ("太多", f"at most {PEOPLE_MAX}")),
        (["--people", "9" * 30], ("太多", f"at most {PEOPLE_MAX}")),
    ],
)
def test_a_world_that_cannot_be_made_is_refused_in_both_languages(
    given: list[str], told: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["simulate", *given, "--out", str(tmp_path / "w")]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{given[0]}: {given[1]} ")
    assert all(part in said for part in told)
    assert not any(tmp_path.iterdir())


def test_a_disk_without_room_is_told_as_such_and_nothing_stays(tmp_path: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, ROOM_BYTES))

    done = subprocess.run(
        [*COMMAND, str(tmp_path / "w"), "--people", "5000"],
        cwd=ROOT,
        preexec_fn=little_room,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2, done.stderr
    assert f"--out: {tmp_path / 'w'} 无法写入" in done.stderr and "cannot be written" in done.stderr
    assert not any(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run(["simulate", "--out", str(tmp_path / "file" / "w")]) == 2
    said = capsys.readouterr().err
    assert "无法写入" in said and "cannot be written" in said


def test_a_world_takes_its_place_at_once_and_never_that_of_another(tmp_path: Path) -> None:
    with _new_folder(tmp_path / "w") as made:
        (made / "registers").mkdir()
        itself = made.stat().st_ino
    assert (tmp_path / "w").stat().st_ino == itself
    with pytest.raises(ZilvError, match="cannot be written"), _new_folder(tmp_path / "late") as made:
        (made / "README.md").touch()
        (tmp_path / "late").mkdir()
        (tmp_path / "late" / "README.md").write_text("another's")
    assert (tmp_path / "late" / "README.md").read_text() == "another's"


def test_a_link_to_an_empty_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "w").symlink_to(tmp_path / "far")
    with _new_folder(tmp_path / "w") as made:
        (made / "registers").mkdir()
    assert (tmp_path / "w").is_symlink() and (tmp_path / "far" / "registers").is_dir()


def test_ended_from_outside_it_leaves_nothing_behind(tmp_path: Path) -> None:
    making = subprocess.Popen([*COMMAND, str(tmp_path / "w"), "--people", "1000000"], cwd=ROOT)
    ends = time.monotonic() + 60
    while not [*tmp_path.glob(".w-*/results/attempts.parquet")]:
        assert time.monotonic() < ends and making.poll() is None, "it never began"
        time.sleep(0.02)
    making.send_signal(signal.SIGTERM)
    assert making.wait(30) == 130
    assert not any(tmp_path.iterdir())
