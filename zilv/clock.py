"""The one place that asks what time it is; everything else is told."""

import time
from datetime import datetime, timezone


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(timezone.utc)


def now_us() -> int:
    """This instant, UTC microseconds since 1970."""
    return time.time_ns() // 1000


def steady_us() -> int:
    """Microseconds that no one can set, nor stop by suspending the machine; only differences mean anything."""
    return time.clock_gettime_ns(_STEADY) // 1000


_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
