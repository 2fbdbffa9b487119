"""How fast one key may ask this process: a bucket that fills steadily."""

import math

from zilv.desk.problem import Rejected


class Rates:
    """One bucket a key: `rate` a second, `burst` at once."""

    def __init__(self, rate: int, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key_id: str, count: int, now: float) -> None:
        """Take `count` out at `now` (seconds that only go forward). Raises Rejected with when to come back."""
        level, at = self._buckets.get(key_id, (float(self._burst), now))
        level = min(self._burst, level + (now - at) * self._rate)
        if level < count:
            self._buckets[key_id] = level, now
            raise Rejected("too_many_requests", retry_after_s=max(1, math.ceil((count - level) / self._rate)))
        self._buckets[key_id] = level - count, now
