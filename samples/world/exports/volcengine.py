"""Volcengine call records: the lender's second robot, a SIP desk, click-to-dial and privacy numbers.

These records cannot tell of recordings, so every answered call stays in doubt until the list of recordings is added.
"""

from typing import Any

from samples.world.breaches import LINE, NIGHT, RECORDING, TRAINING
from samples.world.exports.export import LENDER_SET, Export, Fields, Record, Records, epoch_ms
from samples.world.files import json_array
from samples.world.people import PEI, SUN, TU, WU, XU, ZHENG, ZHOU

OPTIONS = LENDER_SET
ROBOT_LINE, PRIVACY_LINE = "057100000002", "057100000003"
COLLECTOR_PHONE = "13800000702"


def _id(n: int) -> str:
    return f"NM2603160000000000{n:02}"


def _call(n: int, time: str, number: str, kind: int = 104, result: int = 7, **more: Any) -> Record:
    talk_s = 31 if result == 1 else 0
    return {
        "accountId": "1",
        "callId": _id(n),
        "serviceType": kind // 100 * 100,
        "subServiceType": kind,
        "numberPoolNo": "NP000001",
        "caller": ROBOT_LINE,
        "callee": number,
        "beginCallTime": epoch_ms(time),
        "ringTime": epoch_ms(time, 4),
        "startTime": epoch_ms(time, 10) if talk_s else 0,
        "endTime": epoch_ms(time, 40 + talk_s),
        "releaseType": 1,
        "callDuration": talk_s,
        "callResult": result,
        "audioRecordFlag": 1,
        "cdrCreateTime": epoch_ms(time, 90),
        "userData": f"CASE-{n}",
        **more,
    }


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    nobody_named = TRAINING.in_doubt()
    r.accepted(_id(1), _call(1, "09:00", SUN.number, result=1), RECORDING.in_doubt())
    r.accepted(_id(2), _call(2, "09:10", ZHOU.number))
    r.duplicate(_call(2, "09:10", ZHOU.number))
    r.accepted(_id(3), _call(3, "09:20", XU.number, result=4))
    r.accepted(_id(4), _call(4, "09:30", PEI.number, kind=102, result=1), RECORDING.in_doubt())
    r.accepted(_id(5), _call(5, "09:40", WU.number, startTime=epoch_ms("09:40", 10)), RECORDING.in_doubt())
    r.accepted(_id(6), _call(6, "07:30", WU.number), NIGHT)
    r.accepted(_id(7), _call(7, "09:30", TU.number), NIGHT)
    r.accepted(_id(8), _call(8, "09:50", ZHENG.number, kind=101, result=8, callType=1), nobody_named)
    dialled: Fields = {"caller": COLLECTOR_PHONE, "calleeShowNumber": ROBOT_LINE}
    r.accepted(_id(9), _call(9, "10:00", ZHENG.number, kind=103, **dialled), nobody_named)
    r.accepted(
        _id(10), _call(10, "10:10", ZHENG.number, kind=105, caller=COLLECTOR_PHONE), nobody_named, LINE.in_doubt()
    )
    privacy: Fields = {
        "caller": COLLECTOR_PHONE,
        "phoneNoA": COLLECTOR_PHONE,
        "phoneNoB": PEI.number,
        "phoneNoX": PRIVACY_LINE,
    }
    r.accepted(_id(11), _call(11, "10:20", PEI.number, kind=201, **privacy), nobody_named)
    r.rejected(_call(12, "10:30", PEI.number, kind=201, **{**privacy, "caller": "13800000703"}))
    r.rejected(_call(13, "10:40", PEI.number, cdrType=2))
    r.rejected(_call(14, "10:50", PEI.number, kind=199))
    return r.export("volcengine.json", OPTIONS, json_array)
