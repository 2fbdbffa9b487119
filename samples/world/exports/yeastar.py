"""Yeastar `NewCdr`: Cheng'an's office PBX, the seat of ca01. The line is the trunk's name."""

from typing import Any

from samples.world.breaches import LINE, NOT_TOLD, RECORDING
from samples.world.exports.export import LENDER_SET, Export, Record, Records, local
from samples.world.files import json_lines
from samples.world.people import CA1, CHEN, CHENGAN, LUO, MA, WU

OPTIONS = f"{LENDER_SET} --set agency={CHENGAN} --set collector={CA1.collector} --set product=cash_loan"
TRUNK, SERIAL = "CA-TRUNK-1", "369400000316"


def _id(n: int) -> str:
    return f"{SERIAL}-1773622800.{n:02}"


def _call(n: int, time: str, number: str, talk_s: int = 0, **more: Any) -> Record:
    name = f"20260316-1773622800.{n:02}-1005-{number}-Outbound.wav"
    return {
        "event": "NewCdr",
        "callid": f"1773622800.{n:02}",
        "timestart": local(time),
        "callfrom": "1005",
        "callto": number,
        "callduraction": str(15 + talk_s),
        "talkduraction": str(talk_s),
        "srctrunkname": "",
        "dsttrcunkname": TRUNK,
        "pincode": "",
        "status": "ANSWERED" if talk_s else "NO ANSWER",
        "type": "Outbound",
        "recording": name if talk_s else "",
        "didnumber": "",
        "agentringtime": "0",
        "sn": SERIAL,
        **more,
    }


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    r.accepted(_id(1), _call(1, "09:00", WU.number, 40))
    r.accepted(_id(2), _call(2, "09:10", WU.number))
    r.accepted(_id(3), _call(3, "09:20", MA.number, 22, status="VOICEMAIL"))
    r.accepted(_id(4), _call(4, "09:30", MA.number, status="VOICEMAIL"), RECORDING.in_doubt())
    r.accepted(_id(5), _call(5, "09:40", MA.number, dsttrcunkname="SIP-99"), LINE)
    r.accepted(_id(6), _call(6, "09:50", LUO.number, 30), NOT_TOLD.in_doubt())
    r.accepted(_id(7), _call(7, "10:00", CHEN.number, 30), NOT_TOLD)
    came_in = {"callfrom": WU.number, "callto": "1005", "type": "Inbound", "didnumber": CA1.line, "dsttrcunkname": ""}
    r.accepted(_id(8), _call(8, "10:10", WU.number, 48, status="ANSWERD", **came_in))
    r.accepted(_id(9), _call(9, "10:20", WU.number, status="FAILED"))
    r.duplicate(_call(10, "10:30", MA.number, callfrom="1005"))
    r.accepted(_id(10), _call(10, "10:30", MA.number, 33, callfrom="1006"))
    r.rejected(_call(11, "10:40", "1006", 19, type="Internal"))
    r.rejected(_call(12, "10:50", WU.number, callid=1773622800.12))
    return r.export("yeastar.jsonl", OPTIONS, json_lines)
