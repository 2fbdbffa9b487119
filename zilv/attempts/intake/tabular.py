"""Delimited text (CSV, TSV): framed into records, freed of the bad ones, then parsed into columns block by block."""

import csv
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.csv

from zilv.attempts.intake import encoding
from zilv.attempts.intake.chunk import Chunk, Problem
from zilv.attempts.intake.framing import BAD_UTF_8, NOT_ASCII, RECORD_BYTES_MAX, TORN, Framed, framed
from zilv.attempts.intake.header import names_of
from zilv.attempts.intake.source import Readable
from zilv.attempts.intake.wellformed import Records
from zilv.errors import IntakeError

BLOCK_BYTES = 8 << 20
DELIMITERS = ",\t;"
NEVER_REPEATED = frozenset({"attempt_id", "at", "recording", "note"})
"""Columns of long texts that differ in every row: a dictionary of their values would only cost time."""


class DelimitedText:
    """A CSV or TSV file. `names` are its header's; raises IntakeError when there is none that can be relied on."""

    container = "csv"

    def __init__(self, source: Readable, block_bytes: int = BLOCK_BYTES) -> None:
        self.path = source.path
        self._text = encoding.Text(source)
        self._block_bytes = block_bytes
        self._data = self._first_block()
        self.delimiter, self._width = _delimiter(self._data)
        self._line, self._row = 1, 0
        self._decide(self._framed(final=False))
        self.names = self._header()

    def _first_block(self) -> bytes:
        data = b""
        while len(data) < RECORD_BYTES_MAX and b"\n" not in data.lstrip(b"\r\n"):
            more = self._text.read(self._block_bytes)
            if not more:
                break
            data += more
        if not data.strip(b" \t\r\n\0"):
            en = "is empty; expected a header line with the names of the columns"
            raise IntakeError(f"{self.path}: 没有内容，首行应为各列名称 · {en}")
        return data

    @property
    def encoding(self) -> str:
        """What the text is written in, as far as it has been read."""
        return self._text.encoding or encoding.UTF_8

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows in blocks; those that are not well formed are refused."""
        final = False
        while not final:
            more = self._text.read(self._block_bytes)
            final = not more
            self._data += more
            yield from self._whole_records(final, wanted)

    def _whole_records(self, final: bool, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        found = self._framed(final)
        self._decide(found)
        if len(found.start):
            yield self._chunk(found, wanted)
        self._data, self._line = self._data[found.used :], found.next_line
        if len(self._data) > 2 * RECORD_BYTES_MAX and not final:
            yield self._too_long()

    def _framed(self, final: bool) -> Framed:
        return framed(self._data, self.delimiter, self._width, final, self._line)

    def _header(self) -> tuple[str, ...]:
        first = framed(self._data[:RECORD_BYTES_MAX], self.delimiter, self._width, True, self._line, most=2)
        record = self._data[first.start[0] : first.end[0]]
        if first.flags[0] & TORN or not encoding.can_read(record, self._text.handed_on_in):
            zh = f"表头不能读作引号闭合的 {self.encoding} 文本"
            en = f"the header line cannot be read as {self.encoding} text with closed quotes"
            raise IntakeError(f"{self.path}: {zh} · {en}")
        cells = next(csv.reader([record.decode(self._text.handed_on_in)], delimiter=self.delimiter))
        after = int(first.start[1]) if len(first.start) > 1 else int(first.end[0])
        self._data = self._data[after:]
        self._line = int(first.line[1]) if len(first.line) > 1 else first.next_line
        return names_of(self.path, cells)

    def _decide(self, found: Framed) -> None:
        """Settle the encoding by the first block that is not all ASCII."""
        outside = found.flags & NOT_ASCII != 0
        if self._text.encoding or not outside.any():
            return
        bad = np.flatnonzero(outside & (found.flags & BAD_UTF_8 != 0))
        records = (self._data[found.start[i] : found.end[i]] for i in bad.tolist())
        self._text.encoding = encoding.chosen(int(outside.sum()) - len(bad), records)

    def _chunk(self, found: Framed, wanted: frozenset[str] | None) -> Chunk:
        records = Records(self._data, found, self._width, self.encoding)
        refused_at = [i for i in np.flatnonzero(records.bad).tolist() if not records.is_blank(i)]
        counted = ~records.bad
        counted[refused_at] = True
        number = self._row + np.cumsum(counted)
        self._row += int(counted.sum())
        refused = tuple(Problem(int(number[i]), int(found.line[i]), "", records.reason(i)) for i in refused_at)
        good = ~records.bad
        return Chunk(number[good], found.line[good], refused, self._columns(records, wanted))

    def _columns(self, records: Records, wanted: frozenset[str] | None) -> dict[str, pa.Array]:
        places = {name: i for i, name in enumerate(self.names) if name and (wanted is None or name in wanted)}
        kept = int((~records.bad).sum())
        if not kept or not places:
            return {name: pa.array([""] * kept, pa.string()) for name in places}
        table = self._parsed(records.good_text(), {str(place): name for name, place in places.items()}, wanted)
        if table.num_rows != kept:
            zh, en = "此行附近的引号使各行无法分清", "near this line quotes are set so that rows cannot be told apart"
            raise IntakeError(f"{self.path}:{self._line}: {zh} · {en}")
        return {name: table.column(str(place)).combine_chunks() for name, place in places.items()}

    def _parsed(self, text: bytes, places: dict[str, str], wanted: frozenset[str] | None) -> pa.Table:
        many = pa.string() if wanted is None else pa.dictionary(pa.int32(), pa.string())
        types = {place: pa.string() if name in NEVER_REPEATED else many for place, name in places.items()}
        return pyarrow.csv.read_csv(
            pa.BufferReader(_in_arrows_memory(text)),
            pyarrow.csv.ReadOptions(column_names=[str(i) for i in range(self._width)], block_size=len(text) + 1),
            pyarrow.csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
            pyarrow.csv.ConvertOptions(column_types=types, include_columns=list(places), check_utf8=False),
        )

    def _too_long(self) -> Chunk:
        """Refuse the line at hand and skip the rest of it."""
        line, self._row = self._line, self._row + 1
        while True:
            _, newline, self._data = self._data.partition(b"\n")
            if newline or not (more := self._text.read(self._block_bytes)):
                break
            self._data = more
        self._line += 1
        none = np.zeros(0, np.int64)
        most = f"{RECORD_BYTES_MAX:,}"
        reason = f"此行超过 {most} 字节 · is a line of more than {most} bytes"
        return Chunk(none, none, (Problem(self._row, line, "", reason),))


def _in_arrows_memory(text: bytes) -> pa.Buffer:
    """A copy that Arrow's threads can let go of by themselves.

    To let go of Python's own bytes they need the interpreter, and a process that ends at that instant is aborted.
    """
    copy = pa.allocate_buffer(len(text))
    memoryview(copy).cast("B")[:] = text
    return copy


def _delimiter(data: bytes) -> tuple[str, int]:
    """The delimiter that gives the header most cells, and how many."""
    cells = {d: int(framed(data[:RECORD_BYTES_MAX], d, -1, True, 1, most=1).cells[0]) for d in DELIMITERS}
    best = max(DELIMITERS, key=cells.__getitem__)
    return best, cells[best]
