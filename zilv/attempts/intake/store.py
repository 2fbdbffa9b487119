"""Third pass: the attempts of each bucket of persons put in order and written; numbers of several parts noted."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zilv.attempts.intake.ahead import in_parallel
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.layout import write_part, write_shared_numbers
from zilv.attempts.intake.order import ordered
from zilv.attempts.intake.zones import Zones
from zilv.attempts.rows import Int64


class _Part(NamedTuple):
    """What a part that was written holds."""

    rows: int
    numbers: Int64
    days: tuple[int, int] | None


class Store:
    """Writes parts into `folder`. `parts` (rows of each) `rows first_day last_day` tell of those written; days are
    local.
    """

    def __init__(self, folder: Path, closed: Closed, zones: Zones) -> None:
        self._folder, self._closed, self._zones = folder, closed, zones
        self.parts: list[int] = []
        self.first_day: int | None = None
        self.last_day: int | None = None
        self._numbers: list[Int64] = []

    def add_all(self, buckets: Iterator[pa.Table]) -> Iterator[int]:
        """Write each bucket (columns of `brief.BRIEF`) as the next part; says after each how many are written."""
        for part in in_parallel(self._written, enumerate(buckets)):
            self.parts.append(part.rows)
            self._numbers.append(part.numbers)
            if part.days is not None:
                first, last = part.days
                self.first_day = first if self.first_day is None else min(self.first_day, first)
                self.last_day = last if self.last_day is None else max(self.last_day, last)
            yield len(self.parts)

    @property
    def rows(self) -> int:
        """The rows written, over all parts."""
        return sum(self.parts)

    def _written(self, bucket: tuple[int, pa.Table]) -> "_Part":
        place, attempts = bucket
        part = ordered(attempts, self._closed, self._zones)
        write_part(self._folder, place, part)
        days = pc.min_max(part.column("day")).as_py()
        number = part.column("number").combine_chunks().unique().to_numpy()
        return _Part(part.num_rows, number, (days["min"], days["max"]) if part.num_rows else None)

    def finish(self) -> None:
        """Note the numbers that occur in several parts."""
        number, times = np.unique(np.concatenate(self._numbers), return_counts=True)
        write_shared_numbers(self._folder, number[(times > 1) & (number != 0)])
