"""FreeSWITCH `mod_cdr_csv` and XSwitch call records (话单): one row per leg of a call.

Columns as documented (docs.xswitch.cn/rest-api/cdrs; FreeSWITCH mod_cdr_csv, channel variables). `mod_cdr_csv`
writes no header: put its column names in the first line.

- A call from an agent has two rows: the A leg (agent to switch) and the B leg (switch to the person). Both carry
  the A leg's uuid as `attempt_id`: `call_uuid`, else `originating_leg_uuid`, else the row's own uuid when it
  names a B leg, else `other_uuid`. With none of these columns the rows of two legs cannot be joined; record
  `call_uuid` or only A legs then.
- `direction` is seen from the switch (and written `inboud` in places): an agent's call *out* is a leg *in*. Who
  called whom is read from the numbers: at most six digits are an extension, but 95 and 96 with three or four
  digits are a lender's service number. Between two long numbers the B leg and a leg out are outbound, a leg in
  from `public` is inbound; any other leg in is rejected unless the direction is set (`--set direction=`), and
  without a leg's direction outbound is assumed. Between two extensions it is no attempt.
- An agent's leg may be answered by the switch itself, so it says that the person answered only when it was
  bridged (`bleg_uuid`); a B leg, or a single leg, says so by `answer_stamp`. `duration` includes ringing and is
  not read; `billsec` is the talk. `NORMAL_CLEARING` says nothing of an answer.
- A voicemail (`last_app`) is a mailbox: `answered` stays empty.
- Stamps are local without zone unless they carry an offset.

Recordings are named by their file alone, without folder and numbers. The line is what the person sees: the
caller's number of the B leg; an extension is no line. Unknown causes leave the disposition empty.
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import local
from zilv.attempts.intake.record import (
    assumed,
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

_CAUSES = {
    "USER_BUSY": "busy",
    "NO_ANSWER": "no_answer",
    "NO_USER_RESPONSE": "no_answer",
    "CALL_REJECTED": "rejected",
    "UNALLOCATED_NUMBER": "invalid_number",
    "INVALID_NUMBER_FORMAT": "invalid_number",
    "ORIGINATOR_CANCEL": "abandoned",
    "SUBSCRIBER_ABSENT": "unreachable",
    "USER_NOT_REGISTERED": "unreachable",
    "DESTINATION_OUT_OF_ORDER": "unreachable",
    "NO_ROUTE_DESTINATION": "unreachable",
    "NORMAL_TEMPORARY_FAILURE": "other",
    "NETWORK_OUT_OF_ORDER": "other",
    "RECOVERY_ON_TIMER_EXPIRE": "other",
    "GATEWAY_DOWN": "other",
    "EXCHANGE_ROUTING_ERROR": "other",
    "INCOMPATIBLE_DESTINATION": "other",
    "SERVICE_NOT_IMPLEMENTED": "other",
}


def _read(record: Record, context: Context) -> CanonicalRow | None:
    attempt_id, is_b_leg = _call_of(record)
    caller, called = number(record, "caller_id_number"), number(record, "destination_number")
    if is_extension(caller) and is_extension(called):
        return None
    at = local(record, "start_stamp", context.zone)
    if not at:
        raise FieldError("start_stamp", EMPTY)
    direction = _direction(record, context, is_b_leg)
    outbound = direction == "outbound"
    answered = _answered(record, context, is_extension(caller) and not is_b_leg)
    mailbox = text(record, "last_app").lower() == "voicemail"
    line = caller if outbound else called
    disposition = "voicemail" if mailbox else "answered" if answered else _cause(record)
    return outcome(None if mailbox else answered, seconds(record, "billsec"), disposition) | row(
        attempt_id=attempt_id,
        at=at,
        channel="voice",
        direction=direction,
        number=called if outbound else caller,
        line="" if is_extension(line) else line,
        recording=recording(first(record, "rel_path", "abs_path", "record_path", "media_file_id"), caller, called),
    )


def _call_of(record: Record) -> tuple[str, bool]:
    """The id that all legs of the call share, and whether this row is a B leg."""
    own = needed(record, "uuid")
    stated = first(record, "call_uuid", "originating_leg_uuid")
    if stated:
        return stated, stated != own
    if text(record, "bleg_uuid"):
        return own, False
    other = text(record, "other_uuid")
    return other or own, bool(other)


def _direction(record: Record, context: Context, is_b_leg: bool) -> str:
    caller, called = number(record, "caller_id_number"), number(record, "destination_number")
    if is_extension(caller) or is_extension(called):
        return "outbound" if is_extension(caller) else "inbound"
    leg = text(record, "direction").lower()
    if is_b_leg or leg == "outbound":
        return "outbound"
    if leg not in {"inbound", "inboud"}:
        return assumed(context.constants, "direction", "outbound")
    if text(record, "context") == "public":
        return "inbound"
    told = context.constants.get("direction")
    if not told:
        zh = "是两个长号码之间呼入的一段，请设定方向"
        en = "is a leg in between two long numbers; set it, e.g. --set direction=outbound"
        raise FieldError("direction", f"{zh} · {en}")
    return told


def _answered(record: Record, context: Context, agents_leg: bool) -> bool | None:
    if "answer_stamp" not in record and "billsec" not in record:
        return None
    talked = seconds(record, "billsec") not in {"", "0"}
    if not talked and not local(record, "answer_stamp", context.zone):
        return False
    return True if not agents_leg or text(record, "bleg_uuid") else None


def _cause(record: Record) -> str | None:
    return _CAUSES.get(text(record, "hangup_cause").upper())


FORMAT = Format(
    name="freeswitch",
    title="FreeSWITCH / XSwitch 话单 · FreeSWITCH and XSwitch call records",
    container="any",
    telltale=frozenset({"uuid", "hangup_cause", "destination_number", "start_stamp"}),
    read=_read,
    lists=("data",),
    skipped="不是触达：内部通话 · is no attempt: a call inside the house",
)
