"""How long to wait before the same request is sent again."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

FIRST_S, LONGEST_S = 0.05, 1.0


def transient(status: int) -> bool:
    """Whether an answer with this HTTP status says: not now, perhaps later."""
    return status == 429 or status >= 500


def pause_s(tried: int, draw: float, told_s: float | None) -> float:
    """Seconds to wait after `tried` tries, at least what the server told; `draw` lies in [0, 1) and spreads clients.

    >>> [round(pause_s(tried, 0.5, told), 4) for tried, told in ((1, None), (2, None), (20, None), (1, 2.0))]
    [0.0375, 0.075, 0.75, 2.0375]
    """
    bound = min(LONGEST_S, FIRST_S * 2.0 ** (min(tried, 30) - 1))
    return bound * (1 + draw) / 2 + (told_s or 0.0)


def told_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """What a Retry-After header asks for, in seconds from now; None where there is none that can be read."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until - now).total_seconds()) if until.tzinfo else None
