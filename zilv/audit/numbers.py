"""Provisions counted per number: a number may belong to several persons, who lie in different files of a layout."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zilv.attempts.names import Names
from zilv.attempts.rows import MINUTE_UNKNOWN, MINUTE_US, Int32, Int64, Rows, joined
from zilv.attempts.shape import Shapes
from zilv.audit.read import read_rows
from zilv.compiled import compiled
from zilv.registers.rows import Registers
from zilv.rules.checks.limit import Limit
from zilv.rules.facts import Facts
from zilv.rules.judge import Found, gathered, judge
from zilv.rules.library import Law
from zilv.rules.three import UNDETERMINED

SHARED_NUMBERS = "shared-numbers.parquet"
"""Beside a layout's files: the numbers that occur in more than one of them."""

CELLS = 1 << 20
_MANY = 255
_NO_CLOCK = np.iinfo(np.int32).max


def by_number(law: Law) -> list[int]:
    """The places in `law.judged` of the provisions counted per number."""
    return [n for n, p in enumerate(law.judged) if isinstance(p.check, Limit) and p.check.per == "number"]


@compiled
def busy(row, number, person, day, cells, least, keep):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `keep`: whether a row's number can have more than `least` rows on its day. `cells`: scratch, zeroed.

    Rows are counted in cells by a hash of number and day, so a number is kept too often at worst, never too rarely.
    """
    mask = cells.size - 1
    for n in range(row.size):
        i = row[n]
        key = number[i] if number[i] != 0 else person[i]
        cell = ((key ^ (key >> 29)) * 1099511628211 + day[i] * 2654435761) & mask
        if cells[cell] < _MANY:
            cells[cell] += 1
    for n in range(row.size):
        i = row[n]
        key = number[i] if number[i] != 0 else person[i]
        cell = ((key ^ (key >> 29)) * 1099511628211 + day[i] * 2654435761) & mask
        keep[n] = cells[cell] > least


@compiled
def clocks(row, at, day, minute, offset):  # type: ignore[no-untyped-def]
    """Into `offset`: by how many minutes each row's local time is ahead of UTC; _NO_CLOCK where nobody can tell."""
    for n in range(row.size):
        i = row[n]
        if minute[i] == MINUTE_UNKNOWN:
            offset[n] = _NO_CLOCK
        else:
            offset[n] = day[i] * 1440 + minute[i] - at[i] // MINUTE_US


