"""What was heard and nobody has decided on: until a person does, the gate holds, and the law sees nothing of it."""

from collections.abc import Sequence

import msgspec

from zilv.gate.ask import Answer
from zilv.gate.book import Past, RegisterRow
from zilv.gate.standing import is_proposed, row_of
from zilv.privacy.token import from_text

UNCONFIRMED = "signal_unconfirmed"
"""Why an ask is held that the law alone would not have denied."""


def proposals(rows: Sequence[RegisterRow]) -> list[RegisterRow]:
    """Of registers' rows those that are proposals; a page seldom has any, and many rows."""
    return [row for row in rows if is_proposed(row)]


def held_back(answer: Answer, row: Past, proposed: Sequence[RegisterRow]) -> Answer:
    """The answer, held where a proposal on this person, account or number is open. What the law denies stays denied.

    No passing of time ends it, so no `retry_at` is told.
    """
    if answer.decision == "deny" or not any(bears(one, row) for one in proposed):
        return answer
    return msgspec.structs.replace(answer, decision="hold", code=UNCONFIRMED, retry_at=None, dial_by=None, due=None)


def bears(one: RegisterRow, row: Past) -> bool:
    """Whether a proposal, or a hold, is open at the attempt's instant and concerns it.

    One on a number concerns whoever is called there; one on an account also an attempt whose account nobody recorded.
    """
    record = row_of(one.register, one.body)
    if (record.since or 0) > row.at or (record.until is not None and row.at >= record.until):
        return False
    if one.register == "optouts":
        return one.number == row.number
    account = from_text(record.account) if record.account else 0
    return one.person == row.person and (not account or row.account in (0, account))
