"""A text as it sounds: each character, and each syllable in letters, as the one character that stands for its sound."""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zilv.speech.normalise.normalise import codes, recoded
from zilv.speech.normalise.tables import readings, syllabified

_TOKEN = re.compile(r"[a-z]+(?: (?=[a-z]))?")


@cache
def standing() -> dict[str, str]:
    """For each syllable the character that stands for it."""
    made: dict[str, str] = {}
    for char, syllable in readings().items():
        made.setdefault(syllable, char)
    return made


@cache
def heard() -> dict[int, str]:
    """For each character the one that stands for its sound."""
    return {ord(char): standing()[syllable] for char, syllable in readings().items()}


def sounded(text: str) -> str:
    """A normalised text as it sounds; what is neither character nor pinyin stays.

    >>> sounded("借呗") == sounded("jie bei") == sounded("jiebei") == sounded("届备")
    True
    """
    return recoded(_TOKEN.sub(_spoken, text), _codes())


def _spoken(found: re.Match[str]) -> str:
    pieces = syllabified(found[0].rstrip())
    return "".join(standing().get(piece, piece) for piece in pieces) or found[0]


@cache
def _codes() -> NDArray[np.uint32]:
    return codes(heard())
