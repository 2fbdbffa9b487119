"""Foreign text made safe to show: nothing in it can steer a terminal, a page or a file, or tell a number."""

import re
import unicodedata
from functools import lru_cache

_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_MOBILE = re.compile(r"(?<!\d)((?:0086|86)?1[3-9]\d)\d{4}(\d{4})(?!\d)")


@lru_cache(maxsize=4096)  # a workbook repeats a few hundred texts
def plain(text: str) -> str:
    """The text with control and direction-changing characters shown as U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(c) in _STEERING else c for c in text)


def masked(text: str) -> str:
    """The text with the middle digits of every mobile number hidden: 138****0000."""
    return _MOBILE.sub(r"\1****\2", text)
