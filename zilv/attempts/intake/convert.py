"""Records of any format as canonical text columns; a record that cannot be read is refused with its reason."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.chunk import Chunk, Problem, text_array
from zilv.attempts.intake.columns import IDENTIFIERS
from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.reasons import problem
from zilv.attempts.intake.record import text, whole
from zilv.attempts.intake.tabular import NEVER_REPEATED
from zilv.attempts.parse import FieldError
from zilv.attempts.vocabulary import UNTOLD

Convert = Callable[[Chunk], Chunk]


def with_constants(chunk: Chunk, constants: Mapping[str, str]) -> Chunk:
    """A canonical table with further columns that hold the same in every row."""
    if not constants:
        return chunk
    same = pa.array(np.zeros(len(chunk), np.int32))
    columns = {name: pa.DictionaryArray.from_arrays(same, pa.array([text])) for name, text in constants.items()}
    return Chunk(chunk.row, chunk.line, chunk.refused, {**chunk.columns, **columns})


def from_canonical_records(chunk: Chunk, constants: Mapping[str, str]) -> Chunk:
    """Canonical JSON objects as a table: true and false are yes and no, numbers their digits."""
    return _table(chunk, lambda record: _canonical(record, constants), "")


def from_records(chunk: Chunk, form: Format, context: Context) -> Chunk:
    """Records of a format as a table."""
    return _table(chunk, lambda record: _read(record, form, context), form.skipped)


def _canonical(record: Record, constants: Mapping[str, str]) -> CanonicalRow:
    row = {name: _canonical_text(record, name) for name in COLUMNS if name in record}
    return row | {name: value for name, value in constants.items() if name not in record}


def _canonical_text(record: Record, name: str) -> str:
    value = record[name]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return whole(record, name) if name in IDENTIFIERS else text(record, name)


def _read(record: Record, form: Format, context: Context) -> CanonicalRow | None:
    row = form.read(record, context)
    if row is None:
        return None
    told = {name: value for name, value in row.items() if value}
    return {**dict.fromkeys(form.untold, UNTOLD), **context.constants, **told}


def _table(chunk: Chunk, read: Callable[[Record], CanonicalRow | None], skipped: str) -> Chunk:
    rows: list[CanonicalRow] = []
    kept: list[int] = []
    refused: list[Problem] = list(chunk.refused)
    numbers, lines = chunk.row.tolist(), chunk.line.tolist()
    for i, record in enumerate(chunk.as_records()):
        try:
            row = read(record)
        except FieldError as error:
            refused.append(problem(numbers[i], lines[i], error))
            continue
        if row is None:
            refused.append(Problem(numbers[i], lines[i], "", skipped))
        else:
            rows.append(row)
            kept.append(i)
    names = [name for name in COLUMNS if any(name in row for row in rows)]
    columns = {name: _column(name, [row.get(name, "") for row in rows]) for name in names}
    return Chunk(chunk.row[kept], chunk.line[kept], tuple(refused), columns)


def _column(name: str, values: list[str]) -> Any:
    texts = text_array(values)
    return texts if name in NEVER_REPEATED else texts.dictionary_encode()
