"""Parquet as text columns: typed values are written out as a canonical CSV would hold them.

Canonical columns that say the same without being text stay as they are: instants in `at`, whole numbers, and texts
that the file already keeps as a dictionary. What a value is written as never depends on its neighbours, so that rows
may be cut into files and batches in any way.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zilv.attempts.intake.chunk import INSTANT, UNRELIABLE, Chunk
from zilv.attempts.intake.columns import NAMING
from zilv.attempts.intake.header import names_of
from zilv.attempts.intake.reasons import name_shown
from zilv.attempts.intake.tabular import NEVER_REPEATED
from zilv.attempts.parse import WHOLE_NUMBERS
from zilv.errors import IntakeError

ROWS = 1 << 17
_EXACT_BELOW = {pa.float16(): 2.0**11, pa.float32(): 2.0**24, pa.float64(): 2.0**53}
"""From here on a float may stand for its neighbour."""
_UNREPEATED = frozenset({"DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"})


class ParquetTable:
    """A Parquet file; raises IntakeError when it is damaged or cut off."""

    container, encoding = "parquet", ""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = self._opened([])
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None
        written = self._file.schema_arrow.names
        self.names = names_of(path, written)
        self._written = dict(zip(self.names, written, strict=True))

    def _opened(self, repeated: list[str]) -> pq.ParquetFile:
        # fetched ahead, every row group would be kept to the end
        return pq.ParquetFile(self.path, read_dictionary=repeated, pre_buffer=False)

    def _damaged(self, error: Exception) -> IntakeError:
        what = "不能作为 Parquet 读取，或许不完整 · cannot be read as Parquet, perhaps it is cut off"
        return IntakeError(f"{self.path}: {what}: {error}")

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows in batches. With `wanted`, whose columns are canonical, typed ones stay typed as `Chunk` allows."""
        columns = [name for name in self.names if name and (wanted is None or name in wanted)]
        row = 0
        try:
            self._refuse_zoneless(columns)
            file = self._file if wanted is None else self._opened(self._repeated(columns))
            for batch in file.iter_batches(ROWS, columns=[self._written[name] for name in columns]):
                number = np.arange(row + 1, row + batch.num_rows + 1, dtype=np.int64)
                row += batch.num_rows
                read = as_text if wanted is None else as_canonical
                made = {name: read(name, spelt(name, batch.column(self._written[name]))) for name in columns}
                chunk = Chunk(number, np.zeros(len(number), np.int64), columns=made)
                yield self._with_fractions(chunk) if wanted is None else chunk
        except ColumnError as error:
            raise IntakeError(f"{self.path}: {error}") from None
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None

    def _refuse_zoneless(self, columns: list[str]) -> None:
        """Raises ColumnError for a column of INT96, of which programs differ whether it is UTC or local time."""
        schema, asked = self._file.schema, {self._written[name]: name for name in columns}
        for column in (schema.column(i) for i in range(len(schema))):
            if column.physical_type == "INT96" and column.path in asked:
                raise ColumnError(zoneless(asked[column.path]))

    def _repeated(self, columns: list[str]) -> list[str]:
        """The text columns whose values repeat, as the file names them, so that each is worth reading once."""
        schema, whole = self._file.schema_arrow, self._without_dictionary()
        written = [self._written[name] for name in columns if name not in NEVER_REPEATED]
        return [name for name in written if pa.types.is_string(schema.field(name).type) and name not in whole]

    def _without_dictionary(self) -> set[str]:
        """The columns with values in an encoding that Arrow does not read as a dictionary."""
        told = self._file.metadata
        columns = (told.row_group(n).column(i) for n in range(told.num_row_groups) for i in range(told.num_columns))
        return {column.path_in_schema for column in columns if not _UNREPEATED.isdisjoint(column.encodings)}

    def _with_fractions(self, chunk: Chunk) -> Chunk:
        """The rows with records in which a number with a fraction is one, as in JSON: no identifier is read from it."""
        schema = self._file.schema_arrow
        names = [name for name in chunk.columns if _may_be_fractional(schema.field(self._written[name]).type)]
        if not names:
            return chunk
        rows = ({**row, **{name: _fraction_in(row[name]) for name in names}} for row in chunk.as_records())
        return replace(chunk, records=tuple(rows))


