"""Hours: when nobody is addressed, and the hours that debtor and lender have agreed instead."""

from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

from tests.naive.case import Breaches, Case
from tests.naive.worlds import worlds
from zilv.attempts.attempt import Attempt

DAY = 24 * 60
CONSUMERS = ("debtor", "guarantor", "heir", "related_third_party")
"""Regulation F's consumer: the debtor, a guarantor, the estate's representative, the spouse."""


def china(world: Attempt, clock: time) -> bool:
    """Before 08:00:00, or at 22:00:00 and after."""
    return not time(8) <= clock < time(22)


def united_states(world: Attempt, clock: time) -> bool:
    """Before 08:00:00 or after 21:00:00, which itself is free; only the consumer is protected."""
    return world.party in CONSUMERS and not time(8) <= clock <= time(21)


def quiet(forbidden: Callable[[Attempt, time], bool]) -> Breaches:
    """Every outbound attempt but letters; hours agreed with the debtor take the place of the law's."""

    def breaches(given: Case) -> Iterator[bool]:
        if given.attempt.channel == "letter":
            yield False
            return
        for case in given.supplied("agreements"):
            windows = [row for row in case.standing("agreements") if _is_window(row, case)]
            for clock in _clocks(case, windows):
                for world in worlds(case.attempt, ("direction", "party")):
                    agreed = windows if world.party == "debtor" else []
                    bad = not _in_any(agreed, clock) if agreed else forbidden(world, clock)
                    yield world.direction == "outbound" and bad

    return breaches


def _clocks(case: Case, windows: list[Any]) -> list[time]:
    """The debtor's local time; where nobody knows his zone any time, tried at every edge."""
    if case.zone_known:
        return [case.local(case.attempt).time()]
    edges = {edge for row in windows for edge in (row.from_minute, row.to_minute)}
    minutes = {(edge + step) % DAY for edge in {0, 480, 1260, 1261, *edges} for step in (-1, 0)}
    return [time(minute // 60, minute % 60) for minute in minutes]


def _is_window(row: Any, case: Case) -> bool:
    scope, person, channel = row.scope, row.person, row.channel
    return scope == "time" and person == case.attempt.person and channel in (None, case.attempt.channel)


def _in_any(windows: list[Any], clock: time) -> bool:
    """Half open; a window that ends before it starts crosses midnight."""
    minute = clock.hour * 60 + clock.minute
    spans = [(row.from_minute, row.to_minute) for row in windows]
    return any(start <= minute < end if start < end else minute >= start or minute < end for start, end in spans)
