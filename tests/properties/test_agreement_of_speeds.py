"""Online and in batch the same answer: every attempt screened alone, and all attempts judged as columns at once."""

from datetime import datetime

from hypothesis import given

from tests.properties.outcomes import LAWS, SOME
from tests.properties.strategies import CHINA, SOMEWHERE, UNITED_STATES, Regime, World, worlds
from zilv.attempts.attempt import Attempt
from zilv.attempts.rows import rows_of
from zilv.privacy.token import from_text
from zilv.rules.facts import Facts, places_of
from zilv.rules.judge import judge, lead_by_topic
from zilv.rules.screen import screen, zones_of
from zilv.rules.three import OUTCOMES

Found = dict[str, tuple[str, str, int | None, int | None]]
"""By topic: the provision that leads, its outcome, its count and its limit."""


def in_layout_order(attempt: Attempt) -> tuple[str, int, datetime, str]:
    """The order in which a layout keeps attempts."""
    return attempt.lender, from_text(attempt.person), attempt.at, attempt.attempt_id


def at_once(world: World, regime: Regime) -> dict[str, Found]:
    """For every attempt of the world, by its id, what one pass over all of them finds."""
    law = LAWS[regime.name]
    attempts = sorted([*world.history, world.attempt], key=in_layout_order)
    zones = zones_of(world.registers)
    rows = rows_of(attempts, [zones.get(a.person, law.zone) for a in attempts])
    facts = Facts(rows, world.registers, among=places_of([a.attempt_id for a in attempts]))
    leads = lead_by_topic(judge(facts, law), law).leads
    found: dict[str, Found] = {a.attempt_id: {} for a in attempts}
    for n in range(len(leads)):
        provision = law.judged[int(leads.provision[n])]
        seen = [None if number < 0 else int(number) for number in (leads.count[n], leads.limit[n])]
        outcome = OUTCOMES[int(leads.outcome[n])]
        found[attempts[int(leads.row[n])].attempt_id][provision.topic] = (provision.id, outcome, seen[0], seen[1])
    return found


def one_by_one(world: World, regime: Regime) -> dict[str, Found]:
    """The same, from screening each attempt with all others for its history."""
    attempts = [*world.history, world.attempt]
    found = {}
    for attempt in attempts:
        others = [other for other in attempts if other is not attempt]
        findings = screen(attempt, others, world.registers, LAWS[regime.name]).findings
        found[attempt.attempt_id] = {f.topic: (f.provision, str(f.outcome), f.count, f.limit) for f in findings}
    return found


@SOME
@given(worlds(CHINA))
def test_screening_each_attempt_agrees_with_judging_all_at_once_under_chinese_law(world: World) -> None:
    assert at_once(world, CHINA) == one_by_one(world, CHINA)


@SOME
@given(worlds(UNITED_STATES) | worlds(SOMEWHERE))
def test_screening_each_attempt_agrees_with_judging_all_at_once_under_regulation_f(world: World) -> None:
    assert at_once(world, UNITED_STATES) == one_by_one(world, UNITED_STATES)
