"""Addresses from street or village level down; a province, city, district or town alone is none.

What lies above the street is taken along: with it one could still find the door.
"""

import re
from collections.abc import Iterator

from zilv.privacy.redact.span import Span
from zilv.privacy.redact.words import Word, Words, known, listed

_HAN = re.compile("[\u4e00-\u9fff]+")
_NUMERALS = "0-9０-９一二三四五六七八九十百零两〇"
_FIRM = ("大道", "大街", "胡同", "街道", "新村", "小区", "路", "街", "巷", "村")
_LOOSE = ("弄", "社区", "花园", "家园", "公寓", "大厦", "广场", "庄", "屯", "寨", "苑", "坊", "组")
"""These also end other words: an address is one only with a door, or below a place."""
_ENDS = _FIRM + _LOOSE
_END = re.compile("|".join(sorted(_ENDS, key=len, reverse=True)))
_UNITS = "元块万岁年月日多个人次天分期倍"
_DASHED = rf"[0-9０-９]{{1,4}}(?:[-－–—][0-9０-９]{{1,4}}){{2,3}}(?![0-9０-９{_UNITS}])[号室]?"
_DOOR = (
    rf"(?:[{_NUMERALS}A-Za-z甲乙丙丁-]{{1,8}}(?:号楼|号院|单元|弄|号|栋|幢|座|楼|层|室|组|队|户|门|房)"
    r"[东南西北]?(?:[,，、]|[^\S\r\n])?"
    rf"|{_DASHED}"
    rf"|(?<=[号栋幢座元楼层])[{_NUMERALS}]{{3,4}}(?![{_NUMERALS}元块万岁年月日]))"
)
_DOORS = re.compile(rf"(?:[东南西北中](?:段|路|街)|[{_NUMERALS}]{{1,3}}(?:段|期|区))?{_DOOR}+")
_ROOM = (
    rf"[0-9０-９零〇一二三四五六七八九幺]{{3,4}}(?:室|号房|号|户|房)?(?![{_NUMERALS}{_UNITS}])|[{_NUMERALS}]{{1,3}}室"
)
_UNIT = rf"[{_NUMERALS}甲乙丙丁A-Za-z]{{1,3}}单元[,，、 ]?"
_FLOOR = rf"[{_NUMERALS}]{{1,3}}[楼层][,，、 ]?"
_BUILT = re.compile("号楼|号院|栋|幢|座|单元")
_INSIDE = re.compile(
    rf"(?<![{_NUMERALS}第])[{_NUMERALS}]{{1,4}}(?:号楼|号院|栋|幢|座)[东南西北]?[,，、 ]?"
    rf"(?:{_UNIT}(?:{_FLOOR})?(?:{_ROOM})?|(?:{_FLOOR})?(?:{_ROOM}))|{_UNIT}(?:{_FLOOR})?(?:{_ROOM})"
)
"""House and flat, of a street that nobody named."""
_HOMES = ("花园", "家园", "公寓", "苑", "小区", "新村")
_LIVES = re.compile(r"(?:住|住在|住址|地址|家在|家是|搬[到去])[:：是在]{0,2}$")
_HIGHER = ("省", "自治区", "市", "州", "地区", "盟", "区", "县", "旗", "镇", "乡", "街道")
_EVERYDAY = listed(
    """
    高速公路 老家农村 商业街 步行街 红绿灯路 项目组 法务组 专案组 工作组 催收组 客服组 委外组 调查组 执行组
    我们村 你们村 他们村 咱们村 同一个村 整个村 全村 城中村 人行道路 半个村 这条路 那条路 这条街 那条街 微信组
    美食街 一条路 十字路 三岔路 走后门路 地球村 度假村 奥运村 居民小区 住宅小区 高档小区 封闭小区 老旧小区
    附近小区 整个小区 同一小区 员工公寓 单身公寓 青年公寓 人才公寓 学生公寓 老年公寓 廉租公寓
    """
)
_DIRECTED = frozenset(a + b for a in "东南西北中内外前后上下" for b in ("路", "街", "大街", "大道", "村", "巷")) | {
    "环路",
    "里弄",
}
_CUE = re.compile(r"(?:住|地址|地址是|住址|位于|[在到去来从至往]|户籍)[:：是\s]{0,2}$")
_BEFORE_A_STREET = tuple("是到在于住去来往向沿从走过进出找回离")


def addresses(text: str, of: Words) -> list[Span]:
    """Every address of this level; `of`: the words of the text."""
    inside = [Span(*door.span(), "address") for door in _INSIDE.finditer(text)] if _BUILT.search(text) else []
    return inside + list(_found(text, of))


def _found(text: str, of: Words) -> Iterator[Span]:
    covered = 0
    for n in of.ending(_END, text):
        word = of[n]
        if word.start < covered:
            continue
        first = _first(of, n)
        above = _above(of, first)
        doors = _DOORS.match(text, word.end)
        name = text[of[first].start : word.end]
        beside = (
            doors is not None,
            above < first or _lived_in(text, of[first].start, name),
            _CUE.search(text, max(0, of[first].start - 6), of[first].start) is not None,
        )
        if _is_street(name, of[first], word, beside):
            covered = doors.end() if doors else word.end
            yield Span(of[above].start, len(text[:covered].rstrip(",，、 \t")), "address")


def _first(of: Words, n: int) -> int:
    """The word with which the name begins: up to two before one for a street, three for a town."""
    first, length = n, 0
    higher = of[n].text in _HIGHER
    if of[n].text not in _ENDS and of[n].text not in _DIRECTED and not higher:
        return n
    while first > 0 and n - first < 2 + higher and length < 2 + higher and _can_name(of[first - 1]):
        first -= 1
        length += len(of[first].text)
    return first


def _can_name(word: Word) -> bool:
    """Whether a street may be named so: neither pronoun nor little word, nor a place of a higher level."""
    return (
        _HAN.fullmatch(word.text) is not None
        and word.tag[:1] not in "rpudyceoklhi"
        and not word.text.endswith(_HIGHER)
        and not word.text.endswith(_BEFORE_A_STREET)
    )


def _above(of: Words, first: int) -> int:
    """The first of the words that name province, city, district and town in front."""
    while first > 0 and (of[first - 1].tag == "ns" or of[first - 1].text.endswith(_HIGHER)):
        before = _first(of, first - 1) if of[first - 1].text in _HIGHER else first - 1
        if before == first - 1 and len(of[before].text) == 1:
            break
        first = before
    return first


def _lived_in(text: str, start: int, name: str) -> bool:
    """Whether this is a housing estate of which is said that somebody lives there."""
    return name.endswith(_HOMES) and _LIVES.search(text, max(0, start - 6), start) is not None


def _is_street(name: str, first: Word, last: Word, beside: tuple[bool, bool, bool]) -> bool:
    """Whether this is a street or village by name.

    `first` and `last`: the words that the name begins and ends with. `beside`: whether a door's number follows, a
    higher place stands before or somebody lives there, or words that announce an address.
    """
    door, below, cue = beside
    end = next((end for end in _ENDS if name.endswith(end)), name)
    own = len(name) - len(end)
    if name in _EVERYDAY or name[-2:-1] in "条个" or own < (1 if door and below else 2):
        return False
    if door or below:
        return True
    telling = cue or first.tag in {"ns", "nr", "nrfg", "nz"} or not known(first.text) or last.text in _DIRECTED
    return end in _FIRM and telling
