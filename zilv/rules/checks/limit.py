"""`limit`: no more than so many counted attempts in a window of local days."""

from typing import Literal

import numpy as np
from pydantic import Field

from zilv.attempts.rows import Int8, Int32, Int64
from zilv.registers.tables import Table, entries_by_person, table_of
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence, day_starts
from zilv.rules.compiled import compiled
from zilv.rules.facts import Facts
from zilv.rules.three import FORBIDDEN, NO, UNDETERMINED, UNKNOWN, YES
from zilv.rules.when import Frozen, When

UNBOUNDED = np.iinfo(np.int32).max
Key = Literal["person", "number", "account"]


@compiled
def sweep(key, window, span, counts, least, most, outcome, seen):  # type: ignore[no-untyped-def]
    """Judge rows sorted by (key, at); two pointers, one pass.

    `counts`: NO, YES or UNKNOWN, whether the row counts. `window`: its local day, week or month; rows up to
    `span - 1` windows back count with it. `least`, `most`: the cap that binds the row lies between them.
    """
    sure = maybe = first = 0
    for i in range(key.size):
        if i == 0 or key[i] != key[i - 1]:
            sure = maybe = 0
            first = i
        while window[first] <= window[i] - span:
            sure -= counts[first] == YES
            maybe -= counts[first] == UNKNOWN
            first += 1
        if counts[i] != NO and sure + maybe >= least[i]:
            outcome[i] = FORBIDDEN if counts[i] == YES and sure >= most[i] else UNDETERMINED
        seen[i] = sure + 1
        sure += counts[i] == YES
        maybe += counts[i] == UNKNOWN


@compiled
def frees(position, key, window, counts, least, day):  # type: ignore[no-untyped-def]
    """Into `day`: the window of the earlier row that must leave before the row at `position` is within the cap."""
    for n in range(position.size):
        i = position[n]
        left = least[i]
        day[n] = window[i]
        j = i - 1
        while j >= 0 and key[j] == key[i] and left > 0:
            if counts[j] != NO:
                left -= 1
                day[n] = window[j]
            j -= 1


@compiled
def least_agreed(slot, at, start, since, until, match, row, value, agreed):  # type: ignore[no-untyped-def]
    """Into `agreed`: the least value among the entries of the row's slot that stand and match, where there is one."""
    for i in range(slot.size):
        if slot[i] < 0:
            continue
        for e in range(start[slot[i]], start[slot[i] + 1]):
            fits = since[e] <= at[i] < until[e]
            for k in range(match.shape[0]):
                fits = fits and (match[k, e] == 0 or match[k, e] == row[k, i])
            if fits and (agreed[i] < 0 or value[e] < agreed[i]):
                agreed[i] = value[e]


class AgreedFrequency(Frozen):
    """Another number may be agreed with the debtor: the register's words for this count, and whether only upwards."""

    counts: tuple[Literal["answered", "conversed", "unanswered", "attempts", "messages", "visits"], ...]
    may: Literal["replace", "widen"]


