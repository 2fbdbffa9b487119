"""Volcengine 火山引擎语音服务: call records (话单) of SIP calls, notices, click-to-dial, robots and privacy numbers.

Fields and codes as documented (volcengine.com/docs/6358: 173372, 173373, 173375, 173380, 173382, 173383).

- Times are epochs in milliseconds, as numbers or text; `startTime` is 0 or absent unless the call was set up.
- `callResult` 1 says that the called party answered. Where `startTime` contradicts it `answered` stays empty; in
  click-to-dial `startTime` may be the agent's answer, so the result alone counts.
- `audioRecordFlag` says whether the two sides lie on two tracks, *not* whether there is a recording: no
  recording is read from a call record.
- In click-to-dial (103, 105) the caller is the agent's own telephone; the line is `calleeShowNumber`, or unknown.
- Behind a privacy number (201 AXB, 204 and 205) the line is X. Assumed: A is the collector's side, B the
  person's; who called decides the direction, and a caller who is neither rejects the row.
- 102 is a voice notice and 104 a robot: both are `voice_bot`.

`callType` of a SIP call is documented without its values: 1, as in the vendor's sample, is taken for outbound,
any other rejects the row unless the direction is set (`--set direction=`). `cdrType` 2 (a text message behind a
privacy number) and unknown kinds of service are rejected. Undocumented results leave the disposition empty.
`userData`, `ext`, `callSlots` and tags are the user's own and are not read.
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import epoch
from zilv.attempts.intake.reasons import shown
from zilv.attempts.intake.record import agreed, assumed, needed, number, outcome, row, seconds, text
from zilv.attempts.parse import EMPTY, FieldError

_CHANNELS = {"101": "voice", "102": "voice_bot", "103": "voice", "104": "voice_bot", "105": "voice"}
_TWO_LEGS = frozenset({"103", "105"})
_PRIVACY = frozenset({"201", "204", "205"})
_RESULTS = {
    "1": "answered",
    "2": "unreachable",
    "3": "unreachable",
    "4": "invalid_number",
    "5": "abandoned",
    "6": "unreachable",
    "7": "no_answer",
    "8": "busy",
    "9": "rejected",
    "10": "unreachable",
    "21": "unreachable",
    "22": "no_answer",
    "28": "no_answer",
} | {str(code): "other" for code in (*range(11, 21), *range(23, 28), *range(29, 36))}


def _read(record: Record, context: Context) -> CanonicalRow | None:
    call_id = needed(record, "callId")
    if text(record, "cdrType") not in {"", "1"}:
        raise FieldError("cdrType", "不是通话记录，应为 1 或空 · is no call record; expected 1 or none")
    at = epoch(record, "beginCallTime", context.zone)
    if not at:
        raise FieldError("beginCallTime", EMPTY)
    kind = text(record, "subServiceType")
    if kind in _PRIVACY:
        told = _behind_privacy(record)
    elif kind in _CHANNELS:
        told = _direct(record, context, kind)
    else:
        why = "未知，应为 101 至 105、201、204 或 205 · is not known; expected 101 to 105, 201, 204 or 205"
        raise FieldError("subServiceType", f"{shown(kind)} {why}")
    result = text(record, "callResult")
    by_result = _RESULTS[result] == "answered" if result in _RESULTS else None
    started = bool(epoch(record, "startTime", context.zone)) if "startTime" in record else None
    answered = by_result if kind in _TWO_LEGS else agreed(started, by_result)
    return (
        told | outcome(answered, seconds(record, "callDuration"), _RESULTS.get(result)) | row(attempt_id=call_id, at=at)
    )


def _direct(record: Record, context: Context, kind: str) -> CanonicalRow:
    direction = _direction(record, context, kind)
    caller, callee = number(record, "caller"), number(record, "callee")
    if direction == "inbound":
        return row(channel=_CHANNELS[kind], direction=direction, number=caller, line=callee)
    line = number(record, "calleeShowNumber") or ("" if kind in _TWO_LEGS else caller)
    return row(channel=_CHANNELS[kind], direction=direction, number=callee, line=line)


def _direction(record: Record, context: Context, kind: str) -> str:
    told = context.constants.get("direction")
    if kind == "101" and not told and text(record, "callType") not in {"", "1"}:
        zh = "含义未见于文档，请设定方向"
        en = "its meaning is not documented; set the direction, e.g. --set direction=inbound"
        raise FieldError("callType", f"{zh} · {en}")
    return assumed(context.constants, "direction", "outbound") if kind == "101" else "outbound"


def _behind_privacy(record: Record) -> CanonicalRow:
    caller, ours, theirs = (number(record, name) for name in ("caller", "phoneNoA", "phoneNoB"))
    if not caller or caller not in {ours, theirs} or not theirs:
        zh = "既非 phoneNoA 亦非 phoneNoB，无从得知谁呼叫谁"
        raise FieldError("caller", f"{zh} · is neither phoneNoA nor phoneNoB: nobody can tell who called whom")
    direction = "outbound" if caller == ours else "inbound"
    return row(channel="voice", direction=direction, number=theirs, line=number(record, "phoneNoX"))


FORMAT = Format(
    name="volcengine",
    title="火山引擎语音话单 · Volcengine call records",
    container="any",
    telltale=frozenset({"callId", "serviceType", "beginCallTime"}),
    read=_read,
    lists=("Result",),
    untold=frozenset({"recording"}),
)
