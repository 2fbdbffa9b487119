"""The questions that checks put to the registers: for each row asked about NO, UNKNOWN or YES."""

from typing import Any

import numpy as np

from zilv.attempts.rows import Int8, Int64
from zilv.registers.tables import Entry, Table, token_or_any
from zilv.rules.consult import (
    LENDER_ITSELF,
    UNUSED_NAMES,
    UNUSED_TOKENS,
    by_person,
    channel_number,
    channels,
    found,
    found_by_name,
    table,
    unsupplied,
)
from zilv.rules.facts import Facts
from zilv.rules.three import NO, UNKNOWN


def held(facts: Facts, reasons: tuple[str, ...], index: Int64) -> Int8:
    """Whether a hold for one of these reasons stands on the account, or on all of the person's."""
    if (unknown := unsupplied(facts, "holds", index)) is not None:
        return unknown
    holding, rows = holds(facts, reasons), facts.rows
    return found(facts, index, holding, by_person(facts, holding), (rows.lender, rows.account, UNUSED_NAMES))


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
    return found_by_name(facts, index, mandates(facts), facts.rows.agency, "lender")


def mandates(facts: Facts) -> Table:
    """The register of mandates, by agency."""
    names = facts.rows.names

    def entry(m: Any) -> Entry:
        return Entry(names.number(m.agency), m.since, m.until, names.number(m.lender), 0, names.number(m.product))

    return table(facts, None, "mandates", entry)


def noticed(facts: Facts, kind: str, index: Int64) -> Int8:
    """Whether the person was told of this agency, for the account or all, not later than the attempt."""
    if (unknown := unsupplied(facts, "notices", index)) is not None:
        return unknown
    given, rows = notices(facts, kind), facts.rows
    return found(facts, index, given, by_person(facts, given), (rows.lender, rows.account, rows.agency))


def notices(facts: Facts, kind: str) -> Table:
    """The register of notices of this kind, by person; a notice stands from its instant on."""
    names = facts.rows.names

    def entry(n: Any) -> Entry | None:
        if n.kind != kind:
            return None
        lender, account = names.number(n.lender), token_or_any(n.account)
        return Entry(token_or_any(n.person), n.at, None, lender, account, names.number(n.agency))

    return table(facts, kind, "notices", entry)


def qualified(facts: Facts, kind: str, index: Int64) -> Int8:
    """Whether the collector holds this qualification at the agency, or at the lender itself."""
    if (unknown := unsupplied(facts, "qualifications", index)) is not None:
        return unknown
    result = found_by_name(facts, index, qualifications(facts, kind), facts.rows.collector, "agency")
    result[facts.rows.collector[index] == 0] = UNKNOWN
    return result


def qualifications(facts: Facts, kind: str) -> Table:
    """The register of qualifications of this kind, by collector."""
    names = facts.rows.names

    def entry(q: Any) -> Entry | None:
        at_agency = names.number(q.agency) or LENDER_ITSELF
        return Entry(names.number(q.collector), q.since, q.until, who=at_agency) if q.kind == kind else None

    return table(facts, kind, "qualifications", entry)


def registered_line(facts: Facts, index: Int64) -> Int8:
    """Whether the line is registered to the lender or to the acting agency."""
    if (unknown := unsupplied(facts, "lines", index)) is not None:
        return unknown
    owned, line = lines(facts), facts.rows.line
    result = found_by_name(facts, index, owned, line, "lender")
    others = np.flatnonzero(result == NO)
    result[others] = found_by_name(facts, index[others], owned, line, "agency")
    result[line[index] == 0] = UNKNOWN
    return result


def lines(facts: Facts) -> Table:
    """The register of lines, by line."""
    names = facts.rows.names

    def entry(line: Any) -> Entry:
        return Entry(names.number(line.line), line.since, line.until, who=names.number(line.owner))

    return table(facts, None, "lines", entry)


def related(facts: Facts, index: Int64) -> Int8:
    """Whether the register of relations names the addressed party, with a basis, on that number."""
    if (unknown := unsupplied(facts, "relations", index)) is not None:
        return unknown
    names, rows, known = facts.rows.names, facts.rows, relations(facts)
    party = facts.per_shape("party", lambda shape: names.number("party:" + shape.party) if shape.party else 0)
    return found(facts, index, known, by_person(facts, known), (rows.lender, rows.number, party[rows.shape]))


def relations(facts: Facts) -> Table:
    """The register of relations that have a basis, by person."""
    names = facts.rows.names

    def entry(r: Any) -> Entry | None:
        lender, number = names.number(r.lender), token_or_any(r.number)
        party = names.number("party:" + r.party)
        return Entry(token_or_any(r.person), r.since, r.until, lender, number, party) if r.basis else None

    return table(facts, None, "relations", entry)


def refused(facts: Facts, index: Int64) -> Int8:
    """Whether whoever answers this number has refused contact for good, whichever debtor it was about.

    Without a number: UNKNOWN where some number around this person is closed, else NO.
    """
    if (unknown := unsupplied(facts, "optouts", index)) is not None:
        return unknown
    closed, number = closed_numbers(facts), facts.rows.number[index]
    slot, result = closed.slots(number), np.zeros(len(index), np.int8)
    listed, unnumbered = np.flatnonzero(slot >= 0), np.flatnonzero(number == 0)
    compared = (facts.rows.lender, UNUSED_TOKENS, UNUSED_NAMES)
    if listed.size:
        slot_of_row = np.full(len(facts.rows), -1, np.int64)
        slot_of_row[index] = slot
        by_number = (np.arange(len(facts.rows), dtype=np.int32), slot_of_row)
        result[listed] = found(facts, index[listed], closed, by_number, compared)
    if unnumbered.size:
        near = closed_around(facts)
        perhaps = found(facts, index[unnumbered], near, by_person(facts, near), compared)
        result[unnumbered] = np.minimum(perhaps, UNKNOWN)
    return result


def closed_numbers(facts: Facts) -> Table:
    """The numbers on which somebody has refused, by number; a refusal does not end."""
    names = facts.rows.names

    def entry(o: Any) -> Entry | None:
        return Entry(token_or_any(o.number), o.since, None, who=names.number(o.lender)) if o.number else None

    return table(facts, "by number", "optouts", entry)


def closed_around(facts: Facts) -> Table:
    """The same, by the person around whom the number was closed."""
    names = facts.rows.names

    def entry(o: Any) -> Entry | None:
        named = o.number and o.person
        return Entry(token_or_any(o.person), o.since, None, who=names.number(o.lender)) if named else None

    return table(facts, "by person", "optouts", entry)


def opted_out(facts: Facts, index: Int64) -> Int8:
    """Whether the person opted out of this channel, or of this number on it."""
    if (unknown := unsupplied(facts, "optouts", index)) is not None:
        return unknown
    out, rows = optouts(facts), facts.rows
    return found(facts, index, out, by_person(facts, out), (rows.lender, rows.number, channels(facts)))


def optouts(facts: Facts) -> Table:
    """The register of opt-outs, by the person who opted out."""
    names = facts.rows.names

    def entry(o: Any) -> Entry | None:
        if not o.person:
            return None
        lender, number = names.number(o.lender), token_or_any(o.number)
        return Entry(token_or_any(o.person), o.since, o.until, lender, number, channel_number(facts, o.channel))

    return table(facts, "medium", "optouts", entry)
