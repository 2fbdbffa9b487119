"""Parquet as text columns: typed values are written out as a canonical CSV would hold them.

Canonical columns that say the same without being text stay as they are: instants in `at`, whole numbers, and texts
that the file already keeps as a dictionary.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zilv.attempts.intake.chunk import INSTANT, Chunk
from zilv.attempts.intake.header import names_of
from zilv.attempts.intake.tabular import NEVER_REPEATED
from zilv.attempts.parse import WHOLE_NUMBERS
from zilv.errors import IntakeError

ROWS = 1 << 17
_WHOLE_FLOAT_MAX = 2**53


class ParquetTable:
    """A Parquet file; raises IntakeError when it is damaged or cut off."""

    container, encoding = "parquet", ""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = self._opened([])
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None
        self.names = names_of(path, self._file.schema_arrow.names)

    def _opened(self, repeated: list[str]) -> pq.ParquetFile:
        # fetched ahead, every row group would be kept to the end
        return pq.ParquetFile(self.path, read_dictionary=repeated, pre_buffer=False)

    def _damaged(self, error: Exception) -> IntakeError:
        return IntakeError(f"{self.path}: cannot be read as Parquet, perhaps it is cut off: {error}")

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows in batches. With `wanted`, whose columns are canonical, typed ones stay typed as `Chunk` allows."""
        columns = [name for name in self.names if name and (wanted is None or name in wanted)]
        row = 0
        try:
            file = self._file if wanted is None else self._opened(self._repeated(columns))
            for batch in file.iter_batches(ROWS, columns=columns):
                number = np.arange(row + 1, row + batch.num_rows + 1, dtype=np.int64)
                row += batch.num_rows
                read = as_text if wanted is None else as_canonical
                made = {name: read(name, batch.column(name)) for name in columns}
                yield Chunk(number, np.zeros(len(number), np.int64), columns=made)
        except ColumnError as error:
            raise IntakeError(f"{self.path}: {error}") from None
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None

    def _repeated(self, columns: list[str]) -> list[str]:
        """The text columns whose values repeat, so that each is worth reading once."""
        schema = self._file.schema_arrow
        return [name for name in columns if name not in NEVER_REPEATED and pa.types.is_string(schema.field(name).type)]


class ColumnError(ValueError):
    """A column of a type that no canonical column has."""


def as_canonical(name: str, column: pa.Array) -> pa.Array:
    """A canonical column as `Chunk` takes it: typed where that says the same, else text. Raises ColumnError."""
    kind = column.type
    if name == "at" and pa.types.is_timestamp(kind) and kind.tz:
        return column.cast(INSTANT, safe=False)
    if name in WHOLE_NUMBERS and pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        return column
    if pa.types.is_dictionary(kind) and kind.value_type == pa.string() and not column.dictionary.null_count:
        return column if kind.index_type == pa.int32() else column.cast(pa.dictionary(pa.int32(), pa.string()))
    return as_text(name, column)


def as_text(name: str, column: pa.Array) -> pa.Array:
    """A column as a canonical CSV would hold it. Raises ColumnError."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise ColumnError(f'column "{name}" is of the type {kind}; expected text, numbers or times')
    if pa.types.is_boolean(kind):
        column = pc.if_else(column, "yes", "no")
    elif pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", "UTC" if kind.tz else None), safe=False)
    elif pa.types.is_floating(kind):
        column = _whole_if_all(column)
    return column.cast(pa.string()).fill_null("")


def _whole_if_all(column: pa.Array) -> pa.Array:
    """Floats as whole numbers where all are: a column of numbers with a gap often comes as floats."""
    values = column.cast(pa.float64()).drop_null().to_numpy()
    whole = np.isfinite(values) & (np.abs(values) < _WHOLE_FLOAT_MAX) & (values == np.round(values))
    return column.cast(pa.int64()) if whole.all() else column.cast(pa.float64())
