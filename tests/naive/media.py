"""Media: the ways by which somebody has asked not to be contacted."""

from collections.abc import Iterator

from tests.naive.case import Case, with_every
from tests.naive.worlds import worlds
from zilv.registers.rows import Optout


def refused_medium(given: Case) -> Iterator[bool]:
    """The debtor is addressed by a channel, on a number, or by that channel on that number, that he has refused.

    Entries are kept under the debtor: one that names no person is nobody's here.
    """
    for supplied in given.supplied("optouts"):
        numbers = {row.number for row in supplied.registers.optouts or () if row.number}
        for case in with_every(supplied, "number", numbers):
            refused = any(_covers(row, case) for row in case.standing("optouts"))
            for world in worlds(case.attempt, ("direction", "party")):
                yield refused and world.direction == "outbound" and world.party == "debtor"


def _covers(row: Optout, case: Case) -> bool:
    return (
        row.person == case.attempt.person
        and row.number in (None, case.attempt.number)
        and row.channel in (None, case.attempt.channel)
    )
