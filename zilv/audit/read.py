"""Reads a layout (Parquet, bucketed by person, sorted by lender, person, at) into the columns that judgement needs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zilv.attempts.intake.layout import MANIFEST, check_whole
from zilv.attempts.names import Names
from zilv.attempts.rows import Int32, Int64, Rows
from zilv.attempts.shape import Shape, Shapes
from zilv.compiled import compiled
from zilv.errors import LayoutError
from zilv.rules.facts import Among

NAMED = ("lender", "agency", "collector", "line")
PLAIN = ("person", "at", "day", "minute", "number", "account")
JUDGED = (*NAMED, *PLAIN, "shape")
"""The columns that judgement reads."""


def parts_of(layout: Path) -> list[Path]:
    """The files of a layout in their order; raises LayoutError when there are none.

    Where a manifest lies beside them, raises IntakeError unless they are the files, with the rows, that it names.
    """
    parts = sorted(layout.glob("part-*.parquet"))
    if (layout / MANIFEST).exists():
        check_whole(layout, parts)
    if not parts:
        raise LayoutError(f"{layout}: no part-*.parquet in it, so it is no layout")
    return parts


def read_rows(part: Path, names: Names, shapes: Shapes) -> Rows:
    """The columns of one file, its order checked. Raises LayoutError.

    `names` and `shapes` are the run's: the same name has the same number in every file.
    """
    try:
        file = pq.ParquetFile(part, read_dictionary=[*NAMED, "shape"], memory_map=True)
        table = file.read(columns=list(JUDGED), use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        raise LayoutError(f"{part.name}: cannot be read: {error}") from None
    return rows_of_table(table, part.name, names, shapes)


def rows_of_table(table: pa.Table, where: str, names: Names, shapes: Shapes) -> Rows:
    """The same of a table in memory that has the columns `JUDGED`; `where` is what an error calls it."""
    table = table.unify_dictionaries()
    plain: dict[str, Any] = {name: _plain(table, name) for name in PLAIN}
    named: dict[str, Any] = {name: _codes(table, name, names.number) for name in NAMED}
    shape = _codes(table, "shape", lambda text: shapes.number(msgspec.json.decode(text, type=Shape)))
    rows = Rows(**plain, **named, shape=shape, names=names, shapes=shapes)
    _check_order(where, rows)
    return rows


def _plain(table: pa.Table, name: str) -> Any:
    column = table.column(name)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return column.to_numpy(zero_copy_only=False)


def _codes(table: pa.Table, name: str, number: Any) -> Int32:
    """Run-wide numbers of a dictionary column; null is 0."""
    column = table.column(name)
    if not column.num_chunks:
        return np.zeros(0, np.int32)
    words = column.chunk(0).dictionary.to_pylist()
    run_wide = np.array([*(number(word) for word in words), 0], np.int32)
    chunks = []
    for chunk in column.chunks:
        indices = chunk.indices
        if indices.null_count:
            indices = indices.fill_null(len(words))
        chunks.append(run_wide[indices.to_numpy(zero_copy_only=False)])
    return np.concatenate(chunks) if len(chunks) > 1 else chunks[0]


@compiled
def first_disorder(lender, rank, person, at):  # type: ignore[no-untyped-def]
    """The first row that is not in the order of (lender, person, at), or -1. `rank`: of each lender's name."""
    for i in range(1, at.size):
        before, here = rank[lender[i - 1]], rank[lender[i]]
        if here < before or (here == before and person[i] < person[i - 1]):
            return i
        if here == before and person[i] == person[i - 1] and at[i] < at[i - 1]:
            return i
    return -1


def _check_order(where: str, rows: Rows) -> None:
    known = rows.names.known
    rank = np.empty(len(known), np.int64)
    rank[sorted(range(len(known)), key=known.__getitem__)] = np.arange(len(known))
    wrong = first_disorder(rows.lender, rank, rows.person, rows.at)
    if wrong >= 0:
        raise LayoutError(f"{where}: row {wrong + 1} is out of order (lender, person, at); take the source in again")


def read_columns(part: Path | pa.Table, columns: list[str], index: Int64) -> pa.Table:
    """These columns of these rows of one file, or of its table in memory."""
    if isinstance(part, pa.Table):
        return part.select(columns).take(pa.array(index))
    return pq.read_table(part, columns=columns, partitioning=None).take(pa.array(index))


def among(part: Path | pa.Table) -> Among:
    """For each row of a file, or of its table in memory, the place of its attempt_id among those given, or -1."""

    def places(ids: Sequence[str]) -> Int64:
        if isinstance(part, pa.Table):
            column = part.column("attempt_id")
        else:
            column = pq.ParquetFile(part, memory_map=True).read(columns=["attempt_id"], use_threads=False).column(0)
        found = pc.index_in(column, value_set=pa.array(ids, column.type)).fill_null(-1)
        place: Int64 = found.to_numpy().astype(np.int64)
        return place

    return places


def read_all(parts: list[Path], names: Names, shapes: Shapes) -> Iterator[tuple[Path, Rows]]:
    """Each file with its rows, one after the other."""
    for part in parts:
        yield part, read_rows(part, names, shapes)
