"""Aliyun VMS 语音服务: `VoiceReport`, pushed as a JSON array after a call, and its companion `VoiceRecordReport`.

Fields and codes as documented (help.aliyun.com, vms: voicereport, voicerecordreport, smart-status-code, 55085).

- Times are local and carry no zone (`Context.zone`); `duration` is text, in older pushes with 秒.
- A click-to-dial call (双呼) has two legs in one record: `a_*` is the agent's telephone, `b_*` the person's. The
  attempt begins when the person's is dialled. `callee_show_num` is what the person sees, hence the line;
  `caller_show_num` is what the *agent* sees. One that ended on the agent's leg dialled nobody and is no attempt.
- `start_time` and `b_start_time` are empty unless somebody answered. `smart_status_code` INTELLIGENT_ANSWER is
  an assistant or a voicemail and CALL_FORWARDING anybody: `answered` stays empty.
- The recording comes later, in its own push with the same `call_id`; its row holds what it knows, for merging.
- A transfer's own record (`smart_transfer`) tells of the human agent's leg: only that the call was a robot's.

Assumed: every call is outbound (`--set direction=` for others); `out_id` is the user's own and is not read. The
channel is `voice_bot` with a `dialog_id` or a speech record (`asr`), else `voice` unless set (`--set channel=`).
Codes that are not documented leave the disposition empty; the answer then hangs on the times alone.
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import local
from zilv.attempts.intake.record import (
    agreed,
    assumed,
    first,
    needed,
    number,
    outcome,
    recording,
    row,
    seconds,
    text,
)
from zilv.attempts.parse import EMPTY, FieldError

_CODES = {
    "200000": "answered",
    "200001": "answered",
    "200002": "busy",
    "200003": "no_answer",
    "200004": "invalid_number",
    "200005": "unreachable",
    "200007": "unreachable",
    "200010": "unreachable",
    "200011": "unreachable",
    "200012": "other",
    "200100": "answered",
    "200104": "other",
    "200105": "other",
    "200111": "rejected",
    "200112": "busy",
    "200113": "no_answer",
    "200116": "invalid_number",
    "200117": "other",
    "200118": "other",
    "200119": "other",
    "200120": "unreachable",
    "200121": "other",
}
_AGENT_LEG = frozenset({"200002", "200003", "200004", "200005", "200007", "200010", "200011", "200101", "200104"})
"""In a click-to-dial call these tell of the agent's telephone."""

_SMART = {
    "ANSWERED": "answered",
    "CANCEL": "abandoned",
    "CALL_REJECTED": "rejected",
    "CALL_FORWARDING": "other",
    "INTELLIGENT_ANSWER": "voicemail",
    "INCOMING_CALL_BARRED": "other",
    "INVALID_NUMBER": "invalid_number",
    "NO_ANSWER": "no_answer",
    "NO_USER_RESPONDING": "unreachable",
    "NETWORK_BUSY": "other",
    "OPERATOR_BLOCK": "other",
    "POWERED_OFF": "unreachable",
    "SUSPEND": "unreachable",
    "USER_BUSY": "busy",
    "UNAVAILABLE": "unreachable",
}
_MACHINE = frozenset({"CALL_FORWARDING", "INTELLIGENT_ANSWER"})


def _read(record: Record, context: Context) -> CanonicalRow | None:
    found = row(attempt_id=needed(record, "call_id"))
    if recorded := text(record, "record_file"):
        return found | row(recording=recording(recorded))
    if text(record, "voice_type") == "smart_transfer":
        return found | _begin(record, context) | row(channel="voice_bot")
    two_legs = bool(first(record, "a_originate_time", "a_ring_time", "a_start_time"))
    if text(record, "status_time") or (two_legs and _ended_on_the_agents_leg(record)):
        return None
    duration = seconds(record, "b_duration") or seconds(record, "duration")
    shown_line = number(record, "callee_show_num")
    return (
        found
        | _begin(record, context)
        | outcome(_answered(record, context, two_legs), duration, _disposition(record))
        | row(
            channel=_channel(record, context),
            direction=assumed(context.constants, "direction", "outbound"),
            number=number(record, "callee"),
            line=shown_line if two_legs else shown_line or number(record, "caller"),
        )
    )


def _begin(record: Record, context: Context) -> CanonicalRow:
    at = local(record, "b_originate_time", context.zone) or local(record, "originate_time", context.zone)
    if not at:
        raise FieldError("originate_time", EMPTY)
    return {"at": at}


def _ended_on_the_agents_leg(record: Record) -> bool:
    dialled = first(record, "b_originate_time", "b_ring_time", "b_start_time")
    return not dialled and text(record, "status_code") in _AGENT_LEG


def _answered(record: Record, context: Context, two_legs: bool) -> bool | None:
    smart, code = text(record, "smart_status_code"), text(record, "status_code")
    if smart in _MACHINE:
        return None
    leg = "b_start_time" if two_legs or text(record, "b_start_time") else "start_time"
    by_time = bool(local(record, leg, context.zone)) if leg in record else None
    by_smart = _SMART[smart] == "answered" if smart in _SMART else None
    by_code = _CODES[code] == "answered" if code in _CODES else None
    return agreed(by_time, by_smart, by_code)


def _disposition(record: Record) -> str | None:
    smart = _SMART.get(text(record, "smart_status_code"))
    return smart or _CODES.get(text(record, "status_code"))


def _channel(record: Record, context: Context) -> str:
    robot = text(record, "dialog_id") or text(record, "voice_type") == "asr"
    return "voice_bot" if robot else assumed(context.constants, "channel", "voice")


FORMAT = Format(
    name="aliyun-vms",
    title="阿里云语音服务 VoiceReport · Aliyun VMS VoiceReport",
    container="any",
    telltale=frozenset({"call_id", "status_code"}),
    read=_read,
    skipped=(
        "不是触达：途中状态，或止于坐席自己话机的通话 · "
        "is no attempt: a state on the way, or a call that ended on the agent's own telephone"
    ),
)
