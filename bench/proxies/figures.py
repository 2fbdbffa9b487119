"""Shares and macro-F1 with intervals of 95 %."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.audit.wilson import interval

DRAWS = 2000
Bools = NDArray[np.bool_]


class Figure(NamedTuple):
    """A value and its limits."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}-{self.high:.3f}]"


def share(hits: Bools) -> Figure:
    """The share of True; Wilson's limits."""
    return Figure(float(hits.mean()), *interval(int(hits.sum()), hits.size))


def macro_f1(truth: Bools, said: Bools) -> Figure:
    """The mean of both sides' F1; limits by bootstrap over texts, seed 0."""
    cells = np.stack([truth & said, ~truth & said, truth & ~said, ~truth & ~said], axis=1)
    size = len(cells)
    times = np.random.default_rng(0).multinomial(size, np.full(size, 1 / size), DRAWS)
    low, high = np.quantile(_f1(times @ cells), [0.025, 0.975])
    return Figure(float(_f1(cells.sum(axis=0))), float(low), float(high))


def _f1(cells: NDArray[np.int64]) -> NDArray[np.float64]:
    right, false, missed, left = np.moveaxis(np.asarray(cells, np.float64), -1, 0)
    return np.asarray((2 * right / (2 * right + false + missed) + 2 * left / (2 * left + false + missed)) / 2)
