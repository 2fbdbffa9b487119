"""A gate in the test's own process, on a store that will fail, with the law read once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from tests.gate.books import HOUR_US, LENDER, TOKENS, book_at
from tests.gate.crowd.asker import sought
from zilv.gate.ask import Answer
from zilv.gate.desk import Desk
from zilv.gate.gate import ANSWER_S, Gate
from zilv.gate.laws import Laws

SLACK_S = 1.0
"""What a machine with more to do may add to any deadline."""


BACK_S = 20.0
"""So soon a gate has its store back."""


@cache
def laws(desk: int) -> Laws:
    """The law for one desk of any gate."""
    return Laws("cn")


@asynccontextmanager
async def gate_on(url: str, desks: int = 1) -> AsyncIterator[Gate]:
    """A gate that has answered once; pages are open one at a time unless there are more desks."""
    gate = Gate(book_at(url), [Desk(laws(n), HOUR_US) for n in range(desks)], TOKENS)
    await gate.start()
    await gate.warm(sought(0, "warm"), LENDER)
    while is_held(await gate.peek(sought(0, "warm"), LENDER)):
        await asyncio.sleep(0.1)
    yield gate
    await gate.stop()


async def ask(gate: Gate, number: int, key: str) -> Answer:
    """An ask about one of the people; it is answered within the deadline, whatever happens."""
    began = time.monotonic()
    answer = await gate.ask(sought(number, key), LENDER)
    assert time.monotonic() - began < ANSWER_S + SLACK_S
    return answer


async def decided(gate: Gate, number: int, key: str) -> Answer:
    """The same ask again until the gate has its store back; it has before long."""
    ends = time.monotonic() + BACK_S
    while is_held(answer := await ask(gate, number, key)) or answer.code == "busy":
        assert time.monotonic() < ends
        await asyncio.sleep(0.05)
    return answer


def is_held(answer: Answer) -> bool:
    """Whether it is the answer of a gate without a store."""
    return (answer.decision, answer.code, answer.attempt_id) == ("hold", "store_unreachable", None)
