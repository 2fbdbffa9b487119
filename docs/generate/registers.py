"""`docs/reference/registers.md`: the registers beside the attempts."""

from typing import Any, get_type_hints

import msgspec

from docs.generate.columns import TOKENS
from docs.generate.markdown import NOTE, paragraphs, table, values
from zilv.attempts.vocabulary import ACTS
from zilv.registers.parse import columns_of
from zilv.registers.rows import COUNTS, FILES, HOLD_REASONS, NOTICES, QUALIFICATIONS, SCOPES, STATUSES

TITLES = {
    "agreements": "与债务人的约定",
    "holds": "停催",
    "optouts": "拒绝联系",
    "persons": "债务人所在时区",
    "relations": "第三人关系及依据",
    "mandates": "委托",
    "lines": "线路登记",
    "qualifications": "催收人员资格",
    "notices": "告知",
    "reviews": "话语审查",
}
MEANING = {
    "act": ("查到的行为；空＝未发现", "the act; empty = none found"),
    "account": ("账户；空＝全部", "the debt; empty = all"),
    "agency": ("受托机构；空＝放款机构自己", "the agency; empty = the lender itself"),
    "at": ("告知或审查的时刻", "when the debtor was told, or the words were reviewed"),
    "at_most": ("约定的次数上限", "the agreed cap"),
    "attempt_id": ("哪一次触达", "the attempt"),
    "basis": ("可以联系的法律或合同依据；空＝没有", "the ground in law or contract; empty = none"),
    "birth_year": ("出生年份", "year of birth"),
    "channel": ("渠道；空＝全部", "the channel; empty = all"),
    "collector": ("催收人员", "the collector"),
    "counts": (
        "约定的是哪种计数；空＝凡可约定者",
        "which count is moved; empty = every voice count that may be",
    ),
    "evidence": ("凭证", "what proves the row"),
    "from": ("约定时段的起点（当地）", "start of the agreed window, local"),
    "kind": ("种类", "which kind"),
    "lender": ("放款机构；空＝本安装内全部", "the lender; empty = every lender of the installation"),
    "line": ("线路或发送号", "the line or sender"),
    "number": ("号码；空＝全部", "the number; empty = all"),
    "owner": ("登记的所有者：放款机构或受托机构", "whose it is: a lender or an agency"),
    "party": ("身份", "who the third person is"),
    "person": ("债务人", "the debtor"),
    "product": ("产品；空＝全部", "the product; empty = all"),
    "reason": ("停催原因", "why collection stands still"),
    "scope": ("约定的内容", "what was agreed"),
    "since": ("起；空＝一向如此", "from; empty = always was"),
    "status": ("查到、确认、否定、未发现", "what the review says of the act"),
    "to": ("约定时段的终点（当地），不含", "end of the agreed window, local, not included"),
    "turn": ("第几轮；空＝不限", "the turn's number; empty = any"),
    "until": ("止，不含；空＝未定", "up to, not included; empty = open"),
    "zone": ("所在时区", "IANA time zone, e.g. `Asia/Shanghai`"),
}
WORDS = {
    ("agreements", "scope"): SCOPES,
    ("agreements", "counts"): COUNTS,
    ("holds", "reason"): HOLD_REASONS,
    ("qualifications", "kind"): QUALIFICATIONS,
    ("notices", "kind"): NOTICES,
    ("reviews", "act"): ACTS,
    ("reviews", "status"): STATUSES,
}
_INSTANTS = ("since", "until", "at")
_FIRST = ("lender", "person", "collector", "line", "agency")

_INTRODUCTION = f"""# Registers · 登记簿

{NOTE}

Dated facts that a judgement needs beside the attempts. Each is one file in the folder given as `--registers`, named
after the register: `holds.csv` or `holds.parquet`. [How to keep them](../guides/registers.md) says why each is needed.

登记簿放在 `--registers` 所指目录，每种一个文件，CSV 或 Parquet。

- **A register that is supplied is complete**: no row means the thing does not exist. One that is not supplied leaves
  the provisions that need it `undetermined`. 已提供的登记簿视为完整；未提供的，相关条款判为“存疑”。
  Only `reviews` differ: words that nobody reviewed are not judged and leave no doubt
  ([why](../decisions/0007-words-nobody-reviewed-are-no-doubt.md)). 唯“话语审查”不同：没有审查的话语不判，也不存疑。
- `since` is included, `until` is not. A date means midnight where the debtor lives; otherwise give an instant with its
  offset.
- ● marks what must be filled. Columns unknown here are named in a warning; missing optional ones are empty.
"""


def page() -> str:
    """The page."""
    return "\n".join([_INTRODUCTION, *(_register(name) for name in FILES)])


def _register(name: str) -> str:
    kind = FILES[name]
    required = {field.encode_name for field in msgspec.structs.fields(kind) if field.required}
    hints = {field.rstrip("_"): hint for field, hint in get_type_hints(kind).items()}
    columns = sorted(columns_of(name), key=lambda column: (column in {"since", "until", "evidence"}, _place(column)))
    rows = [
        (f"`{column}`", "●" if column in required else "", *MEANING[column], _values(name, column, hints))
        for column in columns
    ]
    says = paragraphs(kind.__doc__).replace("_minute`", "`").replace("None", "empty")
    head = f"## {name} · {TITLES[name]}\n\n{says}\n"
    return f"{head}\n{table(('column', '', '中文', 'meaning', 'values'), rows)}\n"


def _place(column: str) -> int:
    return _FIRST.index(column) if column in _FIRST else len(_FIRST)


def _values(register: str, column: str, hints: dict[str, Any]) -> str:
    if (register, column) in WORDS:
        return " ".join(f"`{word}`" for word in WORDS[register, column])
    if column in TOKENS:
        return "token, or raw"
    if column in _INSTANTS:
        return "`2026-03-02` or ISO 8601 with offset"
    if column in {"from", "to"}:
        return "`HH:MM`"
    return values(hints[column])
