"""How sure a share is."""

import pytest

from zilv.audit.wilson import interval


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_agrees_with_published_values(hits: int, trials: int, low: float, high: float) -> None:
    assert interval(hits, trials) == pytest.approx((low, high), abs=5e-5)


def test_nothing_tried_leaves_everything_possible() -> None:
    assert interval(0, 0) == (0.0, 1.0)


def test_more_attempts_at_the_same_share_narrow_the_interval() -> None:
    widths = [high - low for low, high in (interval(n // 10, n) for n in (10, 100, 1000, 10_000))]
    assert widths == sorted(widths, reverse=True) and widths[0] > 5 * widths[-1]


def test_the_share_lies_in_its_interval() -> None:
    for hits in range(51):
        low, high = interval(hits, 50)
        assert 0.0 <= low <= hits / 50 <= high <= 1.0
