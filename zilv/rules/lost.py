"""Whether the debtor cannot be reached (失联): the test under which contact persons may be addressed at all."""

import numpy as np
from pydantic import Field

from zilv.attempts.rows import Int8
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import Channel
from zilv.rules.compiled import compiled
from zilv.rules.facts import Facts
from zilv.rules.three import NO, UNKNOWN, YES
from zilv.rules.when import Frozen, When

_CALLS: tuple[Channel, ...] = ("voice", "voice_bot")
_FAILED = When(channel=_CALLS, party=("debtor",), answered="no")
_REACHED = When(channel=_CALLS, party=("debtor",), answered="yes")
_CALLED_IN = When(channel=_CALLS, direction=("inbound",), party=("debtor",))


class Lost(Frozen):
    """Cannot be reached: so many consecutive calls failed, the last of them before today; or a call failed on
    each of so many consecutive days; or the number is invalid. An answered call, or one from the debtor, ends it.
    """

    calls: int = Field(ge=1)
    days: int = Field(ge=1)


MAY_FAIL, FAILS, MAY_END, ENDS, INVALID = 1, 2, 4, 8, 16
"""What a call does to the test, as bits: it failed (perhaps, surely), it reached the debtor, its number is invalid."""

_LONG_AGO = -(2**31)


@compiled
def effect(call, b):  # type: ignore[no-untyped-def]
    """What a call does to bound `b` (0 the least that can be, 1 the most): ENDS, FAILS or nothing."""
    fails = call & (FAILS if b == 0 else MAY_FAIL)
    ends = call & (MAY_END if b == 0 else ENDS)
    if ends and (b == 0 or not fails):
        return ENDS
    return FAILS if fails else 0


@compiled
def sweep(key, day, call, calls, days, lost):  # type: ignore[no-untyped-def]
    """Into `lost`: whether the debtor was lost before each row, rows sorted by (key, at).

    Being lost only grows with failed calls and shrinks with answered ones, so taking every doubtful call once as
    failed and once as answered gives both bounds.
    """
    count, streak = np.zeros(2, np.int64), np.zeros(2, np.int64)
    since, last = np.full(2, _LONG_AGO, np.int64), np.full(2, _LONG_AGO, np.int64)
    gone = np.zeros(2, np.bool_)
    for i in range(key.size):
        lost[i] = NO
        for b in range(2):
            done = effect(call[i - 1], b) if i > 0 else 0
            if i == 0 or key[i] != key[i - 1] or done == ENDS:
                count[b], streak[b], last[b], gone[b] = 0, 0, _LONG_AGO, False
            elif done == FAILS:
                count[b] += 1
                since[b] = day[i - 1] if count[b] == calls else since[b]
                if day[i - 1] != last[b]:
                    streak[b] = streak[b] + 1 if day[i - 1] == last[b] + 1 else 1
                last[b] = day[i - 1]
                gone[b] = gone[b] or streak[b] >= days or call[i - 1] & INVALID != 0
            if gone[b] or (count[b] >= calls and since[b] < day[i]):
                lost[i] = YES if b == 0 else max(lost[i], UNKNOWN)


def lost_debtor(facts: Facts, test: Lost) -> Int8:
    """For each row whether the debtor was lost just before it: NO, UNKNOWN or YES."""
    result = np.zeros(len(facts.rows), np.int8)
    call = facts.per_shape("calls to the debtor", _call).astype(np.int8)[facts.rows.shape]
    sweep(facts.run_of_row(), facts.rows.day, call, test.calls, test.days, result)
    return result


def _call(shape: Shape) -> int:
    fails, ends = _FAILED.of(shape), max(_REACHED.of(shape), _CALLED_IN.of(shape))
    bits = MAY_FAIL * (fails != NO) | FAILS * (fails == YES) | MAY_END * (ends != NO) | ENDS * (ends == YES)
    return bits | INVALID * (shape.disposition == "invalid_number")
