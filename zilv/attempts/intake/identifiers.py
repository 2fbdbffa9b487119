"""Which texts of a column are nobody's: masked or unseen ones, and tokens of another kind, would be counted apart."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.compiled import compiled
from zilv.privacy.token import PREFIXES, identifier_fault

_TOKEN_LENGTH = 15
_FIRST, _LETTER, _DIGIT, _BETWEEN = (np.zeros(256, np.bool_) for _ in range(4))
_FIRST[[ord(prefix[0]) for prefix in PREFIXES.values()]] = True
_LETTER[list(b"abcdefghijklmnopqrstuvwxyz234567")] = True
_DIGIT[list(b"0123456789")] = True
_BETWEEN[list(b" ().-")] = True


def fault_of(kind: str, text: str) -> str:
    """Why a cell names nobody of this kind; "" where it may, and where nothing is recorded."""
    return identifier_fault(kind, text) if text.strip() else ""


def faulty(kind: str, texts: pa.Array) -> NDArray[np.bool_]:
    """For each text whether `fault_of` finds a fault; only those that are not plainly sound are asked one by one."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    found = np.empty(len(texts), np.bool_)
    unusual = _no_number if kind == "number" else _no_name
    unusual(offsets, np.frombuffer(texts.buffers()[2] or b"", np.uint8), ord(PREFIXES[kind][0]), found)
    for i in np.flatnonzero(found).tolist():
        found[i] = bool(fault_of(kind, texts[i].as_py()))
    return found


@compiled
def _no_name(offsets, data, own, found):  # type: ignore[no-untyped-def]
    """Into `found` whether a text is anything but blank, or a letter that is seen and begins no token of another kind.

    Such a letter is one of ASCII or U+4E00 to U+9FBF. A token of another kind begins with the letter of its kind and an
    underscore, or with something beyond ASCII after the letter, which may be one, or be nothing.
    """
    for n in range(found.size):
        i, end = offsets[n], offsets[n + 1]
        while i < end and (data[i] == 32 or 9 <= data[i] <= 13):
            i += 1
        if i == end:
            found[n] = False
        elif 33 <= data[i] <= 126:
            second = data[i + 1] if i + 1 < end else 0
            found[n] = data[i] != own and _FIRST[data[i]] and (second == 95 or second >= 128)
        else:
            second = data[i + 1] if i + 1 < end else 0
            han = (data[i] == 0xE4 and second >= 0xB8) or 0xE5 <= data[i] <= 0xE8 or (data[i] == 0xE9 and second < 0xBF)
            found[n] = not han


@compiled
def _no_number(offsets, data, own, found):  # type: ignore[no-untyped-def]
    """Into `found` whether a text is anything but a token of this kind, a number spelt in ASCII, or nothing."""
    for n in range(found.size):
        start, end = offsets[n], offsets[n + 1]
        if end - start == _TOKEN_LENGTH and data[start] == own and data[start + 1] == 95:
            start += 2
            while start < end and _LETTER[data[start]]:
                start += 1
            found[n] = start < end
            continue
        digits = 0
        i = start + 1 if start < end and data[start] == 43 else start
        while i < end and (_DIGIT[data[i]] or _BETWEEN[data[i]]):
            digits += _DIGIT[data[i]]
            i += 1
        found[n] = start < end and (i < end or digits < 3 or end - start > 40)
