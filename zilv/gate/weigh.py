"""The judgement of a page's asks, all at once: the same sweeps as the audit's, over the histories side by side."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zilv.attempts.rows import Int64
from zilv.gate.ahead import Later
from zilv.gate.book import Past
from zilv.gate.columns import Whose, Words, sorted_rows
from zilv.registers.rows import Registers
from zilv.rules.checks.check import NEVER
from zilv.rules.facts import Facts
from zilv.rules.finding import Finding
from zilv.rules.judge import Found, bearing, blocked_rows, judge
from zilv.rules.library import Law
from zilv.rules.retry import retry_at
from zilv.rules.screen import findings_at
from zilv.rules.stands import stands_until
from zilv.rules.three import FORBIDDEN, UNDETERMINED


class Weighed(NamedTuple):
    """What the law says of one ask: the strictest outcome and the findings.

    `retry_at`: when it would be permitted, None = never. `stands`: until when it is permitted, None = it is not now.
    `ahead`: under how many of the laws to come `retry_at` was sought.
    """

    strictest: int
    findings: tuple[Finding, ...]
    retry_at: int | None
    stands: int | None
    ahead: int = 0


class Stop(NamedTuple):
    """A provision, by its place in the law, and how strictly it stops an attempt."""

    provision: int
    outcome: int


STANDS_US = 60_000_000
"""So long a permit stands at most: who has not dialled by then asks anew."""


def weigh(
    asks: Sequence[Past],
    past: Sequence[Past],
    registers: Registers,
    law: Law,
    words: Words,
    later: Sequence[Later] = (),
) -> list[Weighed]:
    """Judge each ask after what stands in the book; one ask a person and number, all of one lender.

    `later`: the laws that bind afterwards. A permit ends before the first of them begins; what would not be permitted
    by then is judged under it, as of that instant. What a text that is not here would say, nobody knows.
    """
    found = _weigh(asks, past, registers, law, words)
    if not later:
        return found
    since, then = later[0]
    found = [one if one.stands is None else one._replace(stands=min(one.stands, since - 1)) for one in found]
    late = [n for n, one in enumerate(found) if one.stands is None and (one.retry_at is None or one.retry_at >= since)]
    if then is None or not late:
        return [one._replace(retry_at=None) if n in late else one for n, one in enumerate(found)]
    begun = weigh([asks[n]._replace(at=since) for n in late], past, registers, then, words, later[1:])
    for n, one in zip(late, begun, strict=True):
        opens = one.retry_at if one.stands is None else since
        found[n] = found[n]._replace(retry_at=opens, ahead=one.ahead + 1)
    return found


def _weigh(asks: Sequence[Past], past: Sequence[Past], registers: Registers, law: Law, words: Words) -> list[Weighed]:
    facts, places = _facts([*past, *asks], registers, law, words, judged=len(asks))
    index = np.sort(places[len(past) :])
    found = judge(facts, law, bearing(facts, law, index))
    found = found.take(np.flatnonzero(np.isin(found.row, index)))
    strictest = np.zeros(len(facts.rows), np.int8)
    np.maximum.at(strictest, found.row, found.outcome)
    stopped, free = index[strictest[index] >= UNDETERMINED], index[strictest[index] < UNDETERMINED]
    retry = dict(zip(stopped.tolist(), _retries(facts, law, stopped, found), strict=True))
    stands = dict(zip(free.tolist(), stands_until(facts, law, free, STANDS_US).tolist(), strict=True))
    says = _findings(found, facts, law)
    return [
        Weighed(int(strictest[place]), says.get(place, ()), retry.get(place), stands.get(place))
        for place in places[len(past) :].tolist()
    ]


def stopping(ask: Past, past: Sequence[Past], registers: Registers, law: Law, words: Words) -> frozenset[Stop]:
    """What stops this attempt: each provision that leaves it in doubt or forbids it."""
    facts, places = _facts([*past, ask], registers, law, words, judged=1)
    found = judge(facts, law, bearing(facts, law, places[-1:]))
    found = found.take(np.flatnonzero((found.row == places[-1]) & (found.outcome >= UNDETERMINED)))
    return frozenset(map(Stop, found.provision.tolist(), found.outcome.tolist()))


def breaches(past: Sequence[Past], registers: Registers, law: Law, words: Words) -> dict[str, tuple[Finding, ...]]:
    """By attempt_id, what surely was forbidden of attempts as they stand in the book; what is not told stays doubt."""
    facts, places = _facts(past, registers, law, words)
    found = judge(facts, law)
    found = found.take(np.flatnonzero(found.outcome == FORBIDDEN))
    whose = {int(place): past[n].attempt_id for n, place in enumerate(places.tolist())}
    return {whose[row]: says for row, says in _findings(found, facts, law).items()}


def _findings(found: Found, facts: Facts, law: Law) -> dict[int, tuple[Finding, ...]]:
    """The findings of each row that has any, ascending."""
    return {
        row: findings_at(found.take(np.flatnonzero(found.row == row)), facts, law, row)
        for row in np.unique(found.row).tolist()
    }


def _facts(
    past: Sequence[Past], registers: Registers, law: Law, words: Words, judged: int | None = None
) -> tuple[Facts, Int64]:
    rows, place = sorted_rows(past, words, Whose(registers.persons or (), law.zone), judged)
    return Facts(rows, registers, words.kept(past[0].lender)), place


def _retries(facts: Facts, law: Law, index: Int64, found: object) -> list[int | None]:
    if not index.size:
        return []
    at = retry_at(facts, law, index, blocked_rows(found, index))  # type: ignore[arg-type]
    return [None if moment == NEVER else moment for moment in at.tolist()]
