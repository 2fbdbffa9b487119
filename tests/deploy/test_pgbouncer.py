"""Through PgBouncer in transaction pooling the gate counts as it does without, whichever backend serves a page."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.deploy.pooler import PROGRAM, pgbouncer
from tests.gate.books import Counter, Stores, book_at
from tests.gate.conftest import NOON
from tests.gate.crowd.count import contents, faults
from tests.gate.crowd.test_crowd import open_book, told_in
from tests.gate.postgresql import Postgresql
from zilv.gate.postgres import STATEMENT_MS

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no PgBouncer on this machine")

PROCESSES, ASKS, PEOPLE = 4, 60, 12


@pytest.fixture
def direct(stores: Stores) -> str:
    return stores.url("postgresql")


@pytest.fixture
def pooled(server: Postgresql, direct: str, tmp_path: Path) -> Iterator[str]:
    with pgbouncer(server, direct.rsplit("/", 1)[1], tmp_path) as url:
        yield url


def test_the_pooler_gives_each_transaction_a_backend_of_its_choice(pooled: str) -> None:
    served = set()
    connections = [psycopg.connect(pooled) for _ in range(6)]
    for connection in connections:
        served.add(connection.execute("select pg_backend_pid()").fetchall()[0][0])
        connection.commit()
    assert len(served) < len(connections)
    for connection in connections:
        connection.close()


def test_each_page_has_the_gates_settings_and_leaves_none_behind(pooled: str) -> None:
    names = ("statement_timeout", "synchronous_commit", "enable_seqscan")
    asked = "select " + ", ".join(f"current_setting('{name}')" for name in names)
    book = book_at(pooled)
    for _ in range(3):
        with book.page() as page:
            assert page.do(asked) == [(f"{STATEMENT_MS // 1000}s", "on", "off")]
    book.close()
    with psycopg.connect(pooled) as connection:
        assert connection.execute(asked).fetchall() == [("0", "on", "on")]


def test_a_crowd_exceeds_no_cap_through_the_pooler(pooled: str, direct: str, tmp_path: Path) -> None:
    open_book(pooled, PEOPLE)
    files = [tmp_path / f"{n}.jsonl" for n in range(PROCESSES)]
    started = [
        subprocess.Popen([sys.executable, "-m", "tests.gate.crowd.asker", pooled, file, str(ASKS), str(PEOPLE), str(n)])
        for n, file in enumerate(files)
    ]
    assert [process.wait() for process in started] == [0] * PROCESSES
    told = [one for file in files for one in told_in(file)]
    asked = [one for one in told if one.kind == "ask"]
    assert len(asked) == PROCESSES * ASKS
    assert faults(contents(direct), told) == []
    assert {one.decision for one in asked} == {"permit", "deny"}


def test_many_pages_in_turn_are_served_whatever_was_prepared_before(pooled: str) -> None:
    counters = [Counter(pooled, at=NOON) for _ in range(5)]
    counters[0].declare()
    for n in range(8):
        for place, counter in enumerate(counters):
            given = {"person": f"赵{n}-{place}", "number": f"1380000{n:02}{place:02}"}
            assert counter.asks([given])[0].decision == "permit"
    assert counters[0].counted() == 8 * len(counters)
    for counter in counters:
        counter.book.close()
