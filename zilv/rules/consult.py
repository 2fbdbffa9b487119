"""What the registers say of many attempts at once: for each row NO, UNKNOWN or YES."""

from collections.abc import Callable
from typing import Any

import numpy as np

from zilv.attempts.rows import Int8, Int32, Int64
from zilv.registers.tables import Entry, Table, table_of, token_or_any
from zilv.rules.compiled import compiled
from zilv.rules.facts import Facts
from zilv.rules.three import NO, UNKNOWN, YES

LENDER_ITSELF = -1
"""In a comparison of agencies: the lender's own staff, which is not any agency."""

VARIES = 3
"""An answer that differs within the span of the rows, or by more than who acts."""

_UNUSED_NAMES = np.zeros(1, np.int32)
_UNUSED_TOKENS = np.zeros(1, np.int64)


@compiled
def standing(index, key, slot_of_key, at, table, who, what, kind, found):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `found`, for each row in `index`: whether an entry of its key stands at `at` and matches the row.

    An entry's 0 matches anything; a row's 0 was not recorded, so a definite entry then matches perhaps.
    """
    start, since, until, its_who, its_what, its_kind = table
    for n in range(index.size):
        i = index[n]
        slot = slot_of_key[key[i]]
        best = NO
        if slot >= 0:
            for e in range(start[slot], start[slot + 1]):
                if at[i] < since[e] or at[i] >= until[e]:
                    continue
                least = YES
                if its_who[e] != 0 and its_who[e] != who[i]:
                    least = UNKNOWN if who[i] == 0 else NO
                if least != NO and its_what[e] != 0 and its_what[e] != what[i]:
                    least = UNKNOWN if what[i] == 0 else NO
                if least != NO and its_kind[e] != 0 and its_kind[e] != kind[i]:
                    least = UNKNOWN if kind[i] == 0 else NO
                if least > best:
                    best = least
                if best == YES:
                    break
        found[n] = best


@compiled
def settle(first_at, last_at, table, place, settled):  # type: ignore[no-untyped-def]
    """Into `settled`, by (slot, place of `who`): the one answer for the whole span of time, or VARIES.

    `place`: for each name's number its place among those that occur in the rows, or -1.
    """
    start, since, until, its_who, its_what, its_kind = table
    for slot in range(start.size - 1):
        for e in range(start[slot], start[slot + 1]):
            if until[e] <= first_at or since[e] > last_at:
                continue
            whole = since[e] <= first_at and until[e] > last_at and its_what[e] == 0 and its_kind[e] == 0
            for at_place in range(settled.shape[1]):
                mine = its_who[e] == 0 or place[its_who[e]] == at_place
                if mine and settled[slot, at_place] != YES:
                    settled[slot, at_place] = YES if whole else VARIES


@compiled
def look_up(index, key, slot_of_key, who, place, settled, found):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `found`, for each row in `index`: its settled answer; NO where the table has no entry for its key."""
    for n in range(index.size):
        slot = slot_of_key[key[index[n]]]
        found[n] = settled[slot, place[who[index[n]]]] if slot >= 0 else NO


def columns_of(table: Table) -> tuple[Int64, ...]:
    """The arrays of a table in the order in which sweeps unpack them."""
    return table.start, table.since, table.until, table.who, table.what, table.kind


def found(
    facts: Facts,
    index: Int64,
    table: Table,
    by: tuple[Int32, Int64],
    compared: tuple[Int32, Int64, Int32],
) -> Int8:
    """For each row in `index` whether an entry stands then and matches.

    `by`: the key of every row, and the table's slot of every key. `compared`: who, what and kind of every row.
    """
    result = np.zeros(len(index), np.int8)
    if len(table.keys):
        standing(index, *by, facts.rows.at, columns_of(table), *compared, result)
    return result


def found_by_name(facts: Facts, index: Int64, table: Table, key: Int32, compared: tuple[Int32, Int64, Int32]) -> Int8:
    """As `found`, for a table keyed by name: most names have one answer all the time, which is looked up.

    `key`: for every row the name's number that the table is keyed by.
    """
    by, who = by_name(facts, table, key), compared[0]
    result = np.zeros(len(index), np.int8)
    if not len(table.keys) or not len(index):
        return result
    place = facts.once(("places", who is facts.rows.lender), lambda: _places(who, len(facts.rows.names.known)))
    settled = np.zeros((len(table.keys), int(place.max()) + 1), np.int8)
    span = facts.once("span", lambda: (int(facts.rows.at.min()), int(facts.rows.at.max())))
    settle(*span, columns_of(table), place, settled)
    look_up(index, *by, who, place, settled, result)
    varies = np.flatnonzero(result == VARIES)
    if varies.size:
        result[varies] = found(facts, index[varies], table, by, compared)
    return result


