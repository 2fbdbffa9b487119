"""What every check kind has: whom it speaks of, how it judges rows, when it would permit, what it says."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int8, Int32, Int64
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

    by_the_clock: ClassVar[bool] = False
    """Whether the answer also changes with the hour and the weekday, week after week."""

    when: When = When()

    def concerns(self, shape: Shape) -> int:
        """NO, UNKNOWN or YES: whether an attempt of this shape may be in breach at all, whatever else is known."""
        return self.when.of(shape)

    def judge(self, facts: Facts) -> Judged:
        """The findings among rows that are sorted by (lender, person, at)."""
        raise NotImplementedError

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """For each row in `index` the first instant from `at` on at which this check permits it; NEVER if none.

        `blocked`: whether the check holds the row back as it stands. All else stays as it is: history and registers,
        whose rows may begin and end later. By default the answer is asked for again at each of the `turns`.
        """
        result, here = at.copy(), np.arange(len(index))
        while (here := here[self.stops(facts, index[here], result[here])]).size:
            result[here] = self.turns(facts, index[here], result[here])
            here = here[result[here] != NEVER]
        return result

    def stops(self, facts: Facts, index: Int64, at: Int64) -> NDArray[np.bool_]:
        """For each row in `index` whether this check would hold it back at `at`, its history apart."""
        moved = facts.moved(index, at)
        judged = moved.once(("judged", self), lambda: self.judge(moved))
        held = np.zeros(len(index), np.bool_)
        held[judged.row[judged.outcome >= UNDETERMINED]] = True
        return held

    def turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """For rows that it would hold back at `at`, the next instant at which the answer may be another; or NEVER."""
        return np.full(len(index), NEVER)

    def dated_turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """As `turns`, but for those that come week after week."""
        return self.turns(facts, index, at)

    def reach_days(self, placed: bool) -> int | None:
        """How many local days of earlier attempts this check looks at, the attempt's own included; None = all.

        `placed`: whether everybody's zone is known; where it is not, a day may be another, and more counts as doubt.
        """
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
