"""What a caller tells the client, as keyword arguments."""

from typing import Required, TypedDict

from zilv.attempts.vocabulary import Channel, Direction, Disposition, Mode, Party, Purpose


class AskFields(TypedDict, total=False):
    """One attempt somebody means to make; see `zilv.gate.ask.Ask`.

    `lender` and, for an agency's key, `agency` may be left out: the key says them. `key` is made where it is not given;
    give it to ask the same again later.
    """

    person: Required[str]
    channel: Required[Channel]
    key: str
    lender: str
    agency: str | None
    collector: str | None
    account: str | None
    product: str | None
    direction: Direction | None
    party: Party | None
    mode: Mode | None
    number: str | None
    line: str | None
    manual: bool | None
    staff: int | None
    purpose: Purpose | None


class OutcomeFields(TypedDict, total=False):
    """How an attempt went, as far as is known; see `zilv.gate.ask.Outcome`. `key` is made where it is not given."""

    key: str
    answered: bool | None
    conversed: bool | None
    seconds: int | None
    recording: str | None
    disposition: Disposition | None
    noted: bool | None
