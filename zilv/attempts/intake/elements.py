"""Where the elements of a JSON text begin and end, by its brackets, so that each can be read on its own.

A JSON string holds no line break; one that meets one, and an element that grows beyond all measure, is torn: it is
given up at the end of its first line, and reading goes on at the next line that opens an object.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zilv.attempts.rows import Int64
from zilv.compiled import compiled

_QUOTE, _BACKSLASH, _NEWLINE, _COMMA = 34, 92, 10, 44
_APART = (_COMMA, _NEWLINE)
_OPEN, _CLOSE = (91, 123), (93, 125)
_OBJECT = 123
WHOLE, TORN, UNFINISHED = range(3)


@compiled
def _string(data, i):  # type: ignore[no-untyped-def]
    """The end of the string that begins at `i`, a line break in it, or the end of the data."""
    i += 1
    while i < data.size and data[i] != _QUOTE and data[i] != _NEWLINE:
        i += 2 if data[i] == _BACKSLASH else 1
    return i


@compiled
def _element(data, i, most):  # type: ignore[no-untyped-def]
    """Scan one element from `i`; its end, and whether it is WHOLE, TORN or (the data ends first) UNFINISHED."""
    start, depth = i, 0
    while i < data.size and i - start <= most:
        byte = data[i]
        if byte == _QUOTE:
            i = _string(data, i)
            if i < data.size and data[i] == _NEWLINE:
                return i, TORN
        elif byte in _OPEN:
            depth += 1
        elif byte in _CLOSE:
            depth -= 1
            if depth <= 0:
                return i + (depth == 0), WHOLE
        elif depth == 0 and byte in _APART:
            return i, WHOLE
        i += 1
    return min(i, data.size), (UNFINISHED if i >= data.size else TORN)


@compiled
def _begins(data, i, torn):  # type: ignore[no-untyped-def]
    """The next place where an element begins; after a torn one, only an object at the start of a line."""
    fresh = not torn
    while i < data.size:
        byte = data[i]
        if byte == _NEWLINE:
            fresh = True
        elif byte > 32 and byte != _COMMA and byte not in _CLOSE:
            if fresh and (byte == _OBJECT or not torn):
                return i
            fresh = False
        i += 1
    return i


@compiled
def _scan(data, final, most, torn, found):  # type: ignore[no-untyped-def]
    """Elements into `found` (rows: start, end, fate). Returns elements, bytes used, whether the last was torn."""
    count = 0
    i = _begins(data, 0, torn)
    while i < data.size and count < found.shape[1]:
        end, fate = _element(data, i, most)
        if fate == UNFINISHED and not final:
            return count, i, torn
        torn = fate == TORN
        if torn:
            end = i
            while end < data.size and data[end] != _NEWLINE:
                end += 1
        found[0, count], found[1, count], found[2, count] = i, end, fate
        count += 1
        i = _begins(data, max(end, i + 1), torn)
    return count, i, torn


@dataclass(frozen=True, slots=True)
class Elements:
    """n elements of a piece of text: half-open byte ranges and fates. `used`: bytes done; `torn`: was the last."""

    start: Int64
    end: Int64
    fate: Int64
    used: int
    torn: bool


def elements(data: bytes, final: bool, most: int, torn: bool) -> Elements:
    """The elements of `data`; what may go on after it is left, unless `final`. `most`: the bytes one may have."""
    room: Any = data.count(b",") + data.count(b"\n") + data.count(b"{") + 2
    found = np.zeros((3, room), np.int64)
    count, used, torn = _scan(np.frombuffer(data, np.uint8), final, most, torn, found)
    return Elements(found[0, :count], found[1, :count], found[2, :count], used, bool(torn))
