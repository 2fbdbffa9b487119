"""`docs/reference/columns.md`: the canonical columns of an attempt."""

from typing import get_type_hints

from docs.generate.markdown import NOTE, table, values
from zilv.attempts.attempt import COLUMNS, REQUIRED, Attempt
from zilv.attempts.vocabulary import DISPOSITIONS

TOKENS = ("person", "number", "account", "line")

MEANING = {
    "attempt_id": ("触达的唯一编号；编号相同的行是同一次触达", "which attempt this is; rows of one id are one attempt"),
    "at": ("发起时刻", "when it was begun"),
    "lender": ("放款机构；计数不跨放款机构", "the lender; counts never cross lenders"),
    "person": ("债务人（不论对谁说话）", "the debtor whose debt it is about, whoever is addressed"),
    "channel": ("渠道：人工语音、智能语音、短信、即时通讯、应用内、邮件、信函、上门", "by which means"),
    "agency": ("受托机构；空＝放款机构自己", "the agency that acted; empty = the lender itself"),
    "collector": ("催收人员", "who acted"),
    "account": ("账户，即哪一笔债务", "which debt"),
    "product": ("产品", "which product"),
    "direction": ("呼出或呼入", "who began it"),
    "party": ("联系对象：债务人、担保人、联系人、相关或无关第三人、律师、继承人", "who was addressed"),
    "mode": ("告知式或交互式", "a one-way notice, or a two-way dialogue"),
    "number": ("对方号码", "the number that was reached for"),
    "line": ("所用线路或发送号", "the line or sender that was used"),
    "answered": ("是否接通", "whether somebody answered"),
    "conversed": ("是否有效通话", "whether a conversation was held"),
    "seconds": ("通话秒数", "length of the call in seconds"),
    "manual": ("是否手动拨打", "whether a human dialled"),
    "staff": ("上门的催收人数", "collectors present at a visit"),
    "recording": (
        "录音录像的编号；空＝没有；?＝来源无从得知",
        "where the recording is; empty = there is none; ? = the source cannot tell",
    ),
    "disposition": ("呼叫结果", "how it ended"),
    "purpose": ("目的：催收、询问联系方式、请其转告、通知", "what it was for"),
    "note": ("催收记录", "the note on it; empty = there is none"),
}

_INTRODUCTION = f"""# Columns of an attempt · 触达记录的列

{NOTE}

One row is one attempt (催收触达): one try to reach a person about a debt. The header of a CSV or XLSX file, the keys of
JSON Lines and the fields of a Parquet file have these names. Columns marked ● must be there; the rest may be absent. An
empty cell is a fact that nobody recorded, and is never guessed: where it matters, the answer is `undetermined`.

一行是一次触达。标 ● 的列必填，其余可缺；空格表示没有记录，不作推测，凡有影响者判为“存疑”。

A *token* stands for a raw identifier. Give either: a raw one is turned into its token at the door, with the key of
the installation, and goes no further. 号码等原始标识在读入时即换成代号，不再外传。
"""


def page() -> str:
    """The page."""
    kinds = get_type_hints(Attempt)
    rows = [
        (f"`{name}`", "●" if name in REQUIRED else "", *MEANING[name], _values(name, kinds[name])) for name in COLUMNS
    ]
    return f"{_INTRODUCTION}\n{table(('column', '', '中文', 'meaning', 'values'), rows)}\n"


def _values(name: str, kind: object) -> str:
    if name in TOKENS:
        return "token, or raw"
    if name == "disposition":
        return " ".join(f"`{word}`" for word in DISPOSITIONS) + " or the source's own word"
    return values(kind)
