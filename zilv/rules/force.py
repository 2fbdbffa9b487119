"""When each provision of a law is in force, and which may mean an attempt at all."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int32, Int64, day_number
from zilv.rules.checks.check import Check
from zilv.rules.facts import Facts
from zilv.rules.library import Law
from zilv.rules.provision import Provision
from zilv.rules.three import NO

FAR_DAY = 10**7
"""The day up to which a provision without an end is in force."""


class Force(NamedTuple):
    """What judging needs of a provision: its place in `law.judged`, its check, how strict, the days it is in force."""

    place: int
    check: Check
    strictest: int
    since: int
    until: int

    def binds(self, day: Any) -> Any:
        """Whether it is in force on this local day, or on each of these."""
        return (day >= self.since) & (day < self.until)

    def meets(self, first: int, last: int) -> bool:
        """Whether it is in force on any day from `first` to `last`."""
        return self.since <= last and first < self.until


@lru_cache(maxsize=32)
def forces(law: Law) -> tuple[Force, ...]:
    """Every judged provision, by place; provisions that check the same share one check."""
    checks: dict[Check, Check] = {}
    return tuple(
        Force(place, checks.setdefault(p.checked, p.checked), p.strictest, *force_days(p))
        for place, p in enumerate(law.judged)
        if p.checked is not None
    )


def force_days(provision: Provision) -> tuple[int, int]:
    """The local days, since 1970-01-01, from which and up to which a provision is in force; half open."""
    since, until = provision.in_force.since, provision.in_force.until
    return day_number(since), FAR_DAY if until is None else day_number(until)


def may_mean(facts: Facts, law: Law, index: Int64) -> list[int]:
    """The provisions, by place, that may mean some row in `index`, in force or not."""
    shape = facts.rows.shape[index]
    if len(index) > 1:
        shape = np.unique(shape)
    places: list[int] = np.flatnonzero(_meanings(facts, law)[shape].any(axis=0)).tolist()
    return places


def _meanings(facts: Facts, law: Law) -> NDArray[np.bool_]:
    """For each shape met so far and each provision's place whether such an attempt may be in breach."""

    def make() -> NDArray[np.bool_]:
        return np.column_stack([_concerned(facts, force.check) != NO for force in forces(law)])

    return facts.once_a_run(("meanings", law.digest, len(facts.rows.shapes.known)), make)


def _concerned(facts: Facts, check: Check) -> Int32:
    return facts.per_shape(("concerns", check), check.concerns)
