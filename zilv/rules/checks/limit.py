"""`limit`: no more than so many counted attempts in a window of local days."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from zilv.attempts.rows import Int8, Int32, Int64
from zilv.compiled import compiled
from zilv.registers.tables import Entry, Table, token_or_any
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence, named
from zilv.rules.checks.limit_sweep import frees, sweep
from zilv.rules.consult import by_person, channel_number, channels, columns_of, next_turn, rows_in
from zilv.rules.consult import table as table_of_register
from zilv.rules.facts import Facts
from zilv.rules.three import NO, PERMITTED, UNKNOWN
from zilv.rules.when import Frozen, When

UNBOUNDED = np.iinfo(np.int32).max
NOT_AGREED = np.iinfo(np.int64).max
Key = Literal["person", "number", "account"]


@compiled
def least_agreed(index, key, slot_of_key, at, table, lender, channel, agreed):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Lowers `agreed` to the least number among the entries that stand and match each row of `index`.

    The number is the entry's `what`.
    """
    start, since, until, who, at_most, kind = table
    for n in range(index.size):
        i = index[n]
        slot = slot_of_key[key[i]]
        for e in range(start[slot], start[slot + 1]):
            fits = since[e] <= at[i] < until[e] and (who[e] == 0 or who[e] == lender[i])
            if fits and (kind[e] == 0 or kind[e] == channel[i]):
                agreed[n] = min(agreed[n], at_most[e])


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

    @model_validator(mode="after")
    def _counts_days_in_days(self) -> "Limit":
        if self.days > 1 and self.window != "days":
            raise ValueError(
                f"days: {self.days} says how long window: days is; window: {self.window} is one {self.window}"
            )
        return self

    @property
    def floor(self) -> int:
        """The least the cap can be, whatever is agreed."""
        return 0 if self.unless is not None and self.unless.may == "replace" else self.at_most

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`; rows of one number must all be among the rows where `per` is number."""
        if not facts.meaning(self.when).any():
            return Judged(np.zeros(0, np.int64), np.zeros(0, np.int8))
        order, key = facts.order(self.per)
        least, most = self._caps(facts)
        outcome, seen = self._swept(facts, order, key, (least, most))
        place = np.flatnonzero(outcome != PERMITTED)
        row = place
        if order is not facts.all_rows():
            place = place[np.lexsort((seen[place], outcome[place], order[place]))]
            place = place[np.append(order[place][1:] != order[place][:-1], True)[: len(place)]]
            row = order[place]
        limit = np.where(least[row] == most[row], least[row], self.at_most)
        return Judged(row, outcome[place], seen[place], limit)

    def used(self, facts: Facts, row: int) -> tuple[int, int]:
        """What of the limit was surely used up before this row, within its window and key, and the row's cap."""
        order, key = facts.order(self.per)
        caps = self._caps(facts)
        _, seen = self._swept(facts, order, key, caps)
        return int(seen[order == row].max()) - 1, int(caps[0][row])

    def _swept(self, facts: Facts, order: Int64, key: Int32, caps: tuple[Int32, Int32]) -> tuple[Int8, Int32]:
        """For each row in this order its outcome and its number in the window, itself included."""
        columns: list[Any] = [self._window(facts), self._span(facts), self._home(facts), self._counts(facts), *caps]
        if order is not facts.all_rows():
            columns = [column if column.size == 1 else column[order] for column in columns]
        outcome, seen = np.zeros(len(order), np.int8), np.zeros(len(order), np.int32)
        sweep(key, *columns, outcome, seen)
        return outcome, seen

    def _counts(self, facts: Facts) -> Int8:
        """For each row whether it counts; what lacks its key or its local day does so perhaps."""
        counts = facts.applies(self.when)
        unkeyed = getattr(facts.rows, self.per) == 0
        if unkeyed.any():
            counts = np.where(unkeyed, np.minimum(counts, UNKNOWN), counts).astype(np.int8)
        if facts.nowhere().any():
            counts = np.where(facts.nowhere(), np.minimum(counts, UNKNOWN), counts).astype(np.int8)
        return counts

    def _span(self, facts: Facts) -> Int32:
        """How many windows count together; without a zone the local day may be another, so one more, as doubt."""
        if not facts.nowhere().any():
            return np.array([self.days], np.int32)
        return np.asarray(self.days + facts.nowhere(), np.int32)

    def _home(self, facts: Facts) -> Int32:
        """Who it is about whose zone nobody knows, as a running number from 1 on; 0 where the zone is known."""
        if not facts.nowhere().any():
            return np.zeros(1, np.int32)
        return np.where(facts.nowhere(), facts.run_of_row() + 1, 0).astype(np.int32)

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
        if self.when.party == ("debtor",):
            return least, most  # whoever else it may have been does not count
        doubt = index[debtor == UNKNOWN]
        least[doubt], most[doubt] = np.minimum(least[doubt], self.at_most), np.maximum(most[doubt], self.at_most)
        return least, most

    def _agreed(self, facts: Facts, unless: AgreedFrequency) -> tuple[Int64, Int32, Int32]:
        """Rows under an agreement, and the least and most it can set for each."""
        rows, floor = facts.rows, self.floor
        if facts.registers.agreements is None:
            index = np.arange(len(rows))
            return index, np.full(len(rows), floor, np.int32), np.full(len(rows), UNBOUNDED, np.int32)
        table = _agreements(facts, unless)
        run, slot_of_run = by_person(facts, table)
        index = rows_in(facts, table)
        agreed = np.full(len(index), NOT_AGREED)
        if index.size:
            least_agreed(index, run, slot_of_run, rows.at, columns_of(table), rows.lender, channels(facts), agreed)
        stands = agreed != NOT_AGREED
        bounded = np.minimum(np.maximum(agreed[stands], floor), UNBOUNDED).astype(np.int32)
        return index[stands], bounded, bounded

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """The first local midnight at which enough has left the window for the number that is agreed by then."""
        result = at.copy()
        here = np.flatnonzero((blocked != 0) | self._may_change(facts, index))
        while here.size:
            mine, now = index[here], result[here]
            opens = self._opens(facts, mine, self._caps(facts.moved(mine, now))[0])
            turn = self.turns(facts, mine, now)
            result[here] = np.minimum(np.maximum(now, opens), turn)
            here = here[(turn <= opens) & (turn != NEVER)]
        return result

    def _may_change(self, facts: Facts, index: Int64) -> NDArray[np.bool_]:
        """For each row in `index` whether its cap may be another later, because something was agreed."""
        if self.unless is None or facts.registers.agreements is None:
            return np.zeros(len(index), np.bool_)
        if not len(_agreements(facts, self.unless).keys):
            return np.zeros(len(index), np.bool_)
        under = np.isin(index, rows_in(facts, _agreements(facts, self.unless)))
        changes: NDArray[np.bool_] = under & (facts.applies(self.when)[index] != NO)
        return changes

    def turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """When an agreement on this count begins or ends; see `Check.turns`."""
        if self.unless is None or facts.registers.agreements is None:
            return np.full(len(index), NEVER)
        table = _agreements(facts, self.unless)
        return next_turn(facts, index, at, table, by_person(facts, table))

    def _opens(self, facts: Facts, index: Int64, least: Int32) -> Int64:
        """For each row the midnight at which so few have remained in the window that a cap of `least` lets it in."""
        order, key = facts.order(self.per)
        position = np.flatnonzero(np.isin(order, index))
        leaves, last, caps = (np.zeros(n, np.int64) for n in (len(facts.rows), len(position), len(facts.rows)))
        caps[index] = least
        home = self._home(facts)
        home = home if home.size == 1 else home[order]
        frees(position, key, self._window(facts)[order], home, self._counts(facts)[order], caps[order], last)
        np.maximum.at(leaves, order[position], last)
        free = leaves[index] + self.days + facts.nowhere()[index]
        if self.window == "week":
            free = free * 7 - 3
        elif self.window == "month":
            free = free.astype("M8[M]").astype("M8[D]").astype(np.int64)
        return np.where(least > 0, facts.local.day_starts(index, free), NEVER)

    def reach_days(self, placed: bool) -> int:
        """See `Check.reach_days`; without a zone one window more, as `_span` counts, and one for another's zone."""
        longest = {"day": 1, "week": 7, "month": 31, "days": 1}[self.window]
        return longest * (self.days if placed else self.days + (2 if self.per == "number" else 1))

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        zh = {"day": "当日", "week": "本周", "month": "本月", "days": f"{self.days} 日内"}[self.window]
        en = {"day": "that day", "week": "that week", "month": "that month", "days": f"within {self.days} days"}
        per_zh = {"person": "同一债务人", "number": "同一号码", "account": "同一笔债务"}[self.per]
        per_en = {"person": "debtor", "number": "number", "account": "debt"}[self.per]
        what_zh, what_en = named(self.when)
        return Sentence(
            f"对{per_zh}{zh}第 {count} 次{what_zh}，上限 {limit} 次",
            f"{what_en} no. {count} {en[self.window]} for the same {per_en}; at most {limit}",
        )

    def compares(self) -> frozenset[str]:
        """See `Check.compares`."""
        return frozenset({self.per, "zone"} - {"person"})

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("agreements",) if self.unless else ()


def _agreements(facts: Facts, unless: AgreedFrequency) -> Table:
    """Agreed frequencies for this count, by person; `what` is the agreed number."""
    names = facts.rows.names

    def entry(a: Any) -> Entry | None:
        if a.scope != "frequency" or a.at_most is None or a.counts not in (None, *unless.counts):
            return None
        lender, channel = names.number(a.lender), channel_number(facts, a.channel)
        return Entry(token_or_any(a.person), a.since, a.until, who=lender, what=a.at_most, kind=channel)

    return table_of_register(facts, unless, "agreements", entry)
