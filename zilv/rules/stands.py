"""How long a permit stands: the law may forbid in a minute what it permits now."""

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.rules.facts import Facts
from zilv.rules.force import forces, may_mean
from zilv.rules.library import Law
from zilv.rules.three import UNDETERMINED

STEPS = 6
"""So often the time is halved where a permit does not stand to the end: to the sixty-fourth part, on the safe side."""


def stands_until(facts: Facts, law: Law, index: Int64, most_us: int) -> Int64:
    """For each row in `index`, all permitted as they stand: until when they surely are, all else equal.

    At most `most_us` after the row's own instant. `index` ascends.
    """
    facts = facts.living_in(law.zone)
    good = facts.rows.at[index].copy()
    end = good + most_us
    whole = _permitted(facts, law, index, end)
    good[whole] = end[whole]
    short = np.flatnonzero(~whole)
    for _ in range(STEPS if short.size else 0):
        middle = (good[short] + end[short]) // 2
        permits = _permitted(facts, law, index[short], middle)
        good[short] = np.where(permits, middle, good[short])
        end[short] = np.where(permits, end[short], middle)
    return good


def _permitted(facts: Facts, law: Law, index: Int64, at: Int64) -> NDArray[np.bool_]:
    """Whether each row, permitted as it stands, would be permitted at this later instant."""
    every, permitted = forces(law), np.ones(len(index), np.bool_)
    if not index.size:
        return permitted
    day = facts.local.day_and_time(index, at)[0]
    own_day = facts.rows.day[index].astype(np.int64)
    first, last, everyone = int(own_day.min()), int(day.max()), np.arange(len(index))
    for place in may_mean(facts, law, index):
        force = every[place]
        if force.strictest < UNDETERMINED or not force.meets(first, last):
            continue
        here = everyone
        if not (force.binds(first) and force.binds(last)):
            binds = force.binds(day)
            permitted &= ~(binds & ~force.binds(own_day))  # what comes into force meanwhile is judged when it has
            here = np.flatnonzero(binds)
        if here.size:
            free = np.zeros(len(here), np.int8)
            permitted[here] &= force.check.resume(facts, index[here], at[here], free) == at[here]
    return permitted
