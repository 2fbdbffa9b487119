"""One attempt as a record: the canonical columns, in their canonical order."""

from datetime import datetime

import msgspec

from zilv.attempts.vocabulary import Channel, Direction, Mode, Party, Purpose


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try to reach a person about a debt (催收触达).

    `at` carries an offset. `person`, `number`, `account` and `line` are tokens. `agency` None is the
    lender itself; every other None is a fact that nobody recorded, and is never guessed.
    """

    attempt_id: str
    at: datetime
    lender: str
    person: str
    channel: Channel
    agency: str | None = None
    collector: str | None = None
    account: str | None = None
    product: str | None = None
    direction: Direction | None = None
    party: Party | None = None
    mode: Mode | None = None
    number: str | None = None
    line: str | None = None
    answered: bool | None = None
    conversed: bool | None = None
    seconds: int | None = None
    manual: bool | None = None
    staff: int | None = None
    recording: str | None = None
    disposition: str | None = None
    purpose: Purpose | None = None
    note: str | None = None


COLUMNS: tuple[str, ...] = Attempt.__struct_fields__
REQUIRED: tuple[str, ...] = COLUMNS[:5]
