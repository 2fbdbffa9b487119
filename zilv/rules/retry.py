"""When an attempt that is held back would be permitted: the earliest instant on which all checks agree."""

from collections.abc import Sequence

import numpy as np

from zilv.attempts.rows import DAY_US, Int8, Int64
from zilv.rules.checks.check import NEVER
from zilv.rules.facts import Facts
from zilv.rules.force import FAR_DAY, Force, forces, may_mean
from zilv.rules.library import Law
from zilv.rules.three import UNDETERMINED

PATIENCE_US = 15 * DAY_US
"""Two weeks and a day: one of them at least is a week in which nobody changes the clocks."""


def retry_at(facts: Facts, law: Law, index: Int64, blocked_by: dict[int, Int8]) -> Int64:
    """For each row in `index` the earliest instant at which no check holds it back, all else equal; NEVER if none.

    `index` ascends; `blocked_by`: for a provision's place whether it holds each of these rows back as they stand. Each
    check says when it would next permit; the least instant on which all agree is found by asking in turn until none
    moves it. There is no horizon: what the clock alone has put off for PATIENCE_US it would put off week after week,
    so the search goes on where an agreement on hours, or a provision about them, next begins or ends.
    """
    every = forces(law)
    asked = [every[place] for place in may_mean(facts, law, index) if every[place].strictest >= UNDETERMINED]
    search = _Search(facts.living_in(law.zone), index, blocked_by, asked)
    while any([search.asks_all(), search.leaps()]):
        pass
    return search.at


class _Search:
    """`at`: for each row the instant before which it surely is not permitted. `mark`: since when only clocks moved it.

    `said`: for each provision the instants at which it has permitted the rows.
    """

    def __init__(self, facts: Facts, index: Int64, blocked_by: dict[int, Int8], asked: Sequence[Force]) -> None:
        self.facts, self.index, self.asked = facts, index, asked
        self.at = facts.rows.at[index].copy()
        self.mark = self.at.copy()
        self._own_day = facts.rows.day[index].astype(np.int64)
        none = np.zeros(len(index), np.int8)
        self._blocked = {force.place: blocked_by.get(force.place, none) for force in asked}
        self._said = {
            force.place: np.where((self._blocked[force.place] == 0) & force.binds(self._own_day), self.at, self.at - 1)
            for force in asked
        }
        for force in asked:
            self._judge_out_of_force(force)

    def _judge_out_of_force(self, force: Force) -> None:
        """Whether a provision that comes into force later, or is no longer, would hold the rows back as they stand."""
        outside = ~force.binds(self._own_day)
        if outside.any():
            judged = self.facts.once(("judged", force.check), lambda: force.check.judge(self.facts))
            held = np.isin(self.index, judged.row[judged.outcome >= UNDETERMINED])
            self._blocked[force.place] = np.where(outside, held, self._blocked[force.place]).astype(np.int8)

    def asks_all(self) -> bool:
        """Move each row to where one provision after the other permits it; whether any was moved."""
        return any([self._asks(force) for force in self.asked])

    def _asks(self, force: Force) -> bool:
        here = np.flatnonzero((self.at != self._said[force.place]) & (self.at != NEVER))
        if not here.size:
            return False
        index, at = self.index[here], self.at[here]
        binds = np.flatnonzero(force.binds(self.facts.local.day_and_time(index, at)[0]))
        opens = at.copy()
        if binds.size:
            blocked = self._blocked[force.place][here[binds]]
            permits = force.check.resume(self.facts, index[binds], at[binds], blocked)
            opens[binds] = np.minimum(permits, self._starts(index[binds], force.until))
        self.at[here] = self._said[force.place][here] = opens
        if not force.check.by_the_clock:
            self.mark[here] = np.where(opens != at, opens, self.mark[here])
        return bool((opens != at).any())

    def _starts(self, index: Int64, day: int) -> Int64:
        """For each row in `index` the instant at which this local day starts; NEVER for a day that does not come."""
        if day == FAR_DAY:
            return np.full(len(index), NEVER)
        return self.facts.local.day_starts(index, np.full(len(index), day))

    def leaps(self) -> bool:
        """Move each row that only clocks have moved for long to where their pattern may change; whether any was."""
        here = np.flatnonzero((self.at != NEVER) & (self.at - self.mark > PATIENCE_US))
        if not here.size:
            return False
        index, mark, at = self.index[here], self.mark[here], self.at[here]
        turn = np.full(len(here), NEVER)
        for force in self.asked:
            if force.check.by_the_clock:
                edges = [self._starts(index, force.since), self._starts(index, force.until)]
                for edge in (force.check.dated_turns(self.facts, index, mark), *edges):
                    turn = np.where(edge > mark, np.minimum(turn, edge), turn)
        self.at[here] = self.mark[here] = np.maximum(at, turn)
        return bool((turn > at).any())
