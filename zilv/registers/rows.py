"""The registers' rows, one record a register: what each column means, and which must be there.

`since` and `until` are instants in UTC microseconds, half open; None = open. `lender` None = every lender of
the installation. `person`, `number`, `account` and `line` are tokens. `evidence` says what proves the row.
"""

import math
from collections.abc import Iterable

import msgspec

from zilv.attempts.vocabulary import Channel, Party


class Dated(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact that stands from `since` until `until`."""

    since: int | None = None
    until: int | None = None
    evidence: str | None = None


class Agreement(Dated, frozen=True, kw_only=True, gc=False):
    """Agreed otherwise with the debtor. `from_minute` and `to_minute`: minutes of the local day, half open.

    `counts` says which count `at_most` moves; None = every voice count that the provision lets be agreed.
    """

    lender: str | None = None
    person: str
    scope: str
    channel: Channel | None = None
    counts: str | None = None
    from_minute: int | None = None
    to_minute: int | None = None
    at_most: int | None = None


class Hold(Dated, frozen=True, kw_only=True, gc=False):
    """Collection stands still, for one account or (None) for all."""

    lender: str | None = None
    person: str
    account: str | None = None
    reason: str


class Optout(Dated, frozen=True, kw_only=True, gc=False):
    """Somebody asked not to be contacted, on a number and a channel, or (None) on all."""

    lender: str | None = None
    person: str | None = None
    number: str | None = None
    channel: Channel | None = None


class Person(Dated, frozen=True, kw_only=True, gc=False):
    """Where the debtor lives, as far as the clock goes."""

    person: str
    zone: str | None = None
    birth_year: int | None = None


def zone_names(persons: Iterable[Person]) -> dict[str, str]:
    """The zone of each person that the register places; whoever it does not name lives in the regime's.

    Of several rows of one person that with the latest `since` counts, whatever their order; of equally late ones the
    zone earlier in the alphabet. A row without a zone says nothing.
    """
    named: dict[str, tuple[float, str]] = {}
    for row in persons:
        if row.zone:
            since = -row.since if row.since is not None else math.inf
            named[row.person] = min(named.get(row.person, (math.inf, "~")), (since, row.zone))
    return {person: zone for person, (_, zone) in named.items()}


class Relation(Dated, frozen=True, kw_only=True, gc=False):
    """Who a third person is to the debtor, and on what basis he may be addressed."""

    lender: str | None = None
    person: str
    number: str | None = None
    party: Party
    basis: str | None = None


class Mandate(Dated, frozen=True, kw_only=True, gc=False):
    """The lender has entrusted the agency, for one product or (None) for all."""

    lender: str | None = None
    agency: str
    product: str | None = None


class Line(Dated, frozen=True, kw_only=True, gc=False):
    """A telephone line or sender registered to its owner: a lender or an agency."""

    line: str
    owner: str


class Qualification(Dated, frozen=True, kw_only=True, gc=False):
    """What a collector has passed, at that agency; None = the lender's own staff."""

    collector: str
    agency: str | None = None
    kind: str


class Notice(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event: the debtor was told, at `at` (UTC microseconds), about one account or (None) all."""

    lender: str | None = None
    person: str
    account: str | None = None
    kind: str
    agency: str | None = None
    at: int
    evidence: str | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a review of the words of one attempt found, an event: `found` by a machine; `confirmed` or `refuted` by a
    person; `clear`: nothing, and only then no act.

    `turn` None: the act in any turn. A person's word counts over a machine's, the later one over the earlier.
    """

    lender: str | None = None
    attempt_id: str
    act: str | None = None
    status: str
    turn: int | None = None
    at: int
    evidence: str | None = None


SCOPES = ("time", "frequency", "channel")
COUNTS = ("answered", "conversed", "unanswered", "attempts", "messages", "visits")
HOLD_REASONS = (
    "complaint",
    "dispute",
    "plan",
    "hardship",
    "deceased",
    "no_capacity",
    "attorney",
    "moratorium",
    "cease",
)
QUALIFICATIONS = ("pre_job_exam", "annual_training", "confidentiality")
NOTICES = ("outsourcing", "transfer")
STATUSES = ("found", "confirmed", "refuted", "clear")


class Registers(msgspec.Struct, frozen=True, kw_only=True):
    """All registers of one audit or gate; None = not supplied, so what depends on it stays undetermined.

    Only of reviews both mean the same: words that nobody reviewed are no doubt (docs/decisions/0007).
    """

    agreements: tuple[Agreement, ...] | None = None
    holds: tuple[Hold, ...] | None = None
    optouts: tuple[Optout, ...] | None = None
    persons: tuple[Person, ...] | None = None
    relations: tuple[Relation, ...] | None = None
    mandates: tuple[Mandate, ...] | None = None
    lines: tuple[Line, ...] | None = None
    qualifications: tuple[Qualification, ...] | None = None
    notices: tuple[Notice, ...] | None = None
    reviews: tuple[Review, ...] | None = None

    @classmethod
    def empty(cls) -> "Registers":
        """Every register supplied, and nothing in any of them."""
        return cls(**{name: () for name in cls.__struct_fields__})


REGISTERS: dict[str, type[msgspec.Struct]] = {
    "agreements": Agreement,
    "holds": Hold,
    "optouts": Optout,
    "persons": Person,
    "relations": Relation,
    "mandates": Mandate,
    "lines": Line,
    "qualifications": Qualification,
    "notices": Notice,
}
"""What stands when an attempt is to be made."""

REVIEWS = "reviews"
FILES: dict[str, type[msgspec.Struct]] = {**REGISTERS, REVIEWS: Review}
"""What a folder of registers may hold: also what is known of an attempt only once it was made."""
