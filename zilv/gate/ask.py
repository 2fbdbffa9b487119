"""What goes into the gate and what comes out: asks, answers, outcomes, as they travel."""

from typing import Annotated, Literal

import msgspec

from zilv.attempts.vocabulary import Channel, Direction, Disposition, Mode, Party, Purpose
from zilv.rules.finding import Finding

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+(?![\s\S])")]
NOT_BLANK, NO_NUL = r"^[^\x00]*[^\s\x00][^\x00]*$", r"^[^\x00]*$"
Long = Annotated[str, msgspec.Meta(min_length=1, max_length=1024, pattern=NOT_BLANK)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**6)]


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One attempt somebody means to make: the canonical columns without instant and outcome.

    `person`, `number`, `account` and `line` are raw or tokens; raw ones become tokens at the door. `key`: chosen by the
    client, at most 128 characters; the same key again gives the same answer and reserves nothing more.
    """

    key: Short
    lender: Short
    person: Short
    channel: Channel
    agency: Short | None = None
    collector: Short | None = None
    account: Short | None = None
    product: Short | None = None
    direction: Direction | None = "outbound"
    party: Party | None = None
    mode: Mode | None = None
    number: Short | None = None
    line: Short | None = None
    manual: bool | None = None
    staff: Count | None = None
    purpose: Purpose | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an attempt went, as far as is known; what is left out counts as whatever is strictest until it is told.

    `seconds`: talked, without ringing. `recording`: a reference; "" = there is none, left out = not told. `noted`: that
    a note was written, never its text. `answered` false beside a conversation, a disposition that says otherwise or,
    of a call, talk or a recording is doubt and counts at its strictest; so is what an agency's key takes back
    after an answer or a conversation was told or shown, until a key of the lender's own says so too.
    """

    key: Short
    answered: bool | None = None
    conversed: bool | None = None
    seconds: Count | None = None
    recording: Annotated[str, msgspec.Meta(max_length=1024, pattern=NO_NUL)] | None = None
    disposition: Disposition | None = None
    noted: bool | None = None


class Cancel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Gives a reservation back that was never dialled, with the reason."""

    key: Short
    reason: Long


class Ruling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person decides on a held or denied ask, and why."""

    key: Short
    verdict: Literal["permit", "refuse"]
    reason: Long


Status = Literal["reserved", "overdue", "reported", "cancelled", "held", "denied", "awaiting_second", "refused"]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The gate's answer, recorded before it is given.

    `at`, `retry_at`: ISO 8601 UTC. `bundle`: version and digest of the law. `code`: why a hold comes from the gate
    itself, not from the law. `signal_unconfirmed` awaits a person; `permit_expired`, `permit_spent` and
    `permit_overtaken` name the permit that stood; any other, e.g. `store_unreachable`, is not recorded and has no
    `attempt_id`.
    `dial_by`: until when the permit stands; who has not dialled by then cancels, and asks anew. `due`: until when the
    outcome is expected.
    """

    decision: Literal["permit", "hold", "deny"]
    attempt_id: str | None = None
    at: str | None = None
    findings: tuple[Finding, ...] = ()
    retry_at: str | None = None
    bundle: str | None = None
    dial_by: str | None = None
    due: str | None = None
    code: str | None = None
    ruled: bool = False


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands in the book about one attempt after a report, a cancellation or a ruling.

    `findings`: what the attempt turns out to have broken, now that more is known; empty as long as nothing.
    """

    attempt_id: str
    status: Status
    at: str
    findings: tuple[Finding, ...] = ()
    answer: Answer | None = None
