"""The attempts of one bucket as the layout stores them: in order, with local time, closed facts as shapes."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import NOT_RECORDED, numbers
from zilv.attempts.intake.in_order import in_order
from zilv.attempts.intake.layout import COLUMNS
from zilv.attempts.intake.zones import Zones
from zilv.attempts.rows import Int32
from zilv.compiled import compiled
from zilv.privacy.token import to_text

_NAMED = ("lender", "agency", "collector")
_PLAIN = ["attempt_id", "at", "person", "number", "account", "seconds"]
_NONE = -1


def ordered(attempts: pa.Table, closed: Closed, zones: Zones) -> pa.Table:
    """The attempts (columns of `brief.BRIEF`, each id once) as a part of the layout, in its order."""
    attempts = attempts.combine_chunks()
    return laid_out(attempts, closed, zones, in_order(attempts, closed.names.known))


def laid_out(attempts: pa.Table, closed: Closed, zones: Zones, order: Int32 | None = None) -> pa.Table:
    """The attempts (columns of `brief.BRIEF`) as the layout stores them, in this order, else in the one they have."""
    order = np.arange(attempts.num_rows, dtype=np.int32) if order is None else order
    plain = pc.take(attempts.select(_PLAIN), pa.array(order), boundscheck=False)
    made = {name: plain.column(name) for name in _PLAIN}
    day, minute = zones.day_and_minute(numbers(plain, "person"), numbers(plain, "at"))
    made |= {
        "at": made["at"].cast(pa.timestamp("us", "UTC")),
        "shape": _words(attempts.column("closed"), closed.shapes(), order),
        "line": _lines(attempts.column("line"), order),
        "day": pa.array(day),
        "minute": pa.array(minute),
        "seconds": _told(made["seconds"].to_numpy(), NOT_RECORDED),
    }
    made |= {name: _words(attempts.column(name), closed.names.known, order) for name in _NAMED}
    return pa.table([made[field.name] for field in COLUMNS], schema=COLUMNS)


def _words(column: pa.ChunkedArray, known: Sequence[str], order: Int32) -> pa.Array:
    values = column.to_numpy()
    occurs = np.zeros(len(known), np.bool_)
    occurs[values] = True
    return _dictionary([text if here else "" for text, here in zip(known, occurs.tolist(), strict=True)], values, order)


def _lines(values: pa.ChunkedArray, order: Int32) -> pa.Array:
    found = values.combine_chunks().dictionary_encode()
    texts = [to_text("line", value) if value else "" for value in found.dictionary.to_pylist()]
    return _dictionary(texts, found.indices.to_numpy(), order)


def _dictionary(texts: list[str], place: Int32, order: Int32) -> pa.Array:
    """The texts of rows in this order, by each row's place among `texts`; the empty text is null.

    The texts are stored in order.
    """
    words = sorted({text for text in texts if text})
    position = {word: i for i, word in enumerate(words)}
    codes = np.empty(len(order), np.int32)
    _look_up(np.array([position.get(text, _NONE) for text in texts], np.int32), place, order, codes)
    return pa.DictionaryArray.from_arrays(_told(codes, _NONE), pa.array(words, pa.string()))


@compiled
def _look_up(codes, place, order, found):  # type: ignore[no-untyped-def]
    """The code at the place of each row, in this order."""
    for i in range(order.size):
        found[i] = codes[place[order[i]]]


def _told(values: Int32, none: int) -> pa.Array:
    """32-bit numbers of which one stands for null."""
    bits = np.zeros((len(values) + 7) // 8, np.uint8)
    nulls = _mark(values, none, bits)
    buffers = [pa.py_buffer(bits) if nulls else None, pa.py_buffer(values)]
    return pa.Array.from_buffers(pa.int32(), len(values), buffers, nulls)


@compiled
def _mark(values, none, bits):  # type: ignore[no-untyped-def]
    """Set the bit of each number that is told; returns how many are not."""
    nulls = 0
    for i in range(values.size):
        told = values[i] != none
        bits[i >> 3] |= np.uint8(told) << np.uint8(i & 7)
        nulls += not told
    return nulls
