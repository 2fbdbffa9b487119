"""What of a row is needed only where it meets others of its id: where it was read, and whom its number stands for."""

from collections import Counter
from pathlib import Path
from threading import Lock

import numpy as np
import pyarrow as pa

from zilv.attempts.intake.columns import SCHEMA, numbers
from zilv.attempts.rows import Int64
from zilv.compiled import compiled

_ASIDE = ("file", "row", "source_line", "stand_in")
_INDEX_BITS = 32

_Kept = tuple[int, int | None]
"""The first number of a column and the step from row to row; else its place in the file, and None."""


class Aside:
    """Takes rows lot by lot, at least one row and all of one file, and tells of each again, by its place.

    Most columns grow by the same step from row to row: of these two numbers are kept. The others lie in `folder`.
    Several threads may add at once.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "aside.bin"
        self._lots: list[dict[str, _Kept]] = []
        self._adding = Lock()

    def add(self, rows: pa.Table) -> Int64:
        """Set aside what some rows (columns of `columns.SCHEMA`) hold; the place of each."""
        with self._adding:
            self._lots.append({name: self._kept(numbers(rows, name)) for name in _ASIDE})
            lot = len(self._lots) - 1
        first = lot << _INDEX_BITS
        return np.arange(first, first + rows.num_rows, dtype=np.int64)

    def _kept(self, column: Int64) -> _Kept:
        if _is_steady(column):
            return int(column[0]), int(column[1] - column[0]) if len(column) > 1 else 0
        with self._path.open("ab") as file:
            start = file.tell()
            column.tofile(file)
        return start, None

    def files(self, place: Int64) -> Counter[int]:
        """How many of the rows at these places were read from each file, by its number."""
        rows = np.zeros(len(self._lots), np.int64)
        _count(place, _INDEX_BITS, rows)
        found = Counter[int]()
        for lot, count in zip(self._lots, rows.tolist(), strict=True):
            found[lot["file"][0]] += count
        return found

    def columns(self, place: Int64) -> dict[str, pa.Array]:
        """What was set aside of the rows at these places, as columns of `columns.SCHEMA`."""
        found = {name: np.empty(len(place), np.int64) for name in _ASIDE}
        lot, index = place >> _INDEX_BITS, place & ((1 << _INDEX_BITS) - 1)
        for each in np.unique(lot).tolist():
            here = np.flatnonzero(lot == each)
            for name, (first, step) in self._lots[each].items():
                found[name][here] = self._stored(first, index[here]) if step is None else first + step * index[here]
        return {name: pa.array(values).cast(SCHEMA.field(name).type) for name, values in found.items()}

    def _stored(self, start: int, index: Int64) -> Int64:
        found: Int64 = np.memmap(self._path, np.int64, "r", start, (int(index.max()) + 1,))[index]
        return found


@compiled
def _count(place, bits, rows):  # type: ignore[no-untyped-def]
    """How many places lie in each lot."""
    for i in range(place.size):
        rows[place[i] >> bits] += 1


@compiled
def _is_steady(column):  # type: ignore[no-untyped-def]
    """Whether a column grows by the same step from row to row."""
    steady = True
    for i in range(2, column.size):
        steady &= column[i] - column[i - 1] == column[1] - column[0]
    return steady
