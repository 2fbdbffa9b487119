"""What is decided on a page: each ask is judged, and what is permitted is reserved, in one durable step."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec

from zilv.attempts.rows import microseconds
from zilv.errors import LawError
from zilv.gate.ask import Answer
from zilv.gate.book import OVERDUE, RESERVED, Entry, Kept, Page, Past, Seen, Wanted
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

    An ask whose key was used before has the recorded answer while that stands, or is refused where it asked something
    else.
    """
    lender = asks[0].ask.lender
    persons, numbers = sorted({a.person for a in asks}), sorted({a.number for a in asks} - {0})
    if reserve:
        page.lock(lender, persons, numbers, [a.idem for a in asks])
    wanted = Wanted(lender, persons, numbers, None, [a.idem for a in asks] if reserve else [])
    seen = desk.look(page, wanted, {a.shape for a in asks})
    fresh = [a for a in asks if a.idem not in seen.known]
    answers = dict(zip((a.idem for a in fresh), _answered(page, fresh, seen, desk, reserve), strict=True))
    return [answers.get(a.idem) or _repeated(page, a, seen, desk) for a in asks]


def _repeated(page: Page, a: Asked, seen: Seen, desk: Desk) -> Result:
    """The recorded answer to an ask that comes again; a permit that no longer stands is held.

    What was cancelled or reported is reserved no more (`permit_spent`); what expired still counts (`permit_expired`),
    and so does what registers or law no longer permit (`permit_overtaken`).
    """
    line = seen.known[a.idem]
    body = msgspec.json.decode(line.entry.body, type=AskBody)
    if body.digest != a.digest:
        return Refused("key_reused")
    answer = body.answer
    if answer.decision != "permit":
        return answer
    kept = page.kept(line.entry.lender, line.entry.attempt_id)
    if kept is None or kept.state not in (RESERVED, OVERDUE):
        return msgspec.structs.replace(answer, decision="hold", code="permit_spent")
    if answer.dial_by is not None and _us(answer.dial_by) <= seen.now:
        return msgspec.structs.replace(answer, decision="hold", code="permit_expired")
    return _still_permitted(page, a, body, seen, desk)


def _still_permitted(page: Page, a: Asked, body: AskBody, seen: Seen, desk: Desk) -> Answer:
    """The recorded permit; where registers or law have changed since, only if it would be given now, and no longer than
    it then would stand. Its own reservation does not count against it.
    """
    answer = body.answer
    others = [row for row in seen.past if row.attempt_id != answer.attempt_id]
    at = next_instant(seen.now, others)
    law = law_or_doubt(seen, desk, a.ask.lender, at)
    if isinstance(law, str):
        return Answer(decision="hold", code=law)
    if seen.versions == (body.register, body.law) and bundle(law) == answer.bundle:
        return answer
    row = _row(a, at)
    found = weigh([row], others, desk.registers(page, a.ask.lender, seen), law, desk.words)[0]
    now = held_back(answer_of(row, found, law, desk), row, proposals(seen.rows))
    if now.decision != "permit":
        why = {"findings": now.findings, "retry_at": now.retry_at, "bundle": now.bundle}
        return msgspec.structs.replace(answer, decision="hold", code="permit_overtaken", **why)
    return msgspec.structs.replace(answer, dial_by=min(filter(None, (answer.dial_by, now.dial_by)), key=_us))


def _us(told: str) -> int:
    return microseconds(datetime.fromisoformat(told))


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
