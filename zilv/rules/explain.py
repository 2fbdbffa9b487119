"""A finding in words: what a collector, a supervisor, a regulator reads, in Chinese and English."""

from typing import NamedTuple

import numpy as np

from zilv.attempts.rows import Int64, Rows
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.check import Sentence
from zilv.rules.library import Law
from zilv.rules.provision import Provision
from zilv.rules.three import WARNED

_FACTS_ZH = {
    "direction": "呼叫方向",
    "party": "联系对象",
    "mode": "催收方式（告知/交互）",
    "purpose": "联系目的",
    "answered": "是否接通",
    "conversed": "是否有效通话",
    "manual": "是否手动拨打",
    "staff": "上门人数",
    "recording": "有无录音",
    "collector": "催收人员",
    "line": "所用线路",
    "number": "号码",
    "account": "账户",
    "product": "产品",
    "zone": "所在时区",
    "history": "既往触达的结果",
    "agreements": "约定登记",
    "holds": "停催登记",
    "optouts": "拒绝登记",
    "relations": "关系登记",
    "mandates": "委托登记",
    "lines": "线路登记",
    "qualifications": "资格登记",
    "notices": "告知登记",
    "review": "人工复核",
}


def clause(provision: Provision, law: Law) -> str:
    """Instrument and article, as a finding cites them."""
    instrument = law.instruments[provision.cite.instrument]
    article = provision.cite.article
    place = "条款号未知" if article == "unknown" else f"第{article}条" if article.isdecimal() else article
    return f"{instrument.title.zh} {place}"


class Seen(NamedTuple):
    """What a sentence depends on: `counted` and `limit` are -1 where the check counts nothing; `absent` says which of
    line, collector, number, account and zone nobody recorded for the attempt."""

    outcome: int
    doubt: bool
    counted: int
    limit: int
    shape: Shape
    absent: frozenset[str]


ABSENT = ("line", "collector", "number", "account", "zone")
"""The facts that `absent_bits` tells of, from its lowest bit on."""

ABSENCES = 1 << len(ABSENT)
"""How many different answers `absent_bits` can give."""


def absent_bits(rows: Rows, index: Int64) -> Int64:
    """For each row in `index` one bit for every fact of ABSENT that nobody recorded."""
    lacking = [rows.line == 0, rows.collector == 0, rows.number == 0, rows.account == 0, rows.minute < 0]
    bits = np.zeros(len(index), np.int64)
    for n, fact in enumerate(lacking):
        bits |= fact[index].astype(np.int64) << n
    return bits


def absent_facts(bits: int) -> frozenset[str]:
    """The facts whose bits are set."""
    return frozenset(name for n, name in enumerate(ABSENT) if bits >> n & 1)


def missing_for(provision: Provision, seen: Seen, registers: Registers) -> tuple[str, ...]:
    """The facts and registers that a doubt is about, `history` where earlier attempts lack them; () without doubt."""
    if not seen.doubt or provision.checked is None:
        return ()
    return provision.checked.missing(seen.shape, registers, seen.absent) or ("history",)


def sentence(provision: Provision, seen: Seen, registers: Registers) -> Sentence:
    """What to read for one finding."""
    check = provision.checked
    assert check is not None
    if seen.doubt:
        says = _doubt(provision, missing_for(provision, seen, registers))
    else:
        says = check.forbids(seen.counted, seen.limit)
    if seen.outcome == WARNED:
        return Sentence(f"提示：{says.zh}", f"warning: {says.en}")
    return says


def _doubt(provision: Provision, missing: tuple[str, ...]) -> Sentence:
    zh = "、".join(_FACTS_ZH.get(name, name) for name in missing)
    return Sentence(
        f"无法判定是否符合「{provision.title.zh}」：缺少{zh}",
        f'cannot tell whether "{provision.title.en}" is kept: missing {", ".join(missing)}',
    )
