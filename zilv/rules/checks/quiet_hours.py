"""`quiet_hours`: no attempt at certain hours of the person's local day."""

from datetime import time
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator

from zilv.attempts.names import Names
from zilv.attempts.rows import DAY_US, MINUTE_US, Int8, Int32, Int64
from zilv.registers.rows import Agreement
from zilv.registers.tables import Entry, Table, entries_by_person, table_of
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence, local
from zilv.rules.compiled import compiled
from zilv.rules.facts import Facts
from zilv.rules.three import FORBIDDEN, NO, UNDETERMINED, UNKNOWN, YES
from zilv.rules.when import When

NONE, INSIDE, OUTSIDE, UNSUPPLIED = 0, 1, 2, 3
"""Whether an agreed window binds at an attempt: none stands; the attempt lies in it; outside; nobody knows."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _clock_time(value: object) -> object:
    if isinstance(value, str):
        hour, colon, minute = value.partition(":")
        if not (colon and len(hour) == 2 and len(minute) == 2 and (hour + minute).isdecimal()):
            raise ValueError(f'"{value}" is not a time of day (HH:MM)')
        if int(hour) > 23 or int(minute) > 59:
            raise ValueError(f'"{value}" is not a time of day (HH:MM)')
        return time(int(hour), int(minute))
    return value


ClockTime = Annotated[time, BeforeValidator(_clock_time)]


@compiled
def sweep(applies, day, minute, sharp, hours, agreed, debtor, outcome):  # type: ignore[no-untyped-def]
    """Judge each row by itself. `hours`: start, end, whether the sharp start is quiet, and the weekdays from Monday."""
    starts, ends, start_included = hours[0], hours[1], hours[2]
    for i in range(applies.size):
        if applies[i] == NO:
            continue
        m = minute[i]
        by_law = NO
        if hours[3 + (day[i] + 3) % 7]:
            if m < 0:
                by_law = UNKNOWN
            elif starts == ends:
                by_law = YES
            else:
                late = m > starts or (m == starts and (start_included or not sharp[i]))
                by_law = YES if ((late and m < ends) if starts < ends else (late or m < ends)) else NO
        quiet = by_law
        if agreed[i] != NONE and debtor[i] != NO:
            quiet = YES if agreed[i] == OUTSIDE else NO if agreed[i] == INSIDE else UNKNOWN
            if debtor[i] == UNKNOWN and quiet != by_law:
                quiet = UNKNOWN
        if quiet == YES and applies[i] == YES:
            outcome[i] = FORBIDDEN
        elif quiet != NO:
            outcome[i] = UNDETERMINED


@compiled
def agreed_windows(slot, at, start, since, until, match, row, minute, agreed):  # type: ignore[no-untyped-def]
    """Into `agreed`: whether the row lies in one of the agreed windows that stand and match it.

    The last two dimensions of `match` are the window's first minute and the minute it ends, half open.
    """
    deep = match.shape[0] - 2
    for i in range(slot.size):
        for e in range(start[slot[i]], start[slot[i] + 1]):
            fits = since[e] <= at[i] < until[e]
            for k in range(deep):
                fits = fits and (match[k, e] == 0 or match[k, e] == row[k, i])
            if not fits or agreed[i] == INSIDE:
                continue
            opens, shuts, m = match[deep, e], match[deep + 1, e], minute[i]
            inside = opens <= m < shuts if opens <= shuts else (m >= opens or m < shuts)
            agreed[i] = UNSUPPLIED if m < 0 else INSIDE if inside else OUTSIDE


class QuietHours(Check):
    """No attempt from `starts` until `ends`, which may fall on the next day; equal ends mean the whole day.

    `on`: the local weekdays it holds for, all when absent. An agreed window is itself the permitted window: it
    widens and narrows, is half open, may cross midnight, and binds attempts to the debtor.

    Edges a file must show: the minute before and of each end; the sharp start; a day it does not hold for; a
    channel it leaves free; an agreement that moves the hours, and a third person whom it does not bind.
    """

    kind: Literal["quiet_hours"]
    starts: ClockTime
    ends: ClockTime
    start_included: Literal["yes", "no"] = "yes"
    on: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] | None = None
    unless: Literal["agreed_time"] | None = None

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        rows = facts.rows
        outcome = np.zeros(len(rows), np.int8)
        agreed, debtor = self._agreed(facts)
        sharp = rows.at % MINUTE_US == 0 if self.start_included == "no" else np.zeros(len(rows), np.bool_)
        sweep(facts.applies(self.when), rows.day, rows.minute, sharp, self._hours(), agreed, debtor, outcome)
        return Judged(outcome)

    def _hours(self) -> Int32:
        minutes = [t.hour * 60 + t.minute for t in (self.starts, self.ends)]
        weekdays = [self.on is None or name in self.on for name in WEEKDAYS]
        return np.array([*minutes, self.start_included == "yes", *weekdays], np.int32)

    def _agreed(self, facts: Facts) -> tuple[Int8, Int8]:
        """For each row whether an agreed window binds, and whether it is addressed to the debtor."""
        debtor = facts.applies(When(direction=None, party=("debtor",)))
        if self.unless is None:
            return facts.once("nothing agreed", lambda: np.zeros(len(facts.rows), np.int8)), debtor
        return facts.once("agreed hours", lambda: _agreed_hours(facts)), debtor

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """The next instant outside the quiet hours, or in the next agreed window."""
        rows, result = facts.rows, at.copy()
        day, time_us = local(rows, index, at)
        applies = facts.applies(self.when)[index]
        agreed, debtor = (column[index] for column in self._agreed(facts))
        unknown = (rows.minute[index] < 0) | ((agreed == UNSUPPLIED) & (debtor != NO))
        result[unknown & (blocked != 0)] = NEVER
        for n in np.flatnonzero((applies != NO) & ~unknown):
            windows = _windows(facts, int(index[n])) if agreed[n] != NONE and debtor[n] != NO else None
            opens = self._next_open(int(day[n]), int(time_us[n]), windows, bool(debtor[n] == YES))
            result[n] = NEVER if opens is None else at[n] + opens
        return result

    def _next_open(self, day: int, time_us: int, windows: "Windows | None", only_agreed: bool) -> int | None:
        """Microseconds from this local instant to the first permitted one; None when a week has none."""

        def is_open(at_us: int) -> bool:
            on_day, minute = (at_us // DAY_US, at_us % DAY_US / MINUTE_US)
            by_law = not self.quiet(day + on_day, minute)
            agreed = windows is None or any(_within(minute, *window) for window in windows)
            return agreed and (by_law or (only_agreed and windows is not None))

        edges = {0, self.ends.hour * 60 + self.ends.minute, *(opens for opens, _ in windows or ())}
        instants = (on_day * DAY_US + edge * MINUTE_US for on_day in range(9) for edge in sorted(edges))
        for at_us in (time_us, *instants):
            if at_us >= time_us and is_open(at_us):
                return at_us - time_us
        return None

    def quiet(self, day: int, minute: float) -> bool:
        """Whether this minute of this local day (days since 1970-01-01) is quiet without any agreement."""
        starts, ends, included, *on = (int(part) for part in self._hours())
        if not on[(day + 3) % 7]:
            return False
        late = minute >= starts if included else minute > starts
        return starts == ends or ((late and minute < ends) if starts < ends else (late or minute < ends))

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        starts, ends = f"{self.starts:%H:%M}", f"{self.ends:%H:%M}"
        if self.starts == self.ends:
            return Sentence("该日不得催收", "no collection on that day")
        agreed = self.unless is not None
        return Sentence(
            f"处于禁止催收时段（{starts}–{ends}{'，或约定时间之外' if agreed else ''}）",
            f"within quiet hours ({starts}–{ends}{', or outside the agreed hours' if agreed else ''})",
        )

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("agreements",) if self.unless else ()


Windows = list[tuple[int, int]]


def _within(minute: float, opens: int, shuts: int) -> bool:
    return opens <= minute < shuts if opens <= shuts else (minute >= opens or minute < shuts)


def _table(facts: Facts) -> Table:
    """Agreed windows by person; compared by lender and channel, then the window's two minutes."""

    def make() -> Table:
        names = facts.rows.names
        held = [a for a in facts.registers.agreements or () if a.scope == "time"]
        found = zip(held, entries_by_person(held, names, ()), strict=True)
        return table_of([_entry(a, e, names) for a, e in found if a.from_minute is not None], 4)

    return facts.once_a_run("agreed hours", make)


