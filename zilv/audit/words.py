"""The words a person reads in console, report and workbook, Chinese first, English complete."""

from typing import Literal

from zilv.audit.summary_keys import Words

Lang = Literal["zh", "en"]
Outcome = Literal["forbidden", "undetermined", "warned"]

OUTCOMES: tuple[Outcome, ...] = ("forbidden", "undetermined", "warned")
"""From the strictest to the mildest."""


def words(zh: str, en: str) -> Words:
    """The same in both languages."""
    return {"zh": zh, "en": en}


OUTCOME: dict[str, Words] = {
    "forbidden": words("违规", "Forbidden"),
    "undetermined": words("无法判定", "Undetermined"),
    "warned": words("提示", "Warned"),
    "clean": words("未发现问题", "No finding"),
}
OUTCOME_MEANS: dict[str, Words] = {
    "forbidden": words("违反有效来源确认的强制规定", "breaks a mandatory rule from a source that is relied on"),
    "undetermined": words("缺少事实，结论取决于未记录的内容", "a fact nobody recorded decides the answer"),
    "warned": words(
        "违反倡导性规定，或来源尚弱的规定", "departs from what should be done, or from a weakly sourced rule"
    ),
    "clean": words("所有已审规定均未发现问题", "no finding under any provision judged"),
}
STRENGTH: dict[str, Words] = {
    "shall": words("应／不得", "shall"),
    "should": words("宜／不宜", "should"),
    "may": words("可", "may"),
}
GRADE: dict[str, Words] = {
    "P": words("已读原文", "text itself read"),
    "S": words("权威转述", "close paraphrase by a sound source"),
    "W": words("来源较弱，仅作提示", "weak source, only warns"),
}
CHANNEL: dict[str, Words] = {
    "voice": words("人工电话", "voice"),
    "voice_bot": words("智能语音", "voice robot"),
    "sms": words("短信", "SMS"),
    "im": words("即时通讯", "IM"),
    "app": words("App 消息", "app"),
    "email": words("邮件", "email"),
    "letter": words("信函", "letter"),
    "visit": words("上门", "visit"),
}
REGISTER: dict[str, Words] = {
    "agreements": words("约定登记", "agreements"),
    "holds": words("停催登记", "holds"),
    "optouts": words("拒绝登记", "opt-outs"),
    "persons": words("人员登记", "persons"),
    "relations": words("关系登记", "relations"),
    "mandates": words("委托登记", "mandates"),
    "lines": words("线路登记", "lines"),
    "qualifications": words("资格登记", "qualifications"),
    "notices": words("告知登记", "notices"),
    "reviews": words("话语审查登记", "reviews of what was said"),
}
Account = Literal["read", "accepted", "merged", "duplicate", "rejected"]
ACCOUNTED: dict[Account, Words] = {
    "read": words("读入行数", "rows read"),
    "accepted": words("采用", "accepted"),
    "merged": words("并入他行", "merged into another row"),
    "duplicate": words("重复", "duplicates"),
    "rejected": words("拒收", "rejected"),
}
"""What became of the input rows."""
THE_LENDER = words("放款机构自催", "the lender itself")


def known(table: dict[str, Words], name: str) -> Words:
    """The words for a name; a name without words stands for itself."""
    return table.get(name, words(name, name))


def agency_name(agency: str) -> Words:
    """The agency as shown; the empty name is the lender itself."""
    return words(agency, agency) if agency else THE_LENDER


def agency_of(lender: str, agency: str, several: bool) -> Words:
    """The agency with its lender, where there are several lenders."""
    name = agency_name(agency)
    return words(f"{name['zh']} ({lender})", f"{name['en']} ({lender})") if several else name


def both(text: Words) -> str:
    """Chinese, then English where it differs."""
    return text["zh"] if text["zh"] == text["en"] else f"{text['zh']} {text['en']}"


def number(value: int) -> str:
    """1234567 as 1,234,567."""
    return f"{value:,}"


def share(value: float) -> str:
    """A share per 1,000 with one decimal; what is there but tiny never reads 0.0."""
    return f"{value:.1f}" if value == 0 or value >= 0.05 else "<0.1"
