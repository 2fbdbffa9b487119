"""The one place that asks what time it is; everything else is told."""

from datetime import datetime, timezone


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(timezone.utc)
