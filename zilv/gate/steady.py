"""Whether the clock can be believed: it is held against one that nobody can set, and against the journal."""

from typing import NamedTuple

TOLERATED_US = 5_000_000
"""So far the clock may stray from the steady one between two readings; more is a clock that was set."""

BEHIND_US = 1_000_000
"""So far several machines' readings may lie behind the journal's last entry."""

ANCHOR_US = 60_000_000
"""How long one comparison stands; slow corrections of the clock add up, and are not what is looked for."""


class _Anchor(NamedTuple):
    wall: int
    steady: int


class Steady:
    """Compares each reading with the steady clock since the last. A clock that was set stays in doubt until it is set
    back, or until whoever runs the gate starts it anew.
    """

    def __init__(self) -> None:
        self._anchor: _Anchor | None = None

    def doubt(self, wall: int, steady: int, latest: int) -> str | None:
        """Why this reading cannot be believed, as a code; None where it can. `latest`: the journal's last instant."""
        anchor = self._anchor
        if anchor is None:
            self._anchor = anchor = _Anchor(wall, steady)
        strayed = (wall - anchor.wall) - (steady - anchor.steady)
        if abs(strayed) > TOLERATED_US:
            return "clock_moved"
        if wall < latest - BEHIND_US:
            return "clock_behind"
        if steady - anchor.steady > ANCHOR_US:
            self._anchor = _Anchor(wall, steady)
        return None
