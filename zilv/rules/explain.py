"""A finding in words: what a collector, a supervisor, a regulator reads, in Chinese and English."""

from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.check import Sentence
from zilv.rules.library import Law
from zilv.rules.provision import Provision
from zilv.rules.three import FORBIDDEN, UNDETERMINED, WARNED

_FACTS_ZH = {
    "direction": "呼叫方向",
    "party": "联系对象",
    "mode": "催收方式（告知/交互）",
    "purpose": "联系目的",
    "answered": "是否接通",
    "conversed": "是否有效通话",
    "manual": "是否手动拨打",
    "staff": "上门人数",
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
}


def clause(provision: Provision, law: Law) -> str:
    """Instrument and article, as a finding cites them."""
    instrument = law.instruments[provision.cite.instrument]
    article = provision.cite.article
    place = "条款号未知" if article == "unknown" else f"第{article}条" if article.isdecimal() else article
    return f"{instrument.title.zh} {place}"


def sentence(provision: Provision, outcome: int, seen: tuple[int, int], shape: Shape, registers: Registers) -> Sentence:
    """What to read for one finding; `seen` is its count and limit, -1 where the check counts nothing."""
    check = provision.checked
    assert check is not None
    if outcome == FORBIDDEN:
        return check.forbids(*seen)
    missing = check.missing(shape, registers)
    if outcome == UNDETERMINED or missing:
        return _doubt(provision, missing or ("history",))
    breach = check.forbids(*seen)
    return Sentence(f"提示：{breach.zh}", f"warning: {breach.en}") if outcome == WARNED else breach


def _doubt(provision: Provision, missing: tuple[str, ...]) -> Sentence:
    zh = "、".join(_FACTS_ZH.get(name, name) for name in missing)
    return Sentence(
        f"无法判定是否符合「{provision.title.zh}」：缺少{zh}",
        f'cannot tell whether "{provision.title.en}" is kept: missing {", ".join(missing)}',
    )
