"""What every check kind has: whom it speaks of, how it judges rows, when it would permit, what it says."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from zilv.attempts.rows import DAY_US, MINUTE_UNKNOWN, MINUTE_US, Int8, Int32, Int64, Rows
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.facts import Facts
from zilv.rules.three import FORBIDDEN, NO, PERMITTED, UNDETERMINED, UNKNOWN
from zilv.rules.when import Frozen, When

NEVER = np.iinfo(np.int64).max
"""No passing of time alone makes the attempt permitted."""


class Judged(NamedTuple):
    """The rows with a finding, ascending, and the outcome of each (`three.py`).

    Counting kinds add the count, this attempt included, and the limit.
    """

    row: Int64
    outcome: Int8
    counted: Int32 | None = None
    limit: Int32 | None = None


NOTHING = Judged(np.zeros(0, np.int64), np.zeros(0, np.int8))
"""No finding."""


class Sentence(NamedTuple):
    """What a collector, a reviewer, a regulator reads, in both languages."""

    zh: str
    en: str


class Check(Frozen):
    """An obligation's numbers. Subclasses judge; they know no clock, no database, no file."""

    when: When = When()

    def judge(self, facts: Facts) -> Judged:
        """The findings among rows that are sorted by (lender, person, at)."""
        raise NotImplementedError

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """For each row in `index` an instant from `at` on at which this check would permit it, the earliest it knows.

        `blocked`: whether the check holds the row back as it stands. What no passing of time mends gives NEVER; so
        does, by default, what the registers as they are would forbid at `at`.
        """
        moved = facts.moved(index, *moments(facts.rows, index, at))
        judged = self.judge(moved)
        result = at.copy()
        result[judged.row[judged.outcome >= UNDETERMINED]] = NEVER
        return result

    def reach_days(self) -> int | None:
        """How many local days of earlier attempts this check looks at, the attempt's own included; None = all."""
        return 0

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        raise NotImplementedError

    def missing(self, shape: Shape, registers: Registers, absent: frozenset[str]) -> tuple[str, ...]:
        """The facts and registers whose absence leaves an attempt of this shape in doubt.

        `absent`: which of line, collector, number, account and zone nobody recorded for it.
        """
        facts = [
            name
            for name in ("direction", "party", "mode", "purpose", "answered", "conversed", "manual")
            if getattr(self.when, name) is not None
            and getattr(shape, name) is None
            and not (shape.pending and name in {"answered", "conversed"})
        ]
        return (*facts, *(r for r in self.consults() if getattr(registers, r) is None), *(absent & self.compares()))

    def compares(self) -> frozenset[str]:
        """Which of line, collector, number and account this check compares or counts by."""
        return frozenset()

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ()


def judged_where(facts: Facts, when: When, breach_of: Callable[[Int64], Int8], among: Int64 | None = None) -> Judged:
    """Judge only the rows that may be meant: `breach_of(index)` says NO, UNKNOWN or YES for those alone.

    Both must hold for a breach, so the outcome follows the lesser of the two truths. `among`: the only rows,
    ascending, that can be in breach at all.
    """
    index = facts.meant(when) if among is None else among
    if not index.size:
        return NOTHING
    least, meaning = breach_of(index), facts.meaning(when)
    if among is not None or (meaning == UNKNOWN).any():
        least = np.minimum(meaning[facts.rows.shape[index]], least)
    some = np.flatnonzero(least != NO)
    return Judged(index[some], OUTCOME_OF[least[some]])


def judged_by_shape(facts: Facts, when: When, breach: Int8) -> Judged:
    """Judge by shape alone: `breach` says NO, UNKNOWN or YES for each shape."""
    outcome = OUTCOME_OF[np.minimum(facts.meaning(when), breach)]
    if not outcome.any():
        return NOTHING
    row = np.flatnonzero((outcome != PERMITTED)[facts.rows.shape])
    return Judged(row, outcome[facts.rows.shape[row]])


OUTCOME_OF = np.array([PERMITTED, UNDETERMINED, FORBIDDEN], np.int8)
"""The outcome of a breach by its truth."""


_MESSAGES = {"sms", "im", "app", "email", "letter"}
_CALLS = {"yes": ("接通通话", "answered call"), "no": ("未接通呼叫", "unanswered call"), None: ("呼叫", "call")}


def named(what: When) -> tuple[str, str]:
    """What a filter counts, in a word of each language."""
    if what.conversed == "yes":
        return "有效通话", "conversation"
    channels = set(what.channel or ())
    if channels == {"visit"}:
        return "上门", "visit"
    if channels and channels <= _MESSAGES:
        return "消息", "message"
    if channels and channels <= {"voice", "voice_bot"}:
        return _CALLS[what.answered]
    return "触达", "attempt"


def local(rows: Rows, index: Int64, at: Int64) -> tuple[Int64, Int64]:
    """Local day and microseconds of that day at the instants `at`, each in the zone of its row.

    The zone's offset is taken as it was at the row's own instant.
    """
    offset = _offset(rows, index)
    return (at + offset) // DAY_US, (at + offset) % DAY_US


def moments(rows: Rows, index: Int64, at: Int64) -> tuple[Int64, Int64, Int64]:
    """The instants `at` of the rows in `index` with their local days and minutes."""
    day, time_us = local(rows, index, at)
    minute = np.where(rows.minute[index] == MINUTE_UNKNOWN, MINUTE_UNKNOWN, time_us // MINUTE_US)
    return at, day, minute


def day_starts(rows: Rows, index: Int64, day: Int64) -> Int64:
    """The instants at which these local days start, each in the zone of its row."""
    return day * DAY_US - _offset(rows, index)


def _offset(rows: Rows, index: Int64) -> Int64:
    at, minute = rows.at[index], rows.minute[index].astype(np.int64)
    wall = rows.day[index].astype(np.int64) * DAY_US + minute * MINUTE_US + at % MINUTE_US
    return np.where(minute == MINUTE_UNKNOWN, 0, wall - at)
