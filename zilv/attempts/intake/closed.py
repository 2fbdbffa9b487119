"""The closed facts of an attempt as one number: a month of millions has a few hundred combinations of them."""

from collections.abc import Sequence
from threading import Lock
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.attempts.intake.columns import CODES, NOT_RECORDED, SCHEMA
from zilv.attempts.names import Names
from zilv.attempts.rows import Int32, Int64
from zilv.attempts.shape import Shape
from zilv.compiled import compiled

CLOSED = (*CODES, "answered", "conversed", "manual", "recording", "note", "staff", "disposition", "product")
"""The columns of `columns.SCHEMA` that are closed facts."""

_TOLD = ("agency", "collector")
"""Those of which a shape says only whether they are told."""

RECORDED = (False, None, True)
"""Whether there is a recording, by the code of the column: none, the source cannot tell, there is."""
_YES_NO = (None, False, True)
_COMBINED_MAX = 1 << 62


class Closed:
    """Combination ↔ small number, from 0, given on first sight. `names`: those of the run.

    Several threads may ask at once.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self._number: dict[bytes, int] = {}
        self._known: list[bytes] = []
        self._shapes: list[str] = []
        self._giving = Lock()

    def numbers(self, rows: pa.Table) -> Int32:
        """The number of each row (columns of `columns.SCHEMA`)."""
        columns = [rows.column(name).to_numpy() for name in CLOSED]
        columns += [(rows.column(name).to_numpy() != 0).view(np.int8) for name in _TOLD]
        first, place = _distinct(_combined(columns))
        met = np.ascontiguousarray(np.array([column[first] for column in columns], np.int32).T)
        with self._giving:
            given = [self._given(combination.tobytes()) for combination in met]
        return np.array(given, np.int32)[place]

    def _given(self, combination: bytes) -> int:
        found = self._number.get(combination)
        if found is None:
            found = self._number[combination] = len(self._known)
            self._known.append(combination)
        return found

    def columns(self, numbers: Int64) -> dict[str, pa.Array]:
        """The closed facts again that have these numbers, as columns of `columns.SCHEMA`."""
        known = np.frombuffer(b"".join(self._known), np.int32).reshape(-1, len(CLOSED) + len(_TOLD))
        return {name: pa.array(known[numbers, i]).cast(SCHEMA.field(name).type) for i, name in enumerate(CLOSED)}

    def shapes(self) -> list[str]:
        """The shape of each number, as the layout stores it."""
        with self._giving:
            for combination in self._known[len(self._shapes) :]:
                self._shapes.append(_shape(np.frombuffer(combination, np.int32).tolist(), self.names.known))
            return self._shapes


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
    """The shape of one combination of codes (as in `CLOSED`, then agency and collector told), as stored."""
    code = dict(zip((*CLOSED, "outsourced", "collector_named"), codes, strict=True))
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
