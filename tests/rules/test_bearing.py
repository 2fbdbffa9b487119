"""Which provisions may have a finding on some rows, so that the others need not be asked."""

import numpy as np
from hypothesis import given

from tests.properties.outcomes import LAWS, SOME
from tests.properties.strategies import CHINA, UNITED_STATES, Regime, World, worlds
from tests.properties.test_agreement_of_speeds import in_layout_order
from zilv.attempts.rows import rows_of
from zilv.registers.rows import Registers
from zilv.rules.facts import Facts
from zilv.rules.force import may_mean
from zilv.rules.judge import Found, bearing, judge
from zilv.rules.screen import zones_of


def facts_of(world: World, regime: Regime) -> tuple[Facts, int]:
    """All attempts of the world as columns, and the place of its own."""
    attempts = sorted([*world.history, world.attempt], key=in_layout_order)
    zones = zones_of(world.registers)
    rows = rows_of(attempts, [zones.get(a.person, LAWS[regime.name].zone) for a in attempts])
    return Facts(rows, world.registers), attempts.index(world.attempt)


def on_row(found: Found, place: int) -> list[tuple[int, ...]]:
    """The findings on one row."""
    mine = found.take(np.flatnonzero(found.row == place))
    return sorted(zip(*(getattr(mine, name).tolist() for name in mine.__slots__), strict=True))


def agrees(world: World, regime: Regime) -> None:
    """Judging what bears on the attempt finds on it what judging everything does."""
    law = LAWS[regime.name]
    facts, place = facts_of(world, regime)
    index = np.array([place])
    only = bearing(facts, law, index)
    assert set(only) <= set(may_mean(facts, law, index)) <= set(range(len(law.judged)))
    assert on_row(judge(facts, law, only), place) == on_row(judge(facts_of(world, regime)[0], law), place)


@SOME
@given(worlds(CHINA))
def test_what_does_not_bear_on_an_attempt_finds_nothing_on_it_in_china(world: World) -> None:
    agrees(world, CHINA)


@SOME
@given(worlds(UNITED_STATES))
def test_what_does_not_bear_on_an_attempt_finds_nothing_on_it_under_regulation_f(world: World) -> None:
    agrees(world, UNITED_STATES)


def test_nothing_bears_on_no_row() -> None:
    none = Facts(rows_of([], []), Registers.empty())
    assert bearing(none, LAWS["cn"], np.zeros(0, np.int64)) == []
    assert len(judge(none, LAWS["cn"])) == 0
