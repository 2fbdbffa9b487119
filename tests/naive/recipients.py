"""Recipients: who may be addressed about somebody's debt, when and what for, and who has refused."""

from collections.abc import Iterator

from tests.naive.case import Breaches, Case, with_every
from tests.naive.holds import held
from tests.naive.lost import possibly_lost
from tests.naive.worlds import worlds
from zilv.attempts.attempt import Attempt
from zilv.registers.rows import Optout, Relation

FACTS = ("direction", "party", "purpose")
THIRD_PARTIES = ("contact_person", "related_third_party", "unrelated_third_party")
HARMLESS = ("ask_contact", "relay")


def unrelated(case: Case) -> Iterator[bool]:
    """Third persons unrelated to the debt are addressed for no purpose."""
    return (_to(world, "unrelated_third_party") for world in worlds(case.attempt, FACTS))


def unrelated_by_agency(case: Case) -> Iterator[bool]:
    """The same, demanded of agencies."""
    return (found and case.attempt.agency is not None for found in unrelated(case))


def beside_cardholder(case: Case) -> Iterator[bool]:
    """Of a card's debt contact persons and related third parties are only asked, or asked to relay."""
    for world in worlds(case.attempt, FACTS):
        third = _to(world, "contact_person") or _to(world, "related_third_party")
        yield third and world.purpose not in HARMLESS


def contact_purpose(case: Case) -> Iterator[bool]:
    """Contact persons are only asked for contact details, or asked to relay."""
    for world in worlds(case.attempt, FACTS):
        yield _to(world, "contact_person") and world.purpose not in HARMLESS


def contact_state(given: Case) -> Iterator[bool]:
    """Contact persons are addressed only while the debtor is lost, dead or without capacity."""
    lost = possibly_lost(given)
    for case in given.supplied("holds"):
        for known in held(case, ("deceased", "no_capacity")):
            for world in worlds(case.attempt, FACTS):
                yield from (_to(world, "contact_person") and not (gone or known) for gone in lost)


def heir(given: Case) -> Iterator[bool]:
    """Heirs are addressed only when the debtor is dead or without capacity."""
    for case in given.supplied("holds"):
        for known in held(case, ("deceased", "no_capacity")):
            yield from (_to(world, "heir") and not known for world in worlds(case.attempt, FACTS))


def with_basis(party: str) -> Breaches:
    """Such a person is addressed only with a basis in the register of relations."""

    def breaches(given: Case) -> Iterator[bool]:
        for supplied in given.supplied("relations"):
            numbers = {row.number for row in supplied.registers.relations or () if row.number}
            for case in with_every(supplied, "number", numbers):
                founded = any(_founds(row, case, party) for row in case.standing("relations"))
                yield from (_to(world, party) and not founded for world in worlds(case.attempt, FACTS))

    return breaches


def refused(given: Case) -> Iterator[bool]:
    """A third person who has refused is addressed no more: on that number, for good, on every channel."""
    for case in given.supplied("optouts"):
        rows = [row for row in case.registers.optouts or () if row.lender in (None, case.attempt.lender)]
        begun = [row for row in rows if case.begun(row)]
        for closed in _closed(case, begun):
            for world in worlds(case.attempt, FACTS):
                yield world.direction == "outbound" and world.party in THIRD_PARTIES and closed


def _closed(case: Case, rows: list[Optout]) -> set[bool]:
    """Whether this number is closed; one that nobody recorded may be that of anybody around the debtor.

    An entry without a number is the debtor's own refusal and closes nobody's number.
    """
    if case.attempt.number is not None:
        return {any(row.number == case.attempt.number for row in rows)}
    return {False} | {True for row in rows if row.number is not None and row.person == case.attempt.person}


def _to(world: Attempt, party: str) -> bool:
    return world.direction == "outbound" and world.party == party


def _founds(row: Relation, case: Case, party: str) -> bool:
    named = row.person == case.attempt.person and row.party == party
    return named and row.number in (None, case.attempt.number) and bool(row.basis)
