"""Whoever follows the journal misses nothing: an entry is told once nothing can come in before it any more."""

import os
import random
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.gate.books import Counter, Stores, migrate
from tests.gate.conftest import NOON
from tests.gate.postgresql import OWNER, Postgresql, postgresql
from zilv.gate.book import Entry, Page, StoreError
from zilv.gate.postgres import PostgresBook
from zilv.gate.postgres_journal import SAID
from zilv.gate.refusal import Refused

WRITERS, PAGES = 3, 60
INTO = "insert into gate_entry (at, kind, lender, attempt_id, body, person)"
ROW = "0, 'ask', 'L1', 'x', '{}', 0"
BY_HAND = {
    "one": f"{INTO} values ({ROW})",
    "several": f"{INTO} values ({ROW}), ({ROW})",
    "chosen": f"{INTO} select {ROW} from generate_series(1, 3)",
    "within": f"with made as ({INTO} select {ROW} from generate_series(1, 3) returning seq) select seq from made",
    "copied": f"copy {INTO.removeprefix('insert into ')} from stdin",
}
"""Ways to write entries for whoever knows nothing of locks: an older process, a person with psql."""


@pytest.fixture
def counter(stores: Stores) -> Iterator[Counter]:
    """On SQLite writers come one after the other."""
    made = Counter(stores.url("postgresql"), at=NOON)
    made.declare()
    yield made
    made.book.close()


class Follower:
    """Reads on from where it has read to, as whoever is sent events does."""

    def __init__(self, counter: Counter) -> None:
        self._book = counter.book
        self.told: list[int] = []
        self._cursor = self._book.settled_after(0, 10_000)[-1].seq

    def reads(self) -> list[str]:
        """What it is told now."""
        found = self._book.settled_after(self._cursor, 200)
        self.told += [line.seq for line in found]
        self._cursor = found[-1].seq if found else self._cursor
        return [line.entry.attempt_id for line in found]


@contextmanager
def opened(counter: Counter, person: int) -> Iterator[Page]:
    """A page of another process that has locked a person."""
    other = Counter(counter.url, at=NOON)
    with closing(other.book), other.book.page() as page:
        page.lock("L1", [person], [])
        page.do("select pg_current_xact_id()")  # transactions are numbered in the order in which pages are opened
        yield page


def entries(name: str, count: int = 1) -> list[Entry]:
    return [Entry(NOON, "ask", "L1", name, None, "{}")] * count


@pytest.mark.parametrize("order", [("slow", "quick"), ("quick", "slow")])
def test_nothing_is_told_that_a_page_still_open_may_yet_overtake(counter: Counter, order: tuple[str, str]) -> None:
    follower = Follower(counter)
    with ExitStack() as both, ExitStack() as ends:
        stacks = {"slow": both, "quick": ends}
        pages = {name: stacks[name].enter_context(opened(counter, number)) for number, name in enumerate(order)}
        pages["slow"].write(entries("slow"))
        pages["quick"].write(entries("quick"))
        ends.close()
        assert follower.reads() == []
        quicker = Counter(counter.url, at=NOON)
        with closing(quicker.book):
            quicker.ask()
        assert follower.reads() == []
    first, second, _ = follower.reads()
    assert (first, second) == ("slow", "quick")


def test_a_page_that_writes_once_more_is_waited_for_from_its_first_entry_on(counter: Counter) -> None:
    follower = Follower(counter)
    with opened(counter, 7) as page:
        page.write(entries("first"))
        with opened(counter, 8) as quick:
            quick.write(entries("between"))
        page.write(entries("last"))
        assert follower.reads() == []
    assert follower.reads() == ["first", "between", "last"]


def test_a_page_that_was_given_up_holds_back_nobody(counter: Counter) -> None:
    follower = Follower(counter)
    with pytest.raises(Refused), opened(counter, 7) as page:
        page.write(entries("given up"))
        with opened(counter, 8) as quick:
            quick.write(entries("stays"))
        raise Refused("key_reused")
    assert follower.reads() == ["stays"]


def test_neither_a_page_that_has_written_nothing_nor_another_transaction_of_the_server_holds_anybody_back(
    counter: Counter,
) -> None:
    follower = Follower(counter)
    with psycopg.connect(counter.url) as foreign, opened(counter, 7):
        foreign.execute("select pg_current_xact_id(), pg_advisory_xact_lock(1), pg_advisory_xact_lock(1, 1)")
        attempt_id = counter.ask().attempt_id
        assert follower.reads() == [attempt_id]


@pytest.mark.parametrize("taken", [41, 2**31 - 1, 2**31, 2**32 + 5, 1_795_000_000_000_000, 2**53 - 1])
def test_what_a_page_says_is_the_number_taken_before_its_first(counter: Counter, taken: int) -> None:
    with psycopg.connect(counter.url) as connection, opened(counter, 7) as page:
        connection.execute("select setval('gate_entry_seq_seq', %s)", (taken,))
        assert connection.execute(SAID).fetchone() == (None,)
        page.write(entries("of it", 3))
        assert connection.execute(SAID).fetchone() == (taken,)
        assert [line.seq for line in page.entries_of("L1", "of it")] == [taken + 1, taken + 2, taken + 3]


