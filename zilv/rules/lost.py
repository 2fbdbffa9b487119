"""Whether the debtor cannot be reached (失联): the test under which contact persons may be addressed at all."""

import numpy as np
from pydantic import Field

from zilv.attempts.rows import Int8
from zilv.rules.compiled import compiled
from zilv.rules.facts import Facts
from zilv.rules.three import NO, UNKNOWN, YES
from zilv.rules.when import Frozen, When

_CALLS = ("voice", "voice_bot")
_FAILED = When(channel=_CALLS, party=("debtor",), answered="no")
_REACHED = When(channel=_CALLS, party=("debtor",), answered="yes")
_CALLED_IN = When(channel=_CALLS, direction=("inbound",), party=("debtor",))


class Lost(Frozen):
    """Cannot be reached: so many consecutive calls failed, the last of them before today; or a call failed on
    each of so many consecutive days; or the number is invalid. An answered call, or one from the debtor, ends it.
    """

    calls: int = Field(ge=1)
    days: int = Field(ge=1)


@compiled
def sweep(key, day, fails, ends, invalid, calls, days, lost):  # type: ignore[no-untyped-def]
    """Into `lost`: whether the debtor was lost before each row, rows sorted by (key, at), facts taken as given."""
    count = streak = 0
    since = last = -(2**31)
    reached_count = gone = False
    for i in range(key.size):
        if i == 0 or key[i] != key[i - 1]:
            count = streak = 0
            last = -(2**31)
            reached_count = gone = False
        lost[i] = gone or (reached_count and since < day[i])
        if ends[i]:
            count = streak = 0
            last = -(2**31)
            reached_count = gone = False
        elif fails[i]:
            count += 1
            if count == calls:
                reached_count = True
                since = day[i]
            if day[i] != last:
                streak = streak + 1 if day[i] == last + 1 else 1
                last = day[i]
            gone = gone or streak >= days or invalid[i]


def lost_debtor(facts: Facts, test: Lost) -> Int8:
    """For each row whether the debtor was lost just before it: NO, UNKNOWN or YES.

    Being lost only grows with failed calls and shrinks with answered ones, so taking every doubtful call once
    as failed and once as answered gives both bounds.
    """
    rows = facts.rows
    fails, ends = facts.applies(_FAILED), np.maximum(facts.applies(_REACHED), facts.applies(_CALLED_IN))
    table = facts.per_shape("invalid", lambda shape: int(shape.disposition == "invalid_number"))
    invalid = table[rows.shape].astype(np.bool_)
    perhaps, surely = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    key = facts.run_of_row()
    sweep(key, rows.day, fails != NO, (ends == YES) & (fails == NO), invalid, test.calls, test.days, perhaps)
    sweep(key, rows.day, (fails == YES) & (ends == NO), ends != NO, invalid, test.calls, test.days, surely)
    return np.where(surely, YES, np.where(perhaps, UNKNOWN, NO)).astype(np.int8)
