"""JSON: one object a line, an array of objects, or objects that hold a list of them; each read on its own."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec
import numpy as np

from zilv.attempts.intake import encoding
from zilv.attempts.intake.chunk import Chunk, Problem, numbered
from zilv.attempts.intake.elements import TORN, UNFINISHED, elements
from zilv.attempts.intake.format import Record
from zilv.attempts.intake.source import Bytes
from zilv.errors import IntakeError

BLOCK_BYTES = 4 << 20
ELEMENT_BYTES_MAX = 1 << 20
DOCUMENT_BYTES_MAX = 256 << 20
TORN_MAX = 100
"""So many elements whose brackets never close are the file's fault, not the rows'."""

SAMPLE = 20
_NO_OBJECT = "不是 JSON 对象 · is not a JSON object"
_TORN = "引号或括号没有闭合 · its quotes or brackets do not close"
_UNFINISHED = "未完即断 · is cut off before its end"
_REPLACED = "\ufffd".encode()
_Piece = tuple[bytes, int, str]
"""The bytes of one element, the line it starts on, and why it cannot be read (empty: it may)."""


class JsonRecords:
    """A JSON file. `lists`: dotted paths at which an object may keep a list of records; set them before `chunks`.

    `sample`: its first objects; `names`: their fields.
    """

    container = "json"

    def __init__(self, source: Bytes, block_bytes: int = BLOCK_BYTES) -> None:
        self.path = source.path
        self.lists: tuple[str, ...] = ()
        self._text = encoding.Text(source)
        self._block_bytes = block_bytes
        self._torn_elements = 0
        self._line, self._row = 1, 0
        self._data = self._read()
        begin = len(self._data) - len(self._data.lstrip())
        self._in_array = self._data[begin : begin + 1] == b"["
        if self._in_array:
            self._line += self._data.count(b"\n", 0, begin)
            self._data = self._data[begin + 1 :]
        self._by_line = not self._in_array and self._first_line().rstrip(b" \t\r\n,").endswith(b"}")
        self._ahead = self._pieces()
        self._first = next(self._ahead, [])
        decoded = map(self._decoded, self._first)
        self.sample = list(islice((record for record in decoded if not isinstance(record, str)), SAMPLE))
        self.names = tuple(dict.fromkeys(name for record in self.sample for name in record))

    @property
    def encoding(self) -> str:
        """What the text is written in, as far as it has been read."""
        return self._text.encoding or encoding.UTF_8

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The records in blocks; elements that are no objects are refused. `wanted` is not heeded."""
        pieces: list[_Piece] | None = self._first
        while pieces is not None:
            if pieces:
                yield self._chunk(pieces)
            pieces = next(self._ahead, None)

    def _read(self) -> bytes:
        data = self._text.read(self._block_bytes)
        if not self._text.encoding and not data.isascii():
            whole = data.rpartition(b"\n")[0] or data
            lines = [line for line in whole.split(b"\n") if not line.isascii()] or [data]
            bad = [line for line in lines if not encoding.can_read(line, encoding.UTF_8)]
            self._text.encoding = encoding.chosen(len(lines) - len(bad), bad)
        return self._text.turn_into_utf_8(data)

    def _first_line(self) -> bytes:
        """The first line that is not blank, read whole."""
        while b"\n" not in self._data.lstrip() and len(self._data) < DOCUMENT_BYTES_MAX:
            more = self._read()
            if not more:
                break
            self._data += more
        return self._data.lstrip().partition(b"\n")[0]

    def _pieces(self) -> Iterator[list[_Piece]]:
        final, torn = False, False
        while not final:
            more = self._read()
            final = not more
            self._data += more
            if self._by_line:
                pieces, used = self._lines(final)
            else:
                pieces, used, torn = self._elements(final, torn)
            self._line += self._data.count(b"\n", 0, used)
            self._data = self._data[used:]
            yield pieces

    def _lines(self, final: bool) -> tuple[list[_Piece], int]:
        used = len(self._data) if final else self._data.rfind(b"\n") + 1
        if not used and len(self._data) > DOCUMENT_BYTES_MAX:
            most = f"{DOCUMENT_BYTES_MAX:,}"
            raise IntakeError(f"{self.path}:{self._line}: 此行超过 {most} 字节 · this line is longer than {most} bytes")
        listed = enumerate(self._data[:used].split(b"\n"), self._line)
        return [(line, number, "") for number, line in listed if line.strip(b" \t\r,]")], used

    def _elements(self, final: bool, torn: bool) -> tuple[list[_Piece], int, bool]:
        most = ELEMENT_BYTES_MAX if self._in_array else DOCUMENT_BYTES_MAX
        found = elements(self._data, final, most, torn)
        breaks = np.flatnonzero(np.frombuffer(self._data, np.uint8) == 10)
        lines = np.searchsorted(breaks, found.start) + self._line
        why = {TORN: _TORN, UNFINISHED: _UNFINISHED}
        self._torn_elements += int((found.fate == TORN).sum())
        if self._torn_elements > TORN_MAX:
            what = "自此行起括号与引号不成对 · brackets and quotes do not balance from this line on"
            raise IntakeError(f"{self.path}:{int(lines[-1])}: {what}")
        places = zip(found.start.tolist(), found.end.tolist(), lines.tolist(), found.fate.tolist(), strict=True)
        pieces = [(self._data[start:end], line, why.get(fate, "")) for start, end, line, fate in places]
        return pieces, found.used, found.torn

    def _chunk(self, pieces: list[_Piece]) -> Chunk:
        rows: list[int] = []
        lines: list[int] = []
        records: list[Record] = []
        refused: list[Problem] = []
        for piece in pieces:
            found = self._decoded(piece)
            for record in [found] if isinstance(found, str) else expanded(found, self.lists):
                self._row += 1
                if isinstance(record, Mapping):
                    rows.append(self._row)
                    lines.append(piece[1])
                    records.append(record)
                else:
                    reason = record if isinstance(found, str) else _NO_OBJECT
                    refused.append(Problem(self._row, piece[1], "", reason))
        return Chunk(numbered(rows), numbered(lines), tuple(refused), records=tuple(records))

    def _was_utf_8(self, data: bytes) -> bool:
        """Whether bytes that were turned from GB18030 had been UTF-8 all along."""
        back = self.encoding == encoding.GB18030 and not data.isascii()
        return back and encoding.is_utf_8_in_gb18030(data.decode().encode(encoding.GB18030))

    def _decoded(self, piece: _Piece) -> Record | str:
        """The object of a piece, or why there is none."""
        data, _, reason = piece
        if reason:
            return reason
        if self._text.turned and (_REPLACED in data or self._was_utf_8(data)):
            return encoding.outside_of(self.encoding)
        try:
            found = msgspec.json.decode(data.strip().rstrip(b","))
        except msgspec.DecodeError as error:
            return f"不是 JSON · is no JSON: {error}"
        except RecursionError:
            return "嵌套过深 · is nested too deeply"
        except UnicodeDecodeError:
            return encoding.outside_of(encoding.UTF_8)
        return found if isinstance(found, dict) else _NO_OBJECT


def expanded(record: Record, lists: tuple[str, ...]) -> list[Any]:
    """The records that an object keeps at the first of these dotted paths that holds a list; else itself."""
    for path in lists:
        found: Any = record
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, list):
            return found
    return [record]
