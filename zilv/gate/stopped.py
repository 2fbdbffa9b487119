"""What stops an attempt, as whoever permits it sees it: provision by provision, hold by hold, signal by signal."""

from collections.abc import Iterable

from zilv.gate.book import Past, RegisterRow, Seen
from zilv.gate.columns import Words
from zilv.gate.matter import Stopped
from zilv.gate.proposed import UNCONFIRMED, bears, proposals
from zilv.gate.standing import is_proposed, row_of
from zilv.gate.weigh import stopping
from zilv.registers.rows import Registers
from zilv.rules.checks.hold import Hold
from zilv.rules.library import Law
from zilv.rules.three import OUTCOMES


def stopped(row: Past, seen: Seen, registers: Registers, law: Law, words: Words) -> tuple[Stopped, ...]:
    """All that stops this attempt at its instant, after what is `seen`.

    One provision may mean several holds: each is told by itself, for whoever permitted one has not permitted the next.
    """
    found = []
    for place, outcome in sorted(stopping(row, seen.past, registers, law, words)):
        provision = law.judged[place]
        holds = _holds(provision.checked, row, seen.rows) or [0]
        found += [
            Stopped(topic=provision.topic, provision=provision.id, outcome=OUTCOMES[outcome], row_id=n) for n in holds
        ]
    heard = [one.row_id for one in proposals(seen.rows) if bears(one, row)]
    found += [Stopped(topic=UNCONFIRMED, provision="", outcome="undetermined", row_id=n) for n in heard]
    return tuple(found)


def beyond(now: Iterable[Stopped], before: Iterable[Stopped]) -> bool:
    """Whether anything stops `now` that did not `before`, or more strictly."""
    strictest = {(one.topic, one.provision, one.row_id, one.outcome) for one in before}
    allowed = strictest | {(*one[:3], "undetermined") for one in strictest}
    return any((one.topic, one.provision, one.row_id, one.outcome) not in allowed for one in now)


def _holds(check: object, row: Past, rows: Iterable[RegisterRow]) -> list[int]:
    """The holds that stand on the attempt, by number, where the provision is about holds."""
    if not isinstance(check, Hold):
        return []
    holds = [one for one in rows if one.register == "holds" and not is_proposed(one) and bears(one, row)]
    return sorted(one.row_id for one in holds if row_of(one.register, one.body).reason in check.reasons)
