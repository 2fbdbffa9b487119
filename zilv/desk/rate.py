"""How fast one key may ask this process: a bucket that fills steadily."""

import math

from zilv.desk.problem import Rejected


class Rates:
    """One bucket a key: `rate` a second, `burst` at once."""

    def __init__(self, rate: int, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key_id: str, count: int, now: float, before: int = 0) -> None:
        """Take `count` out at `now` (seconds that only go forward). Raises Rejected with when to come back.

        `before`: what the same request has taken already, and takes again when it comes again. What asks for more than
        there ever is is let in when the bucket is full, and leaves a debt: the key waits so much longer afterwards.
        """
        level, at = self._buckets.get(key_id, (float(self._burst), now))
        level = min(self._burst, level + (now - at) * self._rate)
        needed = min(count, self._burst - before)
        if level < needed:
            self._buckets[key_id] = level, now
            lacks = needed + before - level
            raise Rejected("too_many_requests", retry_after_s=max(1, math.ceil(lacks / self._rate)))
        self._buckets[key_id] = level - count, now
