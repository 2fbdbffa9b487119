"""Tencent CCC pushes: Yuanting's call centre, its mandate renewed three days before."""

from typing import Any

from samples.world.breaches import CONTACT_PURPOSE, NIGHT, NOT_TOLD, RECORDING, REFUSED, SOMEBODY, TRAINING
from samples.world.exports.export import LENDER_SET, Export, Record, Records, epoch_s
from samples.world.files import json_lines
from samples.world.people import LIN, PEI, WRONG_NUMBER, XU, XU_FRIEND, YT1, YT2, YUANTING, ZHAO

OPTIONS = f"{LENDER_SET} --set agency={YUANTING}"


def _id(n: int) -> str:
    return f"00000000-0000-4000-8000-0000000316{n:02}"


def _call(n: int, time: str, number: str, seat: str = "yt01", talk_s: int = 0, **more: Any) -> Record:
    accepted = epoch_s(time, 9) if talk_s else 0
    record = f"16000316{n:02}" if talk_s else ""
    end = "ok" if talk_s else "notAnswer"
    track = {"Mail": f"{seat}@yuanting.example", "AcceptTimestamp": accepted, "RecordId": record, "Sequence": 0}
    return {
        "SdkAppId": 1400000001,
        "SessionId": _id(n),
        "Caller": YT1.line,
        "Callee": number,
        "Direction": 1,
        "CallType": 1,
        "Duration": talk_s,
        "SeatUser": {"Mail": track["Mail"], "UserId": track["Mail"], "StaffNumber": seat} if seat else None,
        "RingTimestamp": epoch_s(time, 3),
        "AcceptTimestamp": accepted,
        "EndedTimestamp": epoch_s(time, 40 + talk_s),
        "StartTimestamp": epoch_s(time),
        "HungUpSide": "user",
        "ServeParticipants": [{**track, "EndStatusString": end}] if seat else [],
        "EndStatusString": end,
        "RecordId": record,
        "Uui": f"CASE-{n}",
        **more,
    }


def _recorded(n: int) -> Record:
    return {
        "SdkAppId": 1400000001,
        "SessionId": _id(n),
        "EndpointUser": "seat1@yuanting.example",
        "RecordId": f"16000316{n:02}",
        "RecordURL": f"https://recordings.example/{n:02}.wav",
    }


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    second = YT2.collector
    r.accepted(_id(1), _call(1, "09:00", ZHAO.number, talk_s=51))
    r.accepted(_id(2), _call(2, "09:10", ZHAO.number))
    r.merged(_recorded(3))
    r.accepted(_id(3), _call(3, "09:20", LIN.number, second, 40, RecordId=""))
    r.duplicate(_recorded(3))
    r.accepted(_id(4), _call(4, "09:30", XU.number, EndStatusString="numberNotExist"))
    r.accepted(_id(5), _call(5, "09:40", XU_FRIEND, talk_s=20), REFUSED, CONTACT_PURPOSE.in_doubt())
    unsure = {"CallType": 5, "AcceptTimestamp": epoch_s("09:50", 9)}
    r.accepted(_id(6), _call(6, "09:50", PEI.number, "", **unsure), RECORDING.in_doubt(), TRAINING.in_doubt())
    robot = {"CallType": 5, "EndStatusString": "aiAgentEndCall"}
    r.accepted(_id(7), _call(7, "10:00", PEI.number, "", 33, **robot))
    r.accepted(_id(8), _call(8, "21:59:59", LIN.number))
    r.accepted(_id(9), _call(9, "22:00:01", LIN.number), NIGHT)
    r.accepted(_id(10), _call(10, "10:20", WRONG_NUMBER, second, 12), SOMEBODY, NOT_TOLD)
    inbound = {"Direction": 0, "CallType": 2, "Caller": ZHAO.number, "Callee": YT1.line}
    r.accepted(_id(11), _call(11, "10:30", "", second, 70, **inbound))
    r.rejected(_call(12, "10:40", "1002", talk_s=20, CallType=6))
    r.rejected(_call(13, "10:50", PEI.number, Direction=None, CallType=None))
    return r.export("tencent-ccc.jsonl", OPTIONS, json_lines)
