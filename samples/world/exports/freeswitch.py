"""FreeSWITCH / XSwitch call records: the lender's own desk mh02, extension 1001; two legs a call."""

from samples.world.breaches import GUARANTOR, LINE, NIGHT, RECORDING
from samples.world.exports.export import LENDER_SET, Export, Record, Records, later, local
from samples.world.files import csv_bytes
from samples.world.people import CA1, HE_GUARANTOR, HE_UNFOUNDED, LUO, MH2, SUN, TU, ZHOU

OPTIONS = f"{LENDER_SET} --set collector={MH2.collector}"
COLUMNS = [
    "caller_id_name",
    "caller_id_number",
    "destination_number",
    "context",
    "start_stamp",
    "answer_stamp",
    "end_stamp",
    "duration",
    "billsec",
    "hangup_cause",
    "uuid",
    "bleg_uuid",
    "other_uuid",
    "direction",
    "last_app",
    "rel_path",
]


def _id(n: int, leg: int = 1) -> str:
    return f"00000000-0000-4000-8000-0000031600{n:02}{leg}"


def _leg(n: int, time: str, caller: str, called: str, talk_s: int = 0, **more: str) -> Record:
    return {
        "caller_id_name": "坐席 1001",
        "caller_id_number": caller,
        "destination_number": called,
        "context": "default",
        "start_stamp": local(time),
        "answer_stamp": later(time, 12) if talk_s else "",
        "end_stamp": later(time, 12 + (talk_s or 20)),
        "duration": str(12 + (talk_s or 20)),
        "billsec": str(talk_s),
        "hangup_cause": "NORMAL_CLEARING" if talk_s else "NO_ANSWER",
        "uuid": _id(n),
        "direction": "outbound",
        **more,
    }


def _agents(n: int, time: str, called: str, talk_s: int = 0, **more: str) -> Record:
    joined = {"bleg_uuid": _id(n, 2), "other_uuid": _id(n, 2)} if talk_s else {}
    path = f"2026/03/16/1001-{called}-{n}.wav" if talk_s else ""
    return _leg(
        n,
        time,
        "1001",
        called,
        talk_s,
        **{**joined, "direction": "inbound", "last_app": "bridge", "rel_path": path, **more},
    )


def _persons(n: int, time: str, called: str, talk_s: int = 0, line: str = MH2.line) -> Record:
    return _leg(n, time, line, called, talk_s, uuid=_id(n, 2), other_uuid=_id(n))


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    r.accepted(_id(1), _agents(1, "09:00", ZHOU.number, 46))
    r.merged(_persons(1, "09:00:01", ZHOU.number, 46))
    r.duplicate(_agents(2, "07:58:40", ZHOU.number))
    r.accepted(_id(2), _persons(2, "07:58:40", ZHOU.number), NIGHT)
    r.accepted(_id(3), _agents(3, "09:20", SUN.number), LINE.in_doubt())
    r.duplicate(_agents(4, "09:30", SUN.number))
    r.accepted(_id(4), _persons(4, "09:30", SUN.number, line=CA1.line), LINE)
    r.accepted(_id(5), _leg(5, "09:40", MH2.line, SUN.number, 40), RECORDING)
    r.accepted(_id(6), _leg(6, "10:00", MH2.line, HE_GUARANTOR, 60, rel_path="06.wav"))
    r.accepted(_id(7), _leg(7, "10:10", MH2.line, HE_UNFOUNDED, 60, rel_path="07.wav"), GUARANTOR)
    came_in = {"context": "public", "direction": "inbound"}
    r.accepted(_id(8), _leg(8, "23:00", TU.number, "1001", 52, rel_path="08.wav", **came_in))
    mailbox = {"last_app": "voicemail", **came_in}
    r.accepted(_id(9), _leg(9, "10:30", LUO.number, MH2.line, 30, **mailbox), RECORDING.in_doubt())
    r.rejected(_leg(10, "10:40", "1001", "1002", 57))
    r.rejected(_leg(11, "10:50", MH2.line, LUO.number, start_stamp=""))
    return r.export("freeswitch.csv", OPTIONS, lambda records: csv_bytes(records, COLUMNS))
