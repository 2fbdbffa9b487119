"""What a register that was not supplied could say: for each, rows that would settle the matter either way."""

from collections.abc import Callable

from zilv.attempts.attempt import Attempt
from zilv.attempts.vocabulary import Party
from zilv.registers.rows import (
    Agreement,
    Hold,
    Line,
    Mandate,
    Notice,
    Optout,
    Qualification,
    Relation,
)

Contents = tuple[tuple[object, ...], ...]
"""Each entry is everything that the register might hold."""

ANY_NUMBER = 10**9


def agreements(attempt: Attempt, minute: int) -> Contents:
    """Hours that hold the attempt and hours that do not; no calls at all and calls without end."""
    person, day = attempt.person, 24 * 60
    inside = Agreement(person=person, scope="time", from_minute=minute, to_minute=minute + 1)
    outside = Agreement(person=person, scope="time", from_minute=(minute + 60) % day, to_minute=(minute + 61) % day)
    none = Agreement(person=person, scope="frequency", at_most=0)
    endless = Agreement(person=person, scope="frequency", at_most=ANY_NUMBER)
    return (), (inside,), (outside,), (none,), (endless,)


def holds(attempt: Attempt, minute: int) -> Contents:
    """No hold, or one for any reason."""
    reasons = ("plan", "deceased", "no_capacity", "attorney", "cease")
    return (), *((Hold(person=attempt.person, reason=reason),) for reason in reasons)


def optouts(attempt: Attempt, minute: int) -> Contents:
    """No refusal, or one of whoever is addressed on this number and channel."""
    number = attempt.number or "another"
    return (), (Optout(person=attempt.person, number=number),)


def relations(attempt: Attempt, minute: int) -> Contents:
    """No relation, or a basis for everybody."""
    parties: tuple[Party, ...] = ("guarantor", "related_third_party")
    return (), tuple(Relation(person=attempt.person, party=party, basis="basis") for party in parties)


def mandates(attempt: Attempt, minute: int) -> Contents:
    """No mandate, or one for every product."""
    return (), (Mandate(agency=attempt.agency or "nobody"),)


def lines(attempt: Attempt, minute: int) -> Contents:
    """No line, or this one registered to the lender."""
    return (), (Line(line=attempt.line or "another", owner=attempt.lender),)


def qualifications(attempt: Attempt, minute: int) -> Contents:
    """None, or all that the collector needs."""
    collector, kinds = attempt.collector or "another", ("pre_job_exam", "annual_training")
    return (), tuple(Qualification(collector=collector, agency=attempt.agency, kind=kind) for kind in kinds)


def notices(attempt: Attempt, minute: int) -> Contents:
    """The debtor was not told, or was told long ago."""
    return (), (Notice(person=attempt.person, kind="outsourcing", agency=attempt.agency, at=0),)


CONTENTS: dict[str, Callable[[Attempt, int], Contents]] = {
    "agreements": agreements,
    "holds": holds,
    "optouts": optouts,
    "relations": relations,
    "mandates": mandates,
    "lines": lines,
    "qualifications": qualifications,
    "notices": notices,
}
