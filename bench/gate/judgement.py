"""Judgement alone: all Chinese provisions, every register supplied, each ask after 50 past attempts, no store."""

import time
from typing import NamedTuple

import msgspec

from zilv.attempts.rows import DAY_US
from zilv.attempts.shape import Shape
from zilv.gate.book import Past
from zilv.gate.columns import Words
from zilv.gate.door import encoded
from zilv.gate.weigh import weigh
from zilv.privacy.token import from_text
from zilv.registers.rows import Line, Registers
from zilv.rules.library import choose

PAST, SIZES, ROUNDS = 50, (1, 16, 64, 256), 40
NOON_US = 1_772_424_000_000_000
"""2026-03-02 12:00 in Shanghai."""


class Judged(NamedTuple):
    """CPU microseconds a decision when so many are judged together, and the share permitted."""

    together: int
    cpu_us: float
    permitted: float


def judgement() -> list[Judged]:
    """The cost of a decision at each size of page."""
    return [_measured(size) for size in SIZES]


def _measured(size: int) -> Judged:
    law, words = choose("cn"), Words()
    registers = msgspec.structs.replace(Registers.empty(), lines=(Line(line="l_aaaaaaaaaaaaa", owner="L1"),))
    past = [_attempt(person, n) for person in range(1, size + 1) for n in range(PAST)]
    asks = [_ask(person) for person in range(1, size + 1)]
    permitted = 0
    for _ in range(3):
        weigh(asks, past, registers, law, words)
    began = time.process_time()
    for _ in range(ROUNDS):
        permitted += sum(found.strictest < 2 for found in weigh(asks, past, registers, law, words))
    cpu = time.process_time() - began
    return Judged(size, cpu / ROUNDS / size * 1e6, permitted / ROUNDS / size)


_TOLD = [
    encoded(Shape("voice_bot", "outbound", "debtor", "notify", answered, False, purpose="collect", recorded=answered))
    for answered in (False, True)
]
_OPEN = encoded(Shape("voice_bot", "outbound", "debtor", "notify", purpose="collect", recorded=None, pending=True))


def _attempt(person: int, n: int) -> Past:
    """Four calls a day before noon, one of them answered; on the last day two."""
    at = NOON_US - (n // 4) * DAY_US - (n % 4 + 1) * 2_700_000_000
    line = "l_aaaaaaaaaaaaa"
    return Past(f"{person}.{n}", "L1", person, at, _TOLD[n % 4 == 0], person + 10**9, from_text("a"), line, "", "")


def _ask(person: int) -> Past:
    return Past("~", "L1", person, NOON_US, _OPEN, person + 10**9, from_text("a"), "l_aaaaaaaaaaaaa", "", "")
