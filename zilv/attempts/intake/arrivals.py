"""Rows between reading and settling: most are whole attempts, which need no other row and go straight to their person.

A row is looked at beside others only where it lacks what an attempt must have, or where its id comes twice. Which ids
do shows once all rows have come: by then only their keys, 8 bytes each, need to be read again. Whole rows wait in
brief.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.attempts.attempt import REQUIRED
from zilv.attempts.intake.ahead import in_parallel
from zilv.attempts.intake.aside import Aside
from zilv.attempts.intake.brief import BRIEF, PLACE, brief, in_full
from zilv.attempts.intake.buckets import Buckets, bucket_of_key, bucket_of_token
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import SCHEMA, numbers
from zilv.attempts.intake.instants import UNKNOWN
from zilv.attempts.intake.keys import among, keys_of, repeated
from zilv.attempts.rows import Int64

REPEATED_MAX = 1 << 22
"""Keys of repeated ids kept in memory (32 MB); where more ids come twice, every row is looked at beside others."""

_KEY = pa.field("key", pa.int64())


class Arrivals:
    """Takes rows (columns of `columns.SCHEMA`), then gives them back: those to settle by id, the others by person."""

    def __init__(self, folder: Path, count: int, closed: Closed) -> None:
        self.count, self._closed = count, closed
        self._keys = Buckets(folder, "key", count, pa.schema([_KEY]))
        self._whole = Buckets(folder, "whole", count, BRIEF.append(PLACE))
        self._by_id = Buckets(folder, "id", count, SCHEMA)
        self._aside = Aside(folder)
        self._again: list[NDArray[np.uint8]] = []

    def sorted_out(self, rows: pa.Table) -> Callable[[], None]:
        """Sort some rows out, in any thread; what it returns adds them, and is called in the order of the rows."""
        key = keys_of(rows.column("attempt_id"))
        lots = [self._keys.laid(pa.table([key], schema=self._keys.schema), bucket_of_key(key, self.count))]
        whole = _is_whole(rows)
        if not whole.all():
            needy = rows.filter(pa.array(~whole))
            lots.append(self._by_id.laid(needy, bucket_of_key(key[~whole], self.count)))
            rows = rows.filter(pa.array(whole))
        if rows.num_rows:
            waiting = brief(rows, self._closed).append_column(PLACE, pa.array(self._aside.add(rows)))
            lots.append(self._whole.laid(waiting, bucket_of_token(numbers(rows, "person"), self.count)))

        def add() -> None:
            for lay in lots:
                lay()

        return add

    def by_id(self) -> Iterator[pa.Table]:
        """The rows that must be settled, those of one id always together; call it once, after the last was added."""
        repeated = self._find_repeated()
        if repeated is None or len(repeated):
            for rows in self._whole.tables(again=True):
                here = _among(rows, repeated)
                self._again.append(np.packbits(here))
                needy = rows.filter(pa.array(here))
                bucket = bucket_of_key(keys_of(needy.column("attempt_id")), self.count)
                self._by_id.add(in_full(needy, self._closed, self._aside), bucket)
        return self._by_id.tables()

    def _find_repeated(self) -> Int64 | None:
        """The keys that more than one row has, ascending; None where they are too many."""
        found: list[Int64] = []
        for keys in in_parallel(lambda lot: repeated(numbers(lot, "key")), self._keys.tables()):
            found.append(keys)
            if sum(map(len, found)) > REPEATED_MAX:
                return None
        return np.sort(np.concatenate(found))

    def whole(self) -> Iterator[tuple[pa.Table, Counter[int]]]:
        """Of each bucket of persons the rows that are attempts as they stand, in brief, and how many of each file.

        Call it once, after `by_id`.
        """
        for i, rows in enumerate(self._whole.tables()):
            if self._again:
                here = np.unpackbits(self._again[i], count=rows.num_rows).view(np.bool_)
                rows = rows.filter(pa.array(~here))
            yield rows.select(BRIEF.names), self._aside.files(numbers(rows, PLACE.name))


def _among(rows: pa.Table, repeated: Int64 | None) -> Any:
    """For each row whether its id comes again; None stands for all."""
    if repeated is None:
        return np.ones(rows.num_rows, np.bool_)
    return among(keys_of(rows.column("attempt_id")), repeated)


def _is_whole(rows: pa.Table) -> Any:
    """For each row whether it tells all that an attempt must have."""
    whole = np.ones(rows.num_rows, np.bool_)
    for name in REQUIRED[1:]:
        whole &= rows.column(name).to_numpy() != (UNKNOWN if name == "at" else 0)
    return whole
