"""Twilio: Call resources, as the API lists them in JSON or as scripts write them to CSV with the same names.

Fields and words as documented (twilio.com/docs/voice/api/call-resource, answering-machine-detection).

- Times are RFC 2822 (or ISO 8601) in UTC. `start_time` is when dialling began, and null when it never did.
- `completed` says that *something* answered. `answered_by` machine_* is a mailbox and fax a machine: `answered`
  stays empty; unknown: the same. Without answering-machine detection it is null, and completed is an answer.
- The legs of a call share `parent_call_sid`; the parent's sid is the `attempt_id` of all. A leg that ends at an
  agent's browser or SIP telephone (`client:`, `sip:`) names the collector and nothing else.
- On a SIP trunk `trunking-terminating` is a call *out* to the telephone network, `trunking-originating` one in.
- `duration` is text, null for what was not answered.

Assumed: a leg between two telephone numbers is a call to `to` when outbound (so a call forwarded to staff on an
ordinary telephone reads as one to that telephone). An unknown direction decides who called whom and rejects the
row; an unknown status leaves answer and disposition empty. Recordings are resources of their own and not read.
"""

from zilv.attempts.intake.format import CanonicalRow, Context, Format, Record
from zilv.attempts.intake.instant import rfc2822
from zilv.attempts.intake.reasons import shown
from zilv.attempts.intake.record import needed, number, outcome, row, seconds, text
from zilv.attempts.parse import EMPTY, FieldError

_DIRECTIONS = {
    "inbound": "inbound",
    "outbound": "outbound",
    "outbound-api": "outbound",
    "outbound-dial": "outbound",
    "trunking-terminating": "outbound",
    "trunking-originating": "inbound",
}
_STATES = {
    "completed": "answered",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "unreachable",
    "canceled": "abandoned",
}
_NEVER_DIALLED = frozenset({"queued", "canceled", "failed"})


def _read(record: Record, context: Context) -> CanonicalRow | None:
    sid = needed(record, "sid")
    told = text(record, "direction").lower()
    direction = _DIRECTIONS.get(told)
    if direction is None:
        why = f"未知，应为文末所列之一 · is not known; expected {', '.join(_DIRECTIONS)}"
        raise FieldError("direction", f"{shown(told)} {why}")
    at = rfc2822(record, "start_time", context.zone)
    status = text(record, "status").lower()
    if not at and status in _NEVER_DIALLED:
        return None
    if not at:
        raise FieldError("start_time", EMPTY)
    known = row(attempt_id=text(record, "parent_call_sid") or sid, at=at, channel="voice")
    agent = _agent(record)
    if agent:
        return known | {"collector": agent}
    outbound = direction == "outbound"
    from_, to = number(record, "from"), number(record, "to")
    answered, disposition = _outcome(record, status)
    return (
        known
        | outcome(answered, seconds(record, "duration"), disposition)
        | row(
            direction=direction,
            number=to if outbound else from_,
            line=from_ if outbound else to,
        )
    )


def _agent(record: Record) -> str:
    """The name of an agent's browser or SIP telephone at either end of this leg, "" when it has none."""
    for name in ("from", "to"):
        scheme, colon, rest = text(record, name).partition(":")
        if colon and scheme.lower() in {"client", "sip", "sips"}:
            return rest.partition("@")[0] or rest
    return ""


def _outcome(record: Record, status: str) -> tuple[bool | None, str | None]:
    by = text(record, "answered_by").lower()
    if by.startswith("machine"):
        return None, "voicemail"
    if by == "fax":
        return None, "other"
    if by == "unknown":
        return None, None
    state = _STATES.get(status)
    if status == "in-progress":
        return True, None
    return (None if state is None else state == "answered"), state


FORMAT = Format(
    name="twilio",
    title="Twilio 通话记录 · Twilio call log",
    container="any",
    telltale=frozenset({"sid", "direction", "from", "to", "start_time"}),
    read=_read,
    lists=("calls",),
    skipped="不是触达：从未拨号的呼叫 · is no attempt: a call that was never dialled",
    untold=frozenset({"recording"}),
)
