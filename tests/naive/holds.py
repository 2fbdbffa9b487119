"""Holds: while one stands, collection stands still."""

from collections.abc import Iterator

from tests.naive.case import Breaches, Case, with_every
from tests.naive.worlds import worlds


def held(case: Case, reasons: tuple[str, ...]) -> set[bool]:
    """Whether such a hold stands on the attempt's account; an unrecorded account may be any."""
    accounts = {row.account for row in case.registers.holds or () if row.account}
    found = set()
    for known in with_every(case, "account", accounts):
        mine = [row for row in known.standing("holds") if row.person == known.attempt.person]
        mine = [row for row in mine if row.account in (None, known.attempt.account)]
        found.add(any(row.reason in reasons for row in mine))
    return found


def stopped(reason: str, party: str | None = None) -> Breaches:
    """No outbound attempt while a hold for this reason stands: to this party, or (None) to anybody."""

    def breaches(given: Case) -> Iterator[bool]:
        for case in given.supplied("holds"):
            for standing in held(case, (reason,)):
                for world in worlds(case.attempt, ("direction", "party")):
                    yield standing and world.direction == "outbound" and party in (None, world.party)

    return breaches
