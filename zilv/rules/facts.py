"""What is known of many attempts at once: their shapes under a filter, and what the registers say of them."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

from zilv.attempts.rows import Int8, Int32, Int64, Rows
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.registers.tables import Entry, Table, entries_by_person, table_of, token_or_any
from zilv.rules.compiled import compiled
from zilv.rules.three import NO, UNKNOWN, YES
from zilv.rules.when import When

Made = TypeVar("Made")


@compiled
def standing(slot, at, start, since, until, match, row, found):  # type: ignore[no-untyped-def]
    """Into `found`: whether an entry of the row's slot stands at `at` and matches the row in every dimension.

    An entry's 0 matches anything; a row's 0 was not recorded, so a definite entry then matches perhaps.
    """
    for i in range(slot.size):
        best = NO
        if slot[i] >= 0:
            for e in range(start[slot[i]], start[slot[i] + 1]):
                if at[i] < since[e] or at[i] >= until[e]:
                    continue
                least = YES
                for k in range(match.shape[0]):
                    if match[k, e] != 0 and match[k, e] != row[k, i]:
                        least = min(least, UNKNOWN if row[k, i] == 0 else NO)
                best = max(best, least)
        found[i] = best


class Facts:
    """Rows and registers, asked by the checks. Everything asked twice is worked out once."""

    def __init__(self, rows: Rows, registers: Registers, kept: dict[Hashable, Any] | None = None) -> None:
        """`kept` outlives these rows: tables and readings per shape that later rows of the run use again."""
        self.rows = rows
        self.registers = registers
        self._run = kept if kept is not None else {}
        self._here: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, worked out once for these rows."""
        if key not in self._here:
            self._here[key] = make()
        made: Made = self._here[key]
        return made

    def once_a_run(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, worked out once for all rows of the run."""
        if key not in self._run:
            self._run[key] = make()
        made: Made = self._run[key]
        return made

    def per_shape(self, key: Hashable, read: Callable[[Shape], int]) -> Int64:
        """`read` of every shape met so far, as a table indexed by shape number."""
        known = self.rows.shapes.known
        table: Int64 | None = self._run.get(("shape", key))
        if table is None or len(table) < len(known):
            table = np.array([read(shape) for shape in known], np.int64)
            self._run[("shape", key)] = table
        return table

    def applies(self, when: When) -> Int8:
        """For each row whether the filter means it: NO, UNKNOWN or YES."""
        table = self.per_shape(when, when.of).astype(np.int8)
        return table[self.rows.shape]

    def run_of_row(self) -> Int32:
        """For each row the number of its run: rows of one lender and person lie together."""
        return self.once("runs", lambda: _runs(self.rows))

    def order(self, per: str) -> tuple[Int64, Int32]:
        """Row numbers in the order of (key, at), and the key of each as a running number.

        `per`: person, account (of a person) or number (of a lender, whoever the debtor).
        """
        return self.once(("order", per), lambda: _order(self, per))

    def slots(self, table: Table, index: Int64) -> Int64:
        """For each row in `index` the slot of its person in the table, or -1."""
        return table.slots(self.rows.person[index])

    def found(self, table: Table, slot: Int64, index: Int64, *columns: Int64 | Int32) -> Int8:
        """For each row in `index` whether an entry of its slot stands then and matches in these columns."""
        result = np.zeros(len(index), np.int8)
        row = np.empty((len(columns), len(index)), np.int64)
        for k, column in enumerate(columns):
            row[k] = column[index]
        at = self.rows.at[index]
        standing(slot, at, table.start, table.since, table.until, table.match, row, result)
        return result

    def unsupplied(self, register: str, index: Int64) -> Int8 | None:
        """UNKNOWN for every row in `index` when that register was not supplied, else None."""
        if getattr(self.registers, register) is None:
            return np.full(len(index), UNKNOWN, np.int8)
        return None

    def held(self, reasons: tuple[str, ...], index: Int64) -> Int8:
        """Whether a hold for one of these reasons stands on the account, or on all of the person's."""
        if (unknown := self.unsupplied("holds", index)) is not None:
            return unknown
        table = self.holds(reasons)
        rows = self.rows
        return self.found(table, self.slots(table, index), index, rows.lender, rows.account)

    def holds(self, reasons: tuple[str, ...]) -> Table:
        """The register of holds for these reasons, by person; compared by lender and account."""

        def make() -> Table:
            rows = [h for h in self.registers.holds or () if h.reason in reasons]
            return table_of(entries_by_person(rows, self.rows.names, ("account",)), 2)

        return self.once_a_run(("holds", reasons), make)

    def mandated(self, index: Int64) -> Int8:
        """Whether the agency has a valid mandate of the lender for the product."""
        if (unknown := self.unsupplied("mandates", index)) is not None:
            return unknown
        names, rows = self.rows.names, self.rows
        table = self.once_a_run(
            "mandates",
            lambda: table_of(
                [
                    Entry(names.number(m.agency), m.since, m.until, (names.number(m.lender), names.number(m.product)))
                    for m in self.registers.mandates or ()
                ],
                2,
            ),
        )
        product = self.per_shape("product", lambda shape: names.number(shape.product))[rows.shape]
        return self.found(table, self.name_slots(table, rows.agency[index]), index, rows.lender, product)

    def name_slots(self, table: Table, codes: Int32) -> Int64:
        """The slots of names, by a look-up per name instead of a search per row."""
        known = np.arange(len(self.rows.names.known), dtype=np.int64)
        return table.slots(known)[codes]

    def noticed(self, kind: str, index: Int64) -> Int8:
        """Whether the person was told of this agency, for the account or all, not later than the attempt."""
        if (unknown := self.unsupplied("notices", index)) is not None:
            return unknown
        rows = self.rows

        def make() -> Table:
            given = [n for n in self.registers.notices or () if n.kind == kind]
            return table_of(entries_by_person(given, rows.names, ("account", "agency")), 3)

        table = self.once_a_run(("notices", kind), make)
        return self.found(table, self.slots(table, index), index, rows.lender, rows.account, rows.agency)

    def qualified(self, kind: str, index: Int64) -> Int8:
        """Whether the collector holds this qualification at the agency, or at the lender itself."""
        if (unknown := self.unsupplied("qualifications", index)) is not None:
            return unknown
        names, rows = self.rows.names, self.rows

        def make() -> Table:
            held = [q for q in self.registers.qualifications or () if q.kind == kind]
            return table_of(
                [Entry(names.number(q.collector), q.since, q.until, (names.number(q.agency) or -1,)) for q in held], 1
            )

        table = self.once_a_run(("qualifications", kind), make)
        at_agency = np.where(rows.agency == 0, -1, rows.agency)
        result = self.found(table, self.name_slots(table, rows.collector[index]), index, at_agency)
        result[rows.collector[index] == 0] = UNKNOWN
        return result

    def registered_line(self, index: Int64) -> Int8:
        """Whether the line is registered to the lender or to the acting agency."""
        if (unknown := self.unsupplied("lines", index)) is not None:
            return unknown
        names, rows = self.rows.names, self.rows
        table = self.once_a_run(
            "lines",
            lambda: table_of(
                [
                    Entry(names.number(line.line), line.since, line.until, (names.number(line.owner),))
                    for line in self.registers.lines or ()
                ],
                1,
            ),
        )
        slot = self.name_slots(table, rows.line[index])
        own_agency = np.where(rows.agency == 0, -1, rows.agency)
        result = self.found(table, slot, index, rows.lender)
        np.maximum(result, self.found(table, slot, index, own_agency), out=result)
        result[rows.line[index] == 0] = UNKNOWN
        return result

    def related(self, index: Int64) -> Int8:
        """Whether the register of relations names the addressed party, with a basis, on that number."""
        if (unknown := self.unsupplied("relations", index)) is not None:
            return unknown
        names, rows = self.rows.names, self.rows
        table = self.once_a_run(
            "relations",
            lambda: table_of(
                [
                    Entry(
                        token_or_any(r.person),
                        r.since,
                        r.until,
                        (names.number(r.lender), token_or_any(r.number), names.number("party:" + r.party)),
                    )
                    for r in self.registers.relations or ()
                    if r.basis
                ],
                3,
            ),
        )
        party = self.per_shape("party", lambda shape: names.number("party:" + shape.party) if shape.party else 0)
        return self.found(table, self.slots(table, index), index, rows.lender, rows.number, party[rows.shape])

    def refused(self, index: Int64) -> Int8:
        """Whether whoever answers this number has refused contact for good, whichever debtor it was about."""
        if (unknown := self.unsupplied("optouts", index)) is not None:
            return unknown
        names, rows = self.rows.names, self.rows
        numbered = [o for o in self.registers.optouts or () if o.number]
        table = self.once_a_run(
            "refusals",
            lambda: table_of(
                [Entry(token_or_any(o.number), o.since, None, (names.number(o.lender),)) for o in numbered], 1
            ),
        )
        result = self.found(table, table.slots(rows.number[index]), index, rows.lender)
        unnumbered = rows.number[index] == 0
        if unnumbered.any():
            result[unnumbered] = self._person_refused(index[unnumbered])
        return result

    def _person_refused(self, index: Int64) -> Int8:
        """For rows without a number: UNKNOWN where some number around this person is closed, else NO."""
        rows = self.rows
        named = [o for o in self.registers.optouts or () if o.number and o.person]
        table = self.once_a_run(
            "refusals by person", lambda: table_of(entries_by_person(named, rows.names, ()), 1)
        )
        return np.minimum(self.found(table, self.slots(table, index), index, rows.lender), UNKNOWN)

    def opted_out(self, index: Int64) -> Int8:
        """Whether the person opted out of this channel, or of this number on it."""
        if (unknown := self.unsupplied("optouts", index)) is not None:
            return unknown
        names, rows = self.rows.names, self.rows
        table = self.once_a_run(
            "optouts",
            lambda: table_of(
                [
                    Entry(
                        token_or_any(o.person),
                        o.since,
                        o.until,
                        (names.number(o.lender), token_or_any(o.number), _channel(names.number, o.channel)),
                    )
                    for o in self.registers.optouts or ()
                    if o.person
                ],
                3,
            ),
        )
        channel = self.per_shape("channel", lambda shape: _channel(names.number, shape.channel))
        return self.found(table, self.slots(table, index), index, rows.lender, rows.number, channel[rows.shape])


def _channel(number: Callable[[str], int], channel: str | None) -> int:
    return number("channel:" + channel) if channel else 0


def _runs(rows: Rows) -> Int32:
    if not len(rows):
        return np.zeros(0, np.int32)
    new = np.empty(len(rows), np.int32)
    new[0] = 0
    new[1:] = (rows.person[1:] != rows.person[:-1]) | (rows.lender[1:] != rows.lender[:-1])
    return np.cumsum(new, dtype=np.int32)


def _order(facts: Facts, per: str) -> tuple[Int64, Int32]:
    rows, run = facts.rows, facts.run_of_row()
    if per == "person":
        return np.arange(len(rows)), run
    column: Int64 = getattr(rows, per)
    outer = rows.lender if per == "number" else run
    # An unrecorded key stays with its person: it may be any of that person's, never a stranger's.
    inner = np.where(column == 0, run, -1)
    order = np.lexsort((rows.at, column, inner, outer))
    new = np.zeros(len(order), np.bool_)
    for part in (outer, inner, column):
        new[1:] |= part[order][1:] != part[order][:-1]
    return order, np.cumsum(new, dtype=np.int32)
