"""A column by its distinct texts: each is read once, and what it stands for is given to every row that holds it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.attempts.intake.chunk import Chunk
from zilv.compiled import compiled

_NONE = np.zeros(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Words:
    """n rows by their texts. `texts`: the distinct ones. `place`: of each row's text among them.

    `told`: for each row 1, or 0 where it holds the empty text; nothing where no row does.
    """

    texts: pa.Array
    place: NDArray[np.int32]
    told: NDArray[np.uint8]

    def spread(self, values: NDArray[Any], empty: int) -> NDArray[Any]:
        """For each row the value of its text. `values`: one for each of `texts`; `empty`: that of the empty text."""
        found = np.empty(len(self.place), values.dtype)
        _spread(self.place, self.told, np.append(values, values.dtype.type(empty)), found)
        return found


def words_of(chunk: Chunk, name: str) -> Words:
    """One column of a chunk by its distinct texts."""
    column = chunk.columns.get(name)
    if column is None:
        return Words(pa.array([""], pa.string()), np.zeros(len(chunk), np.int32), _NONE)
    if not pa.types.is_dictionary(column.type):
        column = chunk.text(name).dictionary_encode()
    indices = column.indices
    place = np.frombuffer(indices.buffers()[1] or b"", np.int32)[indices.offset : indices.offset + len(indices)]
    return Words(column.dictionary, place, _told(indices) if indices.null_count else _NONE)


def _told(indices: pa.Array) -> NDArray[np.uint8]:
    bits = np.frombuffer(indices.buffers()[0], np.uint8)
    return np.unpackbits(bits, count=indices.offset + len(indices), bitorder="little")[indices.offset :]


@compiled
def _spread(place, told, values, found):  # type: ignore[no-untyped-def]
    """Into `found` the value at each place, the last one where a row is not told."""
    if not told.size:
        for i in range(found.size):
            found[i] = values[place[i]]
        return
    last = np.int32(values.size - 1)
    for i in range(found.size):
        here = -np.int32(told[i])  # all bits or none: told rows come in no order, so a branch would be guessed wrong
        found[i] = values[(place[i] & here) | (last & ~here)]
