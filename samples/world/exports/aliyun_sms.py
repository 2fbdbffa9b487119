"""Aliyun SMS `SmsReport`: the lender's text messages. No report names the sender, so the line is set."""

from typing import Any

from samples.world.breaches import CONTACT_STATE, DECEASED, NIGHT, REFUSED
from samples.world.exports.export import LENDER_SET, Export, Record, Records, later, local
from samples.world.files import json_array
from samples.world.people import CHEN, FENG, LIN, MH_SMS, SUN, WU, XU_FRIEND, ZHOU

OPTIONS = f"{LENDER_SET} --set line={MH_SMS.line}"


def _message(n: int, time: str, number: object, **more: Any) -> Record:
    return {
        "phone_number": number,
        "send_time": local(time),
        "report_time": later(time, 5),
        "success": True,
        "err_code": "DELIVERED",
        "err_msg": "",
        "sms_size": "1",
        "biz_id": f"9160000000000000{n:02}^0",
        "message_id": f"SMS-0316-{n:02}",
        **more,
    }


def _unnamed(number: str) -> Record:
    """One of many messages of a sending that the report does not name apart."""
    return {name: value for name, value in _message(90, "09:00", number).items() if name != "message_id"}


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    for debtor in (CHEN, LIN, ZHOU, WU):
        r.accepted("named by sending, time and a check of the number", _unnamed(debtor.number))
    r.duplicate(_unnamed(LIN.number))
    r.accepted("SMS-0316-05", _message(5, "09:10", int(CHEN.number)))
    undelivered = {"success": "false", "err_code": "MOBILE_NOT_ON_SERVICE", "sms_size": "3"}
    r.accepted("SMS-0316-06", _message(6, "09:20", SUN.number, **undelivered))
    r.accepted("SMS-0316-07", _message(7, "09:30", FENG.number), DECEASED)
    r.accepted("SMS-0316-08", _message(8, "09:40", XU_FRIEND), REFUSED, CONTACT_STATE)
    r.accepted("SMS-0316-09", _message(9, "21:59:59", ZHOU.number))
    r.accepted("SMS-0316-10", _message(10, "22:00", ZHOU.number), NIGHT)
    r.duplicate(_message(10, "22:00", ZHOU.number, report_time=later("22:00", 660)))
    r.rejected(_message(11, "09:50", ""))
    r.rejected(_message(12, "09:50", WU.number, send_time=""))
    return r.export("aliyun-sms.json", OPTIONS, json_array)
