"""What is wrong with a value of a transcript, in both languages; nothing that may be somebody's data is repeated."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import get_args

import msgspec

from zilv.speech.transcript.transcript import CHANNELS, PARTIES, Speaker

_ALLOWED = {"channel": CHANNELS, "party": PARTIES, "speaker": get_args(Speaker)}
_NEAR = 0.75
_KIND = re.compile(r"Expected `(.*?)`, got `(.*?)`")
_MISSING = re.compile(r"Object missing required field `(.*?)`")
_WORD = re.compile(r"Invalid enum value '(.*)'", re.DOTALL)


def misspelt(word: str, allowed: Iterable[str]) -> str:
    """The word, and what it was probably meant to be; nothing where it resembles none, as it may be anybody's data.

    >>> misspelt("thraet", ["threat", "insult"])
    '“thraet” → threat? '
    >>> misspelt("13800138000", ["threat", "insult"])
    ''
    """
    near = get_close_matches(word, allowed, 1, _NEAR) if re.fullmatch("[A-Za-z_]{2,30}", word) else []
    return f"“{word}” → {near[0]}? " if near else ""


def unknown(word: str, allowed: Iterable[str]) -> str:
    """That a word is none of those allowed, and which they are."""
    known = list(allowed)
    return f"未知词 · unknown word: {misspelt(word, known)}应为其一 · expected one of: {' '.join(known)}"


def expected(error: msgspec.ValidationError, where: str = "") -> str:
    """What msgspec found wrong: the field, below `where`, what was expected there, and what kind of value it is."""
    said, _, at = str(error).partition(" - at `")
    place = f"{where}{at.removesuffix('`').removeprefix('$')}".removeprefix(".")
    return f"{place}: {_in_words(said, place)}" if place else _in_words(said, place)


def _in_words(said: str, place: str) -> str:
    if kinds := _KIND.match(said):
        return f"应为 {kinds[1]}，却是 {kinds[2]} · expected {kinds[1]}, got {kinds[2]}"
    if missing := _MISSING.match(said):
        return f"缺 {missing[1]} · missing: {missing[1]}"
    if word := _WORD.match(said):
        return unknown(word[1], _ALLOWED.get(place.rpartition(".")[2], ()))
    return f"不合要求 · not as expected: {said}"
