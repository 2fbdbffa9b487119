"""The records of one block of delimited text: which cannot be relied on, why, and the text of the others as UTF-8."""

import codecs
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.intake.encoding import GB18030, UTF_8, can_read, is_utf_8_in_gb18030, outside_of
from zilv.attempts.intake.framing import BAD_UTF_8, NOT_ASCII, NUL, STRAY_QUOTE, TORN, Framed

_REASONS = {
    TORN: (
        "此行的引号没有闭合，或不在单元格末尾闭合 · "
        "a quote opened on this line is never closed, or closes where no cell ends"
    ),
    STRAY_QUOTE: "引号内的引号没有写成两个 · a quote inside a quoted cell is not doubled",
    NUL: "含 NUL 字节 · holds a NUL byte",
}
_REPLACED = "\ufffd".encode()


class Records:
    """The records of one block. `bad`: for each whether it is refused."""

    def __init__(self, data: bytes, found: Framed, width: int, written_in: str) -> None:
        self._data, self._found, self._width, self._written_in = data, found, width, written_in
        misread = self._misread()
        self.bad: NDArray[np.bool_] = misread | (found.cells != width) | (found.flags & (TORN | STRAY_QUOTE | NUL) != 0)

    def _misread(self) -> NDArray[np.bool_]:
        """The records that hold bytes of another encoding."""
        outside = self._found.flags & NOT_ASCII != 0
        bad_utf_8 = self._found.flags & BAD_UTF_8 != 0
        if self._written_in == UTF_8:
            return np.asarray(bad_utf_8)
        misread = np.zeros(len(outside), np.bool_)
        if self._written_in != GB18030:
            self._mark(misread, np.flatnonzero(outside).tolist(), lambda record: _REPLACED in record)
            return misread
        self._mark(misread, np.flatnonzero(outside & ~bad_utf_8).tolist(), is_utf_8_in_gb18030)
        if not can_read(self._data[: self._found.used], GB18030):
            self._mark(misread, np.flatnonzero(outside).tolist(), lambda record: not can_read(record, GB18030))
        return misread

    def _mark(self, marked: NDArray[np.bool_], places: Iterable[int], wrong: Callable[[bytes], bool]) -> None:
        marked[[i for i in places if wrong(self._record(i))]] = True

    def _record(self, i: int) -> bytes:
        return self._data[self._found.start[i] : self._found.end[i]]

    def is_blank(self, i: int) -> bool:
        """Whether a record has nothing but white space, and so is no row."""
        return not self._record(i).strip()

    def reason(self, i: int) -> str:
        """Why a bad record is refused."""
        flags, cells = int(self._found.flags[i]), int(self._found.cells[i])
        for flag, reason in _REASONS.items():
            if flags & flag:
                return reason
        if cells != self._width:
            return f"有 {cells} 格，表头有 {self._width} 格 · has {cells} cells, the header has {self._width}"
        return outside_of(self._written_in)

    def good_text(self) -> bytes:
        """The records that are not bad, in their order, as UTF-8; no mark begins it, for a parser drops marks."""
        good = np.flatnonzero(~self.bad)
        last = np.flatnonzero(np.diff(good) > 1)
        starts = self._found.start[good[np.concatenate(([0], last + 1))]].tolist()
        ends = self._found.end[good[np.concatenate((last, [len(good) - 1]))]].tolist()
        text = b"\n".join([self._data[start:end] for start, end in zip(starts, ends, strict=True)])
        text = text.decode(GB18030).encode() if self._written_in == GB18030 else text
        return b"\n" + text if text.startswith(codecs.BOM_UTF8) else text
