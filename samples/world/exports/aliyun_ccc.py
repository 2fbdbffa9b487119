"""Aliyun CCC call details: Qingling's call centre.

Who was addressed is found by the number; mode and purpose are nowhere.
"""

from typing import Any

from samples.world.breaches import CONTACT_STATE, CONVERSATIONS, LINE, NIGHT, NOTICES, RECORDING, TRAINING
from samples.world.exports.export import LENDER_SET, Export, Record, Records, epoch_ms
from samples.world.files import json_lines
from samples.world.people import CHEN, HE, LIN, PEI, QINGLING, QL1, QL2, QL3, YT1, ZHENG, ZHENG_SISTER

OPTIONS = f"{LENDER_SET} --set agency={QINGLING}"


def _id(n: int) -> str:
    return f"job-9160000000{n:02}"


def _call(n: int, time: str, number: str, agents: str, talk_s: int = 0, **more: Any) -> Record:
    call = {
        "ContactId": _id(n),
        "ContactType": "OUTBOUND",
        "ContactDisposition": "Success" if talk_s else "NoAnswer",
        "ReleaseInitiator": "customer",
        "CallDuration": talk_s,
        "RecordingReady": bool(talk_s),
        "EstablishedTime": epoch_ms(time, 12) if talk_s else None,
        "InstanceId": "qingling",
        "StartTime": epoch_ms(time),
        "ReleaseTime": epoch_ms(time, 40 + talk_s),
        "AgentIds": agents,
        "CalledNumber": number,
        "CallingNumber": QL1.line,
        **more,
    }
    return {"Code": "OK", "HttpStatusCode": 200, "RequestId": f"R-{n}", "Data": call}


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    first, second, third = (desk.collector for desk in (QL1, QL2, QL3))
    for n, time in enumerate(("09:00", "11:00", "14:00"), 1):
        r.accepted(_id(n), _call(n, time, CHEN.number, first, 80))
    r.accepted(_id(4), _call(4, "17:00", CHEN.number, first, 80), NOTICES.in_doubt(), CONVERSATIONS.in_doubt())
    r.accepted(_id(5), _call(5, "09:05", LIN.number, second))
    r.duplicate(_call(5, "09:05", LIN.number, second))
    r.accepted(_id(6), _call(6, "09:10", LIN.number, second, 45, RecordingReady=False))
    r.duplicate(_call(6, "09:10", LIN.number, second, 45))
    queued = {"ContactType": "PREDICTIVE", "ContactDisposition": "AbandonedInQueue", "RecordingReady": False}
    r.accepted(_id(7), _call(7, "09:20", HE.number, "", 9, **queued), RECORDING, TRAINING.in_doubt())
    inbound = {"ContactType": "INBOUND", "CalledNumber": QL1.line, "CallingNumber": ZHENG.number}
    r.accepted(_id(8), _call(8, "09:30", "", first, 60, **inbound))
    r.accepted(_id(9), _call(9, "10:00", ZHENG_SISTER, second, 30), CONTACT_STATE)
    r.accepted(_id(10), _call(10, "10:10", PEI.number, "ql09@qingling", 30), TRAINING)
    r.accepted(_id(11), _call(11, "10:20", PEI.number, f"{first},{third}", 30), TRAINING.in_doubt())
    r.accepted(_id(12), _call(12, "07:59:30", PEI.number, third), NIGHT)
    r.accepted(_id(13), _call(13, "10:40", PEI.number, third, CallingNumber=YT1.line), LINE)
    r.rejected(_call(14, "10:50", "1002", first, 30, ContactType="INTERNAL"))
    r.rejected(_call(15, "11:10", PEI.number, first, 30, ContactType="CONFERENCE"))
    return r.export("aliyun-ccc.jsonl", OPTIONS, json_lines)
