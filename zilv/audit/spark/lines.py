"""A text file's bytes, put together again from its lines: so the embedded engine's reader reads it on Spark too."""

from collections.abc import Iterator

import pyarrow as pa

LINE = "zilv_line"
"""The column of the lines, as bytes without the line feed that ends each."""


class Lines:
    """The bytes of a file (`intake.source.Readable`), of batches with its lines in their order."""

    def __init__(self, path: str, given: Iterator[pa.RecordBatch]) -> None:
        self.path = path
        self._given = given
        self._ready = b""
        self._begun = False

    def read(self, count: int) -> bytes:
        """Up to `count` bytes, fewer only at the end; no line feed follows the last line."""
        held, size = [self._ready], len(self._ready)
        while size < count and (batch := next(self._given, None)) is not None:
            if batch.num_rows:
                text = b"\n".join(batch.column(LINE).to_pylist())
                held.append(b"\n" + text if self._begun else text)
                size, self._begun = size + len(held[-1]), True
        data = b"".join(held)
        self._ready = data[count:]
        return data[:count]