def by_hand(connection: psycopg.Connection, way: str) -> None:
    with connection.cursor() as cursor:
        if way != "copied":
            cursor.execute(BY_HAND[way])
            return
        with cursor.copy(BY_HAND[way]) as copy:
            for _ in range(3):
                copy.write_row((0, "ask", "L1", "x", "{}", 0))


@pytest.mark.parametrize("way", BY_HAND)
def test_whoever_writes_is_waited_for_before_a_number_is_taken(counter: Counter, way: str) -> None:
    follower = Follower(counter)
    with psycopg.connect(counter.url) as connection:
        connection.execute("select setval('gate_entry_seq_seq', 4000)")
        by_hand(connection, way)
        assert connection.execute(SAID).fetchone() == (4000,)
        counter.ask()
        assert follower.reads() == []
    assert follower.reads()[0] == "x"
    assert follower.told[0] == 4001


def test_a_role_with_rights_to_its_tables_and_nothing_else_writes_and_follows(counter: Counter) -> None:
    role = counter.url.rsplit("/", 1)[1] + "_app"
    with psycopg.connect(counter.url) as connection:
        connection.execute(f"create role {role} login")
        connection.execute(f"grant select, insert, update, delete on all tables in schema public to {role}")
    app = Counter(counter.url.replace(f"//{OWNER}@", f"//{role}@"), at=NOON)
    try:
        follower = Follower(app)
        assert app.ask().decision == "permit"
        assert len(follower.reads()) == 1
    finally:
        app.book.close()
        with psycopg.connect(counter.url) as connection:
            connection.execute(f"drop owned by {role}; drop role {role}")


def test_a_table_of_the_writer_s_own_is_not_taken_for_the_journal(counter: Counter) -> None:
    with psycopg.connect(counter.url) as connection:
        connection.execute("create temporary table gate_entry (seq bigint generated by default as identity)")
        connection.execute("insert into gate_entry values (7), (8)")
        (found,) = connection.execute("select gate_entry_taken()").fetchone() or (0,)
    assert found == counter.book.settled_after(0, 10_000)[-1].seq


def test_on_a_standby_nobody_follows_and_it_says_why() -> None:
    """A server of its own: a copy of the tests' has all their databases, and takes minutes to read."""
    with postgresql("fsync=off") as server:
        url = server.database()
        migrate(url)
        with closing(Counter(url, at=NOON).book) as book, book.page() as page:
            page.write([Entry(NOON, "ask", "L1", "a", None, "{}", 0)])
        with standby(server) as copied, closing(PostgresBook(copied(url))) as book:
            with book.page(write=False) as page:
                assert page.do("select count(*) from gate_entry") == [(1,)]
            with pytest.raises(StoreError, match="give the primary's address"):
                book.settled_after(0, 10)


@contextmanager
def standby(server: Postgresql) -> Iterator[Callable[[str], str]]:
    """A hot standby of the server; turns a database's URL into that of the copy."""
    folder = Path(tempfile.mkdtemp(prefix="zilv-standby-"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    data = server.folder / folder.name
    server.run("pg_basebackup", "-D", str(data), "-R", "-X", "stream", "-c", "fast", "-N", "-d", server.url())
    shutil.move(data, folder / "data")
    copy = Postgresql(folder, "hot_standby=on", "fsync=off")
    try:
        copy.start()
        yield lambda url: url.replace(f":{server.port}/", f":{copy.port}/")
    finally:
        copy.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_sequence_that_was_set_and_not_used_since_hides_nothing(counter: Counter) -> None:
    before = counter.book.settled_after(0, 10_000)
    with psycopg.connect(counter.url) as connection:
        connection.execute("select setval('gate_entry_seq_seq', %s, false)", (before[-1].seq + 1,))
    assert before == counter.book.settled_after(0, 10_000)
    with psycopg.connect(counter.url) as connection:
        by_hand(connection, "one")
        assert connection.execute(SAID).fetchone() == (before[-1].seq,)


def test_who_reads_on_while_several_write_is_told_every_entry_once_and_in_order(counter: Counter) -> None:
    follower, ended = Follower(counter), threading.Event()

    def writes(writer: int) -> None:
        mine, chosen = Counter(counter.url, at=NOON), random.Random(writer)
        with closing(mine.book):
            for page in range(PAGES):
                asks = [f"{writer}{page:05}{each:04}" for each in range(chosen.choice((1, 1, 8)))]
                mine.asks([{"person": f"赵{number}", "number": f"1{number}"} for number in asks])

    def reads() -> None:
        while not ended.is_set():
            follower.reads()

    with ThreadPoolExecutor() as threads:
        reading = threads.submit(reads)
        for writing in [threads.submit(writes, writer) for writer in range(1, WRITERS + 1)]:
            writing.result()
        during = len(follower.told)
        ended.set()
        reading.result()
    while follower.reads():
        pass
    with counter.book.page(write=False) as page:
        written = [seq for (seq,) in page.do("select seq from gate_entry where kind = 'ask' order by seq")]
    assert follower.told == written
    assert during > len(written) // 2 > WRITERS * PAGES // 2
