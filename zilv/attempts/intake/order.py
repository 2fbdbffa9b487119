"""The attempts of one bucket as the layout stores them: in order, with local time, closed facts as one shape."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.attempts.intake.columns import CODES, NOT_RECORDED, numbers
from zilv.attempts.intake.in_order import in_order
from zilv.attempts.intake.layout import COLUMNS
from zilv.attempts.intake.zones import Zones
from zilv.attempts.names import Names
from zilv.attempts.rows import Int16, Int32, Int64
from zilv.attempts.shape import Shape
from zilv.compiled import compiled
from zilv.privacy.token import to_text

_CLOSED = (*CODES, "answered", "conversed", "manual", "recording", "note", "staff", "disposition", "product")
RECORDED = (False, None, True)
"""Whether there is a recording, by the code of the column: none, the source cannot tell, there is."""
_YES_NO = (None, False, True)
_COMBINED_MAX = 1 << 62


def ordered(attempts: pa.Table, names: Names, zones: Zones) -> pa.Table:
    """The attempts (columns of `columns.SCHEMA`, each id once) as a part of the layout, in its order."""
    attempts = attempts.combine_chunks()
    local = zones.day_and_minute(numbers(attempts, "person"), numbers(attempts, "at"))
    return laid_out(attempts, names, local).take(pa.array(in_order(attempts, names.known)))


def laid_out(attempts: pa.Table, names: Names, local: tuple[Int32, Int16]) -> pa.Table:
    """The attempts as the layout stores them, in the order they have. `local`: the day and minute of each."""
    made = {
        "attempt_id": attempts.column("attempt_id"),
        "at": attempts.column("at").cast(pa.timestamp("us", "UTC")),
        "shape": _shapes(attempts, names),
        "line": _lines(attempts.column("line")),
        "day": pa.array(local[0]),
        "minute": pa.array(local[1]),
        "seconds": _or_null(attempts.column("seconds")),
    }
    made |= {name: _words(numbers(attempts, name), names.known) for name in ("lender", "agency", "collector")}
    made |= {name: attempts.column(name) for name in ("person", "number", "account")}
    return pa.table([made[field.name] for field in COLUMNS], schema=COLUMNS)


def _shapes(attempts: pa.Table, names: Names) -> pa.Array:
    columns = [attempts.column(name).to_numpy() for name in _CLOSED]
    columns += [(attempts.column(name).to_numpy() != 0).view(np.int8) for name in ("agency", "collector")]
    first, place = _distinct(_combined(columns))
    texts = [_shape([int(column[i]) for column in columns], names.known) for i in first.tolist()]
    return _dictionary(texts, place)


def _combined(columns: Sequence[NDArray[Any]]) -> Int64:
    """One number per row, different where any column of whole numbers differs."""
    total, size = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        lowest = int(column.min(initial=0))
        span = int(column.max(initial=0)) - lowest + 1
        if size * span > _COMBINED_MAX:
            first, place = _distinct(total)
            total, size = place.astype(np.int64), len(first)
        _append(total, column, lowest, span)
        size *= span
    return total


@compiled
def _append(total, column, lowest, span):  # type: ignore[no-untyped-def]
    """To each number one more digit, of so many values."""
    for i in range(total.size):
        total[i] = total[i] * span + (np.int64(column[i]) - lowest)


def _distinct(values: Int64) -> tuple[Int64, Int64]:
    """Where each distinct value stands first, and for each value its place among these; in the order of first sight."""
    place = pa.array(values).dictionary_encode().indices.to_numpy()
    first = np.zeros(int(place.max(initial=-1)) + 1, np.int64)
    first[place[::-1]] = np.arange(len(place))[::-1]
    return first, place


def _shape(codes: list[int], known: Sequence[str]) -> str:
    """The shape of one combination of codes (as in `_CLOSED`, then agency and collector told), as stored."""
    code = dict(zip((*_CLOSED, "outsourced", "collector_named"), codes, strict=True))
    words: dict[str, Any] = {name: CODES[name][code[name]] for name in CODES}
    answers: dict[str, Any] = {name: _YES_NO[code[name]] for name in ("answered", "conversed", "manual")}
    shape = Shape(
        **words,
        **answers,
        staff=None if code["staff"] == NOT_RECORDED else code["staff"],
        recorded=RECORDED[code["recording"]],
        noted=bool(code["note"]),
        disposition=known[code["disposition"]] or None,
        product=known[code["product"]] or None,
        outsourced=bool(code["outsourced"]),
        collector_named=bool(code["collector_named"]),
    )
    return msgspec.json.encode(shape.closed()).decode()


def _words(values: Int64, known: Sequence[str]) -> pa.Array:
    occurs = np.bincount(values, minlength=len(known)) > 0
    return _dictionary([known[i] for i in np.flatnonzero(occurs).tolist()], (np.cumsum(occurs) - 1)[values])


def _lines(values: pa.ChunkedArray) -> pa.Array:
    found = values.combine_chunks().dictionary_encode()
    texts = [to_text("line", value) if value else "" for value in found.dictionary.to_pylist()]
    return _dictionary(texts, found.indices.to_numpy())


def _dictionary(texts: list[str], place: Int64) -> pa.Array:
    """For each row a text, by its place among `texts`; the empty text is null. The texts are stored in order."""
    words = sorted({text for text in texts if text})
    position = {word: i for i, word in enumerate(words)}
    codes = np.array([position.get(text, -1) for text in texts], np.int32)[place]
    indices = pa.array(codes, pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _or_null(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, NOT_RECORDED), pa.scalar(None, pa.int32()), column)
