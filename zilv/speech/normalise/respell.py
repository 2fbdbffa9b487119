"""The words of the lexicon wherever they hide, and what people have collected beside."""

from collections.abc import Sequence
from functools import cache

from zilv.speech.acts.lexicon import lexicon
from zilv.speech.normalise.speller import Respelt, Speller
from zilv.speech.normalise.tables import curated

__all__ = ["Respelt", "respelt", "respelt_all"]


@cache
def speller() -> Speller:
    """Reads the words of the shipped lexicon."""
    return Speller([*curated().values(), *(word for words in lexicon().values() for word in words)], curated())


def respelt(text: str) -> Respelt | None:
    """The reading of a normalised text in which hidden words are spelt out; None where there is none.

    >>> made = respelt("明天扌查圭寸你的房")
    >>> made.text, made.start.tolist()[2:5]
    ('明天查封你的房', [2, 4, 6])
    """
    return speller().read(text)


def respelt_all(texts: Sequence[str]) -> list[Respelt | None]:
    """The readings of many normalised texts, looked through in one pass."""
    return speller().read_all(texts)
