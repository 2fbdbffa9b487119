"""VICIdial: the Export Calls Report (tab-delimited, standard or EXTENDED) and dumps of `vicidial_log`.

Columns and status codes as in VICIdial's own source (call_report_export.php, the `vicidial_log` and
`vicidial_statuses` tables). Campaign statuses of one's own are unknown here: they leave the disposition empty.

- `call_date` is the server's local time without zone; `start_epoch` (dumps) is preferred.
- `length_in_sec` counts ringing and queueing: it never proves an answer, and is the talk only of an answered
  call; `answered_time` (EXTENDED) is preferred. The answer comes from `status`, else from `dialstatus`.
- `uniqueid` (EXTENDED, dumps) names the call; without it lead and time do, as text.
- A, AA, AM, AL are mailboxes and AFAX a fax: `answered` stays empty whatever `dialstatus` says.
- DROP and PDROP are calls the person answered while no agent was free. Whether an agent took it after all stands
  in another row, if at all: `conversed` stays empty.
- `user` VDAD and VDCL are the system. `comments` says AUTO or MANUAL in a dump and anything about the person in
  an export: only those two words are read. `caller_code` begins V (automatic), M (by hand) or Y (inbound).
- Leads that were never dialled (NEW, QUEUE, DNCL, DNCC) are no attempts.
- Numbers hidden by the installation (XXXXXX1234) reject the row. `phone_number_dialed` may be an alternative
  number of the lead and is preferred; the national number is read as it stands, without `phone_code`.

Assumed: outbound unless `caller_code` says otherwise (`--set direction=`). Names, addresses, notes and
`vendor_lead_code` are not read.
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import epoch, local
from zilv.attempts.intake.record import (
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

_STATES = {
    "NA": "no_answer",
    "N": "no_answer",
    "B": "busy",
    "AB": "busy",
    "DC": "invalid_number",
    "ADC": "invalid_number",
    "ADCT": "unreachable",
    "A": "voicemail",
    "AA": "voicemail",
    "AM": "voicemail",
    "AL": "voicemail",
    "SVYVM": "voicemail",
    "QVMAIL": "voicemail",
    "AFAX": "other",
    "DROP": "abandoned",
    "PDROP": "abandoned",
    "XDROP": "abandoned",
    "TIMEOT": "abandoned",
} | dict.fromkeys(("SALE", "DEC", "NI", "NP", "CALLBK", "CBHOLD", "XFER", "DNC"), "answered")
_MACHINE = frozenset({"A", "AA", "AM", "AL", "AFAX", "SVYVM", "QVMAIL"})
_NO_AGENT = frozenset({"DROP", "PDROP"})
_NEVER_DIALLED = frozenset({"NEW", "QUEUE", "DNCL", "DNCC"})
_UNANSWERED = frozenset({"no_answer", "busy", "invalid_number", "unreachable"})
_DIAL = {"ANSWER": True, "NOANSWER": False, "BUSY": False, "CANCEL": False, "CONGESTION": False, "CHANUNAVAIL": False}
_SYSTEM = frozenset({"VDAD", "VDCL"})
_BY_CODE = {"V": ("outbound", "no"), "M": ("outbound", "yes"), "Y": ("inbound", "")}
_BY_COMMENT = {"AUTO": "no", "MANUAL": "yes"}


def _read(record: Record, context: Context) -> CanonicalRow | None:
    status = text(record, "status").upper()
    if status in _NEVER_DIALLED or text(record, "call_date") == "call_date":
        return None
    at = epoch(record, "start_epoch", context.zone, 1) or local(record, "call_date", context.zone)
    if not at:
        raise FieldError("call_date", EMPTY)
    told, by_hand = _BY_CODE.get(text(record, "caller_code")[:1], ("", ""))
    dialled = number(record, "phone_number_dialed") or number(record, "phone_number")
    user = text(record, "user")
    lasted = seconds(record, "answered_time") or seconds(record, "length_in_sec")
    found = outcome(_answered(record, status), lasted, _STATES.get(status))
    return found | row(
        attempt_id=_attempt_id(record),
        at=at,
        channel="voice",
        direction=told or assumed(context.constants, "direction", "outbound"),
        number=dialled,
        collector="" if user.upper() in _SYSTEM else user,
        manual=by_hand or _BY_COMMENT.get(text(record, "comments"), ""),
        recording=recording(first(record, "recording_id", "recording_filename", "recording_location"), dialled),
    )


def _attempt_id(record: Record) -> str:
    unique = text(record, "uniqueid")
    return unique or f"{needed(record, 'lead_id')}@{text(record, 'call_date')}"


def _answered(record: Record, status: str) -> bool | None:
    state = _STATES.get(status)
    if status in _MACHINE:
        return None
    if state == "answered" or status in _NO_AGENT:
        return True
    if state in _UNANSWERED:
        return False
    return _DIAL.get(text(record, "dialstatus").upper())


FORMAT = Format(
    name="vicidial",
    title="VICIdial 外呼日志 · VICIdial call log",
    container="any",
    telltale=frozenset({"call_date", "length_in_sec", "campaign_id", "status"}),
    read=_read,
    skipped="不是触达：从未拨打的名单，或又是表头 · is no attempt: a lead that was never dialled, or the header again",
)
