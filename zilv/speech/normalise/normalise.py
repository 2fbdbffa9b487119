"""One spelling for many: compatibility forms, traditional characters, capitals. Characters keep their places."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))


@cache
def table() -> dict[int, str]:
    """For each character that is written otherwise: its one spelling, always one character.

    NFKC and small letters over the plane of everyday writing; traditional characters by OpenCC, one by one, so that
    places are kept (a word whose characters depend on each other, as 乾隆, is spelt as its characters are).
    """
    made = {}
    for code in range(0x80, 0x10000):
        char = chr(code)
        if not 0xD800 <= code < 0xE000:
            plain = unicodedata.normalize("NFKC", char).lower()
            if plain != char and len(plain) == 1:
                made[code] = plain
    made.update({code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
    made.update(_simplified())
    return made


def _simplified() -> dict[int, str]:
    from opencc import OpenCC

    chars = [chr(code) for first, last in _HAN for code in range(first, last)]
    plain = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(a): b for a, b in zip(chars, plain, strict=True) if a != b and len(b) == 1}


def normalised(text: str) -> str:
    """The text in one spelling; as long as before, so that a place in it is a place in the text.

    >>> normalised("您的貸款ＡＰＰ，１２元")
    '您的贷款app,12元'
    """
    return text.translate(table())


def normalised_all(texts: Sequence[str]) -> list[str]:
    """Many texts in one spelling, in one pass; a text may hold line breaks.

    >>> normalised_all(["您的貸款", "ＡＰＰ\\n"])
    ['您的贷款', 'app\\n']
    """
    whole, made, at = recoded("".join(texts), _codes()), [], 0
    for text in texts:
        made.append(whole[at : at + len(text)])
        at += len(text)
    return made


@cache
def _codes() -> NDArray[np.uint32]:
    return codes(table())


def codes(table: Mapping[int, str]) -> NDArray[np.uint32]:
    """A table of single characters as an array, for `recoded`."""
    made = np.arange(0x110000, dtype=np.uint32)
    made[list(table)] = [ord(char) for char in table.values()]
    return made


def recoded(text: str, made: NDArray[np.uint32]) -> str:
    """`str.translate` for long texts, several times as fast."""
    plain = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return made[plain].tobytes().decode("utf-32-le", "surrogatepass")
