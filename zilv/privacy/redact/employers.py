"""Employers: firms by their full name, and workplaces that are spoken of as such. A lender's name is none.

Far from complete: an employer that is named without any sign that it is one is not found. A name without such an end
(在…上班, 单位是…) is one where it is a proper name.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from zilv.privacy.redact.span import Span
from zilv.privacy.redact.words import Word, Words, known, listed

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
    r"上班|工作|打工|任职|就职|供职|当老师|当护士|做(?:会计|保安|厨师|销售)|单位|公司名|入职|离职|辞职|下岗|员工|同事|老板|开除|"
    r"干活|开车|实习|送外卖|送快递|送货|跑单|当(?:保安|厨师|司机|服务员|文员|工人|主管)"
)
_AROUND = 12
_AT = re.compile(
    r"在([\u4e00-\u9fffA-Za-z]{2,10}?)(?:这边|那边|里面|里)?"
    r"(?:上班|工作|打工|任职|就职|供职|实习|干活|开车|送外卖|送快递|送货|跑单|做(?:会计|保安|厨师|销售)|"
    r"当(?:会计|保安|厨师|司机|服务员|文员|工人|老师|护士|主管|经理))"
)
_IS_AT = re.compile(
    r"(?:单位(?:名称|名字)?(?:就是|是|叫|为|[：:])|公司(?:名称|名)(?:是|叫|为|[：:])|(?:就职|任职|供职)[于在]|入职[了在于])"
    r"([\u4e00-\u9fffA-Za-z]{2,10})"
)
"""Where somebody works, which need not end as a firm does."""
_PROPER = ("nr", "nz", "nt", "eng")
_BRANDS = re.compile(
    r"京东|小米|滴滴|美团|饿了么|阿里|腾讯|华为|百度|字节|抖音|快手|拼多多|网易|海底捞|顺丰|[中申圆韵]通|比亚迪|富士康|沃尔玛|永辉|"
    r"中国(?:石油|石化|移动|联通|电信|邮政|铁塔|中铁|建筑|烟草|电网)|中石[油化]|国家?电网|格力|美的|海尔|万科|恒大|碧桂园"
)
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
    return list(_found(text, of)) + list(_named(text, of))


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


def _named(text: str, of: Words) -> Iterator[Span]:
    """Proper names, or words that the dictionary has not, of which is said that somebody works there."""
    for told in (*_AT.finditer(text), *_IS_AT.finditer(text)):
        start, end = told.span(1)
        words = [of[n] for n in range(of.at(start), of.at(end - 1) + 1)]
        if told.re is _IS_AT:
            words = list(takewhile(_can_be_in_a_name, words))
            end = min(end, words[-1].end) if words else start
        name = text[start:end]
        if len(name) > 1 and not _LENDERS.search(name) and (_BRANDS.search(name) or _is_proper(words)):
            yield Span(start, end, "employer")


def _is_proper(words: list[Word]) -> bool:
    """Whether this can be the name of a firm and says more than a kind or a place: 鸿远, not 工地, 北京 or 上海静安."""
    telling = ("nz", "nt", "eng") if words[0].tag == "ns" else _PROPER
    return all(map(_can_be_in_a_name, words)) and any(
        (word.tag.startswith(telling) and word.text not in _KINDS) or not known(word.text) for word in words
    )


def _can_be_in_a_name(word: Word) -> bool:
    return word.tag[:1] in "njabgzvxe" and word.text not in _GENERIC and not _apart(word)


def _first(of: Words, n: int) -> int:
    """The word with which the name begins: nouns, places and unknown words before the kind, five at most."""
    first = n
    while first > 0 and n - first < 5 and _can_name(of[first - 1]):
        first -= 1
    return first


def _can_name(word: Word) -> bool:
    if _HAN.fullmatch(word.text) is None or _apart(word):
        return False
    return word.tag[:1] in "njabgsvz" or word.text[0] == "第"


def _apart(word: Word) -> bool:
    """Whether a word stands before a name rather than in it: verbs of being somewhere, words about work."""
    return (word.tag[0] == "v" and (len(word.text) == 1 or word.text[-1] in "在于到职是")) or bool(
        re.search(r"上班|单位|公司名|工作|地址|名称|同事|老板|员工|代表|[您你我他她它]", word.text)
    )
