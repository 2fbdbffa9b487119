"""Where each attempt stands: its person, number, actor and day, by key; the latest file that names a key counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zilv.attempts.intake.keys import among
from zilv.attempts.rows import Int64
from zilv.audit.state.kept import columns_of

NAMES = ("key", "person", "number", "lender", "agency", "day")
SCHEMA = pa.schema([*((name, pa.int64()) for name in NAMES), ("stands", pa.bool_())])
_COUNTED_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Settled:
    """n attempts as columns, each key once, ascending. `stands` False: its rows no longer make an attempt."""

    key: Int64
    person: Int64
    number: Int64
    lender: Int64
    agency: Int64
    day: Int64
    stands: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.key)

    def named(self, keys: Int64) -> Any:
        """For each attempt whether it is one of these keys, which ascend."""
        return among(self.key, keys)

    def take(self, which: Any) -> "Settled":
        """Those of these attempts, by a mask or as indices that ascend."""
        return Settled(*(getattr(self, name)[which] for name in self.__slots__))

    def write(self, path: Path) -> None:
        """Write them as one run's file."""
        pq.write_table(pa.table({name: getattr(self, name) for name in SCHEMA.names}, schema=SCHEMA), path)

    def tally(self, names: Sequence[str]) -> Counter[tuple[str, str, int]]:
        """Attempts per (lender, agency, day)."""
        counted: Counter[tuple[str, str, int]] = Counter()
        for start in range(0, len(self), _COUNTED_AT_ONCE):
            part = slice(start, start + _COUNTED_AT_ONCE)
            stands = self.stands[part]
            columns = (self.lender[part][stands], self.agency[part][stands], self.day[part][stands])
            counted.update(_tally(*columns, names))
        return counted


def _tally(lender: Int64, agency: Int64, day: Int64, names: Sequence[str]) -> dict[tuple[str, str, int], int]:
    if not len(day):
        return {}
    first = int(day.min())
    sizes = (len(names), len(names), int(day.max()) - first + 1)
    present, times = np.unique(np.ravel_multi_index((lender, agency, day - first), sizes), return_counts=True)
    keys = zip(*(part.tolist() for part in np.unravel_index(present, sizes)), times.tolist(), strict=True)
    return {(names[lender], names[agency], first + day): n for lender, agency, day, n in keys}


def together(parts: Iterable[Settled]) -> Settled:
    """Several lots as one; of a key that several name the last lot's counts.

    Lots that only `parts` holds are let go column by column, so that there is little more in memory than the result.
    """
    lots = [[getattr(part, name) for name in Settled.__slots__] for part in parts]
    if not lots:
        none = np.zeros(0, np.int64)
        return Settled(none, none, none, none, none, none, none.astype(np.bool_))
    columns = [list(column) for column in zip(*lots, strict=True)][::-1]
    del lots
    key = np.concatenate(columns.pop())
    order = np.argsort(key, kind="stable")
    key = key[order]
    last = np.append(key[1:] != key[:-1], True)[: len(key)]
    key, order = key[last], order[last]
    return Settled(key, *(np.concatenate(columns.pop())[order] for _ in range(len(columns))))


def read(files: Sequence[Path]) -> Settled:
    """What these files say, the later before the earlier. Raises IntakeError where one is damaged."""
    return together(Settled(*columns_of(file, SCHEMA)) for file in files)
