"""The one judgement: every provision over rows sorted by (lender, person, at), gathered into findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int8, Int16, Int32, Int64, day_number
from zilv.rules.checks.check import NEVER, Check, local
from zilv.rules.facts import Facts
from zilv.rules.library import Law
from zilv.rules.provision import Provision
from zilv.rules.three import NO, UNDETERMINED

_FAR_DAY = 10**7
WORD = 62
"""So many provisions fit into one integer as bits."""


@dataclass(frozen=True, slots=True)
class Found:
    """Findings as columns: the row, the provision's place in `law.judged`, the outcome, count and limit (-1: none).

    `doubt`: the breach itself is in doubt; under a should, doubt only warns.
    """

    row: Int64
    provision: Int16
    outcome: Int8
    doubt: NDArray[np.bool_]
    count: Int32
    limit: Int32

    def __len__(self) -> int:
        return len(self.row)

    def take(self, index: Int64) -> "Found":
        """These findings, in this order."""
        return Found(*(getattr(self, name)[index] for name in self.__slots__))


_NONE = np.zeros(0, np.int32)
_NOTHING = Found(
    _NONE.astype(np.int64), _NONE.astype(np.int16), _NONE.astype(np.int8), _NONE.astype(np.bool_), _NONE, _NONE
)


class Force(NamedTuple):
    """What judging needs of a provision: its place in `law.judged`, its check, how strict, the days it is in force."""

    place: int
    check: Check
    strictest: int
    since: int
    until: int


@lru_cache(maxsize=32)
def forces(law: Law) -> tuple[Force, ...]:
    """Every judged provision, by place; provisions that check the same share one check."""
    checks: dict[Check, Check] = {}
    return tuple(
        Force(place, checks.setdefault(p.checked, p.checked), p.strictest, *force_days(p))
        for place, p in enumerate(law.judged)
        if p.checked is not None
    )


def force_days(provision: Provision) -> tuple[int, int]:
    """The local days, since 1970-01-01, from which and up to which a provision is in force; half open."""
    since, until = provision.in_force.since, provision.in_force.until
    return day_number(since), _FAR_DAY if until is None else day_number(until)


def _overlap(force: Force, first: int, last: int) -> bool:
    return force.since <= last and first < force.until


def judge(facts: Facts, law: Law, only: Sequence[int] | None = None) -> Found:
    """Every breach, warning and doubt. `only`: places in `law.judged`; all when absent."""
    every = forces(law)
    return gathered([_one(facts, every[place]) for place in (range(len(every)) if only is None else only)])


def bearing(facts: Facts, law: Law, index: Int64) -> list[int]:
    """The provisions, by place, that are in force on the day of some row in `index` and may mean it."""
    if not len(index):
        return []
    day = facts.rows.day[index]
    first, last = int(day.min()), int(day.max())
    every = forces(law)
    return [place for place in may_mean(facts, law, index) if _overlap(every[place], first, last)]


def may_mean(facts: Facts, law: Law, index: Int64) -> list[int]:
    """The provisions, by place, that may mean some row in `index`, in force or not."""
    shape = facts.rows.shape[index]
    if len(index) > 1:
        shape = np.unique(shape)
    places: list[int] = np.flatnonzero(_meanings(facts, law)[shape].any(axis=0)).tolist()
    return places


def _meanings(facts: Facts, law: Law) -> NDArray[np.bool_]:
    """For each shape met so far and each provision's place whether such an attempt may be meant."""

    def make() -> NDArray[np.bool_]:
        return np.column_stack([facts.meaning(force.check.when) != NO for force in forces(law)])

    return facts.once_a_run(("meanings", law.digest, len(facts.rows.shapes.known)), make)


