"""Baidu AI Cloud 百度智能云客悦: the robot's callbacks, one per call it made (外呼) or took (热线).

Fields as documented (cloud.baidu.com/doc/CCC: Ikt9hb8u6, pkt9hkwsl, Zmf1ae7ps; /doc/ky: qmqqccfbl). The two
callbacks share names that mean different things; `calledNum` or `callStatus` tells a hotline call:

|  | outbound (`data`) | hotline (`info`) |
|---|---|---|
| `mobile` | the person, **called** | the person, **caller** |
| the other number | `callerNum` | `calledNum`, with an extension behind a comma |
| times | epoch ms | local text without zone |
| `talkingTimeLen` | seconds | **milliseconds** |
| answered | `endType` 1 or 0 | `callStatus` connected |

- Callbacks on a task or a group of numbers (`callbackType` 1, 2) and calls never placed (`endType` 2; held back
  by a rule or a deadline) are no attempts.
- `contactUUID` names the recording, but is given for unanswered calls too: it counts only when answered.
- The conversation (`record`), `collectInfo` and `intent` may hold personal information and are not read.

A hotline call's record has no ringing time: it begins at `talkingStartTime`. The name of its recording field
was not seen; `recordUrl`, `recordingUrl` and `recordFile` are tried. Unknown reasons leave the disposition
empty; an unknown `callStatus` leaves `answered` empty; an unknown `endType` rejects the row.
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import epoch, local
from zilv.attempts.intake.reasons import shown
from zilv.attempts.intake.record import (
    agreed,
    first,
    inner,
    needed,
    number,
    outcome,
    recording,
    row,
    seconds,
    text,
)
from zilv.attempts.parse import EMPTY, FieldError

_REASONS = {
    "notexist": "invalid_number",
    "stopped": "unreachable",
    "poweroff": "unreachable",
    "cantbeconnected": "unreachable",
    "linebusy": "busy",
}
_NEVER_PLACED = frozenset({"ruleslimit", "beyonddeadline"})
_NO_CALL = frozenset({"1", "2"})


def _read(record: Record, context: Context) -> CanonicalRow | None:
    if text(record, "callbackType") in _NO_CALL:
        return None
    call = inner(record, "data", "info")
    if first(call, "calledNum", "callStatus"):
        return _hotline(call, context)
    return _outbound(call, context)


def _outbound(call: Record, context: Context) -> CanonicalRow | None:
    end, reason = text(call, "endType"), text(call, "endTypeReason").lower()
    if end == "2" or reason in _NEVER_PLACED:
        return None
    if end not in {"0", "1"}:
        raise FieldError("endType", f"{shown(end)} 未知，应为 0 或 1 · is not known; expected 0 or 1")
    at = epoch(call, "startTime", context.zone)
    if not at:
        raise FieldError("startTime", EMPTY)
    talked = bool(epoch(call, "talkingStartTime", context.zone)) if text(call, "talkingStartTime") else None
    answered = agreed(end == "1", talked)
    disposition = "answered" if answered else _REASONS.get(reason)
    return outcome(answered, seconds(call, "talkingTimeLen"), disposition) | row(
        attempt_id=needed(call, "sessionId"),
        at=at,
        channel="voice_bot",
        direction="outbound",
        number=number(call, "mobile"),
        line=number(call, "callerNum"),
        recording=text(call, "contactUUID") if answered else "",
    )


def _hotline(call: Record, context: Context) -> CanonicalRow:
    at = local(call, "talkingStartTime", context.zone)
    if not at:
        raise FieldError("talkingStartTime", EMPTY)
    person = number(call, "mobile")
    answered = True if text(call, "callStatus").lower() == "connected" else None
    return outcome(answered, seconds(call, "talkingTimeLen", 1000), "answered") | row(
        attempt_id=needed(call, "sessionId"),
        at=at,
        channel="voice_bot",
        direction="inbound",
        number=person,
        line=number(call, "calledNum"),
        recording=recording(first(call, "recordUrl", "recordingUrl", "recordFile"), person),
    )


FORMAT = Format(
    name="baidu-robot",
    title="百度智能云外呼与热线机器人回调 · Baidu robot callbacks",
    container="json",
    telltale=frozenset({"sessionId", "tenantId"}),
    read=_read,
    lists=("data.items",),
    skipped="不是触达：任务消息，或从未拨出的呼叫 · is no attempt: news of a task, or a call that was never placed",
)
