"""Employers: firms by their full name, and workplaces that are spoken of as such. A lender's name is none.

Far from complete: an employer that is named without any sign that it is one is not found.
"""

import re
from collections.abc import Iterator

from zilv.privacy.redact.span import Span
from zilv.privacy.redact.words import Word, Words, listed

_FULL = ("有限公司", "有限责任公司", "股份公司", "集团公司")
_KINDS = (
    tuple(
        listed(
            """
        公司 集团 厂 工厂 医院 学校 大学 中学 小学 学院 幼儿园 酒店 宾馆 饭店 餐厅 超市 商场 事务所
        研究所 研究院 设计院 工作室 车间 物流 快递 局
        """
        )
    )
    + _FULL
)
_END = re.compile("|".join(sorted(_KINDS, key=len, reverse=True)))
_LENDERS = re.compile(
    r"消费金融|消金|银行|小额贷款|小贷|网贷|贷款|金融|信贷|征信|催收|保险|支付|资产管理|融资租赁|担保|信托|律师|律所|公安|法院|"
    r"检察|信用|派出所|监管|金管|银保监|协会|仲裁|公证"
)
"""Who appears in every collection call: lenders, agencies, authorities; naming them tells nothing of the debtor."""
_WORK = re.compile(
    r"上班|工作|打工|任职|就职|供职|当老师|当护士|做(?:会计|保安|厨师|销售)|单位|公司名|入职|离职|辞职|下岗|员工|同事|老板|开除"
)
_AROUND = 12
_HAN = re.compile("[\u4e00-\u9fff]+")
_GENERIC = listed(
    """
    公司 我们公司 你们公司 他们公司 贵公司 本公司 委外公司 外包公司 第三方公司 合作公司 总公司 分公司 子公司
    大公司 小公司 单位 工厂 医院 学校 大学 中学 小学 你学校 孩子学校 一家公司 那家公司 这家公司 某公司 新公司
    老公司 有限公司
    """
)


def employers(text: str, of: Words) -> list[Span]:
    """Every employer that is told as one; `of`: the words of the text."""
    if not ("公司" in text or _WORK.search(text)):
        return []
    return list(_found(text, of))


def _found(text: str, of: Words) -> Iterator[Span]:
    for n in of.ending(_END, text):
        word = of[n]
        first = _first(of, n)
        start, end = of[first].start, word.end
        name = text[start:end]
        if name in _GENERIC or (first == n and len(name) < 4) or _LENDERS.search(name):
            continue
        near = text[max(0, start - _AROUND) : start] + "|" + text[end : end + _AROUND]
        if name.endswith(_FULL) or _WORK.search(near):
            yield Span(start, end, "employer")


def _first(of: Words, n: int) -> int:
    """The word with which the name begins: nouns, places and unknown words before the kind, five at most."""
    first = n
    while first > 0 and n - first < 5 and _can_name(of[first - 1]):
        first -= 1
    return first


def _can_name(word: Word) -> bool:
    return _HAN.fullmatch(word.text) is not None and word.tag[:1] in "njabgsvz" and not _apart(word)


def _apart(word: Word) -> bool:
    """Whether a word stands before a name rather than in it: verbs of being somewhere, words about work."""
    return (word.tag[0] == "v" and (len(word.text) == 1 or word.text[-1] in "在于到职是")) or bool(
        re.search(r"上班|单位|公司名|工作|地址|名称|同事|老板|员工|代表|[您你我他她它]", word.text)
    )
