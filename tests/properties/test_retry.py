"""`retry_at` is the earliest instant at which the attempt, all else equal, would be permitted."""

from datetime import datetime, timedelta

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.outcomes import LAWS, SOME
from tests.properties.strategies import CHINA, UNITED_STATES, Regime, World, orderly
from zilv.attempts.rows import microseconds
from zilv.rules.screen import Decision, screen

SECOND = timedelta(seconds=1)
LATER = [timedelta(seconds=1), timedelta(minutes=1), *(timedelta(hours=hours) for hours in (1, 3, 8, 11, 24, 30, 55))]


def only_past(world: World) -> World:
    """The world without what lies after the attempt, which moving it would bring into its past."""
    before = [row for row in world.history if (row.at, row.attempt_id) < (world.attempt.at, world.attempt.attempt_id)]
    return World(world.attempt, before, world.registers)


def at(moment: datetime, world: World, regime: Regime) -> Decision:
    """What would be said of the attempt at this instant, all else equal."""
    moved = msgspec.structs.replace(world.attempt, at=moment)
    return screen(moved, world.history, world.registers, LAWS[regime.name])


def stays(world: World) -> bool:
    """Whether no row of a register begins or ends after the attempt, but for holds, which may end."""
    now = microseconds(world.attempt.at)
    given = {name: getattr(world.registers, name) or () for name in world.registers.__struct_fields__}
    edges = [row.since for row in given.pop("holds")]
    edges += [getattr(row, name, None) for rows in given.values() for row in rows for name in ("since", "until", "at")]
    return all(edge is None or edge <= now for edge in edges)


def retry_is_the_earliest(world: World, regime: Regime, sample: float) -> None:
    """Fails where the attempt is not permitted at `retry_at`, or is at an instant before it.

    Rows of registers that begin or end later are not looked ahead to but for holds, so the second is asked only of
    registers that stay as they are.
    """
    world = only_past(world)
    now = at(world.attempt.at, world, regime)
    assume(now.outcome != "permit")
    tried = [world.attempt.at + step for step in LATER]
    if now.retry_at is not None:
        retry = datetime.fromisoformat(now.retry_at)
        assert retry > world.attempt.at
        assert at(retry, world, regime).outcome == "permit"
        between = world.attempt.at + (retry - world.attempt.at) * sample
        tried = [moment for moment in (*tried, between, retry - SECOND, retry - SECOND / 1_000_000) if moment < retry]
        tried = [moment for moment in tried if moment > world.attempt.at]
    if not stays(world):
        return
    assert [moment for moment in tried if at(moment, world, regime).outcome == "permit"] == []


@SOME
@given(orderly(CHINA), st.floats(0, 1))
def test_at_retry_at_the_attempt_is_permitted_in_china_and_not_a_moment_earlier(world: World, sample: float) -> None:
    retry_is_the_earliest(world, CHINA, sample)


@SOME
@given(orderly(UNITED_STATES), st.floats(0, 1))
def test_at_retry_at_the_attempt_is_permitted_under_regulation_f_and_not_a_moment_earlier(
    world: World, sample: float
) -> None:
    retry_is_the_earliest(world, UNITED_STATES, sample)
