"""One attempt with all that is known of it: the ask, what was told since, how it stands."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from zilv.attempts.rows import instant
from zilv.gate.actor import Actor
from zilv.gate.ask import Answer, Ask, Receipt, Status
from zilv.gate.book import CANCELLED, OVERDUE, REPORTED, RESERVED, Kept, Page, Past, Written
from zilv.gate.door import encoded, shape_of
from zilv.gate.refusal import Refused
from zilv.privacy.token import from_text
from zilv.rules import three
from zilv.rules.finding import Finding

_STATES: dict[int, Status] = {RESERVED: "reserved", OVERDUE: "overdue", REPORTED: "reported", CANCELLED: "cancelled"}
_encoder = msgspec.json.Encoder()


class AskBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The journal's body of an ask: what was asked, in tokens; what was answered; under which registers and law.

    `ahead`: the laws to come under which `retry_at` was sought, by bundle. None: none was to come, or the entry was
    written when nobody looked ahead.
    """

    ask: Ask
    answer: Answer
    digest: str
    register: int
    law: int
    key_id: str
    ahead: tuple[str, ...] | None = None


class Stopped(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that stops an attempt, as whoever permits it sees it. `row_id`: the hold, or the signal's proposal."""

    topic: str
    provision: str
    outcome: three.Outcome
    row_id: int = 0


class ToldBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The journal's body of an outcome, a cancellation or a ruling: what was told, by which key, and the receipt.

    Of a ruling `stops`: what stopped the attempt then.
    """

    told: dict[str, Any]
    digest: str
    key_id: str
    receipt: Receipt
    holder: str = ""
    stops: tuple[Stopped, ...] = ()


class FindingBody(msgspec.Struct, frozen=True, kw_only=True):
    """The journal's body of what an attempt turns out to have broken; a later one of the same attempt replaces it."""

    findings: tuple[Finding, ...]
    because: str


_ask = msgspec.json.Decoder(AskBody)
_told = msgspec.json.Decoder(ToldBody)
_finding = msgspec.json.Decoder(FindingBody)


class Matter(NamedTuple):
    """One attempt: how it was asked for and answered first, the journal since, and how it stands in the book."""

    first: Written
    asked: AskBody
    later: Sequence[Written]
    kept: Kept | None

    @property
    def past(self) -> Past:
        """The attempt as the book keeps it, or as it would have been kept."""
        if self.kept is not None:
            return self.kept.past
        ask = self.asked.ask
        return past_of(ask, self.first.entry.attempt_id, self.first.entry.at)

    def ruling_lines(self) -> list[Written]:
        """The journal of what persons decided, oldest first."""
        return [line for line in self.later if line.entry.kind == "ruling"]

    def rulings(self) -> list[ToldBody]:
        """What persons decided, oldest first."""
        return [_told.decode(line.entry.body) for line in self.ruling_lines()]

    def findings(self) -> tuple[Finding, ...]:
        """What the attempt turned out to have broken, as last found."""
        found = [line for line in self.later if line.entry.kind == "finding"]
        return _finding.decode(found[-1].entry.body).findings if found else ()

    def overridden(self) -> tuple[Finding, ...]:
        """What persons permitted although it was forbidden: a finding, whatever came of the attempt."""
        return tuple(finding for body in self.rulings() for finding in body.receipt.findings)

    @property
    def permitted(self) -> ToldBody | None:
        """The last ruling that gave an answer, if there is one."""
        return next((body for body in reversed(self.rulings()) if body.receipt.answer is not None), None)

    @property
    def answer(self) -> Answer:
        """The answer that was recorded last: that of the last ruling that gave one, else the first."""
        ruled = self.permitted
        return ruled.receipt.answer if ruled and ruled.receipt.answer else self.asked.answer

    @property
    def status(self) -> Status:
        """How the attempt stands."""
        if self.kept is not None:
            return _STATES[self.kept.state]
        rulings = self.rulings()
        if rulings:
            return rulings[-1].receipt.status
        return "denied" if self.asked.answer.decision == "deny" else "held"

    def receipt(self) -> Receipt:
        """How the attempt stands, as it travels."""
        return Receipt(
            attempt_id=self.past.attempt_id,
            status=self.status,
            at=iso(self.past.at),
            findings=self.findings(),
            answer=self.answer,
        )

    def repeated(self, idem: str, digest: str) -> Receipt | None:
        """The receipt of what was told under this key before. Raises Refused where it told something else."""
        for line in self.later:
            if line.entry.idem == idem:
                body = _told.decode(line.entry.body)
                if body.digest != digest:
                    raise Refused("key_reused")
                return body.receipt
        return None


def matter_of(page: Page, attempt_id: str, actor: Actor) -> Matter:
    """The attempt, if it is this lender's and, for an agency's key, that agency's.

    Raises Refused, the same for another's attempt as for one that is not there.
    """
    lines = page.entries_of(actor.lender, attempt_id)
    if not lines or lines[0].entry.kind != "ask":
        raise Refused("unknown_attempt")
    asked = _ask.decode(lines[0].entry.body)
    if actor.agency and asked.ask.agency != actor.agency:
        raise Refused("unknown_attempt")
    return Matter(lines[0], asked, lines[1:], page.kept(actor.lender, attempt_id))


def locked_matter(page: Page, attempt_id: str, actor: Actor) -> Matter:
    """As `matter_of`, with its person and number held until the page closes."""
    past = matter_of(page, attempt_id, actor).past
    page.lock(past.lender, [past.person], [past.number] if past.number else [])
    return matter_of(page, attempt_id, actor)


def past_of(ask: Ask, attempt_id: str, at: int) -> Past:
    """An ask, in tokens, as an attempt of the book."""
    return Past(
        attempt_id=attempt_id,
        lender=ask.lender,
        person=from_text(ask.person),
        at=at,
        shape=encoded(shape_of(ask)),
        number=from_text(ask.number) if ask.number else 0,
        account=from_text(ask.account) if ask.account else 0,
        line=ask.line or "",
        agency=ask.agency or "",
        collector=ask.collector or "",
    )


def digest_of(told: msgspec.Struct) -> str:
    """What makes the same key tell the same: a digest of everything but the key."""
    return hashlib.sha256(_encoder.encode(msgspec.structs.replace(told, key=""))).hexdigest()[:32]


def json_of(body: msgspec.Struct) -> str:
    """A body as the journal keeps it."""
    return _encoder.encode(body).decode()


def iso(at: int) -> str:
    """UTC microseconds as ISO 8601."""
    second, micros = divmod(at, 1_000_000)
    return f"{_second(second)}.{micros:06d}Z" if micros else f"{_second(second)}Z"


@lru_cache(64)
def _second(second: int) -> str:
    return instant(second * 1_000_000).isoformat().removesuffix("+00:00")
