"""What the registers say of many attempts at once: for each row NO, UNKNOWN or YES."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from zilv.attempts.rows import Int8, Int32, Int64
from zilv.compiled import compiled
from zilv.registers.tables import FOR_EVER, Entry, Table, table_of
from zilv.rules.facts import Facts
from zilv.rules.three import NO, UNKNOWN, YES

LENDER_ITSELF = -1
"""In a comparison of agencies: the lender's own staff, which is not any agency."""

VARIES = 3
"""An answer that differs within the span of the rows, or by more than who acts."""

SETTLED_FROM = 10_000
"""From so many rows on it pays to settle first what is the same for all of them."""

UNUSED_NAMES = np.zeros(1, np.int32)
UNUSED_TOKENS = np.zeros(1, np.int64)
"""Stand in for a column that no entry of a table is compared by."""


_NO_ENTRY = table_of(())
_NO_ROW = np.zeros(0, np.int64)


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


@compiled
def turn(index, key, slot_of_key, at, since, until, start, next_at):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `next_at`, for each row in `index`: when after its `at` an entry of its key next begins or ends."""
    for n in range(index.size):
        slot = slot_of_key[key[index[n]]]
        if slot >= 0:
            for e in range(start[slot], start[slot + 1]):
                if at[n] < since[e] < next_at[n]:
                    next_at[n] = since[e]
                if at[n] < until[e] < next_at[n]:
                    next_at[n] = until[e]


def next_turn(facts: Facts, index: Int64, at: Int64, table: Table, by: tuple[Int32, Int64]) -> Int64:
    """For each row in `index` the instant after `at` at which an entry of its key next begins or ends, or FOR_EVER.

    `by`: as in `found`. Whether the entry matches the row is not asked: nothing can change at any other instant.
    """
    result = np.full(len(index), FOR_EVER)
    if len(table.keys) and len(index):
        turn(index, *by, at, table.since, table.until, table.start, result)
    return result


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


def found_by_name(facts: Facts, index: Int64, table: Table, key: Int32, actor: Literal["lender", "agency"]) -> Int8:
    """As `found`, for a table keyed by name: most names have one answer all the time, which is looked up.

    `key`: for every row the name's number that the table is keyed by. `actor`: whom entries are compared with.
    """
    result = np.zeros(len(index), np.int8)
    if not len(table.keys) or not len(index):
        return result
    if len(index) < SETTLED_FROM:
        return _each_by_name(facts, index, table, key, actor)
    (place, actors), by = facts.places(actor), by_name(facts, table, key)
    settled = np.zeros((len(table.keys), len(actors)), np.int8)
    span = facts.once("span", lambda: (int(facts.rows.at.min()), int(facts.rows.at.max())))
    settle(*span, columns_of(table), place, settled)
    look_up(index, *by, facts.rows.agency if actor == "agency" else facts.rows.lender, place, settled, result)
    varies = np.flatnonzero(result == VARIES)
    if varies.size:
        who = acting_agency(facts) if actor == "agency" else facts.rows.lender
        result[varies] = found(facts, index[varies], table, by, (who, UNUSED_TOKENS, products(facts)))
    return result


def _each_by_name(facts: Facts, index: Int64, table: Table, key: Int32, actor: Literal["lender", "agency"]) -> Int8:
    """As `found_by_name`, looked up row by row."""
    result, own = np.zeros(len(index), np.int8), np.arange(len(index))
    slot = table.slots(key[index].astype(np.int64))
    if (slot >= 0).any():
        who = (acting_agency(facts) if actor == "agency" else facts.rows.lender)[index]
        compared = (who, UNUSED_TOKENS, products(facts)[index])
        standing(own, own, slot, facts.rows.at[index], columns_of(table), *compared, result)
    return result


def by_person(facts: Facts, table: Table) -> tuple[Int32, Int64]:
    """Rows keyed by person: the run of every row, and the table's slot of every run."""
    return facts.run_of_row(), facts.once(id(table), lambda: table.slots(facts.run_persons()))


def rows_in(facts: Facts, table: Table) -> Int64:
    """The rows whose person has any entry in the table, ascending."""
    if not len(table.keys):
        return _NO_ROW
    _, slot_of_run = by_person(facts, table)
    return facts.rows_of(np.flatnonzero(slot_of_run >= 0))


def by_name(facts: Facts, table: Table, column: Int32) -> tuple[Int32, Int64]:
    """Rows keyed by a name's number: that column, and the table's slot of every name."""
    return column, table.slots(np.arange(len(facts.rows.names.known), dtype=np.int64))


def table(facts: Facts, key: Any, register: str, entry: Callable[[Any], Entry | None]) -> Table:
    """The table of a register, made once a run; `entry` gives each row's entry, None leaves the row out."""

    def make() -> Table:
        entries = [e for row in getattr(facts.registers, register) or () if (e := entry(row)) is not None]
        return table_of(entries) if entries else _NO_ENTRY

    return facts.once_a_run(("table", register, key), make)


def unsupplied(facts: Facts, register: str, index: Int64) -> Int8 | None:
    """UNKNOWN for every row in `index` when that register was not supplied, else None."""
    if getattr(facts.registers, register) is None:
        return np.full(len(index), UNKNOWN, np.int8)
    return None


def acting_agency(facts: Facts) -> Int32:
    """The agency of every row, LENDER_ITSELF where there is none."""
    agency = facts.rows.agency
    return facts.once("acting agency", lambda: np.where(agency == 0, np.int32(LENDER_ITSELF), agency))


def products(facts: Facts) -> Int32:
    """The product of every row as a name's number, 0 where there is none."""
    number = facts.rows.names.number
    table = facts.per_shape("product", lambda shape: number(shape.product))
    return facts.once("products", lambda: table[facts.rows.shape])


def channel_number(facts: Facts, channel: str | None) -> int:
    """The number by which channels are compared; 0, any, for none."""
    return facts.rows.names.number("channel:" + channel) if channel else 0


def channels(facts: Facts) -> Int32:
    """The channel of every row as the number it is compared by."""
    table = facts.per_shape("channel", lambda shape: channel_number(facts, shape.channel))
    return facts.once("channels", lambda: table[facts.rows.shape])
