"""How sure a share is: the Wilson score interval (E. B. Wilson, JASA 22, 1927)."""

from math import sqrt

Z_95 = 1.959963984540054
"""The standard normal quantile that leaves 2.5 % on either side."""


def interval(hits: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Bounds, 0 to 1, of the share `hits / trials`; nothing tried leaves everything possible."""
    if trials == 0:
        return 0.0, 1.0
    share = hits / trials
    centre = share + z * z / (2 * trials)
    margin = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low = 0.0 if hits == 0 else (centre - margin) / scale
    high = 1.0 if hits == trials else (centre + margin) / scale
    return low, high
