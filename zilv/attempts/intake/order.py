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

_NAMED = ("lender", "agency", "collector")
_PLAIN = ("attempt_id", "at", "person", "number", "account", "seconds")
_LAID = [*_PLAIN, *_NAMED, "line", *_CLOSED]
"""The columns of `columns.SCHEMA` that the layout keeps, as they are or within the shape."""


def ordered(attempts: pa.Table, names: Names, zones: Zones) -> pa.Table:
    """The attempts (columns of `columns.SCHEMA`, each id once) as a part of the layout, in its order."""
    attempts = attempts.select(_LAID).combine_chunks()
    local = zones.day_and_minute(numbers(attempts, "person"), numbers(attempts, "at"))
    return laid_out(attempts, names, local, in_order(attempts, names.known))


def laid_out(attempts: pa.Table, names: Names, local: tuple[Int32, Int16], order: Int64 | None = None) -> pa.Table:
    """The attempts as the layout stores them, in this order, else in the one they have.

    `local`: the day and minute of each.
    """
    order = np.arange(attempts.num_rows) if order is None else order
    rows = pa.array(order)
    made = {name: attempts.column(name).take(rows) for name in _PLAIN}
    made |= {
        "at": made["at"].cast(pa.timestamp("us", "UTC")),
        "shape": _shapes(attempts, names, order),
        "line": _lines(attempts.column("line"), order),
        "day": pa.array(local[0]).take(rows),
        "minute": pa.array(local[1]).take(rows),
        "seconds": _or_null(made["seconds"]),
    }
    made |= {name: _words(numbers(attempts, name), names.known, order) for name in _NAMED}
    return pa.table([made[field.name] for field in COLUMNS], schema=COLUMNS)


def _shapes(attempts: pa.Table, names: Names, order: Int64) -> pa.Array:
    columns = [attempts.column(name).to_numpy() for name in _CLOSED]
    columns += [(attempts.column(name).to_numpy() != 0).view(np.int8) for name in ("agency", "collector")]
    first, place = _distinct(_combined(columns))
    texts = [_shape([int(column[i]) for column in columns], names.known) for i in first.tolist()]
    return _dictionary(texts, place, order)


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


def _distinct(values: Int64) -> tuple[Int64, NDArray[np.int32]]:
    """Where each distinct value stands first, and for each value its place among these; in the order of first sight."""
    found = pa.array(values).dictionary_encode()
    place: NDArray[np.int32] = found.indices.to_numpy()
    first = np.zeros(len(found.dictionary), np.int64)
    _first_sight(place, first)
    return first, place


@compiled
def _first_sight(place, first):  # type: ignore[no-untyped-def]
    """Where each place stands first; they are numbered in that order."""
    seen = 0
    for i in range(place.size):
        if place[i] == seen:
            first[seen] = i
            seen += 1


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


def _words(values: Int64, known: Sequence[str], order: Int64) -> pa.Array:
    occurs = np.bincount(values, minlength=len(known)) > 0
    return _dictionary([text if here else "" for text, here in zip(known, occurs.tolist(), strict=True)], values, order)


def _lines(values: pa.ChunkedArray, order: Int64) -> pa.Array:
    found = values.combine_chunks().dictionary_encode()
    texts = [to_text("line", value) if value else "" for value in found.dictionary.to_pylist()]
    return _dictionary(texts, found.indices.to_numpy(), order)


def _dictionary(texts: list[str], place: NDArray[Any], order: Int64) -> pa.Array:
    """The texts of rows in this order, by each row's place among `texts`; the empty text is null.

    The texts are stored in order.
    """
    words = sorted({text for text in texts if text})
    position = {word: i for i, word in enumerate(words)}
    codes = np.empty(len(order), np.int32)
    none = _look_up(np.array([position.get(text, -1) for text in texts], np.int32), place, order, codes)
    indices = pa.array(codes, pa.int32(), mask=codes < 0) if none else pa.array(codes, pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


@compiled
def _look_up(codes, place, order, found):  # type: ignore[no-untyped-def]
    """The code at the place of each row, in this order; returns whether any is below 0."""
    none = False
    for i in range(order.size):
        found[i] = codes[place[order[i]]]
        none |= found[i] < 0
    return none


def _or_null(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, NOT_RECORDED), pa.scalar(None, pa.int32()), column)
