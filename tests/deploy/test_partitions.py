"""The tables divided by lender, with what was in them: the gate decides, counts and migrates as before."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.gate.books import Counter, Stores, migrate
from tests.gate.conftest import NOON
from tests.gate.test_migrations import STEPS, Table, counts_on, filled, tables
from tests.gate.test_migrations import assert_kept as assert_same

SCRIPT = Path(__file__).parents[2] / "deploy" / "partitions.sql"
PSQL = shutil.which("psql")

pytestmark = pytest.mark.skipif(PSQL is None, reason="there is no psql on this machine")


def divide(url: str) -> None:
    assert PSQL is not None
    command = [PSQL, "--single-transaction", "-v", "ON_ERROR_STOP=1", "-q", "-f", str(SCRIPT), url]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def indexes(url: str) -> set[tuple[str, str]]:
    """Of both tables, the indexes that the gate reads by."""
    with psycopg.connect(url) as connection:
        found = connection.execute("select tablename, indexname from pg_indexes where schemaname = 'public'").fetchall()
    ours = {"gate_attempt", "gate_entry"}
    return {(table, name) for table, name in found if table in ours and not name.endswith(("_pkey", "_like"))}


def whole(url: str) -> dict[str, Table]:
    """The tables, the parts of the divided ones left out."""
    return {name: table for name, table in tables(url).items() if not name[-1].isdecimal()}


def test_divided_tables_hold_what_was_there_and_count_on(stores: Stores) -> None:
    url = stores.url("postgresql")
    filled(url).book.close()
    before, indexed = whole(url), indexes(url)
    divide(url)
    assert_same(before, whole(url))
    assert whole(url).keys() == before.keys()
    assert len(indexed) >= 6
    assert indexed <= indexes(url)
    counts_on(url)


def test_a_divided_database_goes_on_through_reports_rulings_and_the_journal(stores: Stores) -> None:
    url = stores.url("postgresql")
    divide(url)
    filled(url).book.close()  # permitted, reported, cancelled, held and ruled
    counts_on(url)
    counter = Counter(url, at=NOON)
    with counter.book.page() as page:
        (entries,) = page.do("select count(*) from gate_entry")[0]
    told = counter.book.settled_after(0, 10_000)
    assert [line.seq for line in told] == sorted(line.seq for line in told)
    assert len(told) == entries > 0
    counter.book.close()


def test_a_divided_database_is_migrated_back_and_forward(stores: Stores) -> None:
    url = stores.url("postgresql")
    filled(url).book.close()
    divide(url)
    before = whole(url)
    migrate(url, "gate", STEPS["gate"][0])
    older = whole(url)
    assert_same(before, older)
    migrate(url)
    assert_same(older, whole(url))
    counts_on(url)
