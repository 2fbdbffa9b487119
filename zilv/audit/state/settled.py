"""Where each attempt stands: its person, number, actor and day, by key; the latest file that names a key counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zilv.attempts.intake.keys import among
from zilv.attempts.rows import Int64

NAMES = ("key", "person", "number", "lender", "agency", "day")
SCHEMA = pa.schema([*((name, pa.int64()) for name in NAMES), ("stands", pa.bool_())])


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

    def take(self, index: Any) -> "Settled":
        """These attempts."""
        return Settled(*(getattr(self, name)[index] for name in self.__slots__))

    def standing(self) -> "Settled":
        """Those that are attempts."""
        return self.take(self.stands)

    def named(self, keys: Int64) -> "Settled":
        """Those with these keys, which ascend."""
        return self.take(among(self.key, keys))

    def write(self, path: Path) -> None:
        """Write them as one run's file."""
        pq.write_table(pa.table({name: getattr(self, name) for name in SCHEMA.names}, schema=SCHEMA), path)

    def tally(self, names: Sequence[str]) -> Counter[tuple[str, str, int]]:
        """Attempts per (lender, agency, day)."""
        counted: Counter[tuple[str, str, int]] = Counter()
        if not len(self):
            return counted
        first = int(self.day.min())
        sizes = (len(names), len(names), int(self.day.max()) - first + 1)
        codes = np.ravel_multi_index((self.lender, self.agency, self.day - first), sizes)
        present, times = np.unique(codes, return_counts=True)
        keys = zip(*(part.tolist() for part in np.unravel_index(present, sizes)), times.tolist(), strict=True)
        for lender, agency, day, n in keys:
            counted[names[lender], names[agency], first + day] = n
        return counted


def together(parts: Sequence[Settled]) -> Settled:
    """Several lots as one; of a key that several name the last lot's counts."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Settled(none, none, none, none, none, none, none.astype(np.bool_))
    joined = {name: np.concatenate([getattr(p, name) for p in parts[::-1]]) for name in Settled.__slots__}
    _, first = np.unique(joined["key"], return_index=True)
    return Settled(*(joined[name][first] for name in Settled.__slots__))


def read(files: Sequence[Path]) -> Settled:
    """What these files say, the later before the earlier."""
    return together([_one(file) for file in files])


def _one(file: Path) -> Settled:
    table = pq.read_table(file, partitioning=None)
    return Settled(*(table.column(name).to_numpy() for name in SCHEMA.names))


@dataclass(frozen=True, slots=True)
class Reach:
    """What must be judged anew: persons whose findings may change, and the attempts they must be judged with."""

    persons: Int64
    keys: Int64


def reach(before: Settled, after: Settled, touched: Int64, by_number: bool) -> Reach:
    """From the attempts with these keys to all that they may change.

    Findings of a person depend on his own attempts and, where a provision counts per number, on all attempts to his
    numbers; so a touched attempt reaches everybody whom its number was ever dialled for.
    """
    lots = (before.named(touched), after.named(touched))
    persons = np.unique(np.concatenate([lot.person for lot in lots]))
    standing = after.standing()
    if not by_number:
        return Reach(persons, standing.key[among(standing.person, persons)])
    numbers = _numbers(np.concatenate([lot.number for lot in lots]))
    persons = np.unique(np.concatenate([persons, standing.person[among(standing.number, numbers)]]))
    theirs = among(standing.person, persons)
    return Reach(persons, standing.key[theirs | among(standing.number, _numbers(standing.number[theirs]))])


def _numbers(number: Int64) -> Int64:
    return np.unique(number[number != 0])
