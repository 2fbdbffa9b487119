"""Text to tokens: the pieces of a unigram vocabulary whose scores add up to most (Kudo 2018)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GAP = "▁"
"""Stands for a space, and before the text."""
_LATIN = str.maketrans("，！？；：（）", ",!?;:()")


class Vocabulary(NamedTuple):
    """Pieces with their number, the score of each, and the numbers that mean something else."""

    numbers: dict[str, int]
    scores: list[float]
    unknown: int
    unknown_score: float
    begin: int
    end: int
    longest: int


def vocabulary(pieces: "NDArray[np.str_]", scores: "NDArray[np.float32]", unknown_score: float) -> Vocabulary:
    """The vocabulary of these pieces, the first four of which are begin, padding, end and unknown."""
    numbers = {str(piece): n for n, piece in enumerate(pieces) if n > 3}
    return Vocabulary(numbers, [float(one) for one in scores], 3, unknown_score, 0, 2, max(map(len, numbers)))


def tokens(text: str, known: Vocabulary) -> list[int]:
    """The tokens of a text."""
    said = GAP + text.translate(_LATIN).replace(" ", GAP)
    size = len(said)
    best, piece, begun = [0.0] + [-1e30] * size, [0] * (size + 1), [0] * (size + 1)
    for start in range(size):
        so_far = best[start]
        for end in range(start + 1, min(size, start + known.longest) + 1):
            number = known.numbers.get(said[start:end])
            if number is not None and so_far + known.scores[number] > best[end]:
                best[end], piece[end], begun[end] = so_far + known.scores[number], number, start
        if so_far + known.unknown_score > best[start + 1]:
            best[start + 1], piece[start + 1], begun[start + 1] = so_far + known.unknown_score, known.unknown, start
    made, at = [], size
    while at:
        made.append(piece[at])
        at = begun[at]
    return made[::-1]