def spelt(name: str, column: pa.Array) -> pa.Array:
    """The column itself. Raises ColumnError for text that is not UTF-8, which Parquet's text must be."""
    text = column.dictionary if pa.types.is_dictionary(column.type) else column
    if pa.types.is_string(text.type) or pa.types.is_large_string(text.type):
        try:
            text.validate(full=True)
        except pa.ArrowInvalid:
            raise ColumnError(
                f"列“{name_shown(name)}”中有文本不是 UTF-8；请改正后重新写出 · "
                f'column "{name_shown(name)}" holds text that is not UTF-8; mend it and write the file anew'
            ) from None
    return column


def _fraction_in(text: str) -> str | float:
    whole = not text or text.removeprefix("-").isdecimal() or "e+" in text
    return text if whole else float(text)


class ColumnError(ValueError):
    """A column of a type that no canonical column has."""


def zoneless(name: str) -> str:
    """Why a column of INT96 is refused."""
    return (
        f"列“{name_shown(name)}”是 INT96 时间戳，不带时区；请改写为 UTC 微秒时间戳 · "
        f'column "{name_shown(name)}" holds INT96 timestamps, which carry no zone; write them as timestamps of '
        "microseconds with UTC (Spark: spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS)"
    )


def as_canonical(name: str, column: pa.Array) -> pa.Array:
    """A canonical column as `Chunk` takes it: typed where that says the same, else text. Raises ColumnError."""
    kind = column.type
    if name == "at" and pa.types.is_timestamp(kind) and kind.tz:
        return column.cast(INSTANT, safe=False)
    if name in WHOLE_NUMBERS and pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        return column
    if pa.types.is_dictionary(kind) and kind.value_type == pa.string() and not column.dictionary.null_count:
        return column if kind.index_type == pa.int32() else column.cast(pa.dictionary(pa.int32(), pa.string()))
    if name in NAMING and _may_be_fractional(kind):
        return _numbers(column.dictionary_decode() if pa.types.is_dictionary(kind) else column, UNRELIABLE)
    return as_text(name, column)


def as_text(name: str, column: pa.Array) -> pa.Array:
    """A column as a canonical CSV would hold it. Raises ColumnError."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_nested(kind) or _is_bytes(kind):
        raise ColumnError(
            f"列“{name_shown(name)}”的类型为 {kind}，应为文本、数字或时间 · "
            f'column "{name_shown(name)}" is of the type {kind}; expected text, numbers or times'
        )
    if _may_be_fractional(kind):
        return _numbers(column, None)
    if pa.types.is_boolean(kind):
        column = pc.if_else(column, "yes", "no")
    elif pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", "UTC" if kind.tz else None), safe=False)
    return column.cast(pa.string()).fill_null("")


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _may_be_fractional(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _numbers(column: pa.Array, otherwise: str | None) -> pa.Array:
    """Floats or decimals as text, each by itself: whole ones as whole numbers, NaN as the empty text, others as
    `otherwise`, or where it is None as they are."""
    exact_below = _EXACT_BELOW.get(column.type)
    if exact_below is None:
        whole = pc.equal(pc.trunc(column), column)
        wide = pa.decimal128(38, 0) if pa.types.is_decimal128(column.type) else pa.decimal256(76, 0)
        texts = pc.if_else(whole, column, None).cast(wide).cast(pa.string())
    else:
        column = column.cast(pa.float32()) if pa.types.is_float16(column.type) else column
        column = pc.if_else(pc.is_nan(column), None, column)
        exact = pc.less(pc.abs(column), exact_below)
        texts = pc.if_else(pc.and_(exact, pc.equal(pc.trunc(column), column)), column, None)
        texts = texts.cast(pa.int64()).cast(pa.string())
    if texts.null_count > column.null_count:
        others = _as_they_are(column, exact_below) if otherwise is None else otherwise
        texts = pc.coalesce(texts, pc.if_else(column.is_valid(), others, None))
    return texts.fill_null("")


def _as_they_are(column: pa.Array, exact_below: float | None) -> pa.Array:
    """Numbers that are not whole as text; those that have lost digits with an exponent, as 1.38E+10 has one."""
    texts = column.cast(pa.string())
    if exact_below is None:
        return texts
    lost = pc.greater_equal(pc.abs(column), exact_below).fill_null(False)
    shown = [f"{value:.15e}" for value in column.filter(lost).to_pylist()]
    return pc.replace_with_mask(texts, lost, pa.array(shown, pa.string()))
