"""What every container hands on: some rows of one file as text columns or records, and the rows it had to refuse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from zilv.attempts.intake.format import Record
from zilv.attempts.rows import Int64


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row was not taken in.

    `row`: its number among the file's records, from 1, the header not counted. `line`: the line of the file, or
    the row of the sheet, it starts on; 0 = not known. `reason` holds nobody's data.
    """

    row: int
    line: int
    field: str
    reason: str


INSTANT = pa.timestamp("us", "UTC")
UNRELIABLE = "\0"
"""In place of an identifier that cannot be relied on: a number with a fraction, or one that has lost digits."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """n rows as `columns` of text (Arrow string, or dictionary<int32, string>, null: the empty text) or n `records`.

    A canonical column may also hold what its text would say: `at` instants (`INSTANT`), `seconds` and `staff` whole
    numbers, null where nothing is recorded.
    """

    row: Int64
    line: Int64
    refused: tuple[Problem, ...] = ()
    columns: Mapping[str, pa.Array] = field(default_factory=dict)
    records: tuple[Record, ...] = ()

    def __len__(self) -> int:
        return len(self.row)

    def text(self, name: str) -> pa.Array:
        """One column as plain text; empty texts where there is none of that name."""
        column = self.columns.get(name)
        if column is None:
            return pa.array([""], pa.string()).take(pa.array(np.zeros(len(self), np.int64)))
        if pa.types.is_dictionary(column.type):
            return column.dictionary_decode().fill_null("")
        return column if pa.types.is_string(column.type) else column.cast(pa.string()).fill_null("")

    def as_records(self) -> tuple[Record, ...]:
        """The rows one by one."""
        if self.records or not self.columns:
            return self.records
        listed = [self.text(name).to_pylist() for name in self.columns]
        names = tuple(self.columns)
        return tuple(dict(zip(names, cells, strict=True)) for cells in zip(*listed, strict=True))

    def first(self, count: int) -> "Chunk":
        """The first rows only."""
        columns = {name: column.slice(0, count) for name, column in self.columns.items()}
        return Chunk(self.row[:count], self.line[:count], self.refused[:count], columns, self.records[:count])


class Source(Protocol):
    """One opened file. `names`: the columns, or the fields of its first records. `encoding`: empty but for text."""

    container: str
    names: tuple[str, ...]

    @property
    def encoding(self) -> str:
        """What the text is written in, as far as it has been read."""
        ...

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """All rows in their order, once. `wanted`: the only columns that matter; None = all."""
        ...


def numbered(values: list[int]) -> Int64:
    """Row or line numbers as a column."""
    return np.array(values, np.int64)


def text_array(values: list[Any]) -> pa.Array:
    """A text column of strings and Nones."""
    return pa.array([value or "" for value in values], pa.string())
