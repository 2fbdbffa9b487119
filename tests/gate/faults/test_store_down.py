"""A store that refuses, is deaf, stands still, is slow or locked: HOLD within the deadline, never PERMIT, and the gate
recovers by itself when the store is back.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import psycopg
import pytest

from tests.gate.books import LENDER, TOKENS, Stores
from tests.gate.crowd.asker import sought
from tests.gate.crowd.count import contents, faults
from tests.gate.crowd.test_crowd import open_book
from tests.gate.faults.gates import ask, decided, gate_on, is_held
from tests.gate.faults.proxy import Proxy, between
from tests.gate.postgresql import Postgresql
from zilv.gate.ask import Cancel
from zilv.gate.door import asked
from zilv.gate.gate import ANSWER_S, Gate
from zilv.gate.postgres import REPLY_S, PostgresBook
from zilv.gate.refusal import Refused

AT_ONCE_S = 0.3
PEOPLE = 40


@asynccontextmanager
async def failing(stores: Stores) -> AsyncIterator[tuple[Gate, Proxy, str]]:
    """A gate with two pages at a time, whose way to the store can be made to fail; counted plainly in the end."""
    url = stores.url("postgresql")
    await asyncio.to_thread(open_book, url, PEOPLE)
    with between(url) as proxy:
        async with gate_on(proxy.url, desks=2) as gate:
            assert (await ask(gate, 0, "before")).decision == "permit"
            yield gate, proxy, url
            await recovered(gate)
    assert faults(contents(url), [], all_told=False) == []


async def recovered(gate: Gate) -> None:
    """The gate decides again before long."""
    assert (await decided(gate, PEOPLE - 1, "after")).decision == "permit"


async def all_held(gate: Gate, key: str) -> None:
    """Asks about many at a time, reports and peeks: none is permitted, each is answered in time."""
    began = time.monotonic()
    answers = await asyncio.gather(*(ask(gate, n, f"{key} {n}") for n in range(1, 9)))
    assert all(map(is_held, answers))
    assert is_held(await gate.peek(sought(1, "peek"), LENDER))
    with pytest.raises(Refused, match="store_unreachable"):
        await gate.cancel("0", Cancel(key="c", reason="never dialled"), LENDER)
    assert time.monotonic() - began < 3 * (ANSWER_S + 1)


async def held_at_once(gate: Gate) -> None:
    """While the store is known to be down and tried again, who arrives need not wait."""
    first = asyncio.create_task(ask(gate, 1, "tries it again"))
    await asyncio.sleep(0.01)
    began = time.monotonic()
    for n in range(20):
        assert is_held(await ask(gate, n, f"at once {n}"))
    assert time.monotonic() - began < AT_ONCE_S
    assert is_held(await first)


def test_a_store_that_refuses_is_answered_for_at_once(stores: Stores) -> None:
    async def run() -> None:
        async with failing(stores) as (gate, proxy, _):
            proxy.closed = True
            proxy.cut_all()
            began = time.monotonic()
            await all_held(gate, "refused")
            assert time.monotonic() - began < ANSWER_S
            proxy.closed = False

    asyncio.run(run())


def test_a_deaf_network_is_answered_for_in_time_and_then_at_once(stores: Stores) -> None:
    async def run() -> None:
        async with failing(stores) as (gate, proxy, _):
            proxy.deaf = True
            await all_held(gate, "deaf")
            await held_at_once(gate)
            await asyncio.sleep(REPLY_S)
            await held_at_once(gate)
            proxy.deaf = False

    asyncio.run(run())


def test_a_store_that_was_away_between_two_asks_is_not_noticed(stores: Stores) -> None:
    async def run() -> None:
        async with failing(stores) as (gate, proxy, _):
            proxy.cut_all()
            answers = await asyncio.gather(*(ask(gate, n, f"again {n}") for n in range(1, 9)))
            assert {answer.decision for answer in answers} == {"permit"}

    asyncio.run(run())


def test_a_database_that_stands_still_is_answered_for_in_time(stores: Stores, server: Postgresql) -> None:
    async def run() -> None:
        async with failing(stores) as (gate, _, _):
            with standing_still(server.processes()):
                await all_held(gate, "still")
                await held_at_once(gate)

    asyncio.run(run())


@contextmanager
def standing_still(processes: list[int]) -> Iterator[None]:
    """Processes that are stopped while the block runs."""
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def test_what_a_slow_database_decides_too_late_is_not_recorded(stores: Stores) -> None:
    async def run() -> None:
        async with failing(stores) as (gate, proxy, url):
            proxy.delay_s = ANSWER_S / 4
            assert is_held(await ask(gate, 1, "slow"))
            proxy.delay_s = 0.0
            await recovered(gate)
            assert [line for line in contents(url).journal if line.idem == "ask::slow"] == []
            proxy.delay_s = 0.01
            assert (await ask(gate, 1, "not so slow")).decision == "permit"

    asyncio.run(run())


def test_a_locked_table_is_waited_for_no_longer_than_the_deadline(stores: Stores) -> None:
    async def run() -> None:
        async with failing(stores) as (gate, _, url):
            with psycopg.connect(url) as foreign:
                foreign.execute("lock table gate_attempt in access exclusive mode")
                await all_held(gate, "locked")
            await recovered(gate)
            kept = {line.idem for line in contents(url).journal}
            assert kept == {"ask::before", "ask::after"}

    asyncio.run(run())


def test_a_deadlock_is_held_and_leaves_nothing_behind(stores: Stores) -> None:
    async def run() -> None:
        async with failing(stores) as (gate, _, url):
            person, number = await asyncio.to_thread(lock_keys, url)
            with psycopg.connect(url) as foreign:
                foreign.execute("set deadlock_timeout = '1min'")  # who looks for the ring first is its victim
                foreign.execute(TAKE, (number,))
                mine = asyncio.create_task(ask(gate, 1, "in a ring"))
                await asyncio.to_thread(until_somebody_waits, url)
                theirs = asyncio.create_task(asyncio.to_thread(foreign.execute, TAKE, (person,)))
                answer = await mine
                await asyncio.wait({theirs})
                assert theirs.exception() is None
            assert is_held(answer)
            await recovered(gate)
            assert "ask::in a ring" not in {line.idem for line in contents(url).journal}
            assert (await ask(gate, 1, "in a ring")).decision == "permit"

    asyncio.run(run())


TAKE = "select pg_advisory_xact_lock(%s)"


def lock_keys(url: str) -> tuple[int, int]:
    """The keys that a page holds for person 1 and for that number, seen from outside."""
    about = asked(sought(1, "seen"), LENDER, TOKENS)
    book = PostgresBook(url)
    found = []
    with psycopg.connect(url, autocommit=True) as watching:
        known: set[int] = set()
        for persons, numbers in (([], []), ([about.person], []), ([about.person], [about.number])):
            with book.page() as page:
                page.lock("L1", persons, numbers)
                held = {key for (key,) in watching.execute(HELD)}
            found += sorted(held - known)
            known |= held
    book.close()
    _, person, number = found
    return person, number


HELD = "select (classid::bigint << 32) | objid::bigint from pg_locks where locktype = 'advisory' and granted"


def until_somebody_waits(url: str) -> None:
    """For a lock that another holds."""
    with psycopg.connect(url, autocommit=True) as watching:
        ends = time.monotonic() + ANSWER_S
        while not watching.execute("select 1 from pg_locks where locktype = 'advisory' and not granted").fetchall():
            assert time.monotonic() < ends
