"""Every way things may have been: the values that an unrecorded fact, or a register not supplied, may have had."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any

import msgspec

from zilv.attempts.attempt import Attempt

VALUES: dict[str, tuple[Any, ...]] = {
    "direction": ("outbound", "inbound"),
    "party": (
        "debtor",
        "guarantor",
        "contact_person",
        "related_third_party",
        "unrelated_third_party",
        "attorney",
        "heir",
    ),
    "mode": ("notify", "interact"),
    "purpose": ("collect", "ask_contact", "relay", "notice"),
    "answered": (False, True),
    "conversed": (False, True),
    "staff": (0, 1, 2, 3),
}

Effect = Hashable


@cache
def worlds(attempt: Attempt, facts: tuple[str, ...]) -> tuple[Attempt, ...]:
    """Every completion of these facts: what held a conversation was answered, and an invalid number was not."""
    choices = [VALUES[f] if getattr(attempt, f) is None else (getattr(attempt, f),) for f in facts]
    filled = (msgspec.structs.replace(attempt, **dict(zip(facts, chosen, strict=True))) for chosen in product(*choices))
    return tuple(world for world in filled if _can_be(world, attempt))


def _can_be(world: Attempt, recorded: Attempt) -> bool:
    if world.conversed and world.answered is False:
        return False
    guessed = recorded.answered is None and not recorded.conversed
    return not (guessed and world.answered and world.disposition == "invalid_number")


def effects(row: Attempt, facts: tuple[str, ...], effect: Callable[[Attempt], Effect]) -> frozenset[Effect]:
    """What this row of history may have done, in any of its worlds."""
    return frozenset(effect(world) for world in worlds(row, facts))


def combinations(each: Iterable[frozenset[Effect]]) -> Iterator[tuple[Any, ...]]:
    """One effect of every row, in every way."""
    return product(*each)
