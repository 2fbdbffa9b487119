"""`limit` per number, where the persons behind one number live on different days at one instant."""

from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.checks.answered import at_most, call
from tests.rules.checks.example import World
from zilv.rules.checks.limit_sweep import frees, sweep
from zilv.rules.three import FORBIDDEN, NO, UNDETERMINED, UNKNOWN, YES

KIRITIMATI = ZoneInfo("Pacific/Kiritimati")


@st.composite
def sequences(draw: st.DrawFn) -> tuple[list[int], list[int], list[int], list[int]]:
    """Keys, windows that ascend but for two at most, spans, and whether each row counts."""
    keys, windows, now = [], [], 0
    for key in range(draw(st.integers(1, 3))):
        for _ in range(draw(st.integers(1, 9))):
            now += draw(st.sampled_from([0, 0, 0, 1, 3]))
            keys.append(key)
            windows.append(now + draw(st.integers(0, 2)))
    spans = draw(st.lists(st.sampled_from([1, 1, 2]), min_size=len(keys), max_size=len(keys)))
    counts = draw(st.lists(st.sampled_from([NO, YES, YES, UNKNOWN]), min_size=len(keys), max_size=len(keys)))
    return keys, windows, spans, counts


@settings(deadline=None)
@given(sequences(), st.integers(0, 3))
def test_the_sweep_counts_what_a_look_at_every_earlier_row_counts(
    given: tuple[list[int], list[int], list[int], list[int]], cap: int
) -> None:
    keys, windows, spans, counts = given
    size = len(keys)
    outcome, seen = np.zeros(size, np.int8), np.zeros(size, np.int32)
    columns = [np.array(each, np.int32) for each in (keys, windows, spans)]
    caps = np.full(size, cap, np.int32)
    sweep(*columns, np.array(counts, np.int8), caps, caps, outcome, seen)
    for i in range(size):
        mine = [counts[j] for j in range(i) if keys[j] == keys[i] and windows[i] - spans[i] < windows[j] <= windows[i]]
        sure, maybe = mine.count(YES), mine.count(UNKNOWN)
        expected = 0
        if counts[i] != NO and sure + maybe >= cap:
            expected = FORBIDDEN if counts[i] == YES and sure >= cap else UNDETERMINED
        assert (outcome[i], seen[i]) == (expected, sure + 1)


@settings(deadline=None)
@given(sequences(), st.integers(1, 3))
def test_a_place_frees_when_fewer_than_the_cap_are_in_later_windows(
    given: tuple[list[int], list[int], list[int], list[int]], cap: int
) -> None:
    keys, windows, _, counts = given
    size = len(keys)
    day = np.full(size, -7, np.int64)
    columns = [np.array(each, np.int32) for each in (keys, windows)]
    frees(np.arange(size), *columns, np.array(counts, np.int8), np.full(size, cap, np.int32), day)
    for i in range(size):
        counted = sorted((windows[j] for j in range(i) if keys[j] == keys[i] and counts[j] != NO), reverse=True)
        assert day[i] == (counted[cap - 1] if len(counted) >= cap else -7)


def test_a_call_about_somebody_who_lives_on_the_next_day_already_hides_no_earlier_one() -> None:
    world = World(
        call("a", "03-02 21:00", number="N1"),
        call("b", "03-02 21:10", number="N1"),
        call("far", "03-02 21:20", person="P2", number="N1"),
        call("c", "03-02 21:30", number="N1"),
        zones={"P2": KIRITIMATI},
    )
    assert world.counts(at_most(2, per="number")) == {"c": (3, 2)}
