"""May this attempt be made? The judgement of one attempt from its history, the registers and the law."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from zilv.attempts.attempt import Attempt
from zilv.attempts.rows import instant, rows_of
from zilv.privacy.token import from_text
from zilv.registers.rows import Registers, zone_names
from zilv.rules.checks.check import NEVER
from zilv.rules.explain import Seen, absent_bits, absent_facts, clause, sentence
from zilv.rules.facts import Facts, places_of
from zilv.rules.finding import Finding
from zilv.rules.force import force_days
from zilv.rules.judge import Found, blocked_rows, judge, lead_by_topic
from zilv.rules.library import Law
from zilv.rules.retry import retry_at
from zilv.rules.three import FORBIDDEN, OUTCOMES, UNDETERMINED


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, provable either way: what was found, every provision considered, the bundle it was made under.

    `retry_at`: ISO 8601 UTC, the earliest instant at which the attempt would be permitted; None when it is
    permitted now, or when no passing of time alone will permit it.
    """

    outcome: Literal["permit", "hold", "deny"]
    findings: tuple[Finding, ...]
    considered: tuple[str, ...]
    bundle: str
    retry_at: str | None = None


def screen(
    attempt: Attempt,
    history: Sequence[Attempt],
    registers: Registers,
    law: Law,
    *,
    pending: frozenset[str] = frozenset(),
) -> Decision:
    """Judge `attempt` after `history`; any doubt holds it back.

    `history`: earlier attempts of the same lender, on the same person or the same number, in any order; what lies
    after the attempt, or is another lender's, is left out. Outcomes are taken as recorded; `pending`: the attempt_ids
    whose outcome is still to come, as the gate sees them. Each of these is whatever is strictest.
    """
    facts, place = _facts(attempt, history, registers, law, pending)
    found = judge(facts, law)
    mine = found.take(np.flatnonzero(found.row == place))
    strictest = int(mine.outcome.max(initial=0))
    day = int(facts.rows.day[place])
    return Decision(
        outcome="deny" if strictest == FORBIDDEN else "hold" if strictest == UNDETERMINED else "permit",
        findings=findings_at(mine, facts, law, place),
        considered=tuple(p.id for p in law.judged if force_days(p)[0] <= day < force_days(p)[1]),
        bundle=f"{law.version}+{law.digest[:12]}",
        retry_at=_retry(mine, facts, law, place) if strictest >= UNDETERMINED else None,
    )


def _facts(
    attempt: Attempt, history: Sequence[Attempt], registers: Registers, law: Law, pending: frozenset[str]
) -> tuple[Facts, int]:
    """The columns of history and attempt, and the attempt's place among them."""
    before = [a for a in history if a.lender == attempt.lender and _in_time(a) < _in_time(attempt)]
    attempts = sorted([*before, attempt], key=lambda a: (a.lender, from_text(a.person), a.at, a.attempt_id))
    zones = zones_of(registers)
    rows = rows_of(attempts, [zones.get(a.person, law.zone) for a in attempts], pending=pending)
    among = places_of([a.attempt_id for a in attempts])
    return Facts(rows, registers, among=among), attempts.index(attempt)


def _in_time(attempt: Attempt) -> tuple[datetime, int, str]:
    """What is earlier: by the instant; at the same instant as the layout sorts, by person, then by attempt_id."""
    return attempt.at, from_text(attempt.person), attempt.attempt_id


def zones_of(registers: Registers) -> dict[str, ZoneInfo]:
    """The zone of each person whom the register names."""
    return {person: ZoneInfo(zone) for person, zone in zone_names(registers.persons or ()).items()}


def findings_at(mine: Found, facts: Facts, law: Law, place: int) -> tuple[Finding, ...]:
    """The findings of the row at `place`, one a topic; `mine`: what was found of that row."""
    led = lead_by_topic(mine, law)
    leads, beside = led.leads, led.beside()
    shape = facts.rows.shapes.known[int(facts.rows.shape[place])]
    absent = absent_facts(int(absent_bits(facts.rows, np.array([place]))[0]))
    made = []
    for n in range(len(leads)):
        provision = law.judged[int(leads.provision[n])]
        count, limit = int(leads.count[n]), int(leads.limit[n])
        seen = Seen(int(leads.outcome[n]), bool(leads.doubt[n]), count, limit, shape, absent)
        says = sentence(provision, seen, facts.registers)
        made.append(
            Finding(
                topic=provision.topic,
                provision=provision.id,
                outcome=OUTCOMES[int(leads.outcome[n])],
                strength=provision.strength,
                grade=provision.grade,
                clause=clause(provision, law),
                says_zh=says.zh,
                says_en=says.en,
                count=count if count >= 0 else None,
                limit=limit if limit >= 0 else None,
                also=tuple(law.judged[p].id for p in beside[n]),
            )
        )
    return tuple(made)


def _retry(mine: Found, facts: Facts, law: Law, place: int) -> str | None:
    index = np.array([place])
    at = int(retry_at(facts, law, index, blocked_rows(mine, index))[0])
    return None if at == NEVER else instant(at).isoformat().replace("+00:00", "Z")
