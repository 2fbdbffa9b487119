"""How fast one key may ask: no faster than its rate over time, and never told to wait for what cannot come."""

import pytest

from zilv.desk.problem import Rejected
from zilv.desk.rate import Rates


def wait_of(rates: Rates, count: int, now: float, before: int = 0) -> int:
    """Seconds after which it may be tried again; 0: it was let in."""
    try:
        rates.take("k", count, now, before)
    except Rejected as rejected:
        return rejected.retry_after_s
    return 0


@pytest.mark.parametrize("rate", [1, 5, 100, 5000])
@pytest.mark.parametrize("asks", [1, 2, 3, 10, 11, 1000])
def test_whatever_is_allowed_is_let_in_when_it_comes_again_as_told(rate: int, asks: int) -> None:
    """As a batch comes: one is taken for the request, the others when its body was read."""
    rates = Rates(rate, 2 * rate)
    for _ in range(2 * rate):
        assert wait_of(rates, 1, 0.0) == 0
    now = float(wait_of(rates, 1, 0.0))
    assert now == 1
    assert wait_of(rates, 1, now) == 0
    if wait := wait_of(rates, asks - 1, now, before=1):
        now += wait
        assert wait_of(rates, 1, now) == 0
        assert wait_of(rates, asks - 1, now, before=1) == 0


def test_a_batch_larger_than_the_bucket_is_paid_for_afterwards_by_its_key_alone() -> None:
    rates = Rates(10, 20)
    assert wait_of(rates, 1, 0.0) == 0 and wait_of(rates, 99, 0.0, before=1) == 0
    assert wait_of(rates, 1, 0.0) == 9  # 80 owed and one more, at 10 a second
    assert wait_of(rates, 1, 8.0) == 1
    assert wait_of(rates, 1, 8.2) == 0
    rates.take("another", 20, 0.0)


def test_what_fits_the_bucket_is_refused_while_it_does_not_lie_there() -> None:
    rates = Rates(10, 20)
    assert wait_of(rates, 15, 0.0) == 0
    assert wait_of(rates, 15, 0.5) == 1
    assert wait_of(rates, 15, 1.0) == 0
