"""Standing: mandate, notice and qualification of who makes the attempt, and the line it is made on."""

from collections.abc import Iterator

from tests.naive.case import Breaches, Case, with_every
from tests.naive.clock import moment_of
from tests.naive.worlds import worlds
from zilv.registers.rows import Notice

LINES_NEEDED = ("voice", "voice_bot", "sms", "im")


def no_mandate(given: Case) -> Iterator[bool]:
    """An agency acts without the lender's mandate for the product."""
    if given.attempt.agency is None:
        yield False
        return
    for supplied in given.supplied("mandates"):
        products = {row.product for row in supplied.registers.mandates or () if row.product}
        for case in with_every(supplied, "product", products):
            rows = [row for row in case.standing("mandates") if row.agency == case.attempt.agency]
            yield from _outbound(case, not any(row.product in (None, case.attempt.product) for row in rows))


def no_notice(given: Case) -> Iterator[bool]:
    """An agency acts before the debtor was told that it does, for the account."""
    if given.attempt.agency is None:
        yield False
        return
    for supplied in given.supplied("notices"):
        accounts = {row.account for row in supplied.registers.notices or () if row.account}
        for case in with_every(supplied, "account", accounts):
            yield from _outbound(case, not any(_tells(row, case) for row in case.registers.notices or ()))


def _tells(row: Notice, case: Case) -> bool:
    attempt = case.attempt
    return (
        row.kind == "outsourcing"
        and row.person == attempt.person
        and row.lender in (None, attempt.lender)
        and row.agency == attempt.agency
        and row.account in (None, attempt.account)
        and moment_of(row.at) <= attempt.at
    )


def unqualified(kind: str) -> Breaches:
    """A collector calls or visits without this qualification at his institution."""

    def breaches(given: Case) -> Iterator[bool]:
        if given.attempt.channel not in ("voice", "visit"):
            yield False
            return
        for case in given.supplied("qualifications"):
            rows = [row for row in case.standing("qualifications") if row.agency == case.attempt.agency]
            named = {row.collector for row in rows if row.kind == kind}
            for lacking in {case.attempt.collector not in named} if case.attempt.collector else {True, False}:
                yield from _outbound(case, lacking)

    return breaches


def unregistered_line(given: Case) -> Iterator[bool]:
    """A call or message on a line registered neither to the lender nor to the acting agency."""
    if given.attempt.channel not in LINES_NEEDED:
        yield False
        return
    for case in given.supplied("lines"):
        owners = {row.owner for row in case.standing("lines") if row.line == case.attempt.line}
        allowed = {case.attempt.lender, case.attempt.agency} - {None}
        for unregistered in {not owners & allowed} if case.attempt.line else {True, False}:
            yield from _outbound(case, unregistered)


def _outbound(case: Case, breach: bool) -> Iterator[bool]:
    return (breach and world.direction == "outbound" for world in worlds(case.attempt, ("direction",)))
