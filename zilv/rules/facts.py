"""What is known of many attempts at once: their shapes under a filter, their order, and kept results."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import MINUTE_UNKNOWN, MINUTE_US, Int8, Int32, Int64, Rows
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.local import Homes, Local
from zilv.rules.three import NO
from zilv.rules.when import When

Made = TypeVar("Made")
Among = Callable[[Sequence[str]], Int64]
_MISSING: Any = object()


def places_of(attempt_ids: Sequence[str]) -> Among:
    """For rows with these attempt_ids: where each lies among others given, or -1."""

    def places(ids: Sequence[str]) -> Int64:
        place = {each: n for n, each in enumerate(ids)}
        return np.array([place.get(each, -1) for each in attempt_ids], np.int64)

    return places


class Facts:
    """Rows and registers, asked by the checks. Everything asked twice is worked out once."""

    def __init__(
        self, rows: Rows, registers: Registers, kept: dict[Hashable, Any] | None = None, among: Among | None = None
    ) -> None:
        """`kept` outlives these rows: tables and readings per shape that later rows of the run use again.

        `among`: for each row the place of its attempt_id among those given, or -1; absent where nobody can tell.
        """
        self.rows = rows
        self.registers = registers
        self.among = among
        self._run = kept if kept is not None else {}
        self._here: dict[Hashable, Any] = {}
        self._moved: tuple[bytes, bytes, Facts] | None = None
        self._zone: ZoneInfo | None = None

    def living_in(self, zone: ZoneInfo | None) -> "Facts":
        """The same, where whoever the register of persons does not place lives in `zone`; None: nobody can tell."""
        same = Facts(self.rows, self.registers, self._run, self.among)
        same._here, same._zone = self._here, zone
        return same

    @property
    def local(self) -> Local:
        """The rows' local clocks."""
        zone = self._zone

        def make() -> Local:
            homes = self.once_a_run(("table", "persons", zone), lambda: Homes(self.registers.persons, zone))
            return Local(self.rows, homes)

        return self.once(("local", zone), make)

    def moved(self, index: Int64, at: Int64) -> "Facts":
        """The rows in `index` alone, each at another instant; the same again when asked for the same again."""
        which, when = index.tobytes(), at.tobytes()
        if self._moved is None or self._moved[:2] != (which, when):
            day, time_us = self.local.day_and_time(index, at)
            minute = np.where(self.rows.minute[index] == MINUTE_UNKNOWN, MINUTE_UNKNOWN, time_us // MINUTE_US)
            local_day, local_minute = day.astype(np.int32), minute.astype(np.int16)
            rows = replace(self.rows.take(index), at=at.copy(), day=local_day, minute=local_minute)
            self._moved = which, when, Facts(rows, self.registers, self._run)
        return self._moved[2]

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, worked out once for these rows."""
        made: Made = self._here.get(key, _MISSING)
        if made is _MISSING:
            made = self._here[key] = make()
        return made

    def once_a_run(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, worked out once for all rows of the run."""
        made: Made = self._run.get(key, _MISSING)
        if made is _MISSING:
            made = self._run[key] = make()
        return made

    def per_shape(self, key: Hashable, read: Callable[[Shape], int]) -> Int32:
        """`read` of every shape met so far, as a table indexed by shape number."""
        known = self.rows.shapes.known
        table: Int32 | None = self._run.get(("shape", key))
        if table is None or len(table) < len(known):
            table = np.array([read(shape) for shape in known], np.int32)
            self._run[("shape", key)] = table
        return table

    def meaning(self, when: When) -> Int8:
        """For each shape whether the filter means it: NO, UNKNOWN or YES."""
        shapes = len(self.rows.shapes.known)
        table: Int8 | None = self._run.get(("meaning", when))
        if table is None or len(table) < shapes:
            table = self._run[("meaning", when)] = self.per_shape(when, when.of).astype(np.int8)
        return table

    def applies(self, when: When) -> Int8:
        """For each row whether the filter means it: NO, UNKNOWN or YES."""
        return self.once(("applies", when), lambda: self.meaning(when)[self.rows.shape])

    def meant(self, when: When) -> Int64:
        """The rows that the filter means, surely or perhaps."""
        return self.once(("meant", when), lambda: self._meant(when))

    def _meant(self, when: When) -> Int64:
        perhaps = self.meaning(when) != NO
        if not perhaps.any():
            return np.zeros(0, np.int64)
        index: Int64 = np.flatnonzero(perhaps[self.rows.shape])
        return index

    def nowhere(self) -> NDArray[np.bool_]:
        """For each row whether nobody can tell the person's time zone."""
        return self.once("nowhere", lambda: self.rows.minute == MINUTE_UNKNOWN)

    def places(self, actor: Literal["lender", "agency"]) -> tuple[Int64, Int64]:
        """For each name's number its place among the lenders, or agencies, that occur, or -1; and who they are.

        The table is one longer than the names: its last stands for the lender itself among the agencies.
        """
        # Tables of registers name new names as they are made, and each must have its place.
        return self.once(("places", actor, len(self.rows.names.known)), lambda: self._places(actor))

    def _places(self, actor: Literal["lender", "agency"]) -> tuple[Int64, Int64]:
        column = self.rows.agency if actor == "agency" else self.rows.lender[self.first_of_runs()[:-1]]
        occurs = np.zeros(len(self.rows.names.known) + 1, np.bool_)
        occurs[column] = True
        place = np.where(occurs, np.cumsum(occurs) - 1, -1)
        place[-1] = place[0]
        return place, np.flatnonzero(occurs)

    def run_of_row(self) -> Int32:
        """For each row the number of its run: rows of one lender and person lie together."""
        return self.once("runs", lambda: _runs(self.rows))

    def first_of_runs(self) -> Int64:
        """The first row of each run, and after the last the number of rows."""
        run = self.run_of_row()
        return self.once("first", lambda: _firsts(run))

    def rows_of(self, runs: Int64) -> Int64:
        """All rows of these runs, ascending."""
        first = self.first_of_runs()
        length = first[runs + 1] - first[runs]
        shift = np.repeat(first[runs] - np.cumsum(length) + length, length)
        rows: Int64 = np.arange(len(shift)) + shift
        return rows

    def run_persons(self) -> Int64:
        """The person of each run."""
        return self.once("run persons", lambda: self.rows.person[self.first_of_runs()[:-1]])

    def order(self, per: str) -> tuple[Int64, Int32]:
        """Row numbers in the order of (key, at), and the key of each as a running number.

        `per`: person, account (of a person) or number (of a lender, whoever the debtor). At one instant the order is
        that of persons, then of the rows. An attempt whose account nobody recorded may be any of the person's, so it
        stands once in the sequence of each.
        """
        if per == "person":
            return self.all_rows(), self.run_of_row()
        return self.once(("order", per), lambda: with_unrecorded(self) if per == "account" else _order(self, per))

    def all_rows(self) -> Int64:
        """The number of every row, as they lie: the order per person."""
        return self.once("all rows", lambda: np.arange(len(self.rows)))


def _runs(rows: Rows) -> Int32:
    if not len(rows):
        return np.zeros(0, np.int32)
    new = np.zeros(len(rows), np.bool_)
    np.not_equal(rows.person[1:], rows.person[:-1], out=new[1:])
    new[1:] |= rows.lender[1:] != rows.lender[:-1]
    return np.cumsum(new, dtype=np.int32)


def _firsts(run: Int32) -> Int64:
    starts = np.flatnonzero(run[1:] != run[:-1]) + 1
    first: Int64 = np.concatenate([[0], starts, [len(run)]]) if len(run) else np.zeros(1, np.int64)
    return first


def with_unrecorded(facts: Facts) -> tuple[Int64, Int32]:
    """The order per account, in which a person's attempts without one stand in the sequence of every account."""
    order, key = _order(facts, "account")
    run, missing = facts.run_of_row(), facts.rows.account == 0
    mixed = np.intersect1d(run[missing], run[~missing])
    if not mixed.size:
        return order, key
    plain = ~np.isin(run[order], mixed)
    sequences = [order[plain]]
    keys = [key[plain].astype(np.int64)]
    for n in mixed.tolist():
        rows = facts.rows_of(np.array([n]))
        account = facts.rows.account[rows]
        for each in np.unique(account).tolist():
            mine = rows[(account == each) | (account == 0)]
            keys.append(np.full(len(mine), len(order) + len(keys)))
            sequences.append(mine)
    return np.concatenate(sequences), np.concatenate(keys).astype(np.int32)


def _order(facts: Facts, per: str) -> tuple[Int64, Int32]:
    rows, run = facts.rows, facts.run_of_row()
    column: Int64 = getattr(rows, per)
    outer = rows.lender if per == "number" else run
    # An unrecorded key stays with its person: it may be any of that person's, never a stranger's.
    inner = np.where(column == 0, run, -1)
    # Rows of several persons at one instant keep the order of persons, however the rows of several files are joined.
    order = np.lexsort((rows.person, rows.at, column, inner, outer))
    new = np.zeros(len(order), np.bool_)
    for part in (outer, inner, column):
        new[1:] |= part[order][1:] != part[order][:-1]
    return order, np.cumsum(new, dtype=np.int32)
