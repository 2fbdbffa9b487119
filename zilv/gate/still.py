"""Whether a recorded permit still stands: told to whoever looks at the attempt, or asks once more what was ruled on."""

from collections.abc import Sequence

import msgspec

from zilv.gate.actor import Actor
from zilv.gate.ahead import to_come
from zilv.gate.ask import Answer, Receipt
from zilv.gate.book import OVERDUE, RESERVED, Page, Seen, Wanted
from zilv.gate.decide import Result, answer_of, decide_all, law_or_doubt, still_permitted, us_of
from zilv.gate.desk import Desk, next_instant
from zilv.gate.door import Asked, encoded, shape_of
from zilv.gate.matter import Matter, ToldBody, iso, matter_of
from zilv.gate.proposed import held_back, proposals
from zilv.gate.refusal import Refused
from zilv.gate.ruling import permitted_until
from zilv.gate.stopped import beyond, stopped
from zilv.gate.weigh import weigh


def attempt(page: Page, attempt_id: str, actor: Actor, desk: Desk) -> Receipt:
    """How an attempt stands; a permit that was recorded is told only while it stands. Raises Refused."""
    matter = matter_of(page, attempt_id, actor)
    receipt = matter.receipt()
    if matter.kept is None or matter.kept.state not in (RESERVED, OVERDUE):
        return receipt
    return msgspec.structs.replace(receipt, answer=_standing(page, matter, desk))


def decided(page: Page, asks: Sequence[Asked], desk: Desk) -> list[Result]:
    """As `decide`; an ask that comes again after a person permitted it has that permit, while it stands.

    For asks that come for the first time nothing more is read: nobody can have ruled on them.
    """
    results, again = decide_all(page, asks, desk)
    return [
        _since(page, answer, a.ask.lender, desk) if a.idem in again else answer
        for a, answer in zip(asks, results, strict=True)
    ]


def _since(page: Page, answer: Result, lender: str, desk: Desk) -> Result:
    if isinstance(answer, Refused) or answer.decision == "permit":
        return answer
    if not (answer.attempt_id and page.kept(lender, answer.attempt_id)):
        return answer
    matter = matter_of(page, answer.attempt_id, Actor("", lender, "", frozenset()))
    return answer if matter.permitted is None else _standing(page, matter, desk)


def _standing(page: Page, matter: Matter, desk: Desk) -> Answer:
    """The permit that was recorded last; held where it stands no longer, as of now."""
    answer, past, kept = matter.answer, matter.past, matter.kept
    if kept is None or kept.state not in (RESERVED, OVERDUE):
        return msgspec.structs.replace(answer, decision="hold", code="permit_spent")
    wanted = Wanted(past.lender, [past.person], [past.number] if past.number else [], None)
    seen = desk.look(page, wanted, {past.shape})
    if answer.dial_by is not None and us_of(answer.dial_by) <= seen.now:
        return msgspec.structs.replace(answer, decision="hold", code="permit_expired")
    if matter.permitted is None:
        return still_permitted(page, [(_asked(matter), answer)], seen, desk)[0]
    return _still_ruled(page, matter, matter.permitted, seen, desk)


def _still_ruled(page: Page, matter: Matter, ruled: ToldBody, seen: Seen, desk: Desk) -> Answer:
    """What a person permitted, only if nothing stops it now but what was permitted, and no longer than until something
    does. Its own reservation does not count against it.
    """
    answer, past = matter.answer, matter.past
    at = next_instant(seen.now, list(seen.past))
    seen = seen._replace(past=[row for row in seen.past if row.attempt_id != past.attempt_id])
    law = law_or_doubt(seen, desk, past.lender, at)
    if isinstance(law, str):
        return Answer(decision="hold", code=law)
    row, registers = past._replace(at=at), desk.registers(page, past.lender, seen)
    if beyond(stopped(row, seen, registers, law, desk.words), ruled.stops):
        found = weigh([row], seen.past, registers, law, desk.words)[0]
        now = held_back(answer_of(row, found, law, desk), row, proposals(seen.rows))
        why = {"findings": now.findings, "retry_at": now.retry_at, "bundle": now.bundle}
        return msgspec.structs.replace(answer, decision="hold", code="permit_overtaken", **why)
    stands = permitted_until(at, lambda then: stopped(row._replace(at=then), seen, registers, law, desk.words))
    later = (one.since - 1 for one in to_come(desk.laws, past.lender, at))
    return msgspec.structs.replace(
        answer, dial_by=min([answer.dial_by or iso(stands), *map(iso, (stands, *later))], key=us_of)
    )


def _asked(matter: Matter) -> Asked:
    """The ask as it came through the door."""
    body, past = matter.asked, matter.past
    return Asked(
        ask=body.ask,
        person=past.person,
        number=past.number,
        account=past.account,
        shape=encoded(shape_of(body.ask)),
        idem=matter.first.entry.idem or "",
        digest=body.digest,
        key_id=body.key_id,
    )
