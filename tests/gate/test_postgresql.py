"""The PostgreSQL that the tests make for themselves does what they rely on."""

import asyncio
from contextlib import closing

import psycopg
import pytest

from tests.gate.books import LENDER, TOKENS, Believing, Counter, Stores, book_at, call
from tests.gate.conftest import NOON
from tests.gate.postgresql import ABSENT, postgresql
from zilv.gate.book import Entry, Page
from zilv.gate.gate import Gate
from zilv.gate.refusal import Refused

pytestmark = pytest.mark.skipif(ABSENT, reason="no PostgreSQL on this machine")


def test_what_was_committed_is_there_after_the_server_was_killed() -> None:
    with postgresql() as server:
        url = server.database()
        with psycopg.connect(url) as connection:
            connection.execute("create table kept (n int)")
            connection.execute("insert into kept values (7)")
        open_one = psycopg.connect(url)
        assert len(server.processes()) > 2
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            open_one.execute("select 1")
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("select n from kept").fetchall() == [(7,)]


def test_each_database_of_a_test_is_its_own() -> None:
    with postgresql("fsync=off") as server:
        one, other = server.database(), server.database()
        with psycopg.connect(one) as connection:
            connection.execute("create table here (n int)")
        with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("select n from here")


def test_a_refusal_takes_back_what_its_page_wrote_and_keeps_the_connection(stores: Stores) -> None:
    def backend(page: Page) -> int:
        [(number,)] = page.do("select pg_backend_pid()")
        return int(number)

    with closing(book_at(stores.url("postgresql"))) as book:
        with book.page() as page:
            first = backend(page)
        with pytest.raises(Refused), book.page() as page:
            page.write([Entry(1, "ask", "L1", "a", "ask::1", "{}")])
            raise Refused("key_reused")
        with book.page() as page:
            assert (backend(page), page.do("select count(*) from gate_entry")) == (first, [(0,)])


def test_a_page_holds_every_person_number_and_key_that_it_locked_and_shares_the_registers(stores: Stores) -> None:
    with closing(book_at(stores.url("postgresql"))) as book:
        with book.page() as page:
            for _ in range(4):  # from the third time on as a statement that is prepared
                page.lock("L1", [1, 2, 3], [4, 5], ["ask::1"])
            held = page.do("select mode, count(*) from pg_locks where locktype = 'advisory' group by mode")
        assert dict(held) == {"ShareLock": 1, "ExclusiveLock": 6}


@pytest.mark.parametrize("setting", ["isolation = 'repeatable read'", "isolation = serializable", "read_only = on"])
def test_the_cap_holds_whatever_transactions_a_database_begins_by_itself(stores: Stores, setting: str) -> None:
    url = stores.url("postgresql")
    first = Counter(url, at=NOON)
    first.declare()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f'alter database "{owner.info.dbname}" set default_transaction_{setting}')

    def opened() -> Gate:
        desk = first.desk_like()
        desk.steady = Believing()
        return Gate(book_at(url, first.now), [desk], TOKENS)

    async def all_at_once() -> list[str]:
        gates = [opened() for _ in range(8)]
        for gate in gates:
            await gate.start()
            await gate.warm(call(), LENDER)
        made = await asyncio.gather(*(gate.ask(call(), LENDER) for gate in gates))
        for gate in gates:
            await gate.stop()
        return [answer.decision for answer in made]

    with closing(first.book):
        assert asyncio.run(all_at_once()).count("permit") == first.counted() == 3
