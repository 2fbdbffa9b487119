"""A coarser spelling for the heads alone: regional words as in Mandarin, numerals alike, no punctuation."""

from functools import cache

import numpy as np

from zilv.attempts.rows import Int64

_ALIKE = {
    "你": "您恁侬",
    "我": "俺",
    "他": "她它佢伊",
    "不": "唔勿",
    "没": "冇",
    "是": "系",
    "的": "嘅额嘞",
    "了": "哒咗啦喇",
    "们": "哋",
    "别": "莫",
    "在": "喺搁",
    "来": "嚟",
    "看": "睇",
    "给": "俾拨",
    "找": "揾寻",
    "什": "咩啥",
    "吗": "伐么嘛啵",
    "这": "咯呢",
    "那": "嗰",
    "3": "0123456789一二三四五六七八九十两几百",
}
"""Characters that are read alike. Only single characters: places are kept, and what is lost is lost to the heads alone;
patterns and the lexicon read the text as it is."""


@cache
def table() -> dict[int, str]:
    """Characters to the ones they are read as."""
    made: dict[int, str] = {}
    for alike, chars in _ALIKE.items():
        for char in chars:
            made.setdefault(ord(char), alike)
    return made


def folded(text: str) -> tuple[str, Int64]:
    """The letters and characters of a normalised text, regional ones read as Mandarin, and where each stood.

    >>> text, places = folded("侬,还 不还")
    >>> text, places.tolist()
    ('你还不还', [0, 2, 4, 5])
    """
    places = [n for n, char in enumerate(text) if char.isalnum()]
    return "".join(text[n] for n in places).translate(table()), np.array(places, np.int64)
