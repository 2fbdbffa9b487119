"""What the judgement says of a world, topic by topic, and how strict that is."""

from collections.abc import Mapping

from hypothesis import HealthCheck, settings

from tests.properties.strategies import CHILE, CHINA, KOREA, RUSSIA, UNITED_STATES, World
from zilv.rules.library import Law, choose
from zilv.rules.screen import screen

LAWS: dict[str, Law] = {regime.name: choose(regime.name) for regime in (CHINA, UNITED_STATES, KOREA, RUSSIA, CHILE)}
STRICTNESS = ("permitted", "warned", "undetermined", "forbidden")

MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOME = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def judged(world: World, law: Law) -> dict[str, str]:
    """The outcome of every topic that is not simply permitted."""
    decision = screen(world.attempt, world.history, world.registers, law)
    return {finding.topic: finding.outcome for finding in decision.findings}


def milder(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The topics whose outcome has become milder, with both outcomes."""
    both = {topic: (before.get(topic, "permitted"), after.get(topic, "permitted")) for topic in {*before, *after}}
    return {topic: pair for topic, pair in both.items() if STRICTNESS.index(pair[1]) < STRICTNESS.index(pair[0])}
