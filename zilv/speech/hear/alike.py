"""Rows of numbers of length one, in groups of those that are alike: k-means on the sphere."""

import numpy as np
import numpy.typing as npt

STARTS = 30
"""From one start in three or four it ends in a bad division; the best of thirty was never seen to be one."""
ROUNDS = 50
Rows = npt.NDArray[np.float32]
Groups = npt.NDArray[np.int64]


def groups_of(rows: Rows, weights: npt.NDArray[np.float64], count: int) -> list[int]:
    """For each row its group, 0 to `count` − 1; the same every time. `weights`: how much each row counts."""
    if len(rows) <= count:
        return list(range(len(rows)))
    rng = np.random.default_rng(1)
    tries = [_settled(rows, weights, rows[rng.choice(len(rows), count, replace=False)]) for _ in range(STARTS)]
    return [int(group) for group in max(tries, key=lambda made: made[0])[1]]


def _settled(rows: Rows, weights: npt.NDArray[np.float64], centres: Rows) -> tuple[float, Groups]:
    """How alike the rows are to their centres, and their groups, when nothing moves any more."""
    groups = np.full(len(rows), -1)
    for _ in range(ROUNDS):
        likeness = rows @ centres.T
        nearest = likeness.argmax(axis=1)
        if (nearest == groups).all():
            break
        groups = nearest
        centres = np.stack([_centre(rows, weights * (groups == n), centre) for n, centre in enumerate(centres)])
    return float(weights @ likeness.max(axis=1)), groups


def _centre(rows: Rows, weights: npt.NDArray[np.float64], before: Rows) -> Rows:
    """The direction of the sum; a group that has become empty keeps the one it had."""
    total = weights.astype(np.float32) @ rows
    length = np.linalg.norm(total)
    return total / length if length else before
