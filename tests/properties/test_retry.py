"""`retry_at` is the earliest instant at which the attempt, all else equal, would be permitted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.outcomes import LAWS, SOME
from tests.properties.strategies import CHILE, CHINA, KOREA, RUSSIA, UNITED_STATES, Regime, World, orderly, worlds
from zilv.attempts.rows import instant
from zilv.rules.screen import Decision, screen, zones_of

MICROSECOND = timedelta(microseconds=1)
LATER = [timedelta(seconds=1), timedelta(minutes=1), *(timedelta(hours=hours) for hours in (1, 11, 55, 24 * 40))]
HOURS = (0, 480, 540, 1200, 1260, 1320)
"""Minutes of the day at which the law's hours begin or end."""

TRIED_MOST = 16

WHEN = {
    "cn": CHINA,
    "cn, leap day": replace(CHINA, days=(date(2028, 2, 29), date(2028, 3, 1))),
    "cn, debtors abroad, clocks changed": replace(
        CHINA,
        zone=ZoneInfo("America/New_York"),
        days=(date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1), date(2026, 11, 2)),
        zones=("America/New_York", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"),
    ),
    "us-reg-f": UNITED_STATES,
    "us-reg-f, clocks changed": replace(
        UNITED_STATES, days=(date(2026, 3, 8), date(2026, 3, 11), date(2026, 11, 1), date(2026, 11, 4))
    ),
    "us-reg-f, nobody knows where": replace(UNITED_STATES, zones=(None,)),
    "kr": KOREA,
    "ru": RUSSIA,
    "ru, nobody knows where": replace(RUSSIA, zones=(None,)),
    "cl": CHILE,
    "cl, clocks changed": replace(CHILE, days=(date(2026, 4, 4), date(2026, 4, 6), date(2026, 9, 5), date(2026, 9, 7))),
}


def only_past(world: World) -> World:
    """The world without what lies after the attempt, which moving it would bring into its past."""
    before = [row for row in world.history if (row.at, row.attempt_id) < (world.attempt.at, world.attempt.attempt_id)]
    return World(world.attempt, before, world.registers)


def at(moment: datetime, world: World, regime: Regime) -> Decision:
    """What would be said of the attempt at this instant, all else equal."""
    moved = msgspec.structs.replace(world.attempt, at=moment)
    return screen(moved, world.history, world.registers, LAWS[regime.name])


def edges(world: World, regime: Regime) -> Iterator[datetime]:
    """Where something may change: a register's row begins or ends, or the local clock shows an hour that matters."""
    minutes = set(HOURS)
    for name in world.registers.__struct_fields__:
        for row in getattr(world.registers, name) or ():
            told = [getattr(row, edge, None) for edge in ("since", "until", "at")]
            yield from (instant(edge) for edge in told if edge is not None)
            minutes |= {getattr(row, edge, None) or 0 for edge in ("from_minute", "to_minute")}
    zone = zones_of(world.registers).get(world.attempt.person, LAWS[regime.name].zone) or ZoneInfo("UTC")
    today = world.attempt.at.astimezone(zone).date()
    for days in range(10):
        for minute in minutes:
            wall = time(minute // 60 % 24, minute % 60)
            yield datetime.combine(today + timedelta(days=days), wall, zone).astimezone(ZoneInfo("UTC"))


def tried(world: World, regime: Regime) -> Iterator[datetime]:
    """Instants at which to ask: near the attempt, later, and at each edge and the moments beside it."""
    yield from (world.attempt.at + step for step in LATER)
    for edge in edges(world, regime):
        yield from (edge - MICROSECOND, edge, edge + MICROSECOND)


@pytest.mark.parametrize("when", WHEN)
@SOME
@given(st.data())
def test_at_retry_at_the_attempt_is_permitted_and_not_a_moment_earlier(when: str, data: st.DataObject) -> None:
    regime = WHEN[when]
    world = only_past(data.draw(orderly(regime) | worlds(regime)))
    now = at(world.attempt.at, world, regime)
    if now.outcome == "permit":
        assert now.retry_at is None
        return
    before = set(tried(world, regime))
    if now.retry_at is not None:
        retry = datetime.fromisoformat(now.retry_at)
        assert retry > world.attempt.at
        assert at(retry, world, regime).outcome == "permit"
        between = world.attempt.at + (retry - world.attempt.at) * data.draw(st.floats(0, 1))
        before = {moment for moment in (*before, between, retry - timedelta(seconds=1)) if moment < retry}
        assert at(retry - MICROSECOND, world, regime).outcome != "permit"
    asked = sorted(moment for moment in before if moment > world.attempt.at)
    asked = data.draw(st.permutations(asked))[:TRIED_MOST] if len(asked) > TRIED_MOST else asked
    assert [moment for moment in asked if at(moment, world, regime).outcome == "permit"] == []
