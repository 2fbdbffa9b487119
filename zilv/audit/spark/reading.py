"""Canonical Parquet as Spark reads it: every cell checked as intake checks it, identifiers made tokens."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.intake.chunk import Chunk, Problem
from zilv.attempts.intake.columns import numbers
from zilv.attempts.intake.convert import with_constants
from zilv.attempts.intake.parquet import ColumnError, as_canonical, spelt
from zilv.attempts.names import Names
from zilv.audit.spark.wire import REFUSED, WIRE, batches, filled, wired
from zilv.errors import IntakeError
from zilv.privacy.token import Tokens

FILE, ROW = "zilv_file", "zilv_row"
"""Where a row was read: the file, and the row in it, from 0."""

_LOCAL = re.compile("^file:(?://)?(?=/)")


def shown(path: str) -> str:
    """A file as an error names it: a local one by its path, as on one machine, any other as Spark names it."""
    return _LOCAL.sub("", path)


@dataclass(frozen=True)
class Reading:
    """How attempts are read. `zone`: of times without an offset; `constants`: of columns that the files lack."""

    tokens: Tokens = field(repr=False)
    zone: ZoneInfo | None
    constants: Mapping[str, str]

    def read(self, given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows of canonical columns as rows of `WIRE`: attempts, and rows that are refused. Raises IntakeError."""
        names = Names()
        canonical = Canonical(names, self.tokens, self.zone)
        for batch in given:
            for table in self._read(batch, canonical, names):
                yield from batches(table)

    def _read(self, batch: pa.RecordBatch, canonical: Canonical, names: Names) -> Iterator[pa.Table]:
        chunk = as_chunk(batch)
        lacking = {name: text for name, text in self.constants.items() if name not in chunk.columns}
        attempts, problems = canonical.taken(with_constants(chunk, lacking), 0, partial=False)
        row = batch.column(ROW).to_numpy() + 1
        if attempts.num_rows:
            place = numbers(attempts, "row")
            yield wired(attempts, names, batch.column(FILE).take(pa.array(place)), pa.array(row[place]))
        if problems:
            place = np.array([problem.row for problem in problems])
            yield refused(problems, batch.column(FILE).take(pa.array(place)), row[place])


def as_chunk(batch: pa.RecordBatch) -> Chunk:
    """Rows as Parquet has them, each by its number in the batch, as intake takes them in. Raises IntakeError."""
    names = [name for name in batch.schema.names if name not in {FILE, ROW}]
    columns = {name: as_canonical(name, _spelt(name, batch)) for name in names}
    return Chunk(np.arange(batch.num_rows), np.zeros(batch.num_rows, np.int64), columns=columns)


def _spelt(name: str, batch: pa.RecordBatch) -> pa.Array:
    """A column of rows that may be of several files. Raises IntakeError that names the one with text not UTF-8."""
    column = batch.column(name)
    try:
        return spelt(name, column)
    except ColumnError as error:
        row = next(row for row in range(len(column)) if not _is_spelt(name, column.slice(row, 1)))
        raise IntakeError(f"{shown(unquote(batch.column(FILE)[row].as_py()))}: {error}") from None


def _is_spelt(name: str, column: pa.Array) -> bool:
    try:
        spelt(name, column)
    except ColumnError:
        return False
    return True


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
