"""How characters sound, of which parts they are made, which pictures stand for words."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

BARE = frozenset("扌氵亻讠钅纟犭忄辶阝刂冫彳攵疒衤饣礻宀艹灬")
"""Parts that are no character by themselves: where one stands in a text, a character has been taken apart."""


def _lines(name: str) -> list[str]:
    text = (Path(__file__).parent / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def readings() -> dict[str, str]:
    """Each character's most usual reading without its tone."""
    made: dict[str, str] = {}
    for line in _lines("pinyin.txt"):
        syllable, _, rest = line.partition(" ")
        made |= dict.fromkeys(rest.split(" ")[0], syllable)
    return made


@cache
def syllables() -> frozenset[str]:
    """All syllables, without tones."""
    return frozenset(line.partition(" ")[0] for line in _lines("pinyin.txt"))


@cache
def parts() -> dict[str, tuple[str, ...]]:
    """Characters to the ways in which they are written in parts."""
    made: dict[str, tuple[str, ...]] = {}
    for entry in " ".join(_lines("parts.txt")).split():
        if len(entry) > 2:
            made[entry[0]] = (*made.get(entry[0], ()), entry[1:])
    return made


@cache
def pictures() -> dict[str, str]:
    """Pictures to the words they stand for."""
    return dict((line.split(" ")[0], line.split(" ")[1]) for line in _lines("emoji.txt"))


@cache
def curated() -> dict[str, str]:
    """Spellings that people have collected, to what they mean."""
    text = (Path(__file__).parent / "respell.yaml").read_text("utf-8")
    return {str(spelt): meant for group in yaml.safe_load(text).values() for spelt, meant in group.items()}


@cache
def syllabified(letters: str) -> tuple[str, ...]:
    """Letters as the fewest syllables that they can be; none where they are no pinyin.

    >>> syllabified("zuolao"), syllabified("xian"), syllabified("debt")
    (('zuo', 'lao'), ('xian',), ())
    """
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is not None and letters[start:end] in syllables():
                known = best[end]
                if known is None or len(before) + 1 < len(known):
                    best[end] = (*before, letters[start:end])
    return best[-1] or ()


def ends(pieces: tuple[str, ...], start: int) -> list[tuple[int, int]]:
    """Where each piece stands, the first at `start`."""
    marks = [start]
    for piece in pieces:
        marks.append(marks[-1] + len(piece))
    return list(pairwise(marks))
