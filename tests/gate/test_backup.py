"""A copy made while the gate writes holds every decision acknowledged before it, and counts right once restored."""

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gate.books import Counter, Stores
from tests.gate.conftest import NOON
from tests.gate.postgresql import PROGRAMS, Postgresql, postgresql

WRITERS = 2
TAKEN = 25
"""So many asks are acknowledged at least before a copy begins, and while it is made."""


PAGE = Path(__file__).parents[2] / "docs" / "operating" / "backup.md"


def line(program: str) -> str:
    """The one command of this program on the page about backups."""
    (found,) = [text for text in PAGE.read_text("utf-8").splitlines() if text.startswith(f"{program} ")]
    return found


def run(command: str, **environ: str) -> None:
    """A command that succeeds."""
    done = subprocess.run(shlex.split(command), capture_output=True, text=True, env={**os.environ, **environ})
    assert done.returncode == 0, done.stdout + done.stderr


class Writing:
    """Asks about ever new persons from several threads; `acknowledged` grows as answers come back."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ends = threading.Event()
        self.acknowledged: list[tuple[str, str]] = []
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]

    def _write(self, writer: int) -> None:
        counter, n = Counter(self._url, at=NOON), 0
        while not self._ends.is_set():
            n += 1
            person = f"赵{writer}-{n}"
            answer = counter.ask(person=person, number=f"139{writer}{n:07}")
            assert answer.decision == "permit" and answer.attempt_id
            self.acknowledged.append((person, answer.attempt_id))
        counter.book.close()

    def until(self, count: int) -> int:
        """Wait until so many are acknowledged; how many are."""
        while len(self.acknowledged) < count:
            assert all(thread.is_alive() for thread in self._threads)
            self._ends.wait(0.01)
        return len(self.acknowledged)

    @contextmanager
    def going_on(self) -> Iterator["Writing"]:
        """Write while the block runs."""
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._ends.set()
            for thread in self._threads:
                thread.join()


def prepared(url: str) -> None:
    """Registers, and three answered calls a day used up for 王一."""
    counter = Counter(url, at=NOON)
    counter.declare()
    assert [counter.ask().decision for _ in range(4)] == ["permit", "permit", "permit", "deny"]
    assert counter.ask(person="王二", number="13800000002", key="kept").decision == "permit"
    counter.book.close()


def assert_whole(url: str, acknowledged: list[tuple[str, str]]) -> None:
    """Every decision acknowledged is there, and each counts."""
    counter = Counter(url, at=NOON + 1_000_000)
    with counter.book.page(write=False) as page:
        there = {row[0] for row in page.do("select attempt_id from gate_attempt")}
        told = {row[0] for row in page.do("select attempt_id from gate_entry where kind = 'ask'")}
    assert len(acknowledged) >= TAKEN
    assert {attempt_id for _, attempt_id in acknowledged} <= there & told
    assert counter.ask().decision == "deny"
    for person, number in (("王二", "13800000002"), (acknowledged[-1][0], "13900000000")):
        assert [counter.ask(person=person, number=number).decision for _ in range(3)] == ["permit", "permit", "deny"]
    counted = counter.counted()
    assert counter.ask(person="王二", number="13800000002", key="kept").decision == "permit"
    assert counter.counted() == counted
    with counter.book.page(write=False) as page:
        entries = page.do("select count(*) from gate_entry")[0][0]
    assert len(counter.book.settled_after(0, 100_000)) == entries
    counter.book.close()


@pytest.mark.parametrize("how", ["vacuum into", ".backup"])
def test_a_copy_of_the_sqlite_file_made_while_asks_arrive_is_whole(how: str, stores: Stores, folder: Path) -> None:
    url = stores.url("sqlite")
    prepared(url)
    copy = folder / "zilv.db"
    with Writing(url).going_on() as writing:
        before = writing.acknowledged[: writing.until(TAKEN)]
        command = line("sqlite3").replace("vacuum into", how).replace("/var/backups/zilv/zilv.db", str(copy))
        run(command.replace("/var/lib/zilv/zilv.db", url.removeprefix("sqlite:///"), 1))
        writing.until(len(before) + TAKEN)
    assert_whole(f"sqlite:///{copy}", before)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Postgresql]:
    """Another server, as young as one that was just made."""
    with postgresql() as running:
        yield running


@pytest.mark.parametrize("where", ["same server", "another server"])
def test_a_dump_of_postgresql_made_while_asks_arrive_is_whole(
    where: str, stores: Stores, server: Postgresql, elsewhere: Postgresql, folder: Path
) -> None:
    url = stores.url("postgresql")
    prepared(url)
    copy = folder / "zilv.dump"
    with Writing(url).going_on() as writing:
        before = writing.acknowledged[: writing.until(TAKEN)]
        dump = line("pg_dump").replace("postgresql://zilv@db.example/zilv", url)
        run(f"{PROGRAMS}/{dump}".replace("zilv.dump", f"'{copy}'"))
        writing.until(len(before) + TAKEN)
    restored = (server if where == "same server" else elsewhere).database()
    restore = line("pg_restore").replace("postgresql://zilv@db.example/restored", restored)
    run(f"{PROGRAMS}/{restore}".replace("zilv.dump", f"'{copy}'"))
    assert_whole(restored, before)


def test_what_was_restored_is_judged_again_and_agrees(url: str, folder: Path) -> None:
    prepared(url)
    environ = {"ZILV_DATABASE": url, "ZILV_KEY_FILE": str(folder / "key"), "ZILV_SECRET_FILE": str(folder / "secret")}
    journal = folder / "journal.jsonl"
    run(f"'{sys.executable}' -m zilv migrate", **environ)
    run(f"'{sys.executable}' -m zilv journal after-restore", **environ)
    counter = Counter(url, at=NOON + 1_000_000)
    assert counter.ask(person="王三", number="13800000003").decision == "permit"
    counter.book.close()
    run(f"'{sys.executable}' -m zilv journal export --out '{journal}'", **environ)
    assert '"kind":"ask"' in journal.read_text("utf-8").replace(" ", "")
    run(f"'{sys.executable}' -m zilv replay '{journal}'", **environ)
