"""Attempts on their way into the layout, as columns of numbers: what each number means.

Every code is chosen so that, of two rows of one attempt, the greater is the one to keep: 0 is a fact nobody
recorded, yes is above no, and of two different words the one earlier in the alphabet is above.
"""

import numpy as np
import pyarrow as pa

from zilv.attempts.parse import WORDS

CODES: dict[str, tuple[str | None, ...]] = {name: (None, *sorted(words, reverse=True)) for name, words in WORDS.items()}
"""The word of each code of a closed column."""

YES_NO: tuple[str | None, ...] = (None, "no", "yes")
NOT_RECORDED = -1
"""In `seconds` and `staff`, where 0 is a fact."""

NAMED = ("lender", "agency", "collector", "product", "disposition")
"""Numbers of the run's `Names`."""

TOKENISED = ("person", "number", "account", "line")
"""64-bit tokens, 0 = not recorded."""

IDENTIFIERS = ("attempt_id", *NAMED, *TOKENISED)
"""What names somebody or something: a number that has lost digits would name another."""

NAMING = (*IDENTIFIERS, "owner")
"""The same in attempts and registers."""

SCHEMA = pa.schema(
    [
        ("attempt_id", pa.string()),
        ("at", pa.int64()),
        *((name, pa.int32()) for name in NAMED),
        *((name, pa.int8()) for name in CODES),
        *((name, pa.int8()) for name in ("answered", "conversed", "manual", "recording", "note")),
        *((name, pa.int32()) for name in ("seconds", "staff")),
        *((name, pa.int64()) for name in TOKENISED),
        ("stand_in", pa.int64()),  # the person a number stands for where none is named
        ("file", pa.int32()),
        ("row", pa.int64()),
        ("source_line", pa.int64()),
    ]
)


def code_of(name: str) -> dict[str, int]:
    """Word → code of a closed column."""
    return {word: code for code, word in enumerate(CODES[name]) if word is not None}


def numbers(table: pa.Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """One column as 64-bit numbers, not to be written to."""
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = table.column(name).to_numpy().astype(np.int64, copy=False)
    return found
