"""Drawn attempts as columns of small numbers: what each column holds, and the words its numbers stand for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.attempts.vocabulary import CHANNELS, DIRECTIONS, DISPOSITIONS, MODES, PARTIES, PURPOSES

Column = NDArray[np.generic]
Drawn = dict[str, Column]
"""n attempts, one array for each name in `KINDS`."""

WORDS: dict[str, tuple[str, ...]] = {
    "channel": ("", *CHANNELS),
    "direction": ("", *DIRECTIONS),
    "party": ("", *PARTIES),
    "mode": ("", *MODES),
    "purpose": ("", *PURPOSES),
    "disposition": ("", *DISPOSITIONS),
    "product": ("", "cash_loan", "consumer_loan", "credit_card"),
    "answered": ("", "no", "yes"),
    "conversed": ("", "no", "yes"),
    "manual": ("", "no", "yes"),
    "recording": ("", "yes", "?"),
    "note": ("", "met"),
}
CODES = {name: {word: code for code, word in enumerate(words)} for name, words in WORDS.items()}
NOT_RECORDED = -1
"""Of `seconds` and `staff`."""

KINDS: dict[str, type[np.generic]] = {
    **dict.fromkeys(WORDS, np.int8),
    "debtor": np.int32,  # place among the chunk's debtors
    "at": np.int64,  # UTC microseconds
    "companion": np.int8,  # 1: about another debtor than the story's
    "elsewhere": np.int8,  # 1: about the person's debt at another lender
    "actor": np.int8,
    "collector": np.int32,  # its place among the cast's, or -1
    "line": np.int64,  # its number in the cast, or -1
    "account": np.int8,
    "number": np.int8,
    "seconds": np.int32,
    "staff": np.int8,
    "cell": np.int32,  # the story's attempt, or -1
}


def code(name: str, word: str) -> int:
    """The number of a word in a column."""
    return CODES[name][word]


def gathered(parts: Sequence[Drawn]) -> Drawn:
    """Several lots of attempts in order of time; of one instant in the order given."""
    joined = {name: np.concatenate([part[name] for part in parts]) for name in KINDS}
    order: Int64 = np.argsort(joined["at"], kind="stable")
    return {name: column[order] for name, column in joined.items()}


def as_columns(given: dict[str, object], n: int) -> Drawn:
    """The columns given, each as its kind; one value stands for all rows."""
    missing = set(KINDS) - set(given)
    assert not missing, f"columns missing: {missing}"
    return {
        name: np.broadcast_to(np.asarray(given[name]), (n,)).astype(kind, copy=False) for name, kind in KINDS.items()
    }
