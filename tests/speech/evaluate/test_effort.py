"""Acts found in an hour: in order of score, beside at random."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zilv.speech.evaluate.effort import SECONDS_EACH, SHARES, Reader, at_shares

READ = st.lists(
    st.tuples(st.integers(1, 900), st.sampled_from([0.0, 0.4, 0.9, 1.95]), st.integers(0, 3)), min_size=2, max_size=30
)


def test_an_hour_is_its_own_arithmetic() -> None:
    effort = np.array([(400.0, 1.9, 2)] + [(400.0, 0.0, 0)] * 9)
    made = at_shares(effort, Reader(speed=400))
    tenth = made[SHARES.index(0.1)]
    hours = (60 + SECONDS_EACH) / 3600
    assert tenth.hours == pytest.approx(hours)
    assert tenth.by_score == pytest.approx(2 / hours) and tenth.at_random == pytest.approx(2 / (10 * hours))
    assert tenth.times.value == pytest.approx(10)


def test_the_rarer_acts_are_the_more_an_order_is_worth() -> None:
    effort = np.array([(300.0, 0.9, 1)] * 20 + [(300.0, 0.5, 0)] * 5 + [(300.0, 0.0, 0)] * 75)
    often, rare = (at_shares(effort, Reader(prevalence=p))[0].times.value for p in (0.2, 0.02))
    assert often is not None and rare is not None and rare > often * 3


def test_findings_that_say_nothing_are_worth_no_more_than_chance() -> None:
    random = np.random.default_rng(1)
    effort = np.stack([np.full(4000, 300.0), random.random(4000), random.integers(0, 2, 4000)], axis=1)
    for one in at_shares(effort)[2:]:
        assert one.times.low is not None and one.times.high is not None
        assert one.times.low < 1.05 and one.times.high > 0.95


@settings(deadline=None)
@given(READ)
def test_equal_strength_is_read_at_random_whatever_the_order_given(rows: list[tuple[int, float, int]]) -> None:
    effort = np.array(rows, np.float64)
    first, turned = at_shares(effort), at_shares(effort[::-1].copy())
    assert [one.by_score for one in first] == pytest.approx([one.by_score for one in turned])


def test_where_no_act_is_there_nothing_is_told() -> None:
    assert at_shares(np.zeros((3, 3))) == () == at_shares(np.zeros((0, 3)))
