"""Telephone numbers: one spelling for each, however it is written, and which texts are none."""

import re
import unicodedata

_MINUS = "\u2043\u2212"
"""Dashes that Unicode counts among other signs."""

_ORDINARY = re.compile(r"[\x00-\x7f\u4e00-\u9fff]*")
"""Letters, digits and Chinese characters that have one form only."""

_SEPARATORS = re.compile(r"[\s().-]+")
_CHINA = re.compile(r"^(?:\+|00)?86(?=0?1\d{10}$)|^(?:\+|00)86(?=[48]00\d{7}$)")
_CHINA_FIXED = re.compile(r"^(?:\+|00)860?(?=(?:10|2\d)\d{8}$|(?![48]00)[3-9]\d{9,10}$)")
_TRUNK = re.compile(r"^0(?=1[3-9]\d{9}$)")
_NUMBER = re.compile(r"(?:tel:)?\s*(\+?[\d\s().-]{3,40})(?:[,;#](?:ext=)?\d+)?", re.IGNORECASE)
_FLOAT = re.compile(r"^(\+?\d{7,})\.0$")
"""A number as tables write it whose column of numbers has a gap."""

_MASK = re.compile(r"[*xX•●]")


def folded(text: str) -> str:
    """Text in which what looks alike is alike: full-width forms, digits, dashes, spaces; what nobody sees is gone."""
    if _ORDINARY.fullmatch(text):
        return text
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return "".join(map(_alike, unicodedata.normalize("NFKC", seen)))


def _alike(c: str) -> str:
    if c.isascii():
        return c
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    return "-" if c in _MINUS or unicodedata.category(c) == "Pd" else " " if c.isspace() else c


def same_number(text: str) -> str:
    """One spelling for one telephone number: separators, an extension, China's code and trunk prefix fall away.

    A fixed line keeps the 0 of its area code, for which +86 stands: +86 571 … is 0571 ….
    """
    if len(text) == 11 and text[0] == "1" and text.isascii() and text.isdigit():
        return text
    plain = _CHINA.sub("", _SEPARATORS.sub("", _FLOAT.sub(r"\1", dialled(text) or folded(text))))
    return _TRUNK.sub("", _CHINA_FIXED.sub("0", plain))


def dialled(text: str) -> str:
    """What of a telephone number is dialled, as it is spelt, without its extension; "" for a text that is none."""
    found = _NUMBER.fullmatch(folded(text).strip())
    return found[1].strip() if found and any(c.isdecimal() for c in found[1]) else ""


def fault(text: str) -> str:
    """Why a text is no telephone number, in Chinese and English; "" where it is one."""
    if dialled(text):
        return ""
    plain = folded(text)
    masked = _MASK.search(plain) and any(c.isdecimal() for c in plain)
    if masked:
        return "已打码，请导出完整号码 · is masked; export full numbers"
    return "不是电话号码 · is no telephone number"
