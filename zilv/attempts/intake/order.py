"""The attempts of one bucket as the layout stores them: in order, with local time, closed facts as shapes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import NOT_RECORDED, numbers
from zilv.attempts.intake.in_order import in_order
from zilv.attempts.intake.layout import COLUMNS
from zilv.attempts.intake.zones import Zones
from zilv.attempts.rows import Int16, Int32, Int64
from zilv.compiled import compiled
from zilv.privacy.token import to_text

_NAMED = ("lender", "agency", "collector")
_PLAIN = ("attempt_id", "at", "person", "number", "account", "seconds")


def ordered(attempts: pa.Table, closed: Closed, zones: Zones) -> pa.Table:
    """The attempts (columns of `brief.BRIEF`, each id once) as a part of the layout, in its order."""
    attempts = attempts.combine_chunks()
    local = zones.day_and_minute(numbers(attempts, "person"), numbers(attempts, "at"))
    return laid_out(attempts, closed, local, in_order(attempts, closed.names.known))


def laid_out(attempts: pa.Table, closed: Closed, local: tuple[Int32, Int16], order: Int64 | None = None) -> pa.Table:
    """The attempts as the layout stores them, in this order, else in the one they have.

    `local`: the day and minute of each.
    """
    order = np.arange(attempts.num_rows) if order is None else order
    rows = pa.array(order)
    made = {name: attempts.column(name).take(rows) for name in _PLAIN}
    made |= {
        "at": made["at"].cast(pa.timestamp("us", "UTC")),
        "shape": _words(numbers(attempts, "closed"), closed.shapes(), order),
        "line": _lines(attempts.column("line"), order),
        "day": pa.array(local[0]).take(rows),
        "minute": pa.array(local[1]).take(rows),
        "seconds": _or_null(made["seconds"]),
    }
    made |= {name: _words(numbers(attempts, name), closed.names.known, order) for name in _NAMED}
    return pa.table([made[field.name] for field in COLUMNS], schema=COLUMNS)


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
