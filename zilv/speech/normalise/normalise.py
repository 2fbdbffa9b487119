"""One spelling for many: compatibility forms, traditional characters, capitals. Characters keep their places."""

import unicodedata
from functools import cache

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
