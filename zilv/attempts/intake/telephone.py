"""Which texts of a column are no whole telephone number: a masked or rounded one would be counted as nobody's."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.attempts.intake.record import rounded
from zilv.compiled import compiled
from zilv.privacy.number import fault, folded
from zilv.privacy.token import PREFIXES, is_token

_TOKEN_LENGTH = 15
_FIRST, _LETTER, _DIGIT, _BETWEEN = (np.zeros(256, np.bool_) for _ in range(4))
_FIRST[[ord(prefix[0]) for prefix in PREFIXES.values()]] = True
_LETTER[list(b"abcdefghijklmnopqrstuvwxyz234567")] = True
_DIGIT[list(b"0123456789")] = True
_BETWEEN[list(b" ().-")] = True


def number_fault(text: str) -> str:
    """Why nobody can be counted by this `number`; "" where it is a telephone number, a token, or not recorded."""
    plain = folded(text).strip()
    if not text.strip() or is_token(plain):
        return ""
    return rounded(plain) or fault(plain)


def faulty(texts: pa.Array) -> NDArray[np.bool_]:
    """For each text whether `number_fault` finds one."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    found = np.empty(len(texts), np.bool_)
    _unusual(offsets, np.frombuffer(texts.buffers()[2] or b"", np.uint8), found)
    for i in np.flatnonzero(found).tolist():
        found[i] = bool(number_fault(texts[i].as_py()))
    return found


@compiled
def _unusual(offsets, data, found):  # type: ignore[no-untyped-def]
    """Into `found` whether a text is anything but a token, a number spelt in ASCII, or nothing."""
    for n in range(found.size):
        start, end = offsets[n], offsets[n + 1]
        if end - start == _TOKEN_LENGTH and _FIRST[data[start]] and data[start + 1] == 95:
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
