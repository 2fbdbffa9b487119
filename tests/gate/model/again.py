"""What an ask that comes again is told, read naively."""

from datetime import datetime

import msgspec

from tests.gate.model.naive_book import Known, NaiveBook
from zilv.gate.ask import Answer


def check_again(again: Answer, first: Answer, naive: NaiveBook, now: datetime) -> None:
    """A permit stands only where it would be given now, its own reservation not counted, and no longer than it then
    would stand.
    """
    known = naive.attempts[first.attempt_id or ""]
    if first.decision == "permit" and known.status in ("cancelled", "reported"):
        first = msgspec.structs.replace(first, decision="hold", code="permit_spent")
    elif first.dial_by is not None and datetime.fromisoformat(first.dial_by) <= now:
        first = msgspec.structs.replace(first, decision="hold", code="permit_expired")
    elif first.decision == "permit":
        first = _overtaken(again, first, naive, known, now)
    assert again == first


def _overtaken(again: Answer, first: Answer, naive: NaiveBook, known: Known, now: datetime) -> Answer:
    known.counts = False
    at = naive.next_instant(msgspec.structs.replace(known.asked, at=now))
    judged = naive.judged(msgspec.structs.replace(known.asked, at=at))
    permitted = naive.decision(msgspec.structs.replace(known.asked, at=at)) == "permit"
    if permitted:
        until = datetime.fromisoformat(again.dial_by or "")
        assert until <= datetime.fromisoformat(first.dial_by or "")
        assert naive.decision(msgspec.structs.replace(known.asked, at=max(at, until))) == "permit"
    known.counts = True
    if permitted:
        return msgspec.structs.replace(first, dial_by=again.dial_by)
    assert {finding.topic: finding.outcome for finding in again.findings} == judged
    told = {name: getattr(again, name) for name in ("findings", "retry_at")}
    return msgspec.structs.replace(first, decision="hold", code="permit_overtaken", **told)
