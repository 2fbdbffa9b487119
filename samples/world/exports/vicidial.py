"""VICIdial's Export Calls Report: Qingling's older dialler, tab-delimited. The report names no line, so it is set."""

from samples.world.breaches import NIGHT, NOT_TOLD, RECORDING, RELATED, TRAINING
from samples.world.exports.export import LENDER_SET, Export, Fields, Record, Records, local
from samples.world.files import csv_bytes
from samples.world.people import CHEN, HE, HE_WIFE, LIN, MA_HUSBAND, PEI, QINGLING, ZHENG

OPTIONS = f"{LENDER_SET} --set agency={QINGLING} --set line=057100000023"
COLUMNS = [
    "call_date",
    "phone_number_dialed",
    "status",
    "user",
    "full_name",
    "campaign_id",
    "vendor_lead_code",
    "source_id",
    "list_id",
    "gmt_offset_now",
    "phone_code",
    "phone_number",
    "comments",
    "length_in_sec",
    "user_group",
    "alt_dial",
    "lead_id",
    "term_reason",
    "status_name",
    "recording_id",
    "uniqueid",
    "caller_code",
    "dialstatus",
    "dial_time",
    "answered_time",
]


def _id(n: int) -> str:
    return f"1773622800.{n:02}"


def _call(n: int, time: str, number: str, status: str, talk_s: int = 0, **more: str) -> Record:
    return {
        "call_date": local(time),
        "phone_number_dialed": number,
        "status": status,
        "user": "7007" if talk_s else "VDAD",
        "full_name": "Agent Seven",
        "campaign_id": "RECOVER1",
        "vendor_lead_code": f"CASE-{n}",
        "list_id": "101",
        "gmt_offset_now": "8.00",
        "phone_code": "86",
        "phone_number": number,
        "length_in_sec": str(13 + talk_s),
        "user_group": "AGENTS",
        "alt_dial": "MAIN",
        "lead_id": f"90{n:02}",
        "term_reason": "CALLER",
        "recording_id": f"700{n:02}" if talk_s else "",
        "uniqueid": _id(n),
        "caller_code": f"V3160900000000090{n:02}",
        "dialstatus": "ANSWER" if talk_s else "NOANSWER",
        "dial_time": "5",
        "answered_time": str(talk_s) if talk_s else "",
        **more,
    }


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    nobody_named = TRAINING.in_doubt()
    by_hand: Fields = {"user": "7007", "caller_code": "M316"}
    r.accepted(_id(1), _call(1, "09:00", CHEN.number, "SALE", 82))
    r.accepted(_id(2), _call(2, "09:10", LIN.number, "NA"), nobody_named)
    r.accepted(_id(3), _call(3, "09:20", LIN.number, "AA", dialstatus="ANSWER"), nobody_named, RECORDING.in_doubt())
    dropped: Fields = {"dialstatus": "ANSWER", "answered_time": "7"}
    r.accepted(_id(4), _call(4, "09:30", ZHENG.number, "DROP", **dropped), nobody_named, RECORDING)
    r.accepted(_id(5), _call(5, "09:40", ZHENG.number, "CALLBK", 50, caller_code="M316"))
    r.duplicate(_call(5, "09:40", ZHENG.number, "CALLBK", 50, caller_code="M316"))
    r.accepted(_id(6), _call(6, "09:50", PEI.number, "PTP", 131))
    r.accepted(_id(7), _call(7, "22:15", PEI.number, "NA", **by_hand), NIGHT)
    r.accepted(_id(8), _call(8, "10:00", HE_WIFE, "XFER", 40))
    r.accepted(_id(9), _call(9, "10:10", MA_HUSBAND, "XFER", 40), RELATED, NOT_TOLD)
    r.accepted(_id(10), _call(10, "23:10", HE.number, "XFER", 75, caller_code="Y316"))
    r.rejected(_call(11, "10:20", LIN.number, "DNCL"))
    r.rejected(_call(12, "10:30", "XXXXXX0112", "NA"))
    return r.export("vicidial.csv", OPTIONS, lambda records: csv_bytes(records, COLUMNS, delimiter="\t"))