def gathered(parts: Sequence[Found]) -> Found:
    """Several findings as one."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else _NOTHING
    return Found(
        row=np.concatenate([p.row for p in parts]),
        provision=np.concatenate([p.provision for p in parts]),
        outcome=np.concatenate([p.outcome for p in parts]),
        doubt=np.concatenate([p.doubt for p in parts]),
        count=np.concatenate([p.count for p in parts]),
        limit=np.concatenate([p.limit for p in parts]),
    )


def _one(facts: Facts, force: Force) -> Found:
    day = facts.rows.day
    first, last = facts.once("days", lambda: (int(day.min()), int(day.max())) if len(day) else (0, -1))
    if last < first or not _overlap(force, first, last):
        return _NOTHING
    row, outcome, counted, limit = facts.once(("judged", force.check), lambda: force.check.judge(facts))
    if not len(row):
        return _NOTHING
    none = np.full(len(row), -1, np.int32)
    found = Found(
        row=row,
        provision=np.full(len(row), force.place, np.int16),
        outcome=np.minimum(outcome, force.strictest).astype(np.int8),
        doubt=outcome == UNDETERMINED,
        count=none if counted is None else counted.astype(np.int32),
        limit=none if limit is None else limit.astype(np.int32),
    )
    if force.since <= first and last < force.until:
        return found
    return found.take(np.flatnonzero((day[row] >= force.since) & (day[row] < force.until)))


@dataclass(frozen=True, slots=True)
class Led:
    """The findings that lead their topic; the others of the same row and topic stand beside them.

    The finding `leads` row n leads `order[start[n] : start[n + 1]]` of `all`, itself first.
    """

    all: Found
    leads: Found
    order: Int64
    start: Int64

    def beside(self) -> list[tuple[int, ...]]:
        """For each lead the places of the provisions beside it, in the order of the law."""
        distinct, back = self.distinct_beside()
        return [distinct[n] for n in back.tolist()]

    def distinct_beside(self) -> tuple[list[tuple[int, ...]], Int64]:
        """The different sets of provisions that stand beside some lead, and for each lead the number of its set."""
        several = np.flatnonzero(np.diff(self.start) > 1)
        number = np.zeros(len(self.leads), np.int64)
        distinct: list[tuple[int, ...]] = [()]
        if not several.size:
            return distinct, number
        index = self.start[several]
        lengths = self.start[several + 1] - index
        starts = np.cumsum(lengths) - lengths
        place = self.all.provision[self.order[np.repeat(index - starts, lengths) + np.arange(int(lengths.sum()))]]
        beside = np.ones(len(place), np.bool_)
        beside[starts] = False
        back = np.zeros(len(several), np.int64)
        for word in range(int(place.max()) // WORD + 1):
            bits = np.where(beside & (place // WORD == word), np.int64(1) << place.astype(np.int64) % WORD, 0)
            masks, of_mask = np.unique(np.bitwise_or.reduceat(bits, starts), return_inverse=True)
            pairs, back = np.unique(back * len(masks) + of_mask, return_inverse=True)
            distinct = [
                (*distinct[pair // len(masks)], *_places(int(masks[pair % len(masks)]), word))
                for pair in pairs.tolist()
            ]
        number[several] = back + 1
        return [(), *distinct], number


def _places(mask: int, word: int) -> tuple[int, ...]:
    return tuple(WORD * word + bit for bit in range(WORD) if mask >> bit & 1)


def lead_by_topic(found: Found, law: Law) -> Led:
    """One finding per row and topic leads, the strictest; of equally strict ones the higher-ranking instrument's."""
    topics = {topic: n for n, topic in enumerate(sorted({p.topic for p in law.judged}))}
    topic = np.array([topics[p.topic] for p in law.judged], np.int32)[found.provision]
    order = np.lexsort((found.provision, found.doubt, -found.outcome.astype(np.int32), topic, found.row))
    if not len(order):
        return Led(found, found, order, np.zeros(1, np.int64))
    row, kind = found.row[order], topic[order]
    first = np.concatenate([[0], np.flatnonzero((row[1:] != row[:-1]) | (kind[1:] != kind[:-1])) + 1])
    return Led(found, found.take(order[first]), order, np.append(first, len(order)))


def retry_at(facts: Facts, law: Law, index: Int64, blocked_by: dict[int, Int8]) -> Int64:
    """For each row in `index` the earliest instant at which no check holds it back, all else equal; NEVER if none.

    `blocked_by`: for a provision's place whether it holds each of these rows back as they stand. Each check says
    when it would next permit; the least instant on which all agree is found by asking in turn until none moves it.
    """
    at = facts.rows.at[index].copy()
    for _ in range(64):
        before = at.copy()
        for place, provision in enumerate(law.judged):
            check = provision.checked
            if check is None or provision.strictest < UNDETERMINED:
                continue
            open_rows = at != NEVER
            if open_rows.any():
                blocked = blocked_by.get(place, np.zeros(len(index), np.int8))
                at[open_rows] = _resume(check, provision, facts, index[open_rows], (at[open_rows], blocked[open_rows]))
        if (at == before).all():
            return at
    return np.full(len(index), NEVER)


def _resume(check: Check, provision: Provision, facts: Facts, index: Int64, state: tuple[Int64, Int8]) -> Int64:
    at, blocked = state
    since, until = force_days(provision)
    day, _ = local(facts.rows, index, at)
    binds = (day >= since) & (day < until)
    own_day = facts.rows.day[index]
    later = binds & ((own_day < since) | (own_day >= until))
    if later.any():  # comes into force before the attempt could be retried
        blocked = np.where(later, _blocks(facts, check)[index], blocked)
    result = at.copy()
    if binds.any():
        result[binds] = check.resume(facts, index[binds], at[binds], blocked[binds])
    return result


def _blocks(facts: Facts, check: Check) -> Int8:
    """For each row whether the check would hold it back, in force or not."""
    judged = facts.once(("judged", check), lambda: check.judge(facts))
    held = np.zeros(len(facts.rows), np.int8)
    held[judged.row[judged.outcome >= UNDETERMINED]] = 1
    return held


def blocked_rows(found: Found, index: Int64) -> dict[int, Int8]:
    """Which provisions hold each row of `index` (ascending) back, by place."""
    blocking = found.take(np.flatnonzero(found.outcome >= UNDETERMINED))
    result: dict[int, Int8] = {}
    held = np.zeros(int(index[-1]) + 1 if len(index) else 0, np.int8)
    for place in np.flatnonzero(np.bincount(blocking.provision)).tolist():
        rows = blocking.row[blocking.provision == place]
        held[rows] = 1
        result[place] = held[index]
        held[rows] = 0
    return result