def _entry(agreement: Agreement, entry: Entry, names: Names) -> Entry:
    channel = names.number("channel:" + agreement.channel) if agreement.channel else 0
    window = (agreement.from_minute or 0, agreement.to_minute or 0)
    return Entry(entry.key, entry.since, entry.until, (*entry.match, channel, *window))


def _compared(facts: Facts, index: Int64) -> Int64:
    """What the table compares the rows in `index` by: lender and channel."""
    rows = facts.rows
    channel = facts.per_shape("channel", lambda shape: rows.names.number("channel:" + shape.channel))
    return np.stack([rows.lender[index].astype(np.int64), channel[rows.shape[index]]])


def _agreed_hours(facts: Facts) -> Int8:
    rows = facts.rows
    if facts.registers.agreements is None:
        return np.full(len(rows), UNSUPPLIED, np.int8)
    table = _table(facts)
    slot = table.slots(rows.person)
    index = np.flatnonzero(slot >= 0)
    found, result = np.zeros(len(index), np.int8), np.zeros(len(rows), np.int8)
    row = _compared(facts, index)
    spans = (table.start, table.since, table.until, table.match)
    agreed_windows(slot[index], rows.at[index], *spans, row, rows.minute[index], found)
    result[index] = found
    return result


def _windows(facts: Facts, i: int) -> Windows:
    """The agreed windows that stand at row `i` and match it."""
    table, rows = _table(facts), facts.rows
    lender, channel = _compared(facts, np.array([i]))[:, 0]
    slot = int(table.slots(rows.person[i : i + 1])[0])
    standing = []
    for e in range(int(table.start[slot]), int(table.start[slot + 1])):
        fits = table.since[e] <= rows.at[i] < table.until[e]
        if fits and table.match[0, e] in (0, lender) and table.match[1, e] in (0, channel):
            standing.append((int(table.match[2, e]), int(table.match[3, e])))
    return standing
