"""Whether the debtor cannot be reached (失联): the test under which contact persons may be addressed at all."""

import msgspec
import numpy as np
from pydantic import Field

from zilv.attempts.rows import Int8, Int64
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import Channel
from zilv.compiled import compiled
from zilv.rules.facts import Facts
from zilv.rules.three import NO, UNKNOWN, YES
from zilv.rules.when import Frozen, When

_CALLS: tuple[Channel, ...] = ("voice", "voice_bot")
_FAILED = When(channel=_CALLS, party=("debtor",), answered="no")
_REACHED = When(channel=_CALLS, direction=None, party=("debtor",), answered="yes")
_SENT = When(party=("debtor",))
_CALLED_IN = When(channel=_CALLS, direction=("inbound",), party=("debtor",))


class Lost(Frozen):
    """Cannot be reached: so many consecutive calls failed, the last of them before today; or a call failed on
    each of so many consecutive days; or the number is invalid. An answered call, or one from the debtor, ends it.
    """

    calls: int = Field(ge=1)
    days: int = Field(ge=1)


MAY_FAIL, FAILS, MAY_END, ENDS, MAY_BE_INVALID, INVALID = 1, 2, 4, 8, 16, 32
"""What an attempt does to the test, as bits, perhaps or surely: a call failed, it reached the debtor, the number is
invalid."""

_BOUNDS = np.array([YES, UNKNOWN])
"""The least and the most that can be, each with what it makes of a debtor who is lost by it."""


@compiled
def sweep(key, day, call, calls, days, lost, next_day):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `lost`: whether the debtor was lost before each row, rows sorted by (key, at); `next_day`: whether he
    will be from the next midnight on if nothing more happens.

    Being lost only grows with failed calls and shrinks with answered ones, so taking every doubtful call once as
    failed and once as answered gives both bounds.
    """
    count, streak = np.empty_like(_BOUNDS), np.empty_like(_BOUNDS)
    since, last = np.empty_like(_BOUNDS), np.empty_like(_BOUNDS)
    gone = np.empty_like(_BOUNDS)
    for i in range(key.size):
        lost[i] = next_day[i] = NO
        first = i == 0 or key[i] != key[i - 1]
        for b, bound in enumerate(_BOUNDS):
            before = call[i - 1]
            if first or before & (MAY_END if bound == YES else ENDS):
                count[b], streak[b], gone[b] = 0, 0, False
            else:
                if before & (FAILS if bound == YES else MAY_FAIL):
                    count[b] += 1
                    since[b] = day[i - 1] if count[b] == calls else since[b]
                    if streak[b] == 0 or day[i - 1] > last[b] + 1:
                        streak[b] = 1
                    elif day[i - 1] > last[b]:
                        streak[b] += 1
                    last[b] = day[i - 1]
                invalid = before & (INVALID if bound == YES else MAY_BE_INVALID)
                gone[b] = gone[b] or streak[b] >= days or invalid != 0
            if gone[b] or count[b] >= calls:
                next_day[i] = max(next_day[i], bound)
                if gone[b] or since[b] < day[i]:
                    lost[i] = max(lost[i], bound)


class _Swept:
    """For each row whether the debtor was lost, filled in run by run as somebody asks."""

    def __init__(self, rows: int, runs: int) -> None:
        self.lost, self.next_day = np.zeros(rows, np.int8), np.zeros(rows, np.int8)
        self.runs = np.zeros(runs, np.bool_)


def lost_debtor(facts: Facts, test: Lost, index: Int64) -> tuple[Int8, Int8]:
    """For each row of `index` whether the debtor was lost just before it, and from the next local
    midnight on. Only these persons are swept, each once: who is lost is asked of few.
    """
    run = facts.run_of_row()
    known = facts.once(("lost", test), lambda: _Swept(len(run), len(facts.first_of_runs()) - 1))
    asked = np.zeros(len(known.runs), np.bool_)
    asked[run[index]] = True
    if (new := np.flatnonzero(asked & ~known.runs)).size:
        _sweep_runs(facts, test, known, new)
    return known.lost[index], known.next_day[index]


def _sweep_runs(facts: Facts, test: Lost, known: _Swept, runs: Int64) -> None:
    rows = facts.rows_of(runs)
    call = facts.per_shape("calls to the debtor", _call).astype(np.int8)[facts.rows.shape[rows]]
    lost, next_day = np.zeros(len(rows), np.int8), np.zeros(len(rows), np.int8)
    sweep(facts.run_of_row()[rows], facts.rows.day[rows], call, test.calls, test.days, lost, next_day)
    known.lost[rows], known.next_day[rows], known.runs[runs] = lost, next_day, True


def _call(shape: Shape) -> int:
    if shape.pending and shape.answered is None:
        shape = msgspec.structs.replace(shape, answered=True)  # being reached permits least
    fails, ends = _FAILED.of(shape), max(_REACHED.of(shape), _CALLED_IN.of(shape))
    bits = MAY_FAIL * (fails != NO) | FAILS * (fails == YES) | MAY_END * (ends != NO) | ENDS * (ends == YES)
    if shape.disposition != "invalid_number":
        return bits
    sent = _SENT.of(shape)
    return bits | MAY_BE_INVALID * (sent != NO) | INVALID * (sent == YES)
