"""The one judgement: every provision over rows sorted by (lender, person, at), gathered into findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int8, Int16, Int32, Int64
from zilv.rules.facts import Facts
from zilv.rules.force import Force, forces, may_mean
from zilv.rules.library import Law
from zilv.rules.three import UNDETERMINED

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
    return [place for place in may_mean(facts, law, index) if every[place].meets(first, last)]


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
    if last < first or not force.meets(first, last):
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
    return found.take(np.flatnonzero(force.binds(day[row])))


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
    topic = _topics(law)[found.provision]
    order = np.lexsort((found.provision, found.doubt, -found.outcome.astype(np.int32), topic, found.row))
    if not len(order):
        return Led(found, found, order, np.zeros(1, np.int64))
    row, kind = found.row[order], topic[order]
    first = np.concatenate([[0], np.flatnonzero((row[1:] != row[:-1]) | (kind[1:] != kind[:-1])) + 1])
    return Led(found, found.take(order[first]), order, np.append(first, len(order)))


@lru_cache(maxsize=32)
def _topics(law: Law) -> Int32:
    """For each provision's place the number of its topic."""
    topics = {topic: n for n, topic in enumerate(sorted({p.topic for p in law.judged}))}
    return np.array([topics[p.topic] for p in law.judged], np.int32)


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
