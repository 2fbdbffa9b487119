"""`quiet_hours`: no attempt at certain hours of the person's local day."""

from datetime import time
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, ValidationInfo

from zilv.attempts.rows import DAY_US, MINUTE_US, Int8, Int64
from zilv.attempts.shape import Shape
from zilv.compiled import compiled
from zilv.registers.rows import Registers
from zilv.registers.tables import Entry, Table, token_or_any
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence
from zilv.rules.consult import by_person, channel_number, channels, columns_of, next_turn, rows_in
from zilv.rules.consult import table as table_of_register
from zilv.rules.facts import Facts
from zilv.rules.three import FORBIDDEN, NO, PERMITTED, UNDETERMINED, UNKNOWN, YES
from zilv.rules.when import When

NONE, INSIDE, OUTSIDE, UNSUPPLIED = range(4)
"""Whether an agreed window binds at an attempt: none stands; the attempt lies in it; outside; nobody knows."""

PACK = np.iinfo(np.int16).max
"""An agreed window as one number: first minute × PACK + end minute; more than a day has minutes."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK_US = len(WEEKDAYS) * DAY_US


def _clock_time(value: object, told: ValidationInfo) -> object:
    if isinstance(value, str) and told.mode != "json":  # a person wrote it; JSON is what the model itself wrote
        hour, colon, minute = value.partition(":")
        if not (colon and len(hour) == 2 and len(minute) == 2 and (hour + minute).isdecimal()):
            raise ValueError(f'"{value}" is not a time of day (HH:MM)')
        if int(hour) > 23 or int(minute) > 59:
            raise ValueError(f'"{value}" is not a time of day (HH:MM)')
        return time(int(hour), int(minute))
    return value


ClockTime = Annotated[time, BeforeValidator(_clock_time)]


@compiled
def sweep(applies, weekday, minute, sharp, hours, agreed, debtor, outcome):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Judge each row by itself. `agreed`: what an agreed window says of it; it binds attempts to the debtor.

    `hours`: whether each minute (from 1; 0: not known) of each weekday is quiet without an agreement. `sharp`: whether
    the row lies on the open start of the quiet hours.
    """
    for i in range(applies.size):
        if applies[i] == NO:
            continue
        quiet = hours[weekday[i], minute[i] + 1]
        if sharp[i]:
            quiet = NO
        if agreed[i] != NONE and debtor[i] != NO:
            alone = quiet
            quiet = YES if agreed[i] == OUTSIDE else NO if agreed[i] == INSIDE else UNKNOWN
            if debtor[i] == UNKNOWN and quiet != alone:
                quiet = UNKNOWN
        if quiet == YES and applies[i] == YES:
            outcome[i] = FORBIDDEN
        elif quiet != NO:
            outcome[i] = UNDETERMINED


