"""One process of a crowd: a gate of its own on the shared database, asked about persons whom all others ask about too.

`python -m tests.gate.crowd.asker URL FILE ASKS PEOPLE SEED`: what it is told it writes to FILE, a JSON line each.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, TextIO, TypeVar

from tests.gate.books import HOUR_US, LENDER, TOKENS, book_at, call
from zilv.gate.ask import Answer, Cancel, Outcome, Receipt
from zilv.gate.desk import Desk
from zilv.gate.gate import Gate
from zilv.gate.laws import Laws
from zilv.gate.refusal import Refused

AT_ONCE = 12
"""So many asks of a process are under way at a time."""

DESKS = 1
PATIENCE_S = 300
AGAIN = frozenset({"store_unreachable", "busy"})

Made = TypeVar("Made")


def gate_at(url: str, desks: list[Desk]) -> Gate:
    """A gate as a serving process has it."""
    return Gate(book_at(url), desks, TOKENS)


def sought(number: int, key: str) -> Any:
    """An ask about one of the people."""
    return call(key=key, person=f"person {number}", number=f"139{number:08}")


async def certain(act: Callable[[], Awaitable[Made]]) -> Made:
    """What a client does: the same again, under the same key, until there is an answer."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        try:
            made = await act()
        except Refused as refused:
            if refused.code not in AGAIN:
                raise
        else:
            if not isinstance(made, Answer) or made.code is None:
                return made
            assert made.code in AGAIN, made.code
        await asyncio.sleep(0.1)
    raise AssertionError(f"no answer in {PATIENCE_S} s")


class Asker:
    """Asks, reports and cancels, and writes down what it is told as soon as it is told it."""

    def __init__(self, gate: Gate, file: TextIO, people: int, seed: int) -> None:
        self._gate, self._file, self._people, self._seed = gate, file, people, seed
        self._chance = random.Random(seed)

    async def once(self, n: int) -> None:
        """One ask, and often what became of it."""
        number, key = self._chance.randrange(self._people), f"{self._seed}-{n}"
        ask = sought(number, key)
        answer = await certain(lambda: self._gate.ask(ask, LENDER))
        assert answer.attempt_id
        self._write(kind="ask", key=key, attempt_id=answer.attempt_id, decision=answer.decision)
        if self._chance.random() < 0.05:
            assert await certain(lambda: self._gate.ask(ask, LENDER)) == answer
        if answer.decision == "permit":
            await self._tell(answer.attempt_id, key, self._chance.random())

    async def _tell(self, attempt_id: str, key: str, chance: float) -> None:
        told: Callable[[], Awaitable[Receipt]]
        if chance < 0.6:
            answered = chance < 0.15
            outcome = Outcome(key=key, answered=answered, conversed=False, seconds=3 if answered else 0, recording="")

            def told() -> Awaitable[Receipt]:
                return self._gate.report(attempt_id, outcome, LENDER)

            await certain(told)
            self._write(kind="outcome", key=key, attempt_id=attempt_id, answered=answered)
        elif chance < 0.75:
            cancel = Cancel(key=key, reason="never dialled")
            await certain(lambda: self._gate.cancel(attempt_id, cancel, LENDER))
            self._write(kind="cancel", key=key, attempt_id=attempt_id)

    def _write(self, **told: Any) -> None:
        self._file.write(json.dumps(told) + "\n")
        self._file.flush()


async def crowd(asker: Asker, asks: Iterable[int]) -> None:
    """All these asks, several at a time."""
    left = iter(asks)

    async def work() -> None:
        for n in left:
            await asker.once(n)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def _main(url: str, path: Path, asks: int, people: int, seed: int) -> None:
    gate = gate_at(url, [Desk(Laws("cn"), HOUR_US) for _ in range(DESKS)])
    await gate.start()
    await gate.warm(sought(0, "warm"), LENDER)
    with path.open("w", encoding="utf-8") as file:
        await crowd(Asker(gate, file, people, seed), range(asks))
    await gate.stop()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:])))
