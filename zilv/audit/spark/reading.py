"""Canonical Parquet as Spark reads it: every cell checked as intake checks it, identifiers made tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.intake.chunk import Chunk, Problem
from zilv.attempts.intake.columns import numbers
from zilv.attempts.intake.convert import with_constants
from zilv.attempts.intake.parquet import as_canonical
from zilv.attempts.names import Names
from zilv.audit.spark.wire import REFUSED, WIRE, batches, filled, wired
from zilv.privacy.token import Tokens

FILE, ROW = "zilv_file", "zilv_row"
"""Where a row was read: the file, and the row in it, from 0."""


@dataclass(frozen=True)
class Reading:
    """How attempts are read. `zone`: of times without an offset; `constants`: of columns that the files lack."""

    tokens: Tokens = field(repr=False)
    zone: ZoneInfo | None
    constants: Mapping[str, str]

    def read(self, given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows of canonical columns as rows of `WIRE`: attempts, and rows that are refused."""
        names = Names()
        canonical = Canonical(names, self.tokens, self.zone)
        for batch in given:
            for table in self._read(batch, canonical, names):
                yield from batches(table)

    def _read(self, batch: pa.RecordBatch, canonical: Canonical, names: Names) -> Iterator[pa.Table]:
        count = batch.num_rows
        columns = {n: as_canonical(n, batch.column(n)) for n in batch.schema.names if n not in {FILE, ROW}}
        chunk = Chunk(np.arange(count), np.zeros(count, np.int64), columns=columns)
        lacking = {name: text for name, text in self.constants.items() if name not in columns}
        attempts, problems = canonical.taken(with_constants(chunk, lacking), 0, partial=False)
        row = batch.column(ROW).to_numpy() + 1
        if attempts.num_rows:
            place = numbers(attempts, "row")
            yield wired(attempts, names, batch.column(FILE).take(pa.array(place)), pa.array(row[place]))
        if problems:
            place = np.array([problem.row for problem in problems])
            yield refused(problems, batch.column(FILE).take(pa.array(place)), row[place])


def refused(problems: list[Problem], file: pa.Array, row: np.ndarray) -> pa.Table:
    """Rows of `WIRE` that tell of rows that are refused."""
    return filled(
        WIRE,
        len(problems),
        kind=np.full(len(problems), REFUSED, np.int8),
        file=file,
        row=row,
        field=[problem.field for problem in problems],
        reason=[problem.reason for problem in problems],
    )
