"""Which words of a turn show an act: the part whose characters add most in the heads. An encoder points at no part."""

import re

import numpy as np

from zilv.speech.judge.features import Read
from zilv.speech.judge.heads import Head, own_contributions
from zilv.speech.normalise.fold import folded

_PART = re.compile(r"[^,，。!！?？;；、…~\s]+[,，。!！?？;；、…~\s]*")
LONGEST = 4
SHORT = 6


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """A match, widened to the ends of the part of a sentence it stands in."""
    parts = [(found.start(), found.end()) for found in _PART.finditer(text)]
    touched = [part for part in parts if part[0] < end and part[1] > start]
    return _trimmed(text, *((touched[0][0], touched[-1][1]) if touched else (start, end)))


def strongest(text: str, turn: Read, head: Head, act: int) -> tuple[int, int]:
    """The part of the text whose characters add most to this act's margin in the head, with what adjoins it while that
    adds half as much."""
    parts = [(found.start(), found.end()) for found in _PART.finditer(text)]
    if len(parts) < 2:
        return _trimmed(text, 0, len(text))
    gain = np.concatenate([[0.0], np.cumsum(_by_character(text, turn, head, act))])
    gains = [float(gain[end] - gain[start]) for start, end in parts]
    best = int(np.argmax(gains))
    first = last = best
    while first and (gains[first - 1] > gains[best] / 2 or parts[last][1] - parts[first][0] < SHORT):
        first -= 1
    while last + 1 < len(parts) and gains[last + 1] > gains[best] / 2:
        last += 1
    return _trimmed(text, parts[first][0], parts[last][1])


def _by_character(text: str, turn: Read, head: Head, act: int) -> "np.typing.NDArray[np.float64]":
    """What each character adds: every run of characters gives its share to each of its own."""
    _, added = own_contributions(head, turn, act)
    places = folded(text)[1]
    size = places.size
    counts = np.minimum(LONGEST, size - np.arange(size))
    starts = np.repeat(np.arange(size), counts)
    lengths = np.arange(starts.size) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    share = np.zeros(size + 1)
    np.add.at(share, starts, added / lengths)
    np.add.at(share, starts + lengths, -added / lengths)
    gain = np.zeros(len(text))
    gain[places] = np.cumsum(share)[:size]
    return gain


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " ,，。、;；!！?？…~\t\n":
        start += 1
    while end > start and text[end - 1] in " ,，。、;；!！?？…~\t\n":
        end -= 1
    return start, end
