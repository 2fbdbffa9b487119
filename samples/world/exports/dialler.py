"""A dialler that no format knows: Cheng'an's own, its table in GB18030, read through `dialler.map.yaml`."""

from samples.world.breaches import CONTACT_STATE, CONVERSATIONS, MANDATE, NIGHT, NOT_TOLD, NOTICES, RECORDING
from samples.world.exports.export import LENDER_SET, Export, Fields, Record, Records, moment
from samples.world.files import csv_bytes
from samples.world.people import CA1, CA2, LUO, MA, WU, ZHOU_MOTHER, Debtor

OPTIONS = f"--map samples/formats/dialler.map.yaml {LENDER_SET}"
COLUMNS = [
    "流水号",
    "呼叫时间",
    "客户号",
    "借据号",
    "产品",
    "联系对象",
    "目的",
    "方式",
    "被叫号码",
    "外显号码",
    "坐席",
    "通话结果",
    "通话毫秒",
    "录音编号",
]


def _id(n: int) -> str:
    return f"CA0316-{n:03}"


def _call(n: int, time: str, debtor: Debtor, talk_s: int = 0, **more: str) -> Record:
    account, _ = debtor.accounts[0]
    return {
        "流水号": _id(n),
        "呼叫时间": f"{moment(time):%Y年%m月%d日 %H:%M:%S}",
        "客户号": debtor.person,
        "借据号": account,
        "产品": "现金贷",
        "联系对象": "本人",
        "目的": "催收",
        "方式": "告知",
        "被叫号码": debtor.number,
        "外显号码": CA1.line,
        "坐席": CA1.collector,
        "通话结果": "接通" if talk_s else "未接通",
        "通话毫秒": str(1000 * talk_s),
        "录音编号": f"LY-{n:03}" if talk_s else "",
        **more,
    }


def export() -> Export:
    """The file and what it must give."""
    r = Records()
    talk: Fields = {"方式": "交互", "坐席": CA2.collector}
    for n, time in enumerate(("09:00", "11:00", "14:00"), 1):
        r.accepted(_id(n), _call(n, time, MA, 20))
    r.accepted(_id(4), _call(4, "16:00", MA, 20), NOTICES)
    for n, time in enumerate(("09:10", "11:10", "14:10"), 5):
        r.accepted(_id(n), _call(n, time, WU, 90, **talk))
    r.accepted(_id(8), _call(8, "16:10", WU, 90, **talk), CONVERSATIONS.in_doubt())
    r.accepted(_id(9), _call(9, "22:05", WU, **talk), NIGHT)
    r.accepted(_id(10), _call(10, "10:00", WU, **{**talk, "产品": "分期"}), MANDATE)
    r.accepted(_id(11), _call(11, "10:10", LUO, 30, 录音编号=""), RECORDING)
    other_debt: Fields = {"借据号": LUO.accounts[1][0]}
    r.accepted(_id(12), _call(12, "10:20", LUO, **other_debt), NOT_TOLD)
    asked: Fields = {"联系对象": "联系人", "目的": "询问联系方式", "被叫号码": ZHOU_MOTHER}
    r.accepted(_id(13), _call(13, "10:30", MA, 25, **asked), CONTACT_STATE)
    r.accepted(_id(14), _call(14, "10:40", LUO, 通话结果="语音信箱", 录音编号="LY-014"))
    r.duplicate(_call(14, "10:40", LUO, 通话结果="语音信箱", 录音编号="LY-014"))
    r.rejected(_call(15, "10:50", MA, 通话结果="转接中"))
    r.rejected(_call(16, "10:50", MA, 呼叫时间="3月16日上午"))
    return r.export("dialler.csv", OPTIONS, lambda records: csv_bytes(records, COLUMNS, encoding="gb18030"))