def _places(who: Int32, known: int) -> Int64:
    """For each name's number its place among those that occur, or -1; the last stands for LENDER_ITSELF."""
    occurs = np.zeros(known + 1, np.bool_)
    occurs[who] = True
    return np.where(occurs, np.cumsum(occurs) - 1, -1)


def by_person(facts: Facts, table: Table) -> tuple[Int32, Int64]:
    """Rows keyed by person: the run of every row, and the table's slot of every run."""
    return facts.run_of_row(), facts.once(id(table), lambda: table.slots(facts.run_persons()))


def rows_in(facts: Facts, table: Table) -> Int64:
    """The rows whose person has any entry in the table, ascending."""
    _, slot_of_run = by_person(facts, table)
    return facts.rows_of(np.flatnonzero(slot_of_run >= 0))


def by_name(facts: Facts, table: Table, column: Int32) -> tuple[Int32, Int64]:
    """Rows keyed by a name's number: that column, and the table's slot of every name."""
    return column, table.slots(np.arange(len(facts.rows.names.known), dtype=np.int64))


def table(facts: Facts, key: Any, register: str, entry: Callable[[Any], Entry | None]) -> Table:
    """The table of a register, made once a run; `entry` gives each row's entry, None leaves the row out."""

    def make() -> Table:
        entries = (entry(row) for row in getattr(facts.registers, register) or ())
        return table_of(e for e in entries if e is not None)

    return facts.once_a_run(("table", register, key), make)


def unsupplied(facts: Facts, register: str, index: Int64) -> Int8 | None:
    """UNKNOWN for every row in `index` when that register was not supplied, else None."""
    if getattr(facts.registers, register) is None:
        return np.full(len(index), UNKNOWN, np.int8)
    return None


def held(facts: Facts, reasons: tuple[str, ...], index: Int64) -> Int8:
    """Whether a hold for one of these reasons stands on the account, or on all of the person's."""
    if (unknown := unsupplied(facts, "holds", index)) is not None:
        return unknown
    holding, rows = holds(facts, reasons), facts.rows
    return found(facts, index, holding, by_person(facts, holding), (rows.lender, rows.account, _UNUSED_NAMES))


def holds(facts: Facts, reasons: tuple[str, ...]) -> Table:
    """The register of holds for these reasons, by person."""
    names = facts.rows.names

    def entry(hold: Any) -> Entry | None:
        if hold.reason not in reasons:
            return None
        lender, account = names.number(hold.lender), token_or_any(hold.account)
        return Entry(token_or_any(hold.person), hold.since, hold.until, who=lender, what=account)

    return table(facts, reasons, "holds", entry)


def mandated(facts: Facts, index: Int64) -> Int8:
    """Whether the agency has a valid mandate of the lender for the product."""
    if (unknown := unsupplied(facts, "mandates", index)) is not None:
        return unknown
    names, rows = facts.rows.names, facts.rows

    def entry(m: Any) -> Entry:
        return Entry(names.number(m.agency), m.since, m.until, names.number(m.lender), 0, names.number(m.product))

    valid = table(facts, None, "mandates", entry)
    product = facts.per_shape("product", lambda shape: names.number(shape.product))[rows.shape]
    return found_by_name(facts, index, valid, rows.agency, (rows.lender, _UNUSED_TOKENS, product))


def noticed(facts: Facts, kind: str, index: Int64) -> Int8:
    """Whether the person was told of this agency, for the account or all, not later than the attempt."""
    if (unknown := unsupplied(facts, "notices", index)) is not None:
        return unknown
    names, rows = facts.rows.names, facts.rows

    def entry(n: Any) -> Entry | None:
        if n.kind != kind:
            return None
        lender, account = names.number(n.lender), token_or_any(n.account)
        return Entry(token_or_any(n.person), n.at, None, lender, account, names.number(n.agency))

    given = table(facts, kind, "notices", entry)
    return found(facts, index, given, by_person(facts, given), (rows.lender, rows.account, rows.agency))


def qualified(facts: Facts, kind: str, index: Int64) -> Int8:
    """Whether the collector holds this qualification at the agency, or at the lender itself."""
    if (unknown := unsupplied(facts, "qualifications", index)) is not None:
        return unknown
    names, rows = facts.rows.names, facts.rows

    def entry(q: Any) -> Entry | None:
        at_agency = names.number(q.agency) or LENDER_ITSELF
        return Entry(names.number(q.collector), q.since, q.until, who=at_agency) if q.kind == kind else None

    passed = table(facts, kind, "qualifications", entry)
    compared = (acting_agency(facts), _UNUSED_TOKENS, _UNUSED_NAMES)
    result = found_by_name(facts, index, passed, rows.collector, compared)
    result[rows.collector[index] == 0] = UNKNOWN
    return result