@compiled
def agreed_windows(index, key, slot_of_key, at, table, lender, channel, minute, agreed):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `agreed`: whether each row in `index` lies in one of the agreed windows that stand and match it.

    An entry's `what` is the window, its first minute and the minute it ends as one number (PACK), half open.
    """
    start, since, until, who, window, kind = table
    for n in range(index.size):
        i = index[n]
        slot = slot_of_key[key[i]]
        for e in range(start[slot], start[slot + 1]):
            fits = since[e] <= at[i] < until[e] and (who[e] == 0 or who[e] == lender[i])
            if not fits or (kind[e] != 0 and kind[e] != channel[i]) or agreed[i] == INSIDE:
                continue
            opens, shuts, m = window[e] // PACK, window[e] % PACK, minute[i]
            inside = opens <= m < shuts if opens <= shuts else (m >= opens or m < shuts)
            agreed[i] = UNSUPPLIED if m < 0 else INSIDE if inside else OUTSIDE


class QuietHours(Check):
    """No attempt from `starts` until `ends`, which may fall on the next day; equal ends mean the whole day.

    `on`: the local weekdays it holds for, all when absent. An agreed window is itself the permitted window: it
    widens and narrows, is half open, may cross midnight, and binds attempts to the debtor.

    Edges a file must show: the minute before and of each end; the sharp start; a day it does not hold for; a
    channel it leaves free; an agreement that moves the hours, and a third person whom it does not bind.
    """

    by_the_clock: ClassVar[bool] = True

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
        weekday = facts.once("any day", lambda: np.zeros(len(rows), np.int32))
        if self.on is not None:
            weekday = facts.once("weekday", lambda: (rows.day + 3) % 7)
        sharp = facts.once("not sharp", lambda: np.zeros(len(rows), np.bool_))
        if self.start_included == "no":
            start = self.starts.hour * 60 + self.starts.minute
            sharp = (rows.minute == start) & (rows.at % MINUTE_US == 0)
        sweep(facts.applies(self.when), weekday, rows.minute, sharp, _hours(self), agreed, debtor, outcome)
        row = np.flatnonzero(outcome != PERMITTED)
        return Judged(row, outcome[row])

    def _agreed(self, facts: Facts) -> tuple[Int8, Int8]:
        """For each row whether an agreed window binds, and whether it is addressed to the debtor."""
        debtor = facts.applies(When(direction=None, party=("debtor",)))
        if self.unless is None:
            return facts.once("nothing agreed", lambda: np.zeros(len(facts.rows), np.int8)), debtor
        return facts.once("agreed hours", lambda: _agreed_hours(facts)), debtor

    def turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """The next instant outside the quiet hours or in an agreed window, or at which an agreement begins or ends."""
        moved = facts.moved(index, at)
        agreed, debtor = self._agreed(moved)
        binds = (agreed != NONE) & (debtor != NO)
        wait = np.where(binds, NEVER, self._wait(moved, facts.local.day_and_time(index, at)[1]))
        for n in np.flatnonzero(binds & (agreed != UNSUPPLIED)).tolist():
            wait[n] = self._next_open(moved, n, bool(debtor[n] == YES))
        result, some = np.full(len(index), NEVER), np.flatnonzero(wait != NEVER)
        result[some] = facts.local.after(index[some], at[some], wait[some])
        np.minimum(result, self.dated_turns(facts, index, at), out=result)
        return result

    def dated_turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """For each row in `index` when after `at` an agreement on hours next begins or ends; NEVER if none does."""
        if self.unless is None or facts.registers.agreements is None:
            return np.full(len(index), NEVER)
        table = _table(facts)
        return next_turn(facts, index, at, table, by_person(facts, table))

    def _wait(self, moved: Facts, time_us: Int64) -> Int64:
        """Microseconds from each row's instant to the next that no hours forbid, without any agreement."""
        rows, sharp = moved.rows, self.starts.hour * 60 + self.starts.minute
        waits = _waits(self)[(rows.day + 3) % 7, rows.minute + 1]
        since = np.where(moved.nowhere(), time_us, time_us % MINUTE_US)
        wait: Int64 = np.where(waits == NEVER, NEVER, waits * MINUTE_US - since)
        if self.start_included == "no":  # the sharp start itself is open
            wait = np.where(moved.nowhere(), wait, np.minimum(wait, (sharp * MINUTE_US - time_us - 1) % DAY_US + 1))
        return wait

    def _next_open(self, moved: Facts, i: int, only_agreed: bool) -> int:
        """Microseconds from the local instant of row `i` to the first in an agreed window; NEVER if a week has none.

        `only_agreed`: the windows alone decide, else the hours as well.
        """
        day, windows = int(moved.rows.day[i]), _windows(moved, i)
        time_us = int(moved.rows.minute[i]) * MINUTE_US + int(moved.rows.at[i]) % MINUTE_US

        def is_open(at_us: int) -> bool:
            on_day, minute = (at_us // DAY_US, at_us % DAY_US / MINUTE_US)
            agreed = any(_within(minute, *window) for window in windows)
            return agreed and (only_agreed or not self.quiet(day + on_day, minute))

        ends = {t.hour * 60 + t.minute for t in (self.starts, self.ends)}
        edges = {0, *ends, *(opens for opens, _ in windows)}
        instants = (on_day * DAY_US + edge * MINUTE_US for on_day, _ in enumerate(WEEKDAYS) for edge in edges)
        return min(((at_us - time_us - 1) % WEEK_US + 1 for at_us in instants if is_open(at_us)), default=NEVER)

    def quiet(self, day: int, minute: float) -> bool:
        """Whether this minute of this local day (days since 1970-01-01) is quiet without any agreement."""
        if self.on is not None and WEEKDAYS[(day + 3) % 7] not in self.on:
            return False
        starts, ends = (t.hour * 60 + t.minute for t in (self.starts, self.ends))
        late = minute >= starts if self.start_included == "yes" else minute > starts
        return (late and minute < ends) if starts < ends else (late or minute < ends)

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

    def missing(self, shape: Shape, registers: Registers, absent: frozenset[str]) -> tuple[str, ...]:
        """See `Check.missing`."""
        party = ("party",) if self.unless and shape.party is None else ()
        return (*super().missing(shape, registers, absent), *party, *(absent & {"zone"}))

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("agreements",) if self.unless else ()


Windows = list[tuple[int, int]]


@cache
def _hours(check: QuietHours) -> Int8:
    """For each weekday from Monday and each minute from 1 whether it is quiet; at 0, the minute not being known.

    Without a zone the local day may be the one before or after as well.
    """
    hours = np.array([[check.quiet(day - 3, minute + 0.5) for minute in range(1440)] for day in range(7)])
    ever = hours.any(axis=1)
    perhaps = ever | np.roll(ever, 1) | np.roll(ever, -1)
    return np.column_stack([np.where(perhaps, UNKNOWN, NO), np.where(hours, YES, NO)]).astype(np.int8)


@cache
def _waits(check: QuietHours) -> Int64:
    """Minutes from each minute of each weekday (from Monday) to the next open one; NEVER where a week has none.

    As in `_hours` minute 0 is not known; from there it is minutes from the day's start to the next free day.
    """
    free = _hours(check) == NO
    days = _to_next(free[:, :1])
    return np.column_stack([np.where(days == NEVER, NEVER, days * (DAY_US // MINUTE_US)), _to_next(free[:, 1:])])


def _to_next(free: NDArray[np.bool_]) -> Int64:
    """How many places from each on, round and round, the next that is free lies; NEVER where none is."""
    places, free_places = np.arange(free.size), np.flatnonzero(free)
    if not free_places.size:
        return np.full(free.shape, NEVER)
    next_free = free_places[np.searchsorted(free_places, places) % free_places.size]
    steps: Int64 = ((next_free - places) % free.size).reshape(free.shape)
    return steps


def _within(minute: float, opens: int, shuts: int) -> bool:
    return opens <= minute < shuts if opens <= shuts else (minute >= opens or minute < shuts)


def _table(facts: Facts) -> Table:
    """Agreed windows by person; `what` is the window as one number."""
    names = facts.rows.names

    def entry(a: Any) -> Entry | None:
        if a.scope != "time" or a.from_minute is None or a.to_minute is None:
            return None
        lender, channel = names.number(a.lender), channel_number(facts, a.channel)
        window = a.from_minute * PACK + a.to_minute
        return Entry(token_or_any(a.person), a.since, a.until, who=lender, what=window, kind=channel)

    return table_of_register(facts, "time", "agreements", entry)


def _agreed_hours(facts: Facts) -> Int8:
    rows = facts.rows
    if facts.registers.agreements is None:
        return np.full(len(rows), UNSUPPLIED, np.int8)
    table, result = _table(facts), np.zeros(len(rows), np.int8)
    run, slot_of_run = by_person(facts, table)
    index = rows_in(facts, table)
    if index.size:
        compared = (rows.lender, channels(facts), rows.minute)
        agreed_windows(index, run, slot_of_run, rows.at, columns_of(table), *compared, result)
    return result


def _windows(facts: Facts, i: int) -> Windows:
    """The agreed windows that stand at row `i` and match it."""
    table, rows = _table(facts), facts.rows
    run, slot_of_run = by_person(facts, table)
    slot = int(slot_of_run[run[i]])
    standing = []
    for e in range(int(table.start[slot]), int(table.start[slot + 1])):
        fits = table.since[e] <= rows.at[i] < table.until[e]
        if fits and table.who[e] in (0, rows.lender[i]) and table.kind[e] in (0, channels(facts)[i]):
            standing.append(divmod(int(table.what[e]), PACK))
    return standing
