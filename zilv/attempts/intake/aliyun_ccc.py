"""Aliyun CCC 云呼叫中心: `GetCallDetailRecord` and the lists of call details, whose `Data` holds the call.

Fields and words as documented (help.aliyun.com, ccs: GetCallDetailRecord, ListCallDetailRecordsV2).

- Times are epochs in milliseconds. `EstablishedTime` is empty unless the call was set up.
- The recording is made after the call: `RecordingReady` false in an early detail says nothing, and a later
  detail of the same call adds it by merging. The recording is fetched by `ContactId`, hence is named by it.
- An outbound call that was given up in the queue or the IVR (AbandonedInQueue …) *was* answered by the person.
  `Voicemail` is a mailbox: `answered` stays empty. For an inbound call only Success says that somebody answered.
- `AgentIds` names every agent the call passed; one name is the collector, of several none is.

Words are compared without case and underscore: OUTBOUND, PrivacyDial, PRIVACY_DIAL. INTERNAL is no attempt.
Where `ContactType` is unknown or CONFERENCE nobody can tell who called whom: the row is rejected. Unknown
dispositions stay empty, and the answer hangs on `EstablishedTime` alone. Assumed: `StartTime` of an outbound or
back-to-back call is when the person's telephone was dialled (the vendor says: from when connecting begins).
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import epoch
from zilv.attempts.intake.reasons import shown
from zilv.attempts.intake.record import agreed, inner, needed, number, outcome, row, seconds, text
from zilv.attempts.parse import EMPTY, FieldError

_OUTBOUND = frozenset({"OUTBOUND", "PREDICTIVE", "PRIVACYDIAL", "BACK2BACK"})
_DISPOSITIONS = {
    "success": "answered",
    "noanswer": "no_answer",
    "reject": "rejected",
    "voicemail": "voicemail",
    "abandonedinring": "abandoned",
    "abandonedinqueue": "abandoned",
    "abandonedinivr": "abandoned",
    "abandonedinvoicenavigator": "abandoned",
    "queuingtimeout": "abandoned",
    "queuingfailed": "abandoned",
    "queuingoverflow": "abandoned",
    "ivrexception": "other",
    "forwardtooutsidenumber": "other",
}
_UNANSWERED = frozenset({"noanswer", "reject", "abandonedinring"})


def _read(record: Record, context: Context) -> CanonicalRow | None:
    call = inner(record, "Data", "data")
    kind = needed(call, "ContactType").replace("_", "").upper()
    if kind == "INTERNAL":
        return None
    outbound = kind in _OUTBOUND
    if not outbound and kind != "INBOUND":
        why = "未说明谁呼叫谁，应为 INBOUND、OUTBOUND 等 · does not say who called whom; expected INBOUND, OUTBOUND, …"
        raise FieldError("ContactType", f"{shown(kind)} {why}")
    contact = needed(call, "ContactId")
    at = epoch(call, "StartTime", context.zone)
    if not at:
        raise FieldError("StartTime", EMPTY)
    ended = text(call, "ContactDisposition").lower()
    robot = outbound and ended == "abandonedinvoicenavigator"
    called, calling = number(call, "CalledNumber"), number(call, "CallingNumber")
    answered = _answered(call, context, outbound, ended)
    return outcome(answered, seconds(call, "CallDuration"), _DISPOSITIONS.get(ended)) | row(
        attempt_id=contact,
        at=at,
        channel="voice_bot" if robot else "voice",
        direction="outbound" if outbound else "inbound",
        number=called if outbound else calling,
        line=calling if outbound else called,
        collector=_collector(call),
        manual="no" if kind == "PREDICTIVE" else "",
        recording=contact if text(call, "RecordingReady").lower() == "true" else "",
    )


def _answered(call: Record, context: Context, outbound: bool, ended: str) -> bool | None:
    if ended == "voicemail":
        return None
    by_word = True if ended == "success" else False if ended in _UNANSWERED else None
    if not outbound:
        return by_word
    established = bool(epoch(call, "EstablishedTime", context.zone)) if "EstablishedTime" in call else None
    return agreed(established, by_word)


def _collector(call: Record) -> str:
    agents = [name.strip() for name in text(call, "AgentIds").split(",") if name.strip()]
    return agents[0] if len(agents) == 1 else ""


FORMAT = Format(
    name="aliyun-ccc",
    title="阿里云云呼叫中心通话详情 · Aliyun CCC GetCallDetailRecord",
    container="any",
    telltale=frozenset({"ContactId", "ContactType"}),
    read=_read,
    lists=("Data", "Data.List"),
    skipped="不是触达：内部通话 · is no attempt: a call inside the house",
)
