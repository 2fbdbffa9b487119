"""Asks that wait for a page: whose turn it is, and who must let somebody pass."""

import asyncio
from collections import deque
from typing import NamedTuple

from zilv.gate.decide import Result
from zilv.gate.door import Asked

BATCH_MAX = 256
"""So many asks share a page at most."""

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


def next_batch(line: deque[Waiting]) -> list[Waiting]:
    """Takes the oldest asks of one lender from the line, no two of one person, number or key; the others wait on."""
    batch: list[Waiting] = []
    passed: list[Waiting] = []
    held: set[Key] = set()
    while line and len(batch) < BATCH_MAX and len(passed) < 4 * BATCH_MAX:
        waiting = line.popleft()
        if waiting.answer.done():
            continue
        about = keys(waiting)
        same_lender = not batch or batch[0].asked.ask.lender == waiting.asked.ask.lender
        if same_lender and held.isdisjoint(about):
            batch.append(waiting)
        else:
            passed.append(waiting)
        held |= about  # a later ask of the same person never overtakes an earlier one
    line.extendleft(reversed(passed))
    return batch
