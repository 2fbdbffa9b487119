"""Third pass: the attempts of each bucket of persons put in order and written; numbers of several parts noted."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zilv.attempts.intake.layout import write_part, write_shared_numbers
from zilv.attempts.intake.order import ordered
from zilv.attempts.intake.zones import Zones
from zilv.attempts.names import Names
from zilv.attempts.rows import Int64


class Store:
    """Writes parts into `folder`. `parts rows first_day last_day` tell of those written; days are local."""

    def __init__(self, folder: Path, names: Names, zones: Zones) -> None:
        self._folder, self._names, self._zones = folder, names, zones
        self.parts = self.rows = 0
        self.first_day: int | None = None
        self.last_day: int | None = None
        self._numbers: list[Int64] = []

    def add(self, attempts: pa.Table) -> None:
        """Write one bucket as the next part; `attempts` has the columns of `columns.SCHEMA`."""
        part = ordered(attempts, self._names, self._zones)
        write_part(self._folder, self.parts, part)
        self.parts += 1
        self.rows += part.num_rows
        self._numbers.append(np.unique(part.column("number").to_numpy()))
        if part.num_rows:
            days = pc.min_max(part.column("day")).as_py()
            self.first_day = days["min"] if self.first_day is None else min(self.first_day, days["min"])
            self.last_day = days["max"] if self.last_day is None else max(self.last_day, days["max"])

    def finish(self) -> None:
        """Note the numbers that occur in several parts."""
        number, times = np.unique(np.concatenate(self._numbers), return_counts=True)
        write_shared_numbers(self._folder, number[(times > 1) & (number != 0)])
