"""White space around the texts of a column, as `str.strip` sees it; columns that have none are not copied."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.compiled import compiled

WHITE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_EDGE = np.zeros(256, np.bool_)
_EDGE[[ord(character) for character in WHITE if ord(character) < 128]] = True
_EDGE[128:] = True


def _parts(texts: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return offsets, np.frombuffer(texts.buffers()[2] or b"", np.uint8)


@compiled
def _may_be_trimmed(offsets, data):  # type: ignore[no-untyped-def]
    """Whether some text begins or ends with what may be white space."""
    for n in range(offsets.size - 1):
        start, end = offsets[n], offsets[n + 1]
        if end > start and (_EDGE[data[start]] or _EDGE[data[end - 1]]):
            return True
    return False


def trimmed(texts: pa.Array) -> pa.Array:
    """The texts without white space around them."""
    offsets, data = _parts(texts)
    if _may_be_trimmed(offsets, data):
        return pc.utf8_trim(texts, characters=WHITE)
    return texts


def filled(texts: pa.Array) -> NDArray[np.bool_]:
    """For each text whether it holds more than white space."""
    offsets, data = _parts(texts)
    found = np.empty(len(texts), np.bool_)
    if _begins(offsets, data, found):
        for i in np.flatnonzero(~found & (np.diff(offsets) > 0)).tolist():
            found[i] = bool(texts[i].as_py().strip())
    return found


@compiled
def _begins(offsets, data, found):  # type: ignore[no-untyped-def]
    """For each text whether it begins with what is no white space; returns whether one begins with what may be some."""
    doubt = False
    for n in range(found.size):
        start, told = offsets[n], offsets[n + 1] > offsets[n]
        edge = told and _EDGE[data[start]]
        found[n] = told and not edge
        doubt |= edge
    return doubt


def equal_to(texts: pa.Array, mark: str) -> NDArray[np.bool_]:
    """For each text whether it is this one character, of ASCII."""
    found = np.empty(len(texts), np.bool_)
    _equal(*_parts(texts), ord(mark), found)
    return found


@compiled
def _equal(offsets, data, code, found):  # type: ignore[no-untyped-def]
    for n in range(found.size):
        found[n] = offsets[n + 1] - offsets[n] == 1 and data[offsets[n]] == code
