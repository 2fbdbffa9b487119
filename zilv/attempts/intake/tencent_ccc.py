"""Tencent Cloud Contact Center 腾讯云联络中心: the call push (`?action=cdr`) and the recording push (`?action=record`).

Fields and words as documented (cloud.tencent.com 679/67257 and 679/123938; tencentcloud.com 1229/59641, 59642, 71847).

- Timestamps are epochs in seconds. `AcceptTimestamp` is the person's answer outbound, the agent's inbound.
- One `SessionId` is one call, whatever the number of tracks in `ServeParticipants`: the outer fields tell of the
  person, a track of one agent. `SeatUser` is the last agent; with several accepted tracks no collector is named.
- The recording has its own push; either push knows a `RecordId`, and merging by `SessionId` joins them.
- `EndStatusString` tells agents' calls; for predictive and robot calls the vendor warns that it may not, so it
  counts with `AcceptTimestamp`, and where the two contradict each other `answered` stays empty.

`Direction` (0 in, 1 out) and `CallType` (1 out, 2 and 3 in, 5 predictive, 6 inside) decide whose number is whose:
without both, or where they contradict each other, the row is rejected. Unknown end states leave the
disposition empty. Names, e-mail addresses and `Uui` (the user's own) are not read.
"""

from collections.abc import Mapping

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import epoch
from zilv.attempts.intake.record import agreed, first, needed, number, outcome, recording, row, seconds, text
from zilv.attempts.parse import EMPTY, FieldError

_BY_DIRECTION = {"0": "inbound", "1": "outbound"}
_BY_TYPE = {"1": "outbound", "2": "inbound", "3": "inbound", "5": "outbound"}
_INSIDE = "6"
_PREDICTIVE = "5"
_ENDS = {
    "ok": "answered",
    "unconnected": "no_answer",
    "notAnswer": "no_answer",
    "userReject": "rejected",
    "powerOff": "unreachable",
    "numberNotExist": "invalid_number",
    "busy": "busy",
    "outOfCredit": "unreachable",
    "operatorError": "other",
    "callerCancel": "abandoned",
    "notInService": "unreachable",
    "carrierBlocked": "other",
    "restrictedCallee": "other",
    "tooManyRequest": "other",
    "restrictedArea": "other",
    "restrictedTime": "other",
    "blackList": "other",
    "ivrGiveUp": "abandoned",
    "waitingGiveUp": "abandoned",
    "ringingGiveUp": "abandoned",
    "seatGiveUp": "no_answer",
    "noSeatOnline": "other",
    "notWorkTime": "other",
    "ivrEnd": "other",
}
_ROBOT = frozenset(
    {
        "asrError",
        "llmasrError",
        "ttsError",
        "functionCallHangup",
        "maxCallDurationReached",
        "userInactivity",
        "callTerminatedByAPI",
        "userHangupDuringAiCall",
        "aiAgentEndCall",
    }
)
"""End states of a call that a voice robot held."""


def _read(record: Record, context: Context) -> CanonicalRow | None:
    session = needed(record, "SessionId")
    if text(record, "EndpointUser"):
        return row(attempt_id=session, recording=_recording(record))
    if text(record, "CallType") == _INSIDE:
        return None
    direction = _direction(record)
    at = epoch(record, "StartTimestamp", context.zone, 1)
    if not at:
        raise FieldError("StartTimestamp", EMPTY)
    end = text(record, "EndStatusString")
    outbound = direction == "outbound"
    caller, callee = number(record, "Caller"), number(record, "Callee")
    return outcome(_answered(record, context, end), seconds(record, "Duration"), _ENDS.get(end)) | row(
        attempt_id=session,
        at=at,
        channel="voice_bot" if end in _ROBOT else "voice",
        direction=direction,
        number=callee if outbound else caller,
        line=caller if outbound else callee,
        collector=_collector(record),
        manual="no" if text(record, "CallType") == _PREDICTIVE else "",
        recording=_recording(record),
    )


def _direction(record: Record) -> str:
    by_direction = _BY_DIRECTION.get(text(record, "Direction"))
    by_type = _BY_TYPE.get(text(record, "CallType"))
    found = by_direction or by_type
    if found is None:
        zh = "未知，应为 0（呼入）或 1（呼出），或 CallType 为 1、2、3、5"
        raise FieldError("Direction", f"{zh} · is not known; expected 0 (in) or 1 (out), or a CallType of 1, 2, 3 or 5")
    if by_type and by_type != found:
        zh = f"为 {by_direction}，而 CallType 为 {by_type}，两者矛盾"
        raise FieldError("Direction", f"{zh} · says {by_direction} and CallType says {by_type}")
    return found


def _answered(record: Record, context: Context, end: str) -> bool | None:
    by_time = bool(epoch(record, "AcceptTimestamp", context.zone, 1)) if "AcceptTimestamp" in record else None
    by_end = _ENDS[end] == "answered" if end in _ENDS else None
    return agreed(by_time, by_end)


def _collector(record: Record) -> str:
    tracks = record.get("ServeParticipants")
    tracks = tracks if isinstance(tracks, list) else []
    accepted = [track for track in tracks if isinstance(track, Mapping) and track.get("AcceptTimestamp")]
    seat = record.get("SeatUser")
    if len(accepted) > 1 or not isinstance(seat, Mapping):
        return ""
    found = first(seat, "StaffNumber", "UserId")
    return "" if "@" in found else found


def _recording(record: Record) -> str:
    numbers = [text(record, name) for name in ("Caller", "Callee", "EndpointUser")]
    return recording(first(record, "RecordId", "CustomRecordURL", "RecordURL"), *numbers)


FORMAT = Format(
    name="tencent-ccc",
    title="腾讯云联络中心话单推送 · Tencent CCC call push",
    container="json",
    telltale=frozenset({"SdkAppId", "SessionId"}),
    read=_read,
    skipped="不是触达：内部通话 · is no attempt: a call inside the house",
)
