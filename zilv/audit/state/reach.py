"""How far what arrived reaches: which attempts must be judged anew, and with which earlier ones.

A judgement looks back, never forward. So a row changes only what lies at or after it, of its person and, where a
provision counts per number, on its number; and to judge that, so many days before it are read as the law looks back.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zilv.attempts.intake.keys import among
from zilv.attempts.rows import Int64
from zilv.attempts.vocabulary import PARTIES
from zilv.audit.state.settled import Settled
from zilv.rules.force import forces
from zilv.rules.library import Law

EVER = np.iinfo(np.int32).min
"""Before the first day there is."""

SET_BACK = 1
"""So many local days a later attempt of one person can lie earlier: clocks are set back over midnight."""

APART = 2
"""So many those of several persons can, who share a number: zones reach over 26 hours."""


@dataclass(frozen=True, slots=True)
class Since:
    """Persons or numbers, ascending, and of each the local day from which on something of it matters."""

    of: Int64
    day: Int64

    def holds(self, of: Int64, day: Int64, earlier: int = 0) -> Any:
        """For each row whether it is of one of these and lies on its day, so many days earlier, or later."""
        found = np.zeros(len(of), np.bool_)
        if not len(self.of):
            return found
        late = np.flatnonzero(day >= self.day.min() - earlier)
        late = late[among(of[late], self.of)]
        found[late] = day[late] >= self.day[np.searchsorted(self.of, of[late])] - earlier
        return found


def since(of: Int64, day: Int64) -> Since:
    """Of each the first of its days; 0, which is no person and no number, is left out."""
    order = np.lexsort((day, of))
    of, day = of[order], day[order]
    first = (of != 0) & np.append(True, of[1:] != of[:-1])[: len(of)]
    return Since(of[first], day[first])


@dataclass(frozen=True, slots=True)
class Touched:
    """Attempts that came, changed or went, each where it stood and where it stands: person, number and local day."""

    person: Int64
    number: Int64
    day: Int64


def touched(before: Settled, after: Settled, keys: Int64, told: Int64) -> Touched:
    """The attempts with these keys, as they stood before and as they stand now.

    `told`: the keys, ascending, of those of which registers say something else; all of theirs matters, from ever on.
    """
    lots = []
    for settled in (before, after):
        here = np.flatnonzero(settled.named(keys) & settled.stands)
        day = np.where(among(settled.key[here], told), EVER, settled.day[here])
        lots.append((settled.person[here], settled.number[here], day))
    return Touched(*(np.concatenate(column) for column in zip(*lots, strict=True)))


def changed_by(those: Touched, after: Settled, by_number: bool) -> Any:
    """For each attempt whether `those` may change its findings. `by_number`: whether some provision counts so."""
    changed = since(those.person, those.day).holds(after.person, after.day, SET_BACK)
    if by_number:
        changed |= since(those.number, those.day).holds(after.number, after.day, APART)
    return changed & after.stands


def needed_for(anew: Any, after: Settled, days: int, whole: Int64, by_number: bool) -> Any:
    """For each attempt whether those that are judged `anew` must be judged with it, themselves included.

    `days`: how many local days the law looks back, the attempt's own included; for the persons `whole`, from ever on.
    """
    person, day = after.person[anew], after.day[anew]
    needed = since(person, np.where(among(person, whole), EVER, day)).holds(after.person, after.day, days)
    if by_number:
        needed |= since(after.number[anew], day).holds(after.number, after.day, days)
    return needed & after.stands


def looks_back(law: Law, placed: bool) -> int:
    """How many local days this law looks back where it does not look at all a person ever had; `placed` as there."""
    days = (force.check.reach_days(placed) for force in forces(law))
    return max((n for n in days if n is not None), default=0)


def looks_at_all(law: Law) -> tuple[str, ...]:
    """The parties of whom a check may speak that looks at everything a person ever had."""
    among_all = [force.check.when.party for force in forces(law) if force.check.reach_days(True) is None]
    return tuple(party for party in PARTIES if any(those is None or party in those for those in among_all))
