"""How far a denial or a report reaches, for findings. The heads read `scope.disowned`, which they are fitted to."""

import re
from collections.abc import Iterator
from itertools import islice

from zilv.speech.judge.patterns import Match

_BREAK = re.compile(r"[。!?;…\n]")
_CLAUSE = re.compile(r"[,，、:\s]")
_FIRM = re.compile(
    r"不会|不得(?!不|安)|从不|从来不|从来没|绝不|决不|不允许|不准|禁止|严禁|唔会|勿会|谨防|没有说|没说(?!实话|清|好|完|错)|没有权|没得权|没有谁|没有任何|无权|谁都|不收|不贴|不发"
    r"|不建议|不鼓励|从未|杜绝|不存在|不属于|不构成|不至于|哪有|没人|没有人|冇人|没哪个|不兴"
)
"""Denials of a house: what follows them is denied as far as their clause goes."""
_JUST_BEFORE = re.compile(r"(?:我们|我司|我行|公司|这边|也|都|从|绝|决)不$")
_DO_NOT_PAY = re.compile(r"(?<!特)[别莫勿](?=[转打付汇存交])")
"""The shortest denials: of what they stand before, and of nothing else."""
_SOFT = re.compile(
    r"不可以|不可能|不能|勿是|勿用|不是|并非|切勿|请勿|千万别|千万莫|千万不|没有必要|没法|不用|不需要|无需|莫信|别信"
    r"|不要(?:信|转|打|加|付|向|去|点|用)|更不要|莫往|别往|别给|别再给"
    r"|请(?:您|你)?(?:不要|别)(?=把|将)|劝(?:您|你)(?:不要|别)|公司不让|不使用|唔可以|[一二三]不|(?<!特)别(?=套现|再借|去借|去套|发群|往群|发到群)|别(?:再|这么)?(?:说|骂|叫)自己"
)
"""Denials that may be of something else just before: "不用走公司账户直接转给我"."""
_NOT_YET = r"(?!会?(?:因|由于|为了|仅|只|单|动不动|随便|随意|说|听|像|让|允许|叫|有|同意|没))"
_OUR_TURN = r"我就|我便|你就|您就|那就|那我|那你|那您|就(?=爆|群发|转我|打爆|把你|把您|给我|等着)"
_WE_GO_ON = re.compile(rf"{_NOT_YET}[^,]+?(?P<on>{_OUR_TURN})")
_GOES_ON = re.compile(rf"{_NOT_YET}[^,]+?(?P<on>{_OUR_TURN}|直接(?=转|打|汇|付|扫|爆|发|给|微信|加))")
"""Between a denial and what follows: another act begins, which it does not reach."""
_DENIED_AFTER = re.compile(
    r"(?:不会|不允许|不可以|不可能|禁止|严禁|不准|不得(?!不)|不能|不是|谁都|没有权|无权|从来没|从不|不存在|没人)"
)
_TELLS_OF = re.compile(
    r"冒充|骗子|骗局|诈骗分子|违规|假的|伪造|自称|有人(?:以|说|称|冒|使用|用|让|要)"
    r"|近期有|声称|如遇|任何人|凡要求|停职|停岗|停工|那(?:都|可)?是(?:违法|犯法|违规)|(?:朋友|网上|别人|外面)(?:讲|说|传)的"
)
"""Warnings, and reports of somebody else's act: of their whole sentence."""
_ANSWERS = re.compile(
    r"您问|你问|您说|您反映|您提到|你讲的|你说的|核实|那位|那个人|那些人|之前那|上次那|道歉|对不住"
    r"|收到(?:了)?(?:您|你)[^。]{0,12}(?:反映|投诉)|(?:您|你)(?:上回|上次|之前|昨天|前天)(?:反映|投诉)"
    r"|(?:您|你)要求|您(?:刚才?|上次|上回|昨天)(?:问|说|讲)(?!自己)|您[^,。]{0,5}留言(?:说|问)|谁说(?:我们)?[要会]|谁(?:跟|和|对|告诉|给)(?:您|你)|谁(?:让|叫|劝)(?:您|你)(?=再|去|拿|把)|(?:他|她|他们|对方|那人)(?:说|讲)(?:要|会)"
)
"""Reports of what the other side said or somebody else did: up to where the speaker goes on in his own name."""
_APOLOGY = re.compile(r"(?:向|跟|给|和)(?:您|你)(?:赔礼)?道歉")
"""What stands before it in its sentence is what it is for."""
_OPENS, _CLOSES = re.compile(r"“[^”]{0,3}\Z"), re.compile(r"[^“,，。!?]{0,3}”")
"""Quotation marks around a passage: words that are spoken of."""
_OWN_WORDS = re.compile(
    r"[,，、:\s](?:那|就|所以|你|您(?!的)|钱|款|但|可是|可你|不过|直接|现在|今天|明天|赶紧|马上|不然|否则|要么|反正|我(?!们|司|方|行|得|看|想|理解|知道|明白|记))"
    r"|那(?:你|您|就|我)|就直接|(?:所以|但是?|不过)(?=[你您我直])|[你您]就?直接"
)
"""How he goes on."""
_TURNS = re.compile(r"但(?!愿)|可是|不过|否则|不然|我就|那我|(?<!谢)[,，、:\s](?:你|您)(?:今天|明天|再不|要是|不|敢)")
"""How he takes back what he has assured."""
FARTHEST = 200
"""So many characters a sentence is read before and behind: what is heard may stand without any sign."""
TRIES = 200
"""So many places where a pattern matches are looked at in a turn."""


