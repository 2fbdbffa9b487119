"""What is told afterwards: outcomes, late or twice or out of order; cancellations; what is overdue."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import msgspec

from zilv.attempts.rows import DAY_US
from zilv.errors import LawError
from zilv.gate.actor import Actor
from zilv.gate.ask import Cancel, Outcome, Receipt
from zilv.gate.book import CANCELLED, OVERDUE, REPORTED, RESERVED, Entry, Kept, Page, Past, Seen, Wanted
from zilv.gate.desk import Desk
from zilv.gate.door import encoded, idem, shape_of
from zilv.gate.laws import Laws
from zilv.gate.matter import FindingBody, Matter, ToldBody, digest_of, json_of, locked_matter, matter_of
from zilv.gate.refusal import Refused
from zilv.gate.told import together
from zilv.gate.weigh import breaches
from zilv.rules.library import Law
from zilv.rules.screen import Finding


def report(page: Page, attempt_id: str, outcome: Outcome, actor: Actor, desk: Desk) -> Receipt:
    """Take in how an attempt went. Raises Refused.

    What was denied, held or cancelled and was made all the same is in the book from then on. What turns out to have
    been a breach, here or in later attempts, becomes a finding.
    """
    matter = locked_matter(page, attempt_id, actor)
    digest, mark = digest_of(outcome), idem("outcome", attempt_id, outcome.key)
    if (before := matter.repeated(mark, digest)) is not None:
        return before
    kept = kept_after(matter, outcome)
    page.put([kept])
    seen = _around(page, matter, kept, desk)
    found = _found(page, matter, kept, seen, desk)
    _write_findings(page, seen, found, f"outcome of {attempt_id}", actor)
    receipt = msgspec.structs.replace(
        Matter(matter.first, matter.asked, matter.later, kept).receipt(),
        findings=found.get(attempt_id, matter.findings()),
    )
    body = ToldBody(told=msgspec.to_builtins(outcome), digest=digest, key_id=actor.key_id, receipt=receipt)
    page.write([Entry(seen.now, "outcome", actor.lender, attempt_id, mark, json_of(body), kept.past.person)])
    return receipt


def kept_after(matter: Matter, outcome: Outcome) -> Kept:
    """The attempt with what this outcome tells of it; what was told before and is not told again stands."""
    told = together([*matter.outcomes(), outcome])
    before = matter.kept
    return Kept(
        past=matter.past._replace(shape=encoded(told.shape(shape_of(matter.asked.ask)))),
        state=REPORTED,
        due=before.due if before else matter.past.at,
        seconds=told.seconds,
        recording=told.recording or None,
        key_id=before.key_id if before else matter.asked.key_id,
    )


def _as_expected(matter: Matter, kept: Kept) -> bool:
    """Whether all that is told was among what the gate had reckoned with: then no later attempt is touched."""
    before = matter.kept
    if before is None or before.state not in (RESERVED, OVERDUE):
        return False
    return matter.asked.answer.decision == "permit" and before.past.at == kept.past.at


def _around(page: Page, matter: Matter, kept: Kept, desk: Desk) -> Seen:
    """The history that judging this attempt, and those it touches, needs."""
    past = kept.past
    wanted = Wanted(past.lender, [past.person], [past.number] if past.number else [], None)
    if _as_expected(matter, kept):
        return desk.look(page, wanted, {past.shape}, max(page.now() - past.at, 0) // DAY_US + 1)
    seen = page.read(wanted)
    desk.refresh(seen, page)
    return seen


def _found(page: Page, matter: Matter, kept: Kept, seen: Seen, desk: Desk) -> Mapping[str, tuple[Finding, ...]]:
    """By attempt, what surely was forbidden, where that is not what was found before."""
    mine = kept.past
    past = [desk.words.as_told(row) for row in seen.past]
    touched = [mine] if _as_expected(matter, kept) else [row for row in past if row.at >= mine.at]
    registers = desk.registers(page, mine.lender, seen)
    changed = {}
    for law, rows in _by_law(touched, desk.laws):
        broken = breaches(past, registers, law, desk.words)
        for row in rows:
            found = broken.get(row.attempt_id, ())
            before = matter.findings() if row.attempt_id == mine.attempt_id else _findings_before(page, row)
            if found != before:
                changed[row.attempt_id] = found
    return changed


def _by_law(rows: Sequence[Past], laws: Laws) -> list[tuple[Law, list[Past]]]:
    """The rows by the law that bound when they were made; without those whose law is not on this machine."""
    sorted_out: dict[Law, list[Past]] = {}
    for row in rows:
        with suppress(LawError):
            sorted_out.setdefault(laws.of(row.lender, row.at), []).append(row)
    return list(sorted_out.items())


def _findings_before(page: Page, row: Past) -> tuple[Finding, ...]:
    return matter_of(page, row.attempt_id, Actor("", row.lender, "", frozenset())).findings()


def _write_findings(
    page: Page, seen: Seen, found: Mapping[str, tuple[Finding, ...]], because: str, actor: Actor
) -> None:
    persons = {row.attempt_id: row.person for row in seen.past}
    page.write(
        [
            Entry(
                seen.now,
                "finding",
                actor.lender,
                attempt_id,
                None,
                json_of(FindingBody(findings=findings, because=because)),
                persons[attempt_id],
            )
            for attempt_id, findings in found.items()
        ]
    )


def cancel(page: Page, attempt_id: str, told: Cancel, actor: Actor) -> Receipt:
    """Give a reservation back that was never dialled. Raises Refused."""
    matter = locked_matter(page, attempt_id, actor)
    digest, mark = digest_of(told), idem("cancel", attempt_id, told.key)
    if (before := matter.repeated(mark, digest)) is not None:
        return before
    if matter.kept is None or matter.kept.state not in (RESERVED, OVERDUE):
        raise Refused("not_reserved")
    kept = matter.kept._replace(state=CANCELLED)
    page.put([kept])
    receipt = Matter(matter.first, matter.asked, matter.later, kept).receipt()
    body = ToldBody(told=msgspec.to_builtins(told), digest=digest, key_id=actor.key_id, receipt=receipt)
    page.write([Entry(page.now(), "cancel", actor.lender, attempt_id, mark, json_of(body), kept.past.person)])
    return receipt


def flag_overdue(page: Page, limit: int = 500) -> int:
    """Flag reservations of one lender whose outcome is late, each once; they count on as whatever is strictest.

    How many were flagged.
    """
    now = page.now()
    late = page.overdue(now, limit)
    lender = late[0].past.lender if late else ""
    ours = [kept.past for kept in late if kept.past.lender == lender]
    page.lock(lender, sorted({past.person for past in ours}), [])
    fresh = [page.kept(lender, past.attempt_id) for past in ours]
    flagged = [kept._replace(state=OVERDUE) for kept in fresh if kept is not None and kept.state == RESERVED]
    page.put(flagged)
    page.write([Entry(now, "overdue", k.past.lender, k.past.attempt_id, None, "{}", k.past.person) for k in flagged])
    return len(flagged)
