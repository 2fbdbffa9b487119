"""Tokens of invented persons, numbers and accounts, as text, many at once."""

from typing import Any

import numpy as np
import pyarrow as pa

from zilv.attempts.rows import Int64
from zilv.privacy.token import PREFIXES
from zilv.simulate.world import SLOTS, World

_ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
_CHARACTERS = 13
_LENGTH = 2 + _CHARACTERS


def texts(world: World, kind: str, ids: Int64) -> Any:
    """The tokens of these numbers of a kind, as `privacy.token.to_text` writes them."""
    value = world.tokens(kind, ids).view(np.uint64)
    made = np.empty((len(value), _LENGTH), np.uint8)
    made[:, :2] = np.frombuffer(PREFIXES[kind].encode(), np.uint8)
    for place in range(_CHARACTERS - 1):
        made[:, 2 + place] = _ALPHABET[(value >> np.uint64(59 - 5 * place)) & np.uint64(31)]
    made[:, -1] = _ALPHABET[(value & np.uint64(15)) << np.uint64(1)]
    offsets = np.arange(len(value) + 1, dtype=np.int32) * _LENGTH
    return pa.StringArray.from_buffers(len(value), pa.py_buffer(offsets), pa.py_buffer(made.tobytes()))


def persons(world: World, person: Int64) -> Any:
    """Their tokens."""
    return texts(world, "person", person)


def numbers(world: World, debt: Int64, slot: int) -> Any:
    """The token of the number in this slot around each debt."""
    return texts(world, "number", debt * SLOTS + slot)


def accounts(world: World, debt: Int64, slot: int) -> Any:
    """The token of each debt's first or second account."""
    return texts(world, "account", debt * SLOTS + slot)
