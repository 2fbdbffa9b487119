"""Where each record of a delimited text begins and ends, and what is wrong with it, in one pass over the bytes.

A quote counts only at the start of a cell (RFC 4180). A record whose quote is never closed would swallow the rows
after it: where a record of several lines is not well formed, only its first line is refused, and reading goes on
at the next line.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.compiled import compiled

NOT_ASCII, BAD_UTF_8, NUL, STRAY_QUOTE, TORN = 1, 2, 4, 8, 16
"""What may be said of a record, as bits. TORN: its quote is not closed on its line."""

RECORD_BYTES_MAX = 1 << 20

_OTHER, _QUOTE, _DELIMITER, _BREAK, _ZERO = range(5)
_FRESH, _PLAIN, _QUOTED, _CLOSING, _STRAY = range(5)
_NEXT = np.array(
    [  # other, quote, delimiter, break, zero
        [_PLAIN, _QUOTED, _FRESH, _FRESH, _PLAIN],
        [_PLAIN, _PLAIN, _FRESH, _FRESH, _PLAIN],
        [_QUOTED, _QUOTED + 1, _QUOTED, _QUOTED, _QUOTED],
        [_STRAY, _QUOTED, _FRESH, _FRESH, _STRAY],
        [_STRAY, _STRAY, _FRESH, _FRESH, _STRAY],
    ],
    np.uint8,
)


def _utf_8_table() -> NDArray[np.uint8]:
    """State × byte → state of UTF-8 (RFC 3629). 0: between characters; 8: wrong."""
    table = np.full((9, 256), 8, np.uint8)
    rest = slice(0x80, 0xC0)
    table[0, :0x80], table[0, 0xC2:0xE0], table[0, 0xE0:0xF0], table[0, 0xF0:0xF5] = 0, 1, 2, 3
    table[0, 0xE0], table[0, 0xED], table[0, 0xF0], table[0, 0xF4] = 4, 5, 6, 7
    table[1, rest], table[2, rest], table[3, rest] = 0, 1, 2
    table[4, 0xA0:0xC0], table[5, 0x80:0xA0], table[6, 0x90:0xC0], table[7, 0x80:0x90] = 1, 1, 2, 2
    return table


_UTF_8 = _utf_8_table()

_COMMON = np.zeros(256, np.bool_)
_COMMON[1:128] = True
_COMMON[[10, 13, *map(ord, '",;\t')]] = False
"""Bytes of which one after another changes nothing: ASCII that neither quotes, ends nor divides anything."""


def _classes(delimiter: str) -> NDArray[np.uint8]:
    kinds = np.full(256, _OTHER, np.uint8)
    kinds[ord('"')], kinds[ord(delimiter)], kinds[0] = _QUOTE, _DELIMITER, _ZERO
    kinds[[10, 13]] = _BREAK
    return kinds


@compiled
def _break_length(data, i):  # type: ignore[no-untyped-def]
    return 2 if data[i] == 13 and i + 1 < data.size and data[i + 1] == 10 else 1


@compiled
def _after_common(data, i):  # type: ignore[no-untyped-def]
    """The first byte from `i` that is none of `_COMMON`."""
    while i < data.size and _COMMON[data[i]]:
        i += 1
    return i


@compiled
def _record(data, kinds, width, i, out):  # type: ignore[no-untyped-def]
    """Scan one record from `i`; into `out`: end, next, cells, lines, flags. Returns whether its end was seen.

    Gives up early where a record of several lines already has too many cells, or too many bytes.
    """
    start, state, wide, flags, cells, lines = i, _FRESH, 0, 0, 1, 0
    while i < data.size:
        byte = data[i]
        kind = kinds[byte]
        before, state = state, _NEXT[state, kind]
        if byte >= 128 or wide != 0:
            wide = _UTF_8[0 if wide == 8 else wide, byte]
            flags |= (byte >= 128) * NOT_ASCII | (wide == 8) * BAD_UTF_8
        flags |= (kind == _ZERO) * NUL | (state == _STRAY) * STRAY_QUOTE
        if kind == _DELIMITER:
            cells += before != _QUOTED
        elif kind == _BREAK:
            length = _break_length(data, i)
            if before != _QUOTED:
                out[0], out[1], out[2], out[3], out[4] = i, i + length, cells, lines, flags
                return i + length < data.size or data[i] == 10 or length == 2
            if lines == 0:
                out[5], out[6] = i, i + length
            lines += 1
            i += length - 1
        i += 1
        if kind == _OTHER and byte < 128:
            before_run, i = i, _after_common(data, i)
            wide *= i == before_run
        if lines and (cells > width >= 0 or i - start > RECORD_BYTES_MAX):
            break
    out[0], out[1], out[2], out[3] = i, i, cells, lines
    out[4] = flags | (wide != 0) * BAD_UTF_8 | (state == _QUOTED) * TORN
    return i < data.size


@compiled
def _frame(data, kinds, width, final, line, found):  # type: ignore[no-untyped-def]
    """Records into `found` (rows: start, end, cells, line, flags). Returns records, bytes used, lines begun."""
    out = np.zeros(7, np.int64)
    i = count = 0
    while i < data.size and count < found.shape[1]:
        whole = _record(data, kinds, width, i, out)
        if not whole and not final:
            break
        end, after, lines = out[0], out[1], out[3]
        flags = out[4]
        if lines > 0 and ((out[2] != width and width >= 0) or flags & (STRAY_QUOTE | TORN)):
            end, after, lines = out[5], out[6], 0
            flags |= TORN
        if end > i:
            found[0, count], found[1, count], found[2, count] = i, end, out[2]
            found[3, count], found[4, count] = line, flags
            count += 1
        line += lines + 1
        i = after
    return count, i, line


@dataclass(frozen=True, slots=True)
class Framed:
    """n records of a piece of text: half-open byte ranges, cells, line it starts on, flags. `used`: bytes done."""

    start: Int64
    end: Int64
    cells: Int64
    line: Int64
    flags: Int64
    used: int
    next_line: int


def framed(data: bytes, delimiter: str, width: int, final: bool, line: int, most: int | None = None) -> Framed:
    """The records of `data`, which begins at line `line`; blank lines are none.

    What may go on after `data` is left, unless `final`. `width`: the cells that a record should have; -1 = any.
    `most`: so many records are enough.
    """
    view = np.frombuffer(data, np.uint8)
    room = most or data.count(b"\n") + data.count(b"\r") + 1
    found = np.empty((5, room), np.int64)
    count, used, next_line = _frame(view, _classes(delimiter), width, final, line, found)
    start, end, cells, lines, flags = found[:, :count]
    return Framed(start, end, cells, lines, flags, used, next_line)
