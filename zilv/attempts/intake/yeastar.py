"""Yeastar S-Series, K2 and Cloud PBX: the `NewCdr` report, and call records with the same names as CSV.

Fields as documented (help.yeastar.com, developer API: event-NewCdr, api_cdr), with the vendor's own spelling:
`callduraction`, `talkduraction`, `dsttrcunkname` (also `dsttrunkname`, `desttrunkname`), `ANSWERD`, `NO ANSWERED`.

- `timestart` is local without zone. `callduraction` includes ringing and is not read; `talkduraction` is the talk.
- `callid` is unique within one PBX only, so the serial number `sn` goes before it. As a JSON number it would
  lose digits (…930.50 becomes …930.5) and is refused.
- The reports of one call (ring group, transfer) share its `callid`; each row says what it knows.
- VOICEMAIL is a mailbox: `answered` stays empty. The answer comes from `status`, never from a duration.
- Outbound, `callfrom` is the agent's extension; the line is the trunk's name (`dsttrcunkname`), as the line's
  register may hold it. Inbound the line is `didnumber`.
- The recording's file name holds both numbers; they are taken out.

Internal calls and other events are no attempts. An unknown `type` decides who called whom and rejects the row;
an unknown `status` leaves answer and disposition empty. A dialling prefix in `callto` is not taken off.
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import local
from zilv.attempts.intake.reasons import shown
from zilv.attempts.intake.record import (
    first,
    is_extension,
    needed,
    number,
    outcome,
    recording,
    row,
    seconds,
    text,
)
from zilv.attempts.parse import EMPTY, FieldError

_STATES = {
    "ANSWERED": "answered",
    "ANSWERD": "answered",
    "NO ANSWER": "no_answer",
    "NO ANSWERED": "no_answer",
    "BUSY": "busy",
    "FAILED": "other",
    "VOICEMAIL": "voicemail",
}


def _read(record: Record, context: Context) -> CanonicalRow | None:
    kind = text(record, "type").lower()
    if first(record, "event", "action") not in {"", "NewCdr"} or kind == "internal":
        return None
    if kind not in {"outbound", "inbound"}:
        why = "未知，应为 Outbound、Inbound 或 Internal · is not known; expected Outbound, Inbound or Internal"
        raise FieldError("type", f"{shown(kind)} {why}")
    at = local(record, "timestart", context.zone)
    if not at:
        raise FieldError("timestart", EMPTY)
    caller, called = number(record, "callfrom"), number(record, "callto")
    outbound = kind == "outbound"
    state = _STATES.get(text(record, "status").upper())
    answered = None if state in {None, "voicemail"} else state == "answered"
    return outcome(answered, seconds(record, "talkduraction"), state) | row(
        attempt_id=_attempt_id(record),
        at=at,
        channel="voice",
        direction=kind,
        number=called if outbound else caller,
        line=_line_out(record, caller) if outbound else number(record, "didnumber"),
        recording=recording(text(record, "recording"), caller, called),
    )


def _attempt_id(record: Record) -> str:
    if isinstance(record.get("callid"), float):
        raise FieldError("callid", "是数值，或已丢位，应为文本 · is a number and may have lost digits; expected text")
    serial = text(record, "sn")
    call = needed(record, "callid")
    return f"{serial}-{call}" if serial else call


def _line_out(record: Record, caller: str) -> str:
    trunk = first(record, "dsttrcunkname", "dsttrunkname", "desttrunkname")
    return trunk or ("" if is_extension(caller) else caller)


FORMAT = Format(
    name="yeastar",
    title="Yeastar NewCdr 话单 · Yeastar NewCdr",
    container="any",
    telltale=frozenset({"callid", "timestart", "talkduraction"}),
    read=_read,
    skipped="不是触达：内部通话，或其他事件 · is no attempt: a call inside the house, or another event",
)
