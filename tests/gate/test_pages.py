"""How asks share pages: those that would only wait for each other wait together."""

import asyncio
import fcntl
from pathlib import Path

from tests.gate.books import HOUR_US, LENDER, TOKENS, Stores
from tests.gate.crowd.asker import sought
from zilv.gate.desk import Desk
from zilv.gate.gate import Gate
from zilv.gate.laws import Laws
from zilv.gate.sqlite import SqliteBook


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
