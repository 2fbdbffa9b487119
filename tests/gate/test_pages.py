"""How asks share pages: those that would only wait for each other wait together."""

import asyncio
import fcntl
from contextlib import closing
from pathlib import Path

from tests.gate.books import HOUR_US, LENDER, STRANGER, TOKENS, Stores, call
from tests.gate.crowd.asker import sought
from zilv.clock import steady_us
from zilv.gate.actor import Actor
from zilv.gate.desk import Desk
from zilv.gate.door import asked
from zilv.gate.gate import Gate
from zilv.gate.laws import Laws
from zilv.gate.sqlite import SqliteBook
from zilv.gate.waiting import Line, Waiting


def test_asks_that_arrive_while_a_page_waits_for_the_writer_share_the_next(stores: Stores) -> None:
    path = Path(stores.url("sqlite").removeprefix("sqlite:///"))
    sizes: list[int] = []

    async def lived() -> None:
        gate = Gate(SqliteBook(path), [Desk(Laws("cn"), HOUR_US) for _ in range(3)], TOKENS, sizes.append)
        await gate.start()
        await gate.warm(sought(0, "warm"), LENDER)
        with path.with_name(f"{path.name}.turn").open("ab") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            asks = []
            for number in range(8):
                asks.append(asyncio.create_task(gate.ask(sought(number, f"{number}"), LENDER)))
                await asyncio.sleep(0.02)
        answers = await asyncio.gather(*asks)
        assert all(answer.attempt_id for answer in answers)
        await gate.stop()

    asyncio.run(lived())
    assert sizes == [1, 7]


def test_however_many_asks_a_lender_has_on_one_person_another_lenders_is_answered_after_few_pages(
    stores: Stores,
) -> None:
    path = Path(stores.url("sqlite").removeprefix("sqlite:///"))
    sizes: list[int] = []

    async def lived() -> None:
        gate = Gate(SqliteBook(path), [Desk(Laws("cn"), HOUR_US)], TOKENS, sizes.append)
        await gate.start()
        await gate.warm(sought(0, "warm"), LENDER)
        many = [asyncio.create_task(gate.ask(call(key=f"{n}"), LENDER)) for n in range(300)]
        await asyncio.sleep(0)
        assert (await gate.ask(call(STRANGER), STRANGER)).attempt_id
        assert len(sizes) <= 3
        for one in many:
            one.cancel()
        await asyncio.gather(*many, return_exceptions=True)
        await gate.stop()

    asyncio.run(lived())


def test_of_one_lender_none_overtakes_an_earlier_ask_on_the_same_person() -> None:
    """Two lenders take turns; a person's asks come in their order, and others of the lender share their page."""

    def waiting(actor: Actor, person: str, key: str) -> Waiting:
        sought = asked(call(actor, person=person, number=None, key=key), actor, TOKENS)
        return Waiting(sought, loop.create_future(), steady_us() + 60_000_000)

    with closing(asyncio.new_event_loop()) as loop:
        line = Line()
        told = [(LENDER, "a", "1"), (LENDER, "a", "2"), (STRANGER, "a", "3"), (LENDER, "b", "4"), (LENDER, "a", "5")]
        for actor, person, key in told:
            line.add(waiting(actor, person, key))
        pages = []
        while line:
            pages.append([one.asked.ask.key for one in line.next_batch()])
    assert pages == [["1", "4"], ["3"], ["2"], ["5"]]
