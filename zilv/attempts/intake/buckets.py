"""Rows kept on disk in buckets, so that what belongs together can be looked at together in bounded memory."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.compiled import compiled

ROWS_IN_MEMORY = 1 << 20
"""In brief, 100 MB."""


class Buckets:
    """Takes rows in any order and gives them back bucket by bucket, in the order they came, once all are there.

    A few rows never touch the disk; the others lie in `folder`, in files named after `name`, as they are: packing them
    would cost more than it saves.
    """

    def __init__(self, folder: Path, name: str, count: int, schema: pa.Schema) -> None:
        self.count = count
        self._folder, self._name, self.schema = folder, name, schema
        self._waiting: dict[int, list[pa.Table]] = {}
        self._rows = 0

    def add(self, table: pa.Table, bucket: NDArray[np.uint16]) -> None:
        """Add rows, each to its bucket (0 to count - 1, of at most 65,536)."""
        self.laid(table, bucket)()

    def laid(self, table: pa.Table, bucket: NDArray[np.uint16]) -> Callable[[], None]:
        """As `add`, in two steps: this one in any thread, what it returns in the order of the rows."""
        return partial(self._take, list(self._parted(table.combine_chunks(), bucket)), table.num_rows)

    def _take(self, parts: list[tuple[int, pa.Table]], rows: int) -> None:
        for i, part in parts:
            self._waiting.setdefault(i, []).append(part)
        self._rows += rows
        if self._rows >= ROWS_IN_MEMORY:
            for i, waiting in self._waiting.items():
                self._append(i, pa.concat_tables(waiting))
            self._waiting, self._rows = {}, 0

    def _parted(self, table: pa.Table, bucket: NDArray[np.uint16]) -> Iterator[tuple[int, pa.Table]]:
        """The rows of each bucket that has any."""
        if self.count == 1:
            yield 0, table
            return
        order, ends = np.empty(len(bucket), np.int32), np.zeros(self.count + 1, np.int64)
        _lay(bucket, ends, order)
        table = pc.take(table, pa.array(order), boundscheck=False)
        start = 0
        for i, end in enumerate(ends[:-1].tolist()):
            if end > start:
                yield i, table.slice(start, end - start)
            start = end

    def _append(self, bucket: int, part: pa.Table) -> None:
        with self._file(bucket).open("ab") as file, pa.ipc.new_stream(file, self.schema) as stream:
            stream.write_table(part)

    def _file(self, bucket: int) -> Path:
        return self._folder / f"{self._name}-{bucket:05}.arrows"

    def tables(self, again: bool = False) -> Iterator[pa.Table]:
        """The rows of each bucket, also of empty ones. Its file is gone once the next is asked for, unless `again`."""
        for i in range(self.count):
            yield pa.concat_tables([self.schema.empty_table(), *self._stored(i), *self._waiting.get(i, ())])
            if not again:
                self._waiting.pop(i, None)
                self._file(i).unlink(missing_ok=True)

    def _stored(self, bucket: int) -> Iterator[pa.Table]:
        path = self._file(bucket)
        if not path.exists():
            return
        with pa.memory_map(str(path)) as file:
            while file.tell() < file.size():
                yield pa.ipc.open_stream(file).read_all()


@compiled
def _lay(bucket, ends, order):  # type: ignore[no-untyped-def]
    """The numbers of the rows of one bucket after the other, as they came, and where each bucket ends."""
    for i in range(bucket.size):
        ends[bucket[i] + 1] += 1
    for b in range(1, ends.size):
        ends[b] += ends[b - 1]
    for i in range(bucket.size):
        order[ends[bucket[i]]] = i
        ends[bucket[i]] += 1


def bucket_of_key(keys: Int64, count: int) -> NDArray[np.uint16]:
    """A bucket for each key of an id. `count` is a power of two."""
    found: NDArray[np.uint16] = keys.astype(np.uint16) & np.uint16(count - 1)
    return found


def bucket_of_token(tokens: Int64, count: int) -> NDArray[np.uint16]:
    """A bucket for each 64-bit token. `count` is a power of two."""
    found = np.empty(len(tokens), np.uint16)
    _fold(tokens, count - 1, found)
    return found


@compiled
def _fold(tokens, mask, found):  # type: ignore[no-untyped-def]
    for i in range(found.size):
        found[i] = (tokens[i] ^ (tokens[i] >> 32)) & mask
