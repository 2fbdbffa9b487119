"""A state whose files are not as they were left: the file is named, and no finding is made without it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.state.arrivals import CHINA, Going, source
from tests.audit.state.test_any_order import REGISTERS, call
from zilv.audit.state.folder import FOLDERS
from zilv.errors import IntakeError

HEARD = {"answered": "yes", "conversed": "no", "recording": "r"}


def shortened(path: Path) -> None:
    """As after a copy that was cut off."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    """As after a bad block: the same size, other bytes early in the file."""
    data = bytearray(path.read_bytes())
    for place in range(4, min(80, len(data) - 8)):
        data[place] ^= 0xFF
    path.write_bytes(data)


def exchanged(path: Path) -> None:
    """Another file altogether."""
    pq.write_table(pa.table({"x": [1]}), path)


def emptied(path: Path) -> None:
    """Nothing is left in it."""
    path.write_bytes(b"")


def begun(folder: Path) -> Going:
    """A state of two runs."""
    going = Going(folder, REGISTERS)
    for name, day in (("first", "02"), ("second", "03")):
        going.take([source(folder, name, [call(name, "p1", f"{day}T23:00:00", **HEARD)])], CHINA)
    return going


def forget(state: Path) -> None:
    """Make it a state of a zilv that kept neither sizes nor digests."""
    manifest = json.loads((state / "state.json").read_bytes())
    assert all({*run.pop("files")} == {*FOLDERS} for run in manifest["runs"])
    (state / "state.json").write_text(json.dumps(manifest), "utf-8")


def third(folder: Path) -> Path:
    """A file that touches the attempts of both runs."""
    return source(folder, "third", [call("third", "p1", "02T22:30:00", **HEARD), call("first", "p1", "02T23:00:00")])


@pytest.mark.parametrize("kind", FOLDERS)
@pytest.mark.parametrize("damage", [shortened, overwritten, exchanged, emptied])
def test_a_file_that_is_not_as_it_was_left_is_named_and_the_state_is_as_it_was(
    tmp_path: Path, kind: str, damage: Callable[[Path], None]
) -> None:
    going = begun(tmp_path)
    path, copy = tmp_path / "state" / kind / "000001.parquet", tmp_path / "copy"
    shutil.copy(path, copy)
    manifest = (tmp_path / "state" / "state.json").read_bytes()
    damage(path)
    with pytest.raises(IntakeError, match=f"{re.escape(str(path))}: .*is damaged.*put it back from a copy"):
        going.take([third(tmp_path)], CHINA)
    assert (tmp_path / "state" / "state.json").read_bytes() == manifest
    shutil.copy(copy, path)
    assert going.take([third(tmp_path)], CHINA).attempts == 3


@pytest.mark.parametrize("kind", ["rows", "settled", "history"])
@pytest.mark.parametrize("damage", [shortened, exchanged, emptied])
def test_a_file_of_an_older_state_that_cannot_be_read_is_named(
    tmp_path: Path, kind: str, damage: Callable[[Path], None]
) -> None:
    going = begun(tmp_path)
    forget(tmp_path / "state")
    path = tmp_path / "state" / kind / "000001.parquet"
    damage(path)
    with pytest.raises(IntakeError, match=f"{re.escape(str(path))}: .*is damaged"):
        going.take([third(tmp_path)], CHINA)


def test_damaged_facts_of_an_older_state_are_named_where_registers_are_others(tmp_path: Path) -> None:
    going = begun(tmp_path)
    forget(tmp_path / "state")
    shortened(path := tmp_path / "state" / "facts" / "000001.parquet")
    with pytest.raises(IntakeError, match=f"{re.escape(str(path))}: .*is damaged"):
        going.take([], CHINA, type(REGISTERS).empty())


def test_a_state_that_keeps_no_digests_goes_on_and_keeps_them_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old, new = begun(tmp_path / "old"), begun(tmp_path / "new")
    forget(tmp_path / "old" / "state")
    for going in (old, new):
        going.take([third(going.folder)], CHINA)
    assert old.findings() == new.findings() != []
    runs = json.loads((tmp_path / "old" / "state" / "state.json").read_bytes())["runs"]
    assert [len(run["files"]) for run in runs] == [0, 0, len(FOLDERS)]


@pytest.mark.parametrize("counted", [True, False])
def test_an_older_manifest_put_back_is_named_and_no_file_is_written_over(tmp_path: Path, counted: bool) -> None:
    going, state = begun(tmp_path), tmp_path / "state"
    older = (state / "state.json").read_bytes()
    going.take([third(tmp_path)], CHINA)
    newest = (state / "state.json").read_bytes()
    if not counted:
        (state / "runs").unlink()
        older = b'{"version": 1}'
    (state / "state.json").write_bytes(older)
    kept = {path: path.read_bytes() for path in state.glob("*/*")}
    with pytest.raises(IntakeError, match=r"is older than its files: it knows \d runs, \d were finished"):
        going.take([third(tmp_path)], CHINA)
    assert kept == {path: path.read_bytes() for path in state.glob("*/*")} != {}
    (state / "state.json").write_bytes(newest)
    assert going.take([], CHINA).attempts == 3
