"""Three-valued truth (Kleene) and the outcomes of judgement, as small integers that arrays can hold."""

from typing import Literal

NO, UNKNOWN, YES = 0, 1, 2

PERMITTED, WARNED, UNDETERMINED, FORBIDDEN = 0, 1, 2, 3
"""Outcomes from the mildest to the strictest; the strictest of several is their maximum."""

Outcome = Literal["permitted", "warned", "undetermined", "forbidden"]
OUTCOMES: tuple[Outcome, ...] = ("permitted", "warned", "undetermined", "forbidden")


def both(left: int, right: int) -> int:
    """Kleene *and*: the lesser of the two."""
    return min(left, right)


def either(left: int, right: int) -> int:
    """Kleene *or*: the greater of the two."""
    return max(left, right)


def negated(value: int) -> int:
    """Kleene *not*."""
    return YES - value


def truth(fact: bool | None) -> int:
    """A recorded fact as three-valued truth; None was not recorded."""
    return UNKNOWN if fact is None else YES if fact else NO