def acting_agency(facts: Facts) -> Int32:
    """The agency of every row, LENDER_ITSELF where there is none."""
    agency = facts.rows.agency
    return facts.once("acting agency", lambda: np.where(agency == 0, np.int32(LENDER_ITSELF), agency))


def registered_line(facts: Facts, index: Int64) -> Int8:
    """Whether the line is registered to the lender or to the acting agency."""
    if (unknown := unsupplied(facts, "lines", index)) is not None:
        return unknown
    names, rows = facts.rows.names, facts.rows

    def entry(line: Any) -> Entry:
        return Entry(names.number(line.line), line.since, line.until, who=names.number(line.owner))

    owned = table(facts, None, "lines", entry)
    result = found_by_name(facts, index, owned, rows.line, (rows.lender, _UNUSED_TOKENS, _UNUSED_NAMES))
    others = np.flatnonzero(result == NO)
    agency = (acting_agency(facts), _UNUSED_TOKENS, _UNUSED_NAMES)
    result[others] = found_by_name(facts, index[others], owned, rows.line, agency)
    result[rows.line[index] == 0] = UNKNOWN
    return result


def related(facts: Facts, index: Int64) -> Int8:
    """Whether the register of relations names the addressed party, with a basis, on that number."""
    if (unknown := unsupplied(facts, "relations", index)) is not None:
        return unknown
    names, rows = facts.rows.names, facts.rows

    def entry(r: Any) -> Entry | None:
        lender, number = names.number(r.lender), token_or_any(r.number)
        party = names.number("party:" + r.party)
        return Entry(token_or_any(r.person), r.since, r.until, lender, number, party) if r.basis else None

    known = table(facts, None, "relations", entry)
    party = facts.per_shape("party", lambda shape: names.number("party:" + shape.party) if shape.party else 0)
    return found(facts, index, known, by_person(facts, known), (rows.lender, rows.number, party[rows.shape]))


def refused(facts: Facts, index: Int64) -> Int8:
    """Whether whoever answers this number has refused contact for good, whichever debtor it was about.

    Without a number: UNKNOWN where some number around this person is closed, else NO.
    """
    if (unknown := unsupplied(facts, "optouts", index)) is not None:
        return unknown
    names, rows = facts.rows.names, facts.rows

    def entry(o: Any) -> Entry | None:
        return Entry(token_or_any(o.number), o.since, None, who=names.number(o.lender)) if o.number else None

    def around(o: Any) -> Entry | None:
        named = o.number and o.person
        return Entry(token_or_any(o.person), o.since, None, who=names.number(o.lender)) if named else None

    closed = table(facts, "by number", "optouts", entry)
    number = rows.number[index]
    slot, result = closed.slots(number), np.zeros(len(index), np.int8)
    listed, unnumbered = np.flatnonzero(slot >= 0), np.flatnonzero(number == 0)
    compared = (rows.lender, _UNUSED_TOKENS, _UNUSED_NAMES)
    if listed.size:
        slot_of_row = np.full(len(rows), -1, np.int64)
        slot_of_row[index] = slot
        by_number = (np.arange(len(rows), dtype=np.int32), slot_of_row)
        result[listed] = found(facts, index[listed], closed, by_number, compared)
    if unnumbered.size:
        near = table(facts, "by person", "optouts", around)
        perhaps = found(facts, index[unnumbered], near, by_person(facts, near), compared)
        result[unnumbered] = np.minimum(perhaps, UNKNOWN)
    return result


def opted_out(facts: Facts, index: Int64) -> Int8:
    """Whether the person opted out of this channel, or of this number on it."""
    if (unknown := unsupplied(facts, "optouts", index)) is not None:
        return unknown
    names, rows = facts.rows.names, facts.rows

    def entry(o: Any) -> Entry | None:
        if not o.person:
            return None
        lender, number = names.number(o.lender), token_or_any(o.number)
        return Entry(token_or_any(o.person), o.since, o.until, lender, number, channel_number(facts, o.channel))

    out = table(facts, "medium", "optouts", entry)
    return found(facts, index, out, by_person(facts, out), (rows.lender, rows.number, channels(facts)))


def channel_number(facts: Facts, channel: str | None) -> int:
    """The number by which channels are compared; 0, any, for none."""
    return facts.rows.names.number("channel:" + channel) if channel else 0


def channels(facts: Facts) -> Int32:
    """The channel of every row as the number it is compared by."""
    table = facts.per_shape("channel", lambda shape: channel_number(facts, shape.channel))
    return facts.once("channels", lambda: table[facts.rows.shape])
