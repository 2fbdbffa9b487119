"""A disk that fills up, really: a small file system in memory. HOLD while it is full, and on by itself afterwards."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gate.books import Stores
from tests.gate.crowd.count import contents, faults
from tests.gate.crowd.test_crowd import open_book
from tests.gate.faults.gates import ask, decided, gate_on, is_held
from tests.gate.postgresql import OWNER, Postgresql

PEOPLE = 500


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system of its own, as many MB large as the test says, open to the database's user."""
    place = Path(tempfile.mkdtemp(prefix="zilv-disk-"))
    options = f"size={request.param}m"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, text=True)
    if done.returncode:
        place.rmdir()
        pytest.skip("no file system can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is left while the block runs."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


async def permitted(url: str, disk: Path) -> list[str]:
    """Asks before, while and after the disk is full; the keys of what was answered while it was."""
    open_book(url, PEOPLE)
    answered, held = [], 0
    async with gate_on(url) as gate:
        assert (await ask(gate, 0, "before")).decision == "permit"
        with full(disk):
            for n in range(1, PEOPLE):
                answer = await ask(gate, n, f"full {n}")
                assert is_held(answer) or answer.decision == "permit"
                answered += [] if is_held(answer) else [f"full {n}"]
                held = held + 1 if is_held(answer) else 0
                if held > 5:
                    break
            assert held > 5
        for n in range(3):
            assert (await decided(gate, 0, f"after {n}")).decision == ("permit" if n < 2 else "deny")
    return answered


def check(url: str, answered: list[str]) -> None:
    """All that was answered stands; what was held may not."""
    found = contents(url)
    assert faults(found, [], all_told=False) == []
    assert {f"ask::{key}" for key in ["before", *answered, "after 0", "after 1", "after 2"]} <= {
        line.idem for line in found.journal
    }


@pytest.mark.parametrize("disk", [4], indirect=True)
def test_sqlite_on_a_full_disk_is_held_and_goes_on_when_there_is_room(stores: Stores, disk: Path) -> None:
    made = Path(stores.url("sqlite").removeprefix("sqlite:///"))
    url = f"sqlite:///{shutil.copy(made, disk / 'gate.db')}"
    check(url, asyncio.run(permitted(url, disk)))


@pytest.mark.parametrize("disk", [250], indirect=True)
def test_postgresql_on_a_full_disk_is_held_and_goes_on_when_there_is_room(server: Postgresql, disk: Path) -> None:
    """Where the server ends itself for want of room, whoever looks after it starts it again; it repairs nothing."""
    if os.geteuid() == 0:
        shutil.chown(disk, OWNER)
    small = Postgresql(disk, "wal_level=minimal", "max_wal_senders=0", "max_wal_size=32MB", "min_wal_size=32MB")
    small.start()
    try:
        url = Stores(disk, lambda: small).url("postgresql")
        check(url, asyncio.run(permitted(url, disk)))
    finally:
        small.stop()
