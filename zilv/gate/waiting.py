"""Asks that wait for a page: whose turn it is, and who must let somebody pass."""

import asyncio
from collections import Counter, deque
from typing import NamedTuple

from zilv.clock import steady_us
from zilv.gate.decide import Result
from zilv.gate.door import Asked

BATCH_MAX = 256
"""So many asks share a page at most."""

EACH_MAX = 64
"""So many asks about one person or number, or under one key, wait at a time. Each needs a page of its own, so with more
of them the last could not be answered in time, nor whoever waits behind them.
"""

Key = tuple[str, int | str]
"""A person, number or idempotency key of one lender."""


class Waiting(NamedTuple):
    """`until`: the instant of the steady clock after which nobody hears the answer any more."""

    asked: Asked
    answer: "asyncio.Future[Result]"
    until: int


def keys(waiting: Waiting) -> set[Key]:
    """What no other ask may share a page with: the person and number it is about, and its own key."""
    sought = waiting.asked
    lender = sought.ask.lender
    own: set[Key] = {(f"p{lender}", sought.person), (f"i{lender}", sought.idem)}
    return own | ({(f"n{lender}", sought.number)} if sought.number else set())


class Line:
    """Asks that wait, each lender's in the order in which they came; the lenders take turns, a page each."""

    def __init__(self) -> None:
        self._lenders: dict[str, deque[Waiting]] = {}
        self._about: Counter[Key] = Counter()

    def __bool__(self) -> bool:
        return bool(self._lenders)

    def add(self, waiting: Waiting) -> bool:
        """At the end of its lender's; a lender of whom none waits comes after all the others.

        False: so many wait about the same already that this one does not.
        """
        about = keys(waiting)
        if any(self._about[key] >= EACH_MAX for key in about):
            return False
        self._about.update(about)
        self._lenders.setdefault(waiting.asked.ask.lender, deque()).append(waiting)
        return True

    def next_batch(self) -> list[Waiting]:
        """Takes the oldest asks of the lender whose turn it is, as many as may share a page; the others wait on."""
        while self._lenders:
            lender = next(iter(self._lenders))
            asks = self._lenders.pop(lender)
            batch, gone = _taken(asks)
            self._leave(batch)
            self._leave(gone)
            if asks:
                self._lenders[lender] = asks
            if batch:
                return batch
        return []

    def _leave(self, left: list[Waiting]) -> None:
        for waiting in left:
            for key in keys(waiting):
                self._about[key] -= 1
                if not self._about[key]:
                    del self._about[key]


def _taken(asks: deque[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """The oldest of them, no two of one person, number or key; and those met whom nobody waits for any more.

    Whose time is over is not begun, so it is known of it that nothing was decided.
    """
    now = steady_us()
    batch: list[Waiting] = []
    gone: list[Waiting] = []
    passed: list[Waiting] = []
    held: set[Key] = set()
    while asks and len(batch) < BATCH_MAX and len(passed) < 4 * BATCH_MAX:
        waiting = asks.popleft()
        if waiting.answer.done() or now > waiting.until:
            gone.append(waiting)
            continue
        about = keys(waiting)
        (batch if held.isdisjoint(about) else passed).append(waiting)
        held |= about  # a later ask of the same person never overtakes an earlier one
    asks.extendleft(reversed(passed))
    return batch, gone
