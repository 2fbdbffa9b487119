"""What a person decides: to permit what was held, with a reason; to override a denial, which takes two."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from zilv.attempts.rows import DAY_US, MINUTE_US
from zilv.gate.actor import NEEDS_A_HOLDER, Actor, same_holder
from zilv.gate.ahead import to_come
from zilv.gate.ask import Answer, Receipt, Ruling, Status
from zilv.gate.book import RESERVED, Entry, Kept, Page, Past, Wanted
from zilv.gate.decide import answer_of, law_or_doubt
from zilv.gate.desk import Desk, next_instant
from zilv.gate.door import idem
from zilv.gate.matter import FindingBody, Matter, Stopped, ToldBody, digest_of, iso, json_of, locked_matter
from zilv.gate.refusal import Refused
from zilv.gate.stopped import beyond, stopped
from zilv.gate.weigh import weigh
from zilv.rules.finding import Finding
from zilv.rules.stands import STEPS

STANDS_MINUTES = 10
"""So long at most what a person permits may be dialled: whoever asked has to learn of it first."""

OPEN_US = DAY_US
"""So long a first person's override waits for a second."""

AWAITING: tuple[Status, ...] = ("held", "denied", "awaiting_second")


class Ruled(NamedTuple):
    """What a ruling comes to: the receipt; the reservation, if one is made; what stopped the attempt."""

    receipt: Receipt
    kept: Kept | None = None
    stops: tuple[Stopped, ...] = ()


def rule(page: Page, attempt_id: str, ruling: Ruling, actor: Actor, desk: Desk) -> Receipt:
    """Record what a person decides on an ask that awaits it; the attempt is then judged anew, as of now.

    What the law leaves in doubt now one person may permit; what it forbids now, only two different ones who saw the
    same stop it, and that is a finding. Raises Refused.
    """
    if actor.agency or actor.scopes.isdisjoint(NEEDS_A_HOLDER):
        raise Refused("scope_missing")
    if not actor.holder:
        raise Refused("holder_needed")
    matter = locked_matter(page, attempt_id, actor)
    digest, mark = digest_of(ruling), idem("ruling", attempt_id, ruling.key)
    if (before := matter.repeated(mark, digest)) is not None:
        return before
    if matter.status not in AWAITING:
        raise Refused("not_awaiting")
    refused = ruling.verdict == "refuse"
    ruled = Ruled(_receipt(matter, "refused", None)) if refused else _permitted(page, matter, actor, desk)
    if ruled.kept is not None:
        page.put([ruled.kept])
    body = ToldBody(
        told=msgspec.to_builtins(ruling),
        digest=digest,
        key_id=actor.key_id,
        receipt=ruled.receipt,
        holder=actor.holder,
        stops=ruled.stops,
    )
    entries = [Entry(page.now(), "ruling", actor.lender, attempt_id, mark, json_of(body), matter.past.person)]
    if ruled.receipt.findings and ruled.kept is not None:
        found = FindingBody(findings=ruled.receipt.findings, because=f"override of {attempt_id}")
        entries.append(Entry(page.now(), "finding", actor.lender, attempt_id, None, json_of(found), matter.past.person))
    page.write(entries)
    return ruled.receipt


def _permitted(page: Page, matter: Matter, actor: Actor, desk: Desk) -> Ruled:
    """What permitting comes to, as the law stands now."""
    past = matter.past
    wanted = Wanted(past.lender, [past.person], [past.number] if past.number else [], None)
    seen = desk.look(page, wanted, {past.shape})
    at = next_instant(seen.now, list(seen.past))
    law = law_or_doubt(seen, desk, past.lender, at)
    if isinstance(law, str):
        raise Refused("not_decidable", law)
    row = past._replace(at=at)
    registers = desk.registers(page, past.lender, seen)
    found = weigh([row], seen.past, registers, law, desk.words)[0]
    answer = answer_of(row, found, law, desk)
    needed = "override" if answer.decision == "deny" else "rule"
    if needed not in actor.scopes:
        raise Refused("scope_missing", needed)
    stops = stopped(row, seen, registers, law, desk.words)
    if answer.decision == "deny" and not _seconded(matter, actor, at, stops):
        return Ruled(_receipt(matter, "awaiting_second", None), None, stops)
    broken = tuple(f for f in answer.findings if f.outcome == "forbidden")
    stands = permitted_until(at, lambda then: stopped(row._replace(at=then), seen, registers, law, desk.words))
    stands = min([stands, *(one.since - 1 for one in to_come(desk.laws, past.lender, at))])
    reserved = Kept(row, RESERVED, at + desk.ttl_us, None, None, actor.key_id)
    permit = msgspec.structs.replace(
        answer, decision="permit", retry_at=None, dial_by=iso(stands), due=iso(reserved.due), ruled=True
    )
    return Ruled(_receipt(matter, "reserved", permit, row, broken), reserved, stops)


def permitted_until(at: int, stops: Callable[[int], tuple[Stopped, ...]]) -> int:
    """Until when nothing stops the attempt but what was permitted: nobody has permitted what the law says later."""
    permitted, good = stops(at), at
    for _ in range(STANDS_MINUTES):
        end = good + MINUTE_US
        if not beyond(stops(end), permitted):
            good = end
            continue
        for _ in range(STEPS):
            middle = (good + end) // 2
            good, end = (middle, end) if not beyond(stops(middle), permitted) else (good, middle)
        break
    return good


def _seconded(matter: Matter, actor: Actor, at: int, stops: tuple[Stopped, ...]) -> bool:
    """Whether another person overrode before, not too long ago, and saw all that stops the attempt now.

    Raises Refused where only this person did.
    """
    firsts = [
        body.holder
        for line, body in zip(matter.ruling_lines(), matter.rulings(), strict=True)
        if body.receipt.status == "awaiting_second" and line.entry.at > at - OPEN_US and not beyond(stops, body.stops)
    ]
    if firsts and all(same_holder(first, actor.holder) for first in firsts):
        raise Refused("second_person_needed")
    return bool(firsts)


def _receipt(
    matter: Matter,
    status: Status,
    answer: Answer | None,
    row: Past | None = None,
    findings: tuple[Finding, ...] = (),
) -> Receipt:
    past = row or matter.past
    return Receipt(attempt_id=past.attempt_id, status=status, at=iso(past.at), findings=findings, answer=answer)