def on_several_clocks(rows: Rows, index: Int64) -> NDArray[np.bool_]:
    """For each row in `index` whether its number may have rows on different clocks, or on none that is known.

    Only on one clock the order of time is the order of days too, so that just those of one day count together.
    """
    offset: Int32 = np.zeros(len(index), np.int32)
    clocks(index, rows.at, rows.day, rows.minute, offset)
    usual = np.partition(offset, len(offset) // 2)[len(offset) // 2] if len(offset) else _NO_CLOCK
    other = offset != usual if usual != _NO_CLOCK else np.ones(len(index), np.bool_)
    if not other.any():
        return other
    key = np.where(rows.number[index] != 0, rows.number[index], rows.person[index])
    return np.isin(key, key[other])


def counted(facts: Facts, law: Law, places: list[int]) -> list[Int64]:
    """For each provision counted per number, the rows that it surely or perhaps counts."""
    checks: list[Any] = [law.judged[place].check for place in places]
    return [facts.meant(check.when) for check in checks]


def candidates(facts: Facts, law: Law, places: list[int]) -> Int64:
    """The rows that could matter to a provision counted per number, if all rows of each number are among these."""
    rows, parts = facts.rows, []
    for place, meant in zip(places, counted(facts, law, places), strict=True):
        check: Any = law.judged[place].check
        if check.window == "day" and check.floor > 0 and check.floor < _MANY:
            keep = np.zeros(len(meant), np.bool_)
            busy(meant, rows.number, rows.person, rows.day, np.zeros(CELLS, np.uint8), check.floor, keep)
            meant = meant[keep | on_several_clocks(rows, meant)]
        parts.append(meant)
    return _together(parts)


def _together(parts: list[Int64]) -> Int64:
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


class NumberFindings:
    """Findings per number, for one file after the other: those of its own numbers, and those of shared numbers."""

    def __init__(self, law: Law, registers: Registers, kept: dict[Hashable, Any]) -> None:
        self._law, self._registers, self._kept = law, registers, kept
        self._places = by_number(law)
        self._shared = np.zeros(0, np.int64)
        self._found: dict[Path, Found] = {}
        self._rows: dict[Path, Rows] = {}

    def prepare(self, parts: list[Path], names: Names, shapes: Shapes) -> None:
        """Judge the shared numbers over all files at once."""
        stored = parts[0].parent / SHARED_NUMBERS
        if not self._places or len(parts) < 2:
            return
        self._shared = pq.read_table(stored).column("number").to_numpy() if stored.exists() else shared_numbers(parts)
        if not self._shared.size:
            return
        taken: list[Rows] = []
        origin: list[tuple[Path, Int64]] = []
        for part in parts:
            rows = read_rows(part, names, shapes)
            # Which numbers are quiet shows only once the rows of all files lie together.
            index = self.counted(Facts(rows, self._registers, self._kept))
            index = index[np.isin(rows.number[index], self._shared)]
            taken.append(rows.take(index))
            origin.append((part, index))
        self._rows = {part: rows for (part, _), rows in zip(origin, taken, strict=True)}
        found = judge(Facts(joined(taken), self._registers, self._kept), self._law, self._places)
        start = 0
        for part, index in origin:
            mine = found.take(np.flatnonzero((found.row >= start) & (found.row < start + len(index))))
            self._found[part] = _at_rows(mine, index, start)
            start += len(index)

    def of(self, part: Path, facts: Facts) -> Found:
        """The findings per number among the rows of one file."""
        if not self._places:
            return gathered([])
        index = candidates(facts, self._law, self._places)
        if self._shared.size:
            index = index[~np.isin(facts.rows.number[index], self._shared)]
        found = judge(Facts(facts.rows.take(index), self._registers, self._kept), self._law, self._places)
        own = _at_rows(found, index, 0)
        return gathered([own, self._found[part]]) if part in self._found else own

    def among(self, facts: Facts, first: int) -> Found:
        """The findings per number among the first so many rows, where all rows of each of their numbers are here."""
        if not self._places:
            return gathered([])
        index = candidates(facts, self._law, self._places)
        found = judge(Facts(facts.rows.take(index), self._registers, self._kept), self._law, self._places)
        whole = _at_rows(found, index, 0)
        return whole.take(np.flatnonzero(whole.row < first))

    def counted(self, facts: Facts) -> Int64:
        """The rows that some provision counts per number, surely or perhaps."""
        return _together(counted(facts, self._law, self._places))

    def beside(self, part: Path, facts: Facts) -> Rows:
        """The rows of other files that count with some row of this one; none where no count per number can forbid."""
        others = [rows for other, rows in self._rows.items() if other != part]
        if not others or all(self._law.judged[place].strictest < UNDETERMINED for place in self._places):
            return facts.rows.take(np.zeros(0, np.int64))
        rows, here = joined(others), np.unique(facts.rows.number)
        return rows.take(np.flatnonzero(np.isin(rows.number, here)))


def _at_rows(found: Found, index: Int64, start: int) -> Found:
    return Found(index[found.row - start], found.provision, found.outcome, found.doubt, found.count, found.limit)


def shared_numbers(parts: list[Path]) -> Int64:
    """The numbers that occur in more than one file, ascending."""
    each = [np.unique(pq.read_table(part, columns=["number"]).column(0).to_numpy()) for part in parts]
    number, times = np.unique(np.concatenate(each), return_counts=True)
    shared: Int64 = number[(times > 1) & (number != 0)]
    return shared
