"""A text file's bytes, put together again from its lines: so the embedded engine's reader reads it on Spark too."""

import codecs
from collections.abc import Iterator

import pyarrow as pa

LINE = "zilv_line"
"""The column of the lines, as bytes without the line feed that ends each."""

_UTF_16_BE = (codecs.BOM_UTF16_BE, b"\0")
"""How a text in UTF-16, the greater byte first, begins: with its mark, or a letter of ASCII."""


class Lines:
    """The bytes of a file (`intake.source.Readable`), of batches with its lines in their order."""

    def __init__(self, path: str, given: Iterator[pa.RecordBatch]) -> None:
        self.path = path
        self._given = given
        self._ready = b""
        self._begun = False
        self._length, self._greater_first = 0, False

    def read(self, count: int) -> bytes:
        """Up to `count` bytes, fewer only at the end; no line feed follows the last line, but where half of one did."""
        held, size = [self._ready], len(self._ready)
        while size < count and (batch := next(self._given, None)) is not None:
            if batch.num_rows:
                text = b"\n".join(batch.column(LINE).to_pylist())
                if not self._begun:
                    self._greater_first = text.startswith(_UTF_16_BE)
                held.append(b"\n" + text if self._begun else text)
                size, self._begun = size + len(held[-1]), True
                self._length += len(held[-1])
        if size < count and self._greater_first and self._length % 2:
            # Its last letter (a line feed is 00 0A) ends in the byte that Spark takes for the end of a line.
            held.append(b"\n")
            self._length += 1
        data = b"".join(held)
        self._ready = data[count:]
        return data[:count]
