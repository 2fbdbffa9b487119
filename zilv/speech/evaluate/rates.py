"""Precision, recall and F1 with bootstrap intervals: dialogues are drawn, never single turns."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.speech.evaluate.compare import FALSE, MISSED, RIGHT, Counts

DRAWS = 1000
LEVEL = 0.95


class Rate(NamedTuple):
    """A share and its interval; None where nothing was there to be counted."""

    value: float | None
    low: float | None
    high: float | None


class Rates(NamedTuple):
    """How well an act is found. `there`: how often it is labelled; `found`: how often it was found."""

    there: int
    found: int
    precision: Rate
    recall: Rate
    f1: Rate


def rates(counts: Counts, seed: int = 0) -> list[Rates]:
    """For each act. `counts`: dialogues by acts by (right, false, missed)."""
    drawn = _draws(counts, seed)
    total = counts.sum(axis=0)
    return [_of(total[k], drawn[:, k]) for k in range(counts.shape[1])]


def pooled(counts: Counts, seed: int = 0) -> Rates:
    """All acts taken together."""
    summed = counts.sum(axis=1, keepdims=True)
    return rates(summed, seed)[0]


def _draws(counts: Counts, seed: int) -> NDArray[np.int64]:
    """Sums of `DRAWS` drawings of as many dialogues as there are."""
    size = counts.shape[0]
    random = np.random.default_rng(seed)
    times = random.multinomial(size, np.full(size, 1 / size), DRAWS)
    flat = times @ counts.reshape(size, -1)
    return np.asarray(flat.reshape(DRAWS, *counts.shape[1:]))


def _of(total: NDArray[np.int64], drawn: NDArray[np.int64]) -> Rates:
    right, false, missed = (int(total[n]) for n in (RIGHT, FALSE, MISSED))
    r, f, m = (drawn[:, n].astype(float) for n in (RIGHT, FALSE, MISSED))
    return Rates(
        there=right + missed,
        found=right + false,
        precision=_rate(right, right + false, r, r + f),
        recall=_rate(right, right + missed, r, r + m),
        f1=_rate(2 * right, 2 * right + false + missed, 2 * r, 2 * r + f + m),
    )


def _rate(part: int, whole: int, parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> Rate:
    if not whole:
        return Rate(None, None, None)
    some = wholes > 0
    low, high = np.quantile(parts[some] / wholes[some], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Rate(part / whole, float(low), float(high))


def share(hits: NDArray[np.bool_], seed: int = 0) -> Rate:
    """The share of True, with its interval."""
    if not hits.size:
        return Rate(None, None, None)
    random = np.random.default_rng(seed)
    drawn = random.binomial(hits.size, hits.mean(), DRAWS) / hits.size
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Rate(float(hits.mean()), float(low), float(high))
