"""The audit that goes on, cut off from power at any moment: each run is there whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.audit.state.arrivals import CHINA, Going, source
from tests.audit.state.test_any_order import REGISTERS, call


class Disk:
    """What a power cut leaves of a folder: files as last synced, under the names that their folders last synced.

    What was never synced is empty, or not there. A rename is there at once, or (`late`) when its folder is synced: a
    disk may do either.
    """

    def __init__(self, folder: Path, late: bool) -> None:
        self._folder, self._late = folder, late
        self._files: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {folder.stat().st_ino: {}}
        self.cuts: list[dict[str, Any]] = [{}]

    def sync(self, handle: int) -> None:
        """For `os.fsync`."""
        path, inode = Path(os.readlink(f"/proc/self/fd/{handle}")), os.fstat(handle).st_ino
        if path.is_dir():
            self._names[inode] = {one.name: one.stat().st_ino for one in path.iterdir()}
            for one in path.iterdir():
                if one.is_dir():
                    self._names.setdefault(one.stat().st_ino, {})
        else:
            self._files[inode] = path.read_bytes()
        self.cuts.append(self._left(self._folder.stat().st_ino))

    def rename(self, replace: Callable[[Any, Any], None], source: Path, target: Path) -> None:
        """For `os.replace`."""
        replace(source, target)
        if not self._late:
            self._names.setdefault(target.parent.stat().st_ino, {})[target.name] = target.stat().st_ino
        self.cuts.append(self._left(self._folder.stat().st_ino))

    def _left(self, folder: int) -> dict[str, Any]:
        return {
            name: self._left(inode) if inode in self._names else self._files.get(inode, b"")
            for name, inode in self._names[folder].items()
        }


def lay(left: dict[str, Any], folder: Path) -> None:
    """Write what a disk holds."""
    folder.mkdir()
    for name, entry in left.items():
        if isinstance(entry, dict):
            lay(entry, folder / name)
        else:
            (folder / name).write_bytes(entry)


@pytest.mark.parametrize("late", [False, True], ids=["rename at once", "rename late"])
def test_after_a_power_cut_each_run_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    (tmp_path / "disk").mkdir()
    going, disk, replace = Going(tmp_path / "disk", REGISTERS), Disk(tmp_path / "disk", late), os.replace
    runs: list[Any] = [[]]
    finished = [0]
    for name, day in (("first", "02"), ("second", "03")):
        path = source(tmp_path, name, [call(name, "p1", f"{day}T23:00:00", number="13800000001")])
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", disk.sync)
            patch.setattr(os, "replace", lambda old, new: disk.rename(replace, Path(old), Path(new)))
            going.take([path], CHINA)
        runs.append(going.findings())
        finished.append(len(disk.cuts) - 1)
    assert len(runs[0]) < len(runs[1]) < len(runs[2])
    reached = []
    for number, left in enumerate(disk.cuts):
        lay(left, tmp_path / f"cut {number}")
        reached.append(runs.index(Going(tmp_path / f"cut {number}", REGISTERS).findings()))
    assert reached == sorted(reached)
    assert [reached[cut] for cut in finished] == [0, 1, 2], "a run that is finished is there"