def taken_back(text: str, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of a normalised text are denied, warned of or told of somebody else.

    >>> text = "不用走公司账户直接转到我个人微信"
    >>> taken_back(text, text.index("转"), len(text))
    False
    >>> text = "我们不会直接转到我个人微信"
    >>> taken_back(text, text.index("转"), len(text))
    True
    """
    first, last = max(0, start - FARTHEST), min(len(text), end + FARTHEST)
    opening = max((found.end() for found in _BREAK.finditer(text, first, start)), default=first)
    closing = _BREAK.search(text, end, last)
    sentence_end = closing.start() if closing else last
    if _TELLS_OF.search(text, opening, sentence_end) or _APOLOGY.search(text, end, sentence_end):
        return True
    if _OPENS.search(text, first, start) and _CLOSES.match(text, end):
        return True
    if any(_answers(text, found, (start, end)) for found in _ANSWERS.finditer(text, opening, sentence_end)):
        return True
    return _denied(text, opening, (start, end), sentence_end)


def _in_own_name(text: str, start: int, end: int) -> bool:
    """Whether between two places the speaker goes on in his own name."""
    return _OWN_WORDS.search(text, start, end) is not None


def turns_round(text: str, start: int, end: int) -> bool:
    """Whether between two places the speaker takes back what he has assured."""
    return _TURNS.search(text, start, end) is not None


def _answers(text: str, report: re.Match[str], place: tuple[int, int]) -> bool:
    """Whether a report covers a passage, before it or behind it."""
    start, end = place
    if report.start() >= end:
        return not _in_own_name(text, end, report.start())
    return not _in_own_name(text, report.end(), max(report.end(), start + 1))


def _denied(text: str, opening: int, place: tuple[int, int], sentence_end: int) -> bool:
    start, end = place
    clause = max((found.end() for found in _CLAUSE.finditer(text, opening, start)), default=opening)
    for denials, on in ((_FIRM, _WE_GO_ON), (_SOFT, _GOES_ON)):
        for found in denials.finditer(text, clause, end):
            act = on.match(text, found.end(), end)
            if act is None or act.start("on") > start:
                return True
    if _JUST_BEFORE.search(text, clause, start) or (start > 0 and _DO_NOT_PAY.match(text, start - 1)):
        return True
    tail = _CLAUSE.search(text, end)
    return bool(_DENIED_AFTER.search(text, end, min(tail.start() if tail else sentence_end, end + 6)))


def own_acts(text: str, matches: list[Match]) -> Iterator[Match]:
    """The sure patterns among those that match a normalised text, each at the first place that nobody takes back."""
    for match in matches:
        if match.pattern.sure:
            yield from islice((one for one in _places(text, match) if not taken_back(text, one.start, one.end)), 1)


def _places(text: str, match: Match) -> Iterator[Match]:
    """Where its pattern matches, from this match on: not only side by side, a match may begin within another."""
    yield match
    found = match.pattern.expression.search(text, match.start + 1)
    for _ in range(TRIES - 1):
        if found is None:
            return
        yield Match(match.pattern, found.start(), found.end())
        found = match.pattern.expression.search(text, found.start() + 1)
