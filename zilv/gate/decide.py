"""What is decided on a page: each ask is judged, and what is permitted is reserved, in one durable step."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec

from zilv.attempts.rows import microseconds
from zilv.errors import LawError
from zilv.gate.ask import Answer
from zilv.gate.book import OVERDUE, RESERVED, Entry, Kept, Page, Past, Seen, Wanted, Written
from zilv.gate.desk import Desk, next_instant
from zilv.gate.door import Asked
from zilv.gate.matter import AskBody, iso, json_of
from zilv.gate.proposed import held_back, proposals
from zilv.gate.refusal import Refused
from zilv.gate.steady import BEHIND_US
from zilv.gate.weigh import Weighed, weigh
from zilv.rules.library import Law
from zilv.rules.three import FORBIDDEN, UNDETERMINED

Result = Answer | Refused


def decide(page: Page, asks: Sequence[Asked], desk: Desk, reserve: bool = True) -> list[Result]:
    """The answer to each ask, all of one lender and no two of one person or number; with `reserve`, recorded.

    An ask whose key was used before has the recorded answer, or is refused where it asked something else.
    """
    lender = asks[0].ask.lender
    persons, numbers = sorted({a.person for a in asks}), sorted({a.number for a in asks} - {0})
    if reserve:
        page.lock(lender, persons, numbers, [a.idem for a in asks])
    wanted = Wanted(lender, persons, numbers, None, [a.idem for a in asks] if reserve else [])
    seen = desk.look(page, wanted, {a.shape for a in asks})
    fresh = [a for a in asks if a.idem not in seen.known]
    answers = dict(zip((a.idem for a in fresh), _answered(page, fresh, seen, desk, reserve), strict=True))
    return [answers.get(a.idem) or _repeated(page, seen.known[a.idem], a.digest, seen.now) for a in asks]


def _repeated(page: Page, line: Written, digest: str, now: int) -> Result:
    """The recorded answer to an ask that comes again; a permit that no longer stands is held.

    What was cancelled or reported is reserved no more (`permit_spent`); what expired still counts (`permit_expired`).
    """
    body = msgspec.json.decode(line.entry.body, type=AskBody)
    if body.digest != digest:
        return Refused("key_reused")
    answer = body.answer
    if answer.decision != "permit":
        return answer
    kept = page.kept(line.entry.lender, line.entry.attempt_id)
    if kept is None or kept.state not in (RESERVED, OVERDUE):
        return msgspec.structs.replace(answer, decision="hold", code="permit_spent")
    if answer.dial_by is not None and microseconds(datetime.fromisoformat(answer.dial_by)) <= now:
        return msgspec.structs.replace(answer, decision="hold", code="permit_expired")
    return answer


def _answered(page: Page, asks: list[Asked], seen: Seen, desk: Desk, reserve: bool) -> list[Answer]:
    if not asks:
        return []
    timely = [row for row in seen.past if row.at <= seen.now + BEHIND_US]
    at = next_instant(seen.now, timely)
    law = law_or_doubt(seen, desk, asks[0].ask.lender, at)
    if isinstance(law, str):
        return [Answer(decision="hold", code=law) for _ in asks]
    if len(timely) < len(seen.past):
        return _apart(page, asks, seen, desk, reserve)
    registers = desk.registers(page, asks[0].ask.lender, seen)
    rows = [_row(a, at + n) for n, a in enumerate(asks)]
    weighed = weigh(rows, seen.past, registers, law, desk.words)
    judged = [(row, answer_of(row, found, law, desk)) for row, found in zip(rows, weighed, strict=True)]
    proposed = proposals(seen.rows)
    answers = [held_back(answer, row, proposed) for row, answer in judged]
    if reserve:
        made = list(zip(asks, rows, answers, strict=True))
        reserved = [kept_of(a, row, desk) for a, row, answer in made if answer.decision == "permit"]
        page.write([_entry(a, row, answer, seen) for a, row, answer in made], reserved)
        return answers
    return [msgspec.structs.replace(answer, attempt_id=None, due=None) for answer in answers]


def _row(a: Asked, at: int) -> Past:
    """As `past_of`, of what the door worked out already."""
    ask = a.ask
    who = ask.line or "", ask.agency or "", ask.collector or ""
    return Past(new_id(at), ask.lender, a.person, at, a.shape, a.number, a.account, *who)


def _apart(page: Page, asks: list[Asked], seen: Seen, desk: Desk, reserve: bool) -> list[Answer]:
    """Where a clock that was ahead left attempts that are still to come: an ask about their persons or numbers is held,
    for its instant would have to lie after them; the others are answered as ever.
    """
    coming = [row for row in seen.past if row.at > seen.now + BEHIND_US]
    theirs = {token for row in coming for token in (row.person, row.number)} - {0}
    held = {a.idem for a in asks if not theirs.isdisjoint((a.person, a.number))}
    timely = seen._replace(past=[row for row in seen.past if row.at <= seen.now + BEHIND_US])
    others = iter(_answered(page, [a for a in asks if a.idem not in held], timely, desk, reserve))
    return [Answer(decision="hold", code="clock_behind") if a.idem in held else next(others) for a in asks]


def law_or_doubt(seen: Seen, desk: Desk, lender: str, at: int) -> Law | str:
    """The law that binds now; or, as a code, why nothing can be decided at all."""
    if (doubt := desk.steady.doubt(seen.now, seen.steady, seen.latest)) is not None:
        return doubt
    if at > seen.now + BEHIND_US:
        return "clock_behind"
    try:
        return desk.laws.of(lender, at)
    except LawError:
        return "law_differs"


def new_id(at: int) -> str:
    """An attempt's id: ids sort by instant, nobody can guess one, and none can be taken for a telephone number."""
    return f"{at:014x}{secrets.token_hex(8)}".translate(_LETTERS)


_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def kept_of(a: Asked, row: Past, desk: Desk) -> Kept:
    """The reservation."""
    return Kept(row, RESERVED, row.at + desk.ttl_us, None, None, a.key_id)


def answer_of(row: Past, found: Weighed, law: Law, desk: Desk) -> Answer:
    """The answer as it travels."""
    stopped = found.strictest >= UNDETERMINED
    return Answer(
        decision="deny" if found.strictest == FORBIDDEN else "hold" if stopped else "permit",
        attempt_id=row.attempt_id,
        at=iso(row.at),
        findings=found.findings,
        retry_at=iso(found.retry_at) if stopped and found.retry_at is not None else None,
        bundle=bundle(law),
        dial_by=None if found.stands is None else iso(found.stands),
        due=None if stopped else iso(row.at + desk.ttl_us),
    )


def bundle(law: Law) -> str:
    """The law's version and the beginning of its digest."""
    return f"{law.version}+{law.digest[:12]}"


def _entry(a: Asked, row: Past, answer: Answer, seen: Seen) -> Entry:
    body = AskBody(
        ask=a.ask,
        answer=answer,
        digest=a.digest,
        register=seen.versions.register,
        law=seen.versions.law,
        key_id=a.key_id,
    )
    return Entry(row.at, "ask", row.lender, row.attempt_id, a.idem, json_of(body), row.person)
