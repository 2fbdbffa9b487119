"""`spacing`: no attempt sooner than so many local days after a counted event."""

from typing import Literal

import numpy as np
from pydantic import Field

from zilv.attempts.rows import Int8, Int64
from zilv.compiled import compiled
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence, named
from zilv.rules.facts import Facts
from zilv.rules.three import FORBIDDEN, NO, PERMITTED, UNDETERMINED, UNKNOWN, YES
from zilv.rules.when import When

LONG_AGO = np.iinfo(np.int32).min


@compiled
def sweep(key, day, applies, event, apart, outcome, last_day):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Judge rows sorted by (key, at): too soon while `day` is less than `apart` (of each row) after an event's day.

    `last_day`: into it, the day of the latest event that surely or perhaps happened before the row.
    """
    for i in range(key.size):
        if i == 0 or key[i] != key[i - 1]:
            sure = maybe = LONG_AGO
        if applies[i] != NO:
            if day[i] - sure < apart[i]:
                outcome[i] = FORBIDDEN if applies[i] == YES else UNDETERMINED
            elif day[i] - maybe < apart[i]:
                outcome[i] = UNDETERMINED
        last_day[i] = maybe
        if event[i] != NO:
            maybe = day[i]
            if event[i] == YES:
                sure = day[i]


class Spacing(Check):
    """No attempt that `when` means sooner than `days` local days after an event that `after` means.

    `day_one`: whether the event's own day is counted as the first of the days, or the day after it.

    Edges a file must show: the last forbidden and the first permitted day; the event's own day; an event of
    another key; an event that does not count; an event nobody recorded for certain.
    """

    kind: Literal["spacing"]
    after: When
    days: int = Field(ge=1)
    day_one: Literal["event_day", "next_day"]
    per: Literal["person", "account"]

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        outcome, _ = self._swept(facts)
        row = np.flatnonzero(outcome != PERMITTED)
        return Judged(row, outcome[row])

    def _swept(self, facts: Facts) -> tuple[Int8, Int64]:
        rows = facts.rows
        order, key = facts.order(self.per)
        applies, event = facts.applies(self.when), facts.applies(self.after)
        # Without a zone the local day may be the one before or after; without an account, any of the person's.
        nowhere = facts.nowhere()
        doubt = nowhere | (rows.account == 0) if self.per == "account" else nowhere
        applies, event = (np.where(doubt, np.minimum(c, UNKNOWN), c) for c in (applies, event))
        apart = self.days_apart + nowhere.astype(np.int64)
        outcome, last = np.zeros(len(rows), np.int8), np.full(len(rows), LONG_AGO, np.int64)
        swept = np.zeros(len(order), np.int8), np.zeros(len(order), np.int64)
        sweep(key, rows.day[order].astype(np.int64), applies[order], event[order], apart[order], *swept)
        np.maximum.at(outcome, order, swept[0])
        np.maximum.at(last, order, swept[1])
        return outcome, last

    @property
    def days_apart(self) -> int:
        """How many local days after the event's day the first permitted day lies."""
        return self.days + (self.day_one == "next_day")

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """The local midnight at which the days have passed."""
        here = np.flatnonzero(blocked)
        if not here.size:
            return at
        result, last = at.copy(), self._swept(facts)[1][index[here]]
        result[here] = NEVER
        here, last = here[last != LONG_AGO], last[last != LONG_AGO]
        opens = facts.local.day_starts(index[here], last + self.days_apart + facts.nowhere()[index[here]])
        result[here] = np.maximum(at[here], opens)
        return result

    def compares(self) -> frozenset[str]:
        """See `Check.compares`."""
        return frozenset({self.per, "zone"} - {"person"})

    def reach_days(self, placed: bool) -> int:
        """See `Check.reach_days`; the last day is one in doubt, where nobody knows the zone."""
        return self.days_apart + 1

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        zh, en = named(self.after)
        return Sentence(
            f"距上次{zh}不足 {self.days} 个自然日",
            f"sooner than {self.days} calendar days after the last {en}",
        )
