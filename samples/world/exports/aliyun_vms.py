"""Aliyun VMS `VoiceReport` and `VoiceRecordReport`: the lender's notice robot, and two click-to-dial calls.

`--set mode=notify`: whatever this robot says is a notice, so that the fourth answered call of a day is a breach.
"""

from typing import Any

from samples.world.breaches import ATTORNEY, NIGHT, NOTICES, RECORDING, TRAINING
from samples.world.exports.export import LENDER_SET, Export, Record, Records, later, local
from samples.world.files import json_array
from samples.world.people import CAO, CHEN, LIN, MH_ROBOT, SUN, WU, ZHAO, ZHOU

OPTIONS = f"{LENDER_SET} --set mode=notify"
LINE = MH_ROBOT.line


def _id(n: int) -> str:
    return f"1160001{n:05}^1007160{n:05}"


def _call(n: int, time: str, number: str, talk_s: int = 0, **more: Any) -> Record:
    begun = later(time, 11) if talk_s else ""
    return {
        "status_code": "200000" if talk_s else "200003",
        "smart_status_code": "ANSWERED" if talk_s else "NO_ANSWER",
        "callee": number,
        "ring_time": later(time, 4),
        "duration": str(talk_s),
        "voice_type": "voice",
        "originate_time": local(time),
        "b_start_time": begun,
        "start_time": begun,
        "end_time": later(time, 40 + talk_s),
        "call_id": _id(n),
        "caller": LINE,
        "dialog_id": f"10000{n:04}",
        "out_id": f"CASE-{n}",
        "toll_type": "UNKNOWN",
        **more,
    }


def _record(n: int) -> Record:
    return {"call_id": _id(n), "record_file": f"vms/20260316/{n:05}.wav"}


def _click_to_dial(n: int, time: str, number: str, **more: Any) -> Record:
    return {
        "status_code": "200100",
        "smart_status_code": "ANSWERED",
        "caller": "13800000701",
        "callee": number,
        "caller_show_num": LINE,
        "callee_show_num": LINE,
        "a_originate_time": local(time),
        "a_start_time": later(time, 5),
        "b_originate_time": later(time, 6),
        "b_start_time": later(time, 20),
        "b_duration": 60,
        "originate_time": local(time),
        "start_time": later(time, 20),
        "duration": "75",
        "call_id": _id(n),
        "voice_type": "voice",
        **more,
    }


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    r.accepted(_id(1), _call(1, "09:00", CHEN.number, 32))
    r.merged(_record(1))
    r.duplicate(_record(1))
    r.accepted(_id(2), _call(2, "09:05", LIN.number))
    r.duplicate(_call(2, "09:05", LIN.number))
    r.accepted(_id(3), _call(3, "09:10", ZHOU.number, 18), RECORDING)
    mailbox = {"smart_status_code": "INTELLIGENT_ANSWER"}
    r.accepted(_id(4), _call(4, "09:15", ZHAO.number, 6, **mailbox), RECORDING.in_doubt())
    r.accepted(_id(5), _call(5, "09:20", CAO.number), ATTORNEY)
    r.accepted(_id(6), _call(6, "22:00", SUN.number), NIGHT)
    for n, time in enumerate(("09:30", "11:00", "14:00"), 7):
        r.merged(_record(n))
        r.accepted(_id(n), _call(n, time, WU.number, 20))
    r.accepted(_id(10), _call(10, "16:00", WU.number, 20), NOTICES)
    r.merged(_record(10))
    r.rejected(_call(11, "16:30", WU.number, status_time=local("16:30")))
    r.rejected(_call(12, "16:40", "138****0106"))
    r.accepted(_id(13), _click_to_dial(13, "10:00", ZHOU.number), TRAINING.in_doubt())
    r.merged(_record(13))
    given_up = {"status_code": "200003", "b_originate_time": "", "b_start_time": "", "start_time": ""}
    r.rejected(_click_to_dial(14, "10:10", ZHOU.number, **given_up))
    return r.export("aliyun-vms.json", OPTIONS, json_array)
