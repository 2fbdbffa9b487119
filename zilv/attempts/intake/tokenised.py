"""Whole columns of persons, numbers, accounts and lines as tokens: what already is a token is only unwrapped."""

import numpy as np
import pyarrow as pa

from zilv.attempts.rows import Int64
from zilv.compiled import compiled
from zilv.privacy.token import PREFIXES, Tokens

KEPT_MAX = 1 << 18
"""Tokens remembered per kind, so that a person met in every block is keyed once, in bounded memory."""

_LENGTH = 15
_ALPHABET = b"abcdefghijklmnopqrstuvwxyz234567"
_PLACE = np.full(256, 255, np.uint8)
_PLACE[list(_ALPHABET)] = np.arange(32)
_FIRST = np.zeros(256, np.bool_)
_FIRST[[ord(prefix[0]) for prefix in PREFIXES.values()]] = True


class Tokenised:
    """One kind of identifier, column after column. 0 = not recorded."""

    def __init__(self, kind: str, tokens: Tokens) -> None:
        self._kind, self._tokens = kind, tokens
        self._kept: dict[str, int] = {}

    def values(self, words: pa.Array) -> Int64:
        """The 64-bit value of each text, as `Tokens.value` gives it."""
        offsets = np.frombuffer(words.buffers()[1], np.int32)[words.offset : words.offset + len(words) + 1]
        data = np.frombuffer(words.buffers()[2] or b"", np.uint8)
        found = np.zeros(len(words), np.int64)
        _unwrap(offsets, data, found)
        rest = np.flatnonzero(found == 0)
        texts = words.take(pa.array(rest)).to_pylist()
        known = map(self._kept.get, texts)
        found[rest] = [self._made(text) if value is None else value for text, value in zip(texts, known, strict=True)]
        return found

    def _made(self, text: str) -> int:
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        made = self._kept[text] = self._tokens.value(self._kind, text) if text.strip() else 0
        return made


@compiled
def _unwrap(offsets, data, found):  # type: ignore[no-untyped-def]
    """The values of texts that are tokens into `found`; 0 for those that are none, or whose value is 0 as it stands."""
    for n in range(found.size):
        i = offsets[n]
        if offsets[n + 1] - i != _LENGTH or not _FIRST[data[i]] or data[i + 1] != 95:
            continue
        value, wrong = np.uint64(0), False
        for j in range(i + 2, i + _LENGTH):
            place = _PLACE[data[j]]
            wrong |= place > 31
            last = j == i + _LENGTH - 1
            value = (value << np.uint64(4 if last else 5)) | np.uint64(place >> 1 if last else place)
        if not wrong:
            found[n] = np.int64(value)


def text_order(values: Int64) -> Int64:
    """Numbers that sort as the texts of these tokens do: there 2 to 7 come before a to z."""
    rest = values.view(np.uint64)
    ordered = np.zeros(len(values), np.uint64)
    for shift in range(59, -2, -5):
        group = (rest >> np.uint64(shift)) & np.uint64(31) if shift >= 0 else (rest << np.uint64(1)) & np.uint64(30)
        moved = (group + np.uint64(6)) & np.uint64(31)
        ordered = (
            (ordered << np.uint64(5)) | moved if shift >= 0 else (ordered << np.uint64(4)) | (moved >> np.uint64(1))
        )
    return (ordered ^ np.uint64(1 << 63)).view(np.int64)
