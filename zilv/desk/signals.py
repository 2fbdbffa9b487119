"""Signals over HTTP: what was heard proposes a register entry that binds at once; a named person decides on it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zilv.desk.problem import Rejected, Wrong
from zilv.desk.process import running
from zilv.desk.registers import After, Strict, row_number
from zilv.gate import signals
from zilv.gate.actor import Actor
from zilv.gate.signals import QUOTE_MAX, Decided, Heard, Proposal, Signal

router = Router(tags=["signals"])
attempts = Router(tags=["signals"])


class HeardSent(Strict):
    """A signal, the words that carried it, and in which turn of the transcript they stand."""

    signal: Signal
    quote: str = Field(min_length=1, max_length=QUOTE_MAX, pattern=r"^[^\x00]*$")
    turn: int | None = Field(default=None, ge=0, le=100_000)


class DecidedSent(Strict):
    """What a person decides, and why."""

    verdict: str = Field(pattern="^(confirm|reject)$")
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class Proposed(Schema):
    """An entry as it stands: in which register, its number, its columns."""

    register_: str = Field(serialization_alias="register")
    row_id: int
    row: dict[str, Any]


class ProposedListed(Schema):
    """Open proposals, oldest first; `next`: where to go on, null at the end."""

    proposals: list[Proposed]
    next: int | None


@attempts.post("/{attempt_id}/signals", response=Proposed, by_alias=True, operation_id="propose")
def propose(request: HttpRequest, attempt_id: str, given: HeardSent) -> Any:
    """听到的信号 · What was heard in an attempt: the entry it proposes binds every agency at once, until decided."""
    heard = Heard(signal=given.signal, quote=given.quote, turn=given.turn)
    actor = _actor(request)
    return _shown(running().pages.on_page(lambda page: signals.propose(page, attempt_id, heard, actor), write=True))


@router.get("", response=ProposedListed, by_alias=True, operation_id="proposals")
def listed(request: HttpRequest, after: After = 0) -> Any:
    """待确认的登记 · Proposals that nobody has decided on."""
    lender = _actor(request).lender
    found = running().pages.on_page(lambda page: signals.open_proposals(page, lender, after))
    return {"proposals": list(map(_shown, found)), "next": found[-1].row_id if len(found) == 500 else None}


@router.post("/{row_id}/ruling", response=Proposed, by_alias=True, operation_id="decide_proposal")
def decide(request: HttpRequest, row_id: str, given: DecidedSent) -> Any:
    """具名人员确认或驳回 · A named person confirms a proposal, or rejects it, which ends the entry."""
    if not given.reason.strip():
        raise Rejected("invalid", errors=(Wrong("reason", "理由 · a reason"),))
    decided = Decided(verdict="confirm" if given.verdict == "confirm" else "reject", reason=given.reason)
    number, actor = row_number(row_id), _actor(request)
    return _shown(running().pages.on_page(lambda page: signals.decide(page, number, decided, actor), write=True))


def _actor(request: Any) -> Actor:
    actor: Actor = request.scope["zilv.actor"]
    return actor


def _shown(found: Proposal) -> dict[str, Any]:
    return {"register_": found.register, "row_id": found.row_id, "row": found.row}