class Limit(Check):
    """No more than `at_most` counted attempts per key in a window, over the lender and all its agencies together.

    `when` says what counts. Windows are the person's local calendar days, weeks from Monday, months, or the last
    so many days, today included. What lacks its key is counted apart, as doubt.

    Edges a file must show: the last permitted and the first forbidden one; the same count split over two windows;
    two agencies of one lender; another lender; one attempt that does not count for each condition of `when`;
    an outcome nobody recorded; the agreement that moves the cap, where one may.
    """

    kind: Literal["limit"]
    at_most: int = Field(ge=0)
    per: Key
    window: Literal["day", "week", "month", "days"] = "day"
    days: int = Field(default=1, ge=1)
    unless: AgreedFrequency | None = None

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`; rows of one number must all be among the rows where `per` is number."""
        order, key = facts.order(self.per)
        counts, window, (least, most) = self._columns(facts)
        outcome, seen = np.zeros(len(order), np.int8), np.zeros(len(order), np.int32)
        if len(order) == len(facts.rows) and self.per == "person":
            sweep(key, window, self.days, counts, least, most, outcome, seen)
            return Judged(outcome, seen, np.where(least == most, least, self.at_most))
        sweep(key, window[order], self.days, counts[order], least[order], most[order], outcome, seen)
        back = np.zeros(len(facts.rows), np.int8), np.zeros(len(facts.rows), np.int32)
        back[0][order], back[1][order] = outcome, seen
        return Judged(*back, np.where(least == most, least, self.at_most))

    def _columns(self, facts: Facts) -> tuple[Int8, Int32, tuple[Int32, Int32]]:
        counts = facts.applies(self.when)
        if self.per != "person":
            unkeyed = getattr(facts.rows, self.per) == 0
            counts = np.where(unkeyed, np.minimum(counts, UNKNOWN), counts).astype(np.int8)
        return counts, self._window(facts), self._caps(facts)

    def _window(self, facts: Facts) -> Int32:
        day = facts.rows.day
        if self.window == "week":
            return ((day + 3) // 7).astype(np.int32)
        if self.window == "month":
            return facts.once("month", lambda: day.astype("M8[D]").astype("M8[M]").astype(np.int32))
        return day

    def _caps(self, facts: Facts) -> tuple[Int32, Int32]:
        """For each row the least and the most that its cap can be."""
        least = np.full(len(facts.rows), self.at_most, np.int32)
        if self.unless is None:
            return least, least
        index, agreed_least, agreed_most = self._agreed(facts, self.unless)
        if not index.size:
            return least, least
        most = least.copy()
        debtor = facts.applies(When(direction=None, party=("debtor",)))[index]
        least[index] = np.where(debtor == NO, self.at_most, agreed_least)
        most[index] = np.where(debtor == NO, self.at_most, agreed_most)
        doubt = index[debtor == UNKNOWN]
        least[doubt], most[doubt] = np.minimum(least[doubt], self.at_most), np.maximum(most[doubt], self.at_most)
        return least, most

    def _agreed(self, facts: Facts, unless: AgreedFrequency) -> tuple[Int64, Int32, Int32]:
        """Rows under an agreement, and the least and most it can set for each."""
        rows, floor = facts.rows, self.at_most if unless.may == "widen" else 0
        if facts.registers.agreements is None:
            index = np.arange(len(rows))
            return index, np.full(len(rows), floor, np.int32), np.full(len(rows), UNBOUNDED, np.int32)
        table, value = facts.once_a_run(("agreed", unless), lambda: _agreements(facts, unless))
        slot = table.slots(rows.person)
        index = np.flatnonzero(slot >= 0)
        channel = facts.per_shape("channel", lambda s: facts.rows.names.number("channel:" + s.channel))
        row = np.stack([rows.lender[index].astype(np.int64), channel[rows.shape[index]]])
        agreed = np.full(len(index), -1, np.int32)
        least_agreed(
            slot[index], rows.at[index], table.start, table.since, table.until, table.match, row, value, agreed
        )
        index, agreed = index[agreed >= 0], agreed[agreed >= 0]
        agreed = np.maximum(agreed, floor).astype(np.int32)
        return index, agreed, agreed

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """Within the window never; then from the first local midnight at which enough has left it."""
        if not blocked.any():
            return at
        order, key = facts.order(self.per)
        counts, window, (least, _) = self._columns(facts)
        position = np.empty(len(facts.rows), np.int64)
        position[order] = np.arange(len(order))
        leaves = np.zeros(len(index), np.int64)
        frees(position[index], key, window[order], counts[order], least[order], leaves)
        if self.window in {"day", "days"}:
            day = leaves + self.days
        elif self.window == "week":
            day = (leaves + 1) * 7 - 3
        else:
            day = (leaves + 1).astype("M8[M]").astype("M8[D]").astype(np.int64)
        opens = np.where(least[index] > 0, day_starts(facts.rows, index, day), NEVER)
        return np.where(blocked, np.maximum(at, opens), at)

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        zh = {"day": "当日", "week": "本周", "month": "本月", "days": f"{self.days} 日内"}[self.window]
        en = {"day": "that day", "week": "that week", "month": "that month", "days": f"within {self.days} days"}
        per_zh = {"person": "同一债务人", "number": "同一号码", "account": "同一笔债务"}[self.per]
        per_en = {"person": "debtor", "number": "number", "account": "debt"}[self.per]
        what_zh, what_en = self._counted()
        return Sentence(
            f"对{per_zh}{zh}第 {count} 次{what_zh}，上限 {limit} 次",
            f"{what_en} no. {count} {en[self.window]} for the same {per_en}; at most {limit}",
        )

    def _counted(self) -> tuple[str, str]:
        if self.when.channel == ("visit",):
            return "上门", "visit"
        if self.when.conversed == "yes":
            return "有效通话", "conversation"
        if self.when.answered is not None:
            return ("接通通话", "answered call") if self.when.answered == "yes" else ("未接通呼叫", "unanswered call")
        return "触达", "attempt"

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("agreements",) if self.unless else ()


def _agreements(facts: Facts, unless: AgreedFrequency) -> tuple[Table, Int32]:
    names = facts.rows.names
    held = [
        a
        for a in facts.registers.agreements or ()
        if a.scope == "frequency" and a.at_most is not None and (a.counts is None or a.counts in unless.counts)
    ]
    held.sort(key=lambda a: entries_by_person([a], names, ())[0].key)
    entries = [
        entry.__class__(
            entry.key, entry.since, entry.until, (*entry.match, names.number(a.channel and "channel:" + a.channel))
        )
        for a, entry in zip(held, entries_by_person(held, names, ()), strict=True)
    ]
    return table_of(entries, 2), np.array([a.at_most for a in held], np.int32)

