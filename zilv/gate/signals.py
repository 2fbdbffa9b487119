"""What was heard in a contact acts at once: a register entry is proposed, and holds every agency until it is decided.

The entry stands in its register from the moment it is proposed, its evidence says that it is a proposal and quotes
what was said, redacted; what it holds says `proposed.py`. Confirmed, it is written anew with who confirmed it, and the
law judges by it as by any row; rejected, it ends.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from zilv.gate import registers
from zilv.gate.actor import Actor
from zilv.gate.ask import Ask, Long
from zilv.gate.book import Page, RegisterRow
from zilv.gate.matter import locked_matter, matter_of
from zilv.gate.refusal import Refused
from zilv.gate.registers import Change
from zilv.gate.standing import PROPOSED, row_of
from zilv.privacy.redact.redact import redacted
from zilv.privacy.token import from_text
from zilv.registers.rows import Hold, Optout

Signal = Literal["stop_request", "hardship", "vulnerability", "dispute", "deceased", "wrong_person"]
CONFIRMED = "已确认 confirmed"
QUOTE_MAX = 400


class Heard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signal, the words that carried it, and in which turn of the contact's transcript they stand."""

    signal: Signal
    quote: Annotated[str, msgspec.Meta(min_length=1, max_length=QUOTE_MAX)]
    turn: Annotated[int, msgspec.Meta(ge=0, le=100_000)] | None = None


class Decided(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person decides on a proposal, and why."""

    verdict: Literal["confirm", "reject"]
    reason: Long


class Proposal(NamedTuple):
    """A proposed entry: where it stands, its number, its columns."""

    register: str
    row_id: int
    row: dict[str, Any]

    @property
    def decided(self) -> bool:
        """Whether a person has decided on it: only so a proposal ends."""
        return self.row.get("until") is not None


_Made = tuple[str, Hold | Optout]


def _hold(reason: str, account: bool = False) -> Callable[[Ask, str], _Made]:
    def made(ask: Ask, evidence: str) -> _Made:
        return "holds", Hold(
            person=ask.person, account=ask.account if account else None, reason=reason, evidence=evidence
        )

    return made


def _stop(ask: Ask, evidence: str) -> _Made:
    """The debtor's wish stops collection; a third person's closes the number."""
    if ask.party in (None, "debtor", "guarantor"):
        return "holds", Hold(person=ask.person, reason="cease", evidence=evidence)
    return _closed(ask, evidence)


def _closed(ask: Ask, evidence: str) -> _Made:
    if not ask.number:
        raise Refused("register_row_bad", "该次触达未记录号码 · the attempt has no number")
    return "optouts", Optout(person=ask.person, number=ask.number, evidence=evidence)


_ENTRIES: dict[Signal, Callable[[Ask, str], _Made]] = {
    "stop_request": _stop,
    "hardship": _hold("hardship"),
    "vulnerability": _hold("hardship"),
    "dispute": _hold("dispute", account=True),
    "deceased": _hold("deceased"),
    "wrong_person": _closed,
}


def propose(page: Page, attempt_id: str, heard: Heard, actor: Actor) -> Proposal:
    """Enter what was heard in this attempt, for this lender and all its agencies. Raises Refused.

    The same again changes nothing, also once a person has decided on it: then the entry as it ended is given. Anybody
    who may report on the attempt may propose: an entry only ever holds back.
    """
    matter_of(page, attempt_id, actor)  # whoever may not propose keeps nobody waiting
    turn = "" if heard.turn is None else f"#{heard.turn}"
    place = f"{PROPOSED} · {heard.signal} · {attempt_id}{turn} · “"
    evidence = f"{place}{redacted(heard.quote).text}”"
    page.lock_registers()
    ask = locked_matter(page, attempt_id, actor).asked.ask
    register, record = _ENTRIES[heard.signal](ask, evidence)
    known = _known(page, actor.lender, from_text(ask.person), evidence, evidence if heard.turn is None else place)
    if known is not None:
        return known
    dated = msgspec.structs.replace(record, lender=actor.lender, since=page.now())
    (row_id,) = registers.add(page, Change(actor.lender, register, actor.key_id), [dated])
    return Proposal(register, row_id, msgspec.to_builtins(dated))


def _known(page: Page, lender: str, person: int, evidence: str, decided: str) -> Proposal | None:
    """The open proposal of the same words; else what a person has decided on, whose evidence begins as `decided` does:
    in one turn another passage of the same signal is no news."""
    for one in _open(page, lender, _OF_PERSON, person=person):
        if one.row["evidence"] == evidence:
            return one
    ended = _proposals(page, lender, "is not null", _OF_PERSON, person=person)
    return next((one for one in reversed(ended) if one.row["evidence"].startswith(decided)), None)


def decide(page: Page, row_id: int, decided: Decided, actor: Actor) -> Proposal:
    """A named person's decision on a proposal that is open: it is written anew as confirmed, or ends. Raises Refused.

    The entry as it then stands; of a rejected one, as it ended.
    """
    if actor.agency or "rule" not in actor.scopes:
        raise Refused("scope_missing", "rule")
    if not actor.holder:
        raise Refused("holder_needed")
    page.lock_registers()
    mine = _open(page, actor.lender, " and row_id = :row_id", row_id=row_id)
    if not mine:
        raise Refused("register_row_unknown")
    found = mine[0]
    change = Change(actor.lender, found.register, actor.key_id)
    ends = registers.end(page, change, row_id, decided=True)
    if decided.verdict == "reject":
        return Proposal(found.register, row_id, {**found.row, "until": ends})
    record = msgspec.convert(found.row, Hold if found.register == "holds" else Optout)
    evidence = found.row["evidence"].replace(PROPOSED, f"{CONFIRMED} · {actor.holder} · {decided.reason}", 1)
    confirmed = msgspec.structs.replace(record, evidence=evidence)
    (made,) = registers.add(page, change, [confirmed])
    return Proposal(found.register, made, msgspec.to_builtins(confirmed))


def open_proposals(page: Page, lender: str, after: int = 0) -> list[Proposal]:
    """Proposals of this lender that nobody has decided on, oldest first, 500 at a time from number `after` on."""
    return _open(page, lender, " and row_id > :after", after=after)


def _open(page: Page, lender: str, where: str, **given: int) -> list[Proposal]:
    return _proposals(page, lender, "is null", where, **given)


def _proposals(page: Page, lender: str, ended: str, where: str, **given: int) -> list[Proposal]:
    begins, text = f'%"evidence":"{PROPOSED} %', _PROPOSALS.format(ended=ended, where=where)
    found = [RegisterRow(*row) for row in page.do(text, lender=lender, begins=begins, **given)]
    return [Proposal(row.register, row.row_id, msgspec.to_builtins(row_of(row.register, row.body))) for row in found]


_OF_PERSON = " and person = :person"
_PROPOSALS = """
select row_id, register, lender, person, number, body from gate_register_row
where register in ('holds', 'optouts') and lender = :lender and ended {ended} and body like :begins{where}
order by row_id limit 500
"""
