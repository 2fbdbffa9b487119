"""What is still to come counts as whatever is strictest: as if every outcome it may have had been judged."""

from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.naive.reading import naive
from tests.naive.worlds import worlds as completions
from tests.properties.alphabets import usually
from tests.properties.outcomes import LAWS, MANY, STRICTNESS
from tests.properties.strategies import CHINA, THEMES, UNITED_STATES, Regime, World, worlds
from zilv.attempts.attempt import Attempt
from zilv.rules.screen import screen

OWED_LATER = "recording"
"""The topic of what an attempt owes once it was made, so that nothing can be said of it before."""

TO_COME = ((None, None), (None, None), (None, False), (True, None))
"""answered, conversed: nothing told yet, or a part."""


@st.composite
def awaited(draw: st.DrawFn, regime: Regime, theme: str) -> tuple[World, frozenset[str]]:
    """A world in which the attempt and a few of its past have no outcome yet, and which they are."""
    world = draw(worlds(regime, theme))
    names = [row.attempt_id for row in world.history]
    waiting = draw(st.sets(st.sampled_from(names), max_size=3)) if names else set()
    history = [draw(untold(row)) if row.attempt_id in waiting else row for row in world.history]
    return World(draw(untold(world.attempt)), history, world.registers), frozenset({world.attempt.attempt_id, *waiting})


@st.composite
def untold(draw: st.DrawFn, row: Attempt) -> Attempt:
    """The attempt with its outcome, or a part of it, still to come, and at times nobody recorded who was addressed."""
    answered, conversed = draw(st.sampled_from(TO_COME))
    party = draw(usually(row.party, None))
    return msgspec.structs.replace(row, answered=answered, conversed=conversed, disposition=None, party=party)


def strictest(world: World, pending: frozenset[str], regime: Regime) -> dict[str, str]:
    """By topic, the strictest that the naive reading says under any outcome that the pending may have.

    Nothing was said yet, whatever reviews may come to say.
    """
    registers = msgspec.structs.replace(world.registers, reviews=())
    rows = [world.attempt, *world.history]
    each = [completions(row, ("answered", "conversed")) if row.attempt_id in pending else (row,) for row in rows]
    found: dict[str, str] = {}
    for attempt, *history in product(*each):
        for topic, outcome in naive(attempt, history, registers, regime.name).items():
            found[topic] = max(found.get(topic, "permitted"), outcome, key=STRICTNESS.index)
    return {topic: outcome for topic, outcome in found.items() if outcome != "permitted" and topic != OWED_LATER}


def judged(world: World, pending: frozenset[str], regime: Regime) -> dict[str, str]:
    """The outcome of every topic that is not simply permitted, as the judgement has it."""
    findings = screen(world.attempt, world.history, world.registers, LAWS[regime.name], pending=pending).findings
    return {finding.topic: finding.outcome for finding in findings}


@pytest.mark.parametrize("theme", THEMES)
@MANY
@given(st.data())
def test_what_is_pending_counts_as_the_strictest_of_its_outcomes_under_chinese_law(
    theme: str, data: st.DataObject
) -> None:
    world, pending = data.draw(awaited(CHINA, theme))
    assert judged(world, pending, CHINA) == strictest(world, pending, CHINA)


@pytest.mark.parametrize("theme", ["anything", "week", "conversation"])
@MANY
@given(st.data())
def test_what_is_pending_counts_as_the_strictest_of_its_outcomes_under_regulation_f(
    theme: str, data: st.DataObject
) -> None:
    world, pending = data.draw(awaited(UNITED_STATES, theme))
    assert judged(world, pending, UNITED_STATES) == strictest(world, pending, UNITED_STATES)
