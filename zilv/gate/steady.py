"""Whether the clock can be believed: it is held against one that nobody can set, and against the journal."""

from collections.abc import Callable
from typing import NamedTuple

from zilv.clock import steady_us
from zilv.gate.book import StoreError

TOLERATED_US = 2_000_000
"""So far the clock may stray from the steady one between two readings; more is a clock that was set. Half of it is what
a reading may take (`ASKED_US`), the other half what a time service may correct.
"""

BEHIND_US = 1_000_000
"""So far several machines' readings may lie behind the journal's last entry."""

ANCHOR_US = 60_000_000
"""How long one comparison stands; slow corrections of the clock add up, and are not what is looked for."""

ASKED_US = 1_000_000
"""Whoever waited longer for a reading does not know when it was taken."""

STANDS_US = 5_000_000
"""So long what was read may be judged by; an instant later it may be night."""


class Reading(NamedTuple):
    """The clock and the steady clock at the same moment."""

    wall: int
    steady: int


def reading(now: Callable[[], int]) -> Reading:
    """What `now` says, and when. Raises StoreError where that took too long to be known."""
    before = steady_us()
    read = Reading(now(), steady_us())
    if read.steady - before > ASKED_US:
        raise StoreError("the clock was read too slowly to be believed")
    return read


def still_stands(read: Reading | None) -> None:
    """Before a page is made durable. Raises StoreError where what it read is too old, e.g. the process stood still."""
    if read is not None and steady_us() - read.steady > STANDS_US:
        raise StoreError("the page was read too long ago to be decided by")


class Steady:
    """Compares each reading with the steady clock since the last. A clock that was set stays in doubt until it is set
    back, or until whoever runs the gate starts it anew.
    """

    def __init__(self) -> None:
        self._anchor: Reading | None = None

    def doubt(self, wall: int, steady: int, latest: int) -> str | None:
        """Why this reading cannot be believed, as a code; None where it can. `latest`: the journal's last instant.

        A clock that goes on as it went is believed although the journal is ahead of it: something was told to the
        journal while the clock was wrong.
        """
        anchor = self._anchor
        strayed = (wall - anchor.wall) - (steady - anchor.steady) if anchor is not None else 0
        if abs(strayed) > TOLERATED_US:
            return "clock_moved"
        if wall < latest - BEHIND_US and (anchor is None or abs(strayed) > BEHIND_US):
            return "clock_behind"
        if anchor is None or steady - anchor.steady > ANCHOR_US:
            self._anchor = Reading(wall, steady)
        return None
