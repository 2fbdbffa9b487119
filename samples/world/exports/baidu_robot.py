"""Baidu's robot callbacks: the lender's outbound robot and its hotline."""

from typing import Any

from samples.world.breaches import ATTORNEY, NIGHT, RECORDING
from samples.world.exports.export import LENDER_SET, Export, Record, Records, epoch_ms, local
from samples.world.files import json_lines
from samples.world.people import CAO, CHEN, HE, LIN, LUO, MA, XU, ZHENG

OPTIONS = f"{LENDER_SET} --set mode=notify"
LINE = "057100000004"


def _id(n: int) -> str:
    return f"00000000-0000-4000-8000-0000005316{n:02}"


def _call(n: int, time: str, number: str, talk_s: int = 0, **more: Any) -> Record:
    call = {
        "sessionId": _id(n),
        "tenantId": 10363,
        "taskId": "732721695686912",
        "taskName": "还款提醒",
        "robotId": "00000000-0000-4000-8000-00000000a001",
        "mobile": number,
        "callTimes": 1,
        "callerNum": LINE,
        "endType": 1 if talk_s else 0,
        "callType": 0,
        "endTypeReason": "" if talk_s else "noanswer",
        "contactUUID": f"00000000-0000-4000-8000-0000000c16{n:02}",
        "talkingTimeLen": talk_s,
        "startTime": epoch_ms(time),
        "talkingStartTime": epoch_ms(time, 12) if talk_s else 0,
        "endTime": epoch_ms(time, 40 + talk_s),
        "collectInfo": {"意向": "愿意还款"} if talk_s else {},
        **more,
    }
    return {"callbackType": 0, "data": call}


def _hotline(n: int, time: str, number: str, **more: Any) -> Record:
    call = {
        "sessionId": _id(n),
        "tenantId": 10363,
        "mobile": number,
        "calledNum": f"{LINE},1",
        "callStatus": "connected",
        "talkingStartTime": local(time),
        "talkingTimeLen": 48000,
        **more,
    }
    return {"callbackType": 0, "info": call}


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    r.accepted(_id(1), _call(1, "08:00", CHEN.number, 21))
    r.accepted(_id(2), _call(2, "07:59:59", LIN.number), NIGHT)
    r.accepted(_id(3), _call(3, "09:00", MA.number, endTypeReason="linebusy"))
    r.duplicate(_call(3, "09:00", MA.number, endTypeReason="linebusy"))
    r.accepted(_id(4), _call(4, "09:10", XU.number, endTypeReason="notexist"))
    r.accepted(_id(5), _call(5, "09:20", CAO.number, 15), ATTORNEY)
    r.accepted(_id(6), _call(6, "09:30", HE.number, 25, contactUUID=""), RECORDING)
    r.accepted(_id(7), _hotline(7, "22:30", ZHENG.number, recordUrl="https://recordings.example/7.wav?sign=invented"))
    r.accepted(_id(8), _hotline(8, "10:00", LUO.number), RECORDING)
    r.rejected({"callbackType": 1, "data": {"tenantId": 10363, "taskId": "732721695686912", "taskStatus": 3}})
    r.rejected(_call(9, "10:10", LIN.number, endType=2, endTypeReason="ruleslimit"))
    r.rejected(_call(10, "10:20", LIN.number, endType=9))
    return r.export("baidu-robot.jsonl", OPTIONS, json_lines)
