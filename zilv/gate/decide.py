"""What is decided on a page: each ask is judged, and what is permitted is reserved, in one durable step."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from zilv.attempts.rows import microseconds
from zilv.errors import LawError
from zilv.gate.ahead import Later, to_come
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


class Made(NamedTuple):
    """What a page comes to: a result for each ask, and the `idem` of those whose key was used before."""

    results: list[Result]
    again: frozenset[str]


def decide(page: Page, asks: Sequence[Asked], desk: Desk, reserve: bool = True) -> list[Result]:
    """The results of `decide_all`."""
    return decide_all(page, asks, desk, reserve).results


def decide_all(page: Page, asks: Sequence[Asked], desk: Desk, reserve: bool = True) -> Made:
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
    again = [a for a in asks if a.idem in seen.known]
    fresh = [a for a in asks if a.idem not in seen.known]
    answers: dict[str, Result] = dict(zip((a.idem for a in again), _repeated(page, again, seen, desk), strict=True))
    answers |= zip((a.idem for a in fresh), _answered(page, fresh, seen, desk, reserve), strict=True)
    return Made([answers[a.idem] for a in asks], frozenset(a.idem for a in again))


def _repeated(page: Page, asks: list[Asked], seen: Seen, desk: Desk) -> list[Result]:
    """The recorded answer to each ask that comes again; a permit that no longer stands is held."""
    recorded = [_recorded(page, a, seen) for a in asks]
    stands = [
        (a, answer)
        for a, answer in zip(asks, recorded, strict=True)
        if isinstance(answer, Answer) and answer.decision == "permit"
    ]
    still = iter(still_permitted(page, stands, seen, desk))
    permits = {a.idem for a, _ in stands}
    return [next(still) if a.idem in permits else answer for a, answer in zip(asks, recorded, strict=True)]


def _recorded(page: Page, a: Asked, seen: Seen) -> Result:
    """What was answered. What was cancelled or reported is reserved no more (`permit_spent`); what expired still counts
    (`permit_expired`).
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
    if answer.dial_by is not None and us_of(answer.dial_by) <= seen.now:
        return msgspec.structs.replace(answer, decision="hold", code="permit_expired")
    return answer


def still_permitted(page: Page, stands: list[tuple[Asked, Answer]], seen: Seen, desk: Desk) -> list[Answer]:
    """Each recorded permit, only if it would be given now, and no longer than it then would stand: what was told since,
    registers and law may stop it (`permit_overtaken`). Its own reservation does not count against it.
    """
    if not stands:
        return []
    lender, own = stands[0][0].ask.lender, {answer.attempt_id for _, answer in stands}
    theirs = _to_come(seen)
    timely = [row for row in seen.past if row.at <= seen.now + BEHIND_US]
    at = next_instant(seen.now, timely)
    law = law_or_doubt(seen, desk, lender, at)
    if isinstance(law, str):
        return [Answer(decision="hold", code=law) for _ in stands]
    rows, others = [_row(a, at) for a, _ in stands], [row for row in timely if row.attempt_id not in own]
    found = weigh(rows, others, desk.registers(page, lender, seen), law, desk.words, to_come(desk.laws, lender, at))
    proposed = proposals(seen.rows)
    judged = zip(stands, rows, found, strict=True)
    return [
        Answer(decision="hold", code="clock_behind")
        if not theirs.isdisjoint((a.person, a.number))
        else _as_now(told, held_back(answer_of(row, one, law, desk), row, proposed))
        for (a, told), row, one in judged
    ]


def _as_now(told: Answer, now: Answer) -> Answer:
    """A permit that was told, as it stands now."""
    if now.decision != "permit":
        why = {"findings": now.findings, "retry_at": now.retry_at, "bundle": now.bundle}
        return msgspec.structs.replace(told, decision="hold", code="permit_overtaken", **why)
    return msgspec.structs.replace(told, dial_by=min(filter(None, (told.dial_by, now.dial_by)), key=us_of))


def us_of(told: str) -> int:
    """The instant of an ISO 8601 text, UTC microseconds."""
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
    later = to_come(desk.laws, asks[0].ask.lender, at)
    if later and (first := later[0].since - at) < len(asks):  # the page's last asks lie where another law binds
        begun = seen._replace(now=later[0].since)
        halves = (asks[:first], seen), (asks[first:], begun)
        return [answer for half, when in halves for answer in _answered(page, half, when, desk, reserve)]
    registers = desk.registers(page, asks[0].ask.lender, seen)
    rows = [_row(a, at + n) for n, a in enumerate(asks)]
    weighed = weigh(rows, seen.past, registers, law, desk.words, later)
    proposed = proposals(seen.rows)
    judged = zip(rows, weighed, strict=True)
    answers = [held_back(answer_of(row, found, law, desk), row, proposed) for row, found in judged]
    if reserve:
        made = list(zip(asks, rows, answers, weighed, strict=True))
        reserved = [kept_of(a, row, desk) for a, row, answer, _ in made if answer.decision == "permit"]
        entries = [_entry(a, row, answer, seen, ahead_of(later, found)) for a, row, answer, found in made]
        page.write(entries, reserved)
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
    theirs = _to_come(seen)
    held = {a.idem for a in asks if not theirs.isdisjoint((a.person, a.number))}
    timely = seen._replace(past=[row for row in seen.past if row.at <= seen.now + BEHIND_US])
    others = iter(_answered(page, [a for a in asks if a.idem not in held], timely, desk, reserve))
    return [Answer(decision="hold", code="clock_behind") if a.idem in held else next(others) for a in asks]


def _to_come(seen: Seen) -> set[int]:
    """The persons and numbers of attempts that are still to come, as a clock that was ahead leaves them."""
    coming = [row for row in seen.past if row.at > seen.now + BEHIND_US]
    return {token for row in coming for token in (row.person, row.number)} - {0}


def law_or_doubt(seen: Seen, desk: Desk, lender: str, at: int) -> Law | str:
    """The law that binds now; or, as a code, why nothing can be decided at all."""
    if (doubt := desk.steady.doubt(seen.now, seen.steady, seen.latest)) is not None:
        return doubt
    if at > seen.now + BEHIND_US:
        return "clock_behind"
    try:
        return desk.laws.of(lender, at)
    except LawError:
        desk.laws.missed(lender, at)
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


def ahead_of(later: Sequence[Later], found: Weighed) -> tuple[str, ...] | None:
    """See `AskBody.ahead`."""
    return tuple(bundle(one.law) for one in later[: found.ahead] if one.law is not None) if later else None


def _entry(a: Asked, row: Past, answer: Answer, seen: Seen, ahead: tuple[str, ...] | None) -> Entry:
    body = AskBody(
        ask=a.ask,
        answer=answer,
        digest=a.digest,
        register=seen.versions.register,
        law=seen.versions.law,
        key_id=a.key_id,
        ahead=ahead,
    )
    return Entry(row.at, "ask", row.lender, row.attempt_id, a.idem, json_of(body), row.person)
