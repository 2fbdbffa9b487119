"""`limit` per number, where the persons behind one number live on different days at one instant."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.checks.answered import at_most, call
from tests.rules.checks.example import UTC, World
from zilv.rules.checks.limit_sweep import frees, sweep
from zilv.rules.three import FORBIDDEN, NO, UNDETERMINED, UNKNOWN, YES

KIRITIMATI = ZoneInfo("Pacific/Kiritimati")


class Sequence(NamedTuple):
    """Rows in the order of (key, at): the window of each, whose unknown zone it lies in (0: known), what counts."""

    key: list[int]
    window: list[int]
    home: list[int]
    counts: list[int]

    def lies(self, j: int, i: int) -> tuple[int, int, bool]:
        """The first and last window that row j may lie in, as row i may see it, and whether that is one for sure."""
        if self.home[i] == self.home[j]:
            return self.window[j] - self.window[i], self.window[j] - self.window[i] + bool(self.home[i]), True
        apart = bool(self.home[i]) + bool(self.home[j])
        return self.window[j] - apart - self.window[i], self.window[j] + apart - self.window[i], False


@st.composite
def sequences(draw: st.DrawFn) -> Sequence:
    """Keys, windows that ascend but for two at most, homes, and whether each row counts."""
    keys, windows, now = [], [], 0
    for key in range(draw(st.integers(1, 3))):
        for _ in range(draw(st.integers(1, 9))):
            now += draw(st.sampled_from([0, 0, 0, 1, 3]))
            keys.append(key)
            windows.append(now + draw(st.integers(0, 2)))
    homes = draw(st.lists(st.sampled_from([0, 0, 4, 5]), min_size=len(keys), max_size=len(keys)))
    if draw(st.booleans()):
        homes = [0] * len(keys)
    counts = draw(st.lists(st.sampled_from([NO, YES, YES, UNKNOWN]), min_size=len(keys), max_size=len(keys)))
    return Sequence(keys, windows, homes, counts)


@settings(deadline=None)
@given(sequences(), st.integers(0, 3), st.integers(1, 2))
def test_the_sweep_counts_what_a_look_at_every_earlier_row_counts(given: Sequence, cap: int, days: int) -> None:
    size = len(given.key)
    outcome, seen = np.zeros(size, np.int8), np.zeros(size, np.int32)
    key, window, home = (np.array(each, np.int32) for each in (given.key, given.window, given.home))
    caps = np.full(size, cap, np.int32)
    sweep(key, window, days + (home != 0), home, np.array(given.counts, np.int8), caps, caps, outcome, seen)
    for i in range(size):
        sure = maybe = 0
        for j in range(i):
            first, last, certain = given.lies(j, i)
            if given.key[j] == given.key[i] and first <= 0 and last > -days:
                known = certain or not (given.home[i] or given.home[j])
                sure += known and given.counts[j] == YES
                maybe += given.counts[j] == UNKNOWN or (not known and given.counts[j] == YES)
        expected = 0
        if given.counts[i] != NO and sure + maybe >= cap:
            expected = FORBIDDEN if given.counts[i] == YES and sure >= cap else UNDETERMINED
        assert (outcome[i], seen[i]) == (expected, sure + 1)


@settings(deadline=None)
@given(sequences(), st.integers(1, 3))
def test_a_place_frees_when_fewer_than_the_cap_are_in_later_windows(given: Sequence, cap: int) -> None:
    size = len(given.key)
    day = np.full(size, -7, np.int64)
    columns = [np.array(each, np.int32) for each in (given.key, given.window, given.home)]
    frees(np.arange(size), *columns, np.array(given.counts, np.int8), np.full(size, cap, np.int32), day)
    for i in range(size):
        last = [
            given.window[j] + (given.home[j] not in {0, given.home[i]})
            for j in range(i)
            if given.key[j] == given.key[i] and given.counts[j] != NO
        ]
        assert day[i] == (sorted(last, reverse=True)[cap - 1] if len(last) >= cap else -7)


def test_a_call_about_somebody_who_lives_on_the_next_day_already_hides_no_earlier_one() -> None:
    world = World(
        call("a", "03-02 21:00", number="N1"),
        call("b", "03-02 21:10", number="N1"),
        call("far", "03-02 21:20", person="P2", number="N1"),
        call("c", "03-02 21:30", number="N1"),
        zones={"P2": KIRITIMATI},
    )
    assert world.counts(at_most(2, per="number")) == {"c": (3, 2)}


@pytest.mark.parametrize(
    ("unknown", "known", "outcomes"),
    [
        ("03-02 20:00", "03-03 09:00", {"known": "undetermined"}),  # a local day ahead of UTC it was on the third
        ("03-01 20:00", "03-03 09:00", {}),
        ("03-03 00:30", "03-03 09:00", {"known": "undetermined"}),
    ],
)
def test_a_call_about_somebody_whose_zone_nobody_knows_may_be_on_the_day_of_a_later_one(
    unknown: str, known: str, outcomes: dict[str, str]
) -> None:
    world = World(
        call("unknown", unknown, zone=UTC, person="P2", number="N1"),
        call("known", known, number="N1"),
        zones={"P2": None},
    )
    assert world.outcomes(at_most(1, per="number")) == outcomes


def test_the_calls_about_two_whose_zones_nobody_knows_may_be_on_one_day_though_two_lie_between() -> None:
    for later, outcomes in {"03-04 09:00": {"b": "undetermined"}, "03-05 09:00": {}}.items():
        world = World(
            call("a", "03-02 09:00", zone=UTC, number="N1"),
            call("b", later, zone=UTC, person="P2", number="N1"),
            zone=None,
        )
        assert world.outcomes(at_most(1, per="number")) == outcomes
