"""Whoever follows the journal misses nothing: an entry is told once nothing can come in before it any more."""

import psycopg
import pytest

from tests.gate.books import Counter, Stores
from tests.gate.conftest import NOON
from zilv.gate.book import Entry


@pytest.fixture
def counter(stores: Stores) -> Counter:
    """On SQLite writers come one after the other."""
    made = Counter(stores.url("postgresql"), at=NOON)
    made.declare()
    return made


def test_nothing_is_told_that_a_page_still_open_may_yet_overtake(counter: Counter) -> None:
    start = counter.book.settled_after(0, 1000)[-1].seq
    other = Counter(counter.url, at=NOON)
    with other.book.page() as page:
        page.lock("L1", [7], [])  # it has taken no number of the journal yet
        counter.ask()
        assert counter.book.settled_after(start, 10) == []
        page.write([Entry(NOON, "law", "L1", "", None, "{}")])
    told = counter.book.settled_after(start, 10)
    assert [line.entry.kind for line in told] == ["ask", "law"]


def test_what_was_restored_from_a_server_of_more_transactions_is_told(counter: Counter) -> None:
    with psycopg.connect(counter.url) as connection:
        connection.execute("update gate_entry set tx = (pg_current_xact_id()::text::bigint + 1000000)::text::xid8")
    before = [line.seq for line in counter.book.settled_after(0, 1000)]
    assert before
    counter.ask()
    assert [line.seq for line in counter.book.settled_after(0, 1000)][:-1] == before
