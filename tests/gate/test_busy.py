"""Too much at once of one person or key is turned away; it delays others little and does not look like a lost store."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from tests.gate.books import HOUR_US, LENDER, STRANGER, TOKENS, Stores, call
from tests.gate.crowd.asker import sought
from zilv.clock import steady_us
from zilv.gate.ask import Answer, Outcome
from zilv.gate.book import Page, Seen
from zilv.gate.desk import Desk
from zilv.gate.door import asked
from zilv.gate.gate import ANSWER_S, ITSELF, PEEKS_MAX, Gate
from zilv.gate.laws import Laws
from zilv.gate.refusal import Refused
from zilv.gate.sqlite import SqliteBook
from zilv.gate.turns import Turns
from zilv.gate.waiting import EACH_MAX, Line, Waiting

MANY = 400


class SlowDesk(Desk):
    """A desk at which every page takes `pause_s`."""

    pause_s = 0.0

    def registers(self, page: Page, lender: str, seen: Seen) -> Any:
        """See `Desk.registers`."""
        time.sleep(self.pause_s)
        return super().registers(page, lender, seen)


@asynccontextmanager
async def gate_on(stores: Stores, pause_s: float = 0.0, desks: int = 2) -> AsyncIterator[Gate]:
    path = Path(stores.url("sqlite").removeprefix("sqlite:///"))
    mine = [SlowDesk(Laws("cn"), HOUR_US) for _ in range(desks)]
    gate = Gate(SqliteBook(path), list(mine), TOKENS)
    await gate.start()
    await gate.warm(sought(0, "warm"), LENDER)
    for desk in mine:
        desk.pause_s = pause_s
    yield gate
    await gate.stop()


def codes(answers: Iterable[Answer]) -> Counter[str | None]:
    return Counter(answer.code for answer in answers)


def test_asks_about_one_person_without_number_or_end_are_turned_away_and_others_are_answered(stores: Stores) -> None:
    async def lived() -> None:
        async with gate_on(stores) as gate:
            many = [asyncio.create_task(gate.ask(call(number=None), LENDER)) for _ in range(MANY)]
            await asyncio.sleep(0)
            others = [gate.ask(call(STRANGER, number=None), STRANGER), gate.ask(sought(1, "other"), LENDER)]
            assert all(answer.attempt_id for answer in await asyncio.gather(*others))
            told = codes(await asyncio.gather(*many))
            assert told["busy"] >= MANY - 2 * EACH_MAX and told["store_unreachable"] == 0
            assert told[None] >= EACH_MAX // 2

    asyncio.run(lived())


def test_peeks_of_one_key_without_end_are_turned_away_and_others_are_answered(stores: Stores) -> None:
    async def lived() -> None:
        async with gate_on(stores) as gate:
            many = [asyncio.create_task(gate.peek(call(), LENDER)) for _ in range(MANY)]
            await asyncio.sleep(0)
            assert (await gate.ask(sought(1, "ask"), STRANGER._replace(lender="L1"))).attempt_id
            peeked = await asyncio.gather(gate.peek(call(STRANGER), STRANGER), gate.peek(call(ITSELF), ITSELF))
            assert [answer.code for answer in peeked] == [None, None]
            assert codes(await asyncio.gather(*many)) == {"busy": MANY - PEEKS_MAX, None: PEEKS_MAX}

    asyncio.run(lived())


def test_whoever_waited_too_long_behind_others_does_not_make_the_store_unreachable(stores: Stores) -> None:
    async def lived() -> None:
        async with gate_on(stores, pause_s=0.15) as gate:
            many = [asyncio.create_task(gate.ask(call(), LENDER)) for _ in range(30)]
            await asyncio.sleep(ANSWER_S + 0.2)
            assert (await gate.ask(call(STRANGER), STRANGER)).attempt_id
            assert (await gate.peek(call(STRANGER), STRANGER)).code is None
            told = codes(await asyncio.gather(*many))
            assert told["busy"] >= 5 and told[None] >= 5
            assert told["store_unreachable"] <= 1  # on its page when its time was over

    asyncio.run(lived())


def test_a_report_that_never_had_its_turn_is_refused_as_not_recorded_and_asks_go_on(stores: Stores) -> None:
    async def lived() -> None:
        async with gate_on(stores, pause_s=0.3) as gate:
            peeks = [asyncio.create_task(gate.peek(call(), LENDER)) for _ in range(30)]
            await asyncio.sleep(0.02)
            with pytest.raises(Refused, match="busy"):
                await gate.report("0", Outcome(key="o"), LENDER)
            assert (await gate.ask(call(STRANGER), STRANGER)).attempt_id
            with pytest.raises(Refused, match="unknown_attempt"):
                await gate.report("0", Outcome(key="o"), STRANGER)
            assert codes(await asyncio.gather(*peeks))["busy"] >= 20

    asyncio.run(lived())


@pytest.mark.parametrize("same", ["person", "number", "key"])
def test_so_many_and_no_more_wait_about_the_same_until_some_have_left(same: str) -> None:
    def waiting(n: int) -> Waiting:
        each = {"person": f"person {n}", "number": f"139{n:08}", "key": f"key {n}"}
        given: dict[str, Any] = each | {same: "13900000000"}
        return Waiting(asked(call(**given), LENDER, TOKENS), loop.create_future(), steady_us() + 60_000_000)

    with closing(asyncio.new_event_loop()) as loop:
        line = Line()
        all_waiting = [waiting(n) for n in range(EACH_MAX)]
        assert all(line.add(one) for one in all_waiting)
        assert not line.add(waiting(EACH_MAX))
        assert len(line.next_batch()) == 1
        all_waiting[1].answer.cancel()  # whoever gave up leaves with the next page
        assert len(line.next_batch()) == 1
        assert [line.add(waiting(n)) for n in range(100, 104)] == [True, True, True, False]


def test_whose_time_is_over_is_not_taken_onto_a_page() -> None:
    with closing(asyncio.new_event_loop()) as loop:
        line, now = Line(), steady_us()
        for person, until in (("late", now - 1), ("in time", now + 60_000_000)):
            line.add(Waiting(asked(call(person=person, number=None), LENDER, TOKENS), loop.create_future(), until))
        assert [one.until > now for one in line.next_batch()] == [True] and not line


def test_keys_take_turns_at_pages_and_whoever_leaves_passes_his_turn_on() -> None:
    async def lived() -> None:
        turns, came = Turns(1), []

        async def come(key: str) -> None:
            await turns.take(key)
            came.append(key)

        await turns.take("first")
        tasks = [asyncio.create_task(come(key)) for key in "aaab"]
        await asyncio.sleep(0)
        turns.give()
        tasks[0].cancel()  # at the moment when its turn has come
        for _ in range(3):
            await asyncio.sleep(0.01)
            turns.give()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert came == ["b", "a", "a"] and not turns

    asyncio.run(lived())
