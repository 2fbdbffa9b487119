"""Twilio's call log, a trial of a SIP trunk. Times are UTC; recordings lie elsewhere: the log cannot tell of them."""

from datetime import timezone
from email.utils import format_datetime
from typing import Any

from samples.world.breaches import NIGHT, RECORDING, TRAINING
from samples.world.exports.export import LENDER_SET, Export, Record, Records, moment
from samples.world.files import json_array
from samples.world.people import CHEN, HAN, TU, ZHOU

OPTIONS = LENDER_SET
LINE = "+8657100000081"


def _id(n: int) -> str:
    return f"CA000000000000000000000000000316{n:02}"


def _call(n: int, time: str, number: str, status: str = "no-answer", **more: Any) -> Record:
    begun = format_datetime(moment(time).astimezone(timezone.utc))
    return {
        "sid": _id(n),
        "account_sid": "AC00000000000000000000000000000000",
        "parent_call_sid": None,
        "to": f"+86{number}",
        "from": LINE,
        "status": status,
        "start_time": begun,
        "duration": "61" if status == "completed" else "0",
        "direction": "outbound-api",
        "answered_by": "human" if status == "completed" else None,
        "price_unit": "USD",
        "date_created": begun,
        **more,
    }


def _desk(n: int, parent: int, time: str) -> Record:
    """The leg that ends at the collector's browser."""
    own = {"parent_call_sid": _id(parent), "to": "client:mh03", "direction": "outbound-dial"}
    return _call(n, time, "", "completed", **own)


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    nobody_named = TRAINING.in_doubt()
    r.accepted(_id(1), _call(1, "09:00", ZHOU.number, "completed"), RECORDING.in_doubt())
    r.merged(_desk(2, 1, "09:00:05"))
    r.accepted(_id(3), _call(3, "08:00", ZHOU.number))
    r.merged(_desk(4, 3, "08:00:05"))
    r.accepted(_id(5), _call(5, "07:59:59", CHEN.number), NIGHT, nobody_named)
    r.accepted(_id(6), _call(6, "09:30", TU.number, "busy"), NIGHT, nobody_named)
    machine = {"answered_by": "machine_end_beep"}
    r.accepted(_id(7), _call(7, "10:00", TU.number, "completed", **machine), RECORDING.in_doubt(), nobody_named)
    came_in = {"direction": "inbound", "from": f"+86{HAN.number}", "to": LINE, "answered_by": None}
    r.accepted(_id(8), _call(8, "22:30", HAN.number, "completed", **came_in), RECORDING.in_doubt())
    r.rejected(_call(9, "10:20", CHEN.number, "failed", start_time=None))
    r.rejected(_call(10, "10:30", CHEN.number, direction="sideways"))
    return r.export("twilio.json", OPTIONS, _listed)


def _listed(calls: Any) -> bytes:
    return b'{"calls": ' + json_array(calls).rstrip() + b', "page": 0, "page_size": 50}\n'
