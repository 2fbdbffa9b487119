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

    `told`: a bit for each row, from bit `first` on, unset where the row holds the empty text; no bits where none does.
    """

    texts: pa.Array
    place: NDArray[np.int32]
    told: NDArray[np.uint8]
    first: int

    def spread(self, values: NDArray[Any], empty: int) -> NDArray[Any]:
        """For each row the value of its text. `values`: one for each of `texts`; `empty`: that of the empty text."""
        found = np.empty(len(self.place), values.dtype)
        _spread(self.place, self.told, self.first, np.append(values, values.dtype.type(empty)), found)
        return found


def words_of(chunk: Chunk, name: str) -> Words:
    """One column of a chunk by its distinct texts."""
    column = chunk.columns.get(name)
    if column is None:
        return Words(pa.array([""], pa.string()), np.zeros(len(chunk), np.int32), _NONE, 0)
    if not pa.types.is_dictionary(column.type):
        column = chunk.text(name).dictionary_encode()
    indices = column.indices
    place = np.frombuffer(indices.buffers()[1] or b"", np.int32)[indices.offset : indices.offset + len(indices)]
    told = np.frombuffer(indices.buffers()[0], np.uint8) if indices.null_count else _NONE
    return Words(column.dictionary, place, told, indices.offset)


@compiled
def _spread(place, told, first, values, found):  # type: ignore[no-untyped-def]
    """Into `found` the value at each place, the last one where a row is not told."""
    last = values.size - 1
    for i in range(found.size):
        bit = first + i
        here = told.size == 0 or (told[bit >> 3] >> (bit & 7)) & 1
        found[i] = values[place[i] if here else last]
