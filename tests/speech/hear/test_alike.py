"""Rows that are alike come into one group."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zilv.speech.hear.alike import Rows, groups_of


def around(centres: list[int], count: int, seed: int) -> tuple[Rows, list[int]]:
    """Rows of length one near axes of 256, and which axis."""
    rng = np.random.default_rng(seed)
    whose = [int(one) for one in rng.permutation(np.repeat(centres, count))]
    rows = np.abs(rng.normal(0, 0.02, (len(whose), 256)))
    rows[np.arange(len(whose)), whose] += 1
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), whose


@given(st.integers(2, 4), st.integers(2, 20), st.integers(0, 1000))
def test_rows_around_so_many_centres_are_grouped_by_centre(groups: int, count: int, seed: int) -> None:
    rows, whose = around(list(range(groups)), count, seed)
    found = groups_of(rows, np.ones(len(rows)), groups)
    assert len({*zip(found, whose, strict=True)}) == groups == len({*found})
    assert groups_of(rows, np.ones(len(rows)), groups) == found, "the same every time"


def test_one_voice_said_often_does_not_hide_one_said_once() -> None:
    rows, whose = around([0], 40, 1)
    other, _ = around([9], 2, 2)
    found = groups_of(np.concatenate([rows, other]), np.ones(42), 2)
    assert len({*found[: len(whose)]}) == 1 and found[-1] == found[-2] != found[0]


def test_no_more_rows_than_groups_are_a_group_each() -> None:
    rows, _ = around([0], 2, 1)
    assert groups_of(rows[:0], np.ones(0), 2) == []
    assert groups_of(rows, np.ones(2), 2) == [0, 1]


def test_equal_rows_are_grouped_without_end_or_error() -> None:
    assert len(groups_of(np.full((9, 256), 1 / 16, np.float32), np.ones(9), 3)) == 9
