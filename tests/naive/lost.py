"""Lost contact: when the debtor counts as one who cannot be reached."""

from datetime import date, timedelta
from typing import Any

from tests.naive.case import Case, is_call
from tests.naive.worlds import combinations, effects
from zilv.attempts.attempt import Attempt

FACTS = ("direction", "party", "answered")


def possibly_lost(case: Case) -> set[bool]:
    """Whether the debtor was lost at the attempt, in any world of the calls before it."""
    rows = [row for row in case.past if row.person == case.attempt.person and _can_tell(row)]
    told = [effects(row, FACTS, _told) for row in rows]
    days = [case.day(row) for row in rows]
    return {_is_lost(list(zip(days, chosen, strict=True)), case.today) for chosen in combinations(told)}


def _can_tell(row: Attempt) -> bool:
    """Calls tell, and any attempt that found the number invalid."""
    return is_call(row) or row.disposition == "invalid_number"


def _told(row: Attempt) -> str:
    """What an attempt tells about reaching the debtor; what came from him and was no call tells nothing."""
    if row.party != "debtor" or not (is_call(row) or row.direction == "outbound"):
        return "nothing"
    if row.direction == "inbound" or row.answered:
        return "reached"
    return "invalid" if row.disposition == "invalid_number" else "failed"


def _is_lost(calls: list[tuple[date, Any]], today: date) -> bool:
    last = max((n for n, (_, told) in enumerate(calls) if told == "reached"), default=-1)
    failed = [(day, told) for day, told in calls[last + 1 :] if told != "nothing"]
    days = {day for day, _ in failed}
    return (
        any(told == "invalid" for _, told in failed)
        or (len(failed) >= 3 and failed[2][0] < today)
        or any({day, day + timedelta(1), day + timedelta(2)} <= days for day in days)
    )
