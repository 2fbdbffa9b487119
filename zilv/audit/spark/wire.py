"""Rows on their way between processes: as `intake.columns.SCHEMA` has them, but with names as texts."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from zilv.attempts.intake.columns import CODES, NAMED, SCHEMA, TOKENISED, numbers
from zilv.attempts.names import Names

REGISTER, ATTEMPT, BESIDE, REFUSED, MERGED, DUPLICATE = range(6)
"""What a row is: an entry of a register, an attempt, an attempt of another partition that counts with some of this
one, a row that is refused, and rows that added something, or nothing, to another row's attempt (`row`: how many)."""

BATCH_ROWS = 1 << 16

_CODED = (*CODES, "answered", "conversed", "manual", "recording", "note")
WIRE = pa.schema(
    [
        ("kind", pa.int8()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("field", pa.string()),
        ("reason", pa.string()),
        ("attempt_id", pa.string()),
        ("at", pa.int64()),
        *((name, pa.string()) for name in NAMED),
        *((name, pa.int8()) for name in _CODED),
        *((name, pa.int32()) for name in ("seconds", "staff")),
        *((name, pa.int64()) for name in TOKENISED),
    ]
)
"""`at` is UTC microseconds, so no session's time zone can move it."""

ENTRY = pa.schema(
    [
        ("kind", pa.int8()),
        ("register", pa.string()),
        ("person", pa.int64()),
        ("number", pa.int64()),
        ("entry", pa.binary()),
        ("zone", pa.string()),
        ("another_zone", pa.int8()),
        ("lender", pa.string()),
        ("attempt_id", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("reason", pa.string()),
    ]
)
"""An entry of a register, as MessagePack. `zone`: where the person lives, on his entries of `persons`; `another_zone`
1: this one says another, told once. `lender` and `attempt_id`: of a review only. `reason`: why a row cannot be
read, which `file` and `row` name."""

_SPARK = {
    pa.int8(): "tinyint",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.string(): "string",
    pa.binary(): "binary",
}


def ddl(schema: pa.Schema) -> str:
    """The schema as Spark writes it."""
    return ", ".join(f"{field.name} {_SPARK[field.type]}" for field in schema)


def batches(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """A table in pieces that fit through the door."""
    yield from table.combine_chunks().to_batches(max_chunksize=BATCH_ROWS)


def table_of(given: Iterator[pa.RecordBatch]) -> pa.Table | None:
    """All rows of a partition; None where it has none."""
    found = [batch for batch in given if batch.num_rows]
    return pa.Table.from_batches(found) if found else None


def filled(schema: pa.Schema, count: int, **columns: Any) -> pa.Table:
    """So many rows of which only these columns tell something."""
    made = {name: columns.get(name, pa.nulls(count, schema.field(name).type)) for name in schema.names}
    return pa.table([pa.array(made[name], schema.field(name).type) for name in schema.names], schema=schema)


def wired(attempts: pa.Table, names: Names, file: Any, row: Any) -> pa.Table:
    """Attempts (columns of `SCHEMA`) for the way. `file`, `row`: where each was read."""
    known = pa.array(names.known, pa.string())
    made: dict[str, Any] = {name: attempts.column(name) for name in WIRE.names if name in SCHEMA.names}
    made |= {name: known.take(attempts.column(name).combine_chunks()) for name in NAMED}
    count = attempts.num_rows
    made |= {"kind": pa.array(np.full(count, ATTEMPT, np.int8)), "file": file, "row": row}
    made |= {name: pa.nulls(count, pa.string()) for name in ("field", "reason")}
    return pa.table([made[name] for name in WIRE.names], schema=WIRE)


def unwired(rows: pa.Table, names: Names) -> pa.Table:
    """The attempts of such rows, as columns of `SCHEMA`; the files they were read from are numbered in their order."""
    nothing = np.zeros(rows.num_rows, np.int64)
    made: dict[str, Any] = {"stand_in": nothing, "source_line": nothing, "file": nothing, "row": nothing}
    made |= {name: rows.column(name) for name in SCHEMA.names if name in rows.column_names}
    made |= {name: _numbered(rows.column(name), names) for name in NAMED}
    if "file" in rows.column_names:
        made["file"] = _ranked(rows.column("file"))
    return pa.table([_array(made[field.name]).cast(field.type) for field in SCHEMA], schema=SCHEMA)


def _array(values: Any) -> Any:
    return pa.array(values) if isinstance(values, np.ndarray) else values


def _numbered(texts: pa.ChunkedArray, names: Names) -> Any:
    found = texts.combine_chunks().dictionary_encode()
    return np.array([names.number(text) for text in found.dictionary.to_pylist()], np.int64)[found.indices.to_numpy()]


def _ranked(texts: pa.ChunkedArray) -> Any:
    found = texts.combine_chunks().dictionary_encode()
    words = found.dictionary.to_pylist()
    rank = np.zeros(len(words), np.int64)
    rank[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    return rank[found.indices.to_numpy()]


def column(table: pa.Table, name: str) -> Any:
    """One column as 64-bit numbers."""
    return numbers(table, name)
