"""What is told afterwards: outcomes, late or twice or out of order; cancellations; what is overdue."""

import msgspec

from zilv.gate.actor import Actor
from zilv.gate.again import Around, Broken, changed, judged_again, locked_around
from zilv.gate.ask import Cancel, Outcome, Receipt
from zilv.gate.book import CANCELLED, OVERDUE, REPORTED, RESERVED, Entry, Kept, Page, Seen
from zilv.gate.desk import Desk
from zilv.gate.door import encoded, idem, shape_of
from zilv.gate.found import write_findings
from zilv.gate.matter import Matter, ToldBody, digest_of, json_of
from zilv.gate.refusal import Refused
from zilv.gate.told import RULE, RULES, Said


class OutcomeBody(ToldBody, frozen=True, kw_only=True, omit_defaults=True):
    """The journal's body of an outcome. `by_lender`: told with a key of the lender's own, not an agency's.

    `rule`: by which of `told.RULES` it was put together with what was told before; older entries do not say.
    """

    by_lender: bool = False
    rule: int = 1


_outcome = msgspec.json.Decoder(OutcomeBody)


def report(page: Page, attempt_id: str, outcome: Outcome, actor: Actor, desk: Desk) -> Receipt:
    """Take in how an attempt went. Raises Refused.

    What was denied, held or cancelled and was made all the same is in the book from then on. What turns out to have
    been a breach, here or in later attempts, becomes a finding.
    """
    matter, around = locked_around(page, attempt_id, actor, desk)
    digest, mark = digest_of(outcome), idem("outcome", attempt_id, outcome.key)
    if (before := matter.repeated(mark, digest)) is not None:
        return before
    said = Said(outcome, not actor.agency, _is_call(matter))
    kept = kept_after(matter, said)
    page.put([kept])
    seen, found = _judged_again(page, matter, kept, around, desk)
    write_findings(page, seen, found, f"outcome of {attempt_id}", kept.past, desk.laws)
    receipt = msgspec.structs.replace(
        Matter(matter.first, matter.asked, matter.later, kept).receipt(),
        findings=found.get(attempt_id, matter.findings()),
    )
    body = OutcomeBody(
        told=msgspec.to_builtins(outcome),
        digest=digest,
        key_id=actor.key_id,
        receipt=receipt,
        by_lender=said.by_lender,
        rule=RULE,
    )
    page.write([Entry(seen.now, "outcome", actor.lender, attempt_id, mark, json_of(body), kept.past.person)])
    return receipt


def said_in(matter: Matter, entry: Entry) -> Said:
    """What an entry of the journal reports of an attempt. Raises msgspec.MsgspecError.

    Who reported is not in older entries; of an attempt that is no agency's, only the lender can have.
    """
    body = _outcome.decode(entry.body)
    by_lender = body.by_lender or matter.asked.ask.agency is None
    return Said(msgspec.convert(body.told, Outcome), by_lender, _is_call(matter))


def rule_of(entry: Entry) -> int:
    """The rule by which an outcome in the journal was put together with those before. Raises msgspec.MsgspecError."""
    return _outcome.decode(entry.body).rule


def _is_call(matter: Matter) -> bool:
    return matter.asked.ask.channel in ("voice", "voice_bot")


def kept_after(matter: Matter, said: Said, rule: int = RULE) -> Kept:
    """The attempt with what is said of it now; what was told before and is not told again stands.

    Raises KeyError for a rule that is not known.
    """
    before_now = [said_in(matter, line.entry) for line in matter.later if line.entry.kind == "outcome"]
    told = RULES[rule]([*before_now, said])
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
    """Whether all that is told was among what the gate had reckoned with when it permitted later attempts."""
    before = matter.kept
    if before is None or before.state not in (RESERVED, OVERDUE):
        return False
    return matter.asked.answer.decision == "permit" and before.past.at == kept.past.at


def _judged_again(page: Page, matter: Matter, kept: Kept, around: Around, desk: Desk) -> tuple[Seen, Broken]:
    """What stands around this attempt; by attempt what surely was forbidden, where that is not what was found before.

    What was expected touches no attempt that the gate permitted later, but one that was made against its word.
    """
    mine = kept.past
    if _as_expected(matter, kept):
        seen, broken = judged_again(page, mine, around, desk, whole=False)
        if not any(found for attempt_id, found in broken.items() if attempt_id != mine.attempt_id):
            own = {mine.attempt_id: broken[mine.attempt_id]} if mine.attempt_id in broken else {}
            return seen, changed(page, matter, own)
    seen, broken = judged_again(page, mine, around, desk, whole=True)
    return seen, changed(page, matter, broken)


def cancel(page: Page, attempt_id: str, told: Cancel, actor: Actor, desk: Desk) -> Receipt:
    """Give a reservation back that was never dialled. Raises Refused.

    What it alone had made a breach of later attempts is none any more.
    """
    matter, around = locked_around(page, attempt_id, actor, desk)
    digest, mark = digest_of(told), idem("cancel", attempt_id, told.key)
    if (before := matter.repeated(mark, digest)) is not None:
        return before
    if matter.kept is None or matter.kept.state not in (RESERVED, OVERDUE):
        raise Refused("not_reserved")
    kept = matter.kept._replace(state=CANCELLED)
    mine = kept.past
    page.put([kept])
    seen, broken = judged_again(page, mine, around, desk, whole=True)
    found = changed(page, matter, {attempt_id: (), **broken})
    write_findings(page, seen, found, f"cancellation of {attempt_id}", mine, desk.laws)
    receipt = msgspec.structs.replace(
        Matter(matter.first, matter.asked, matter.later, kept).receipt(),
        findings=found.get(attempt_id, matter.findings()),
    )
    body = ToldBody(told=msgspec.to_builtins(told), digest=digest, key_id=actor.key_id, receipt=receipt)
    page.write([Entry(seen.now, "cancel", actor.lender, attempt_id, mark, json_of(body), kept.past.person)])
    return receipt


def flag_overdue(page: Page, limit: int = 50) -> int:
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
