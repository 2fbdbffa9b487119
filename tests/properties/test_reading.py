"""The judgement against the naive reading: same attempt, same history, same registers, same outcome of every topic."""

from datetime import date, datetime, time
from itertools import product as product_of

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.naive.reading import naive
from tests.properties.alphabets import AGENCIES, CLOCK, PARTIES, PRODUCTS
from tests.properties.outcomes import LAWS, MANY, judged, milder
from tests.properties.strategies import CHINA, SOMEWHERE, THEMES, UNITED_STATES, Regime, World, worlds
from zilv.attempts.attempt import Attempt
from zilv.attempts.vocabulary import Channel
from zilv.registers.rows import Hold, Registers

BOUND_AND_FREE: tuple[Channel, ...] = ("voice", "visit", "letter")
HELD = tuple(Hold(person="P1", reason=reason) for reason in ("plan", "attorney", "deceased"))


def read(world: World, regime: Regime) -> dict[str, str]:
    """The naive reading's outcome of every topic that is not simply permitted."""
    found = naive(world.attempt, world.history, world.registers, regime.name)
    return {topic: outcome for topic, outcome in found.items() if outcome != "permitted"}


@pytest.mark.parametrize("theme", THEMES)
@MANY
@given(st.data())
def test_the_judgement_agrees_with_the_naive_reading_of_chinese_law(theme: str, data: st.DataObject) -> None:
    world = data.draw(worlds(CHINA, theme))
    assert judged(world, LAWS["cn"]) == read(world, CHINA)


@pytest.mark.parametrize("theme", ["anything", "week", "conversation"])
@MANY
@given(st.data())
def test_the_judgement_agrees_with_the_naive_reading_of_regulation_f(theme: str, data: st.DataObject) -> None:
    world = data.draw(worlds(UNITED_STATES, theme))
    assert judged(world, LAWS["us-reg-f"]) == read(world, UNITED_STATES)


@MANY
@given(worlds(SOMEWHERE))
def test_where_no_zone_is_known_the_judgement_is_never_milder_than_any_zone_would_make_it(world: World) -> None:
    assert not milder(before=read(world, UNITED_STATES), after=judged(world, LAWS["us-reg-f"]))


@pytest.mark.parametrize("day", CHINA.first_days())
def test_on_the_first_day_of_each_law_and_the_day_before_both_agree_on_everybody_addressed(day: date) -> None:
    for party, agency, product, holds in product_of(PARTIES, AGENCIES[:2], PRODUCTS[:2], ((), HELD)):
        at = datetime.combine(day, time(12), CHINA.zone)
        attempt = Attempt(
            attempt_id="a",
            at=at,
            lender="L1",
            person="P1",
            channel="voice",
            direction="outbound",
            party=party,
            agency=agency,
            product=product,
            answered=True,
            purpose="collect",
        )
        world = World(attempt, [], msgspec.structs.replace(Registers.empty(), holds=holds))
        assert judged(world, LAWS["cn"]) == read(world, CHINA)


@pytest.mark.parametrize("day", CHINA.first_days())
def test_on_the_first_day_of_each_law_and_the_day_before_both_agree_on_the_hours(day: date) -> None:
    for clock, channel in product_of(CLOCK, BOUND_AND_FREE):
        at = datetime.combine(day, clock, CHINA.zone)
        attempt = Attempt(
            attempt_id="a", at=at, lender="L1", person="P1", channel=channel, direction="outbound", party="debtor"
        )
        world = World(attempt, [], Registers.empty())
        assert judged(world, LAWS["cn"]) == read(world, CHINA)
