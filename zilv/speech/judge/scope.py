"""Whose words they are: a denial, a warning or somebody else's words quoted are no act of the speaker."""

import re

from zilv.speech.judge.reach import turns_round

_BREAK = re.compile(r"[。!?;…\n]")
_CLAUSE = re.compile(r"[,，、:\s]")
_DENIES = re.compile(
    r"不会|不得(?!不|安)|从不|从来不|从来没|绝不|决不|不可以|不可能|不允许|不能|不准|禁止|严禁|唔会|勿会|勿是|勿用|不是|并非|切勿"
    r"|请勿|千万别|千万莫|千万不|谨防|没有说|没有(?:必要|权)|无权|谁都|没法|不用|不需要|无需|不收|不贴|不发|莫信|别信|不要(?:信|转|打|加|付|向|去|点|用)"
    r"|不建议|更不要|不鼓励|从未|杜绝|莫往|别往|别给|别再给|不存在|不属于|不构成|不至于|哪有|没人|没有人|冇人|没哪个|不兴"
)
_TELLS_OF = re.compile(
    r"冒充|骗子|骗局|诈骗分子|违规|假的|伪造|自称|您问|你问|您说|您反映|您提到|你讲的|你说的|那位|那个人|那些人|之前那|上次那|有人(?:以|说|称|冒|使用|让|要)"
    r"|近期有|声称|如遇|任何人|核实|道歉|对不住|停职|停岗|停工|那(?:都|可)?是(?:违法|犯法|违规)|(?:朋友|网上|别人|外面)(?:讲|说|传)的"
    r"|收到(?:了)?(?:您|你)[^。]{0,12}(?:反映|投诉)|(?:您|你)(?:上回|上次|之前|昨天|前天)(?:反映|投诉)"
)

_WE = re.compile(
    r"(?:我们|我司|本公司|我公司|公司|我方|这边)[^,，。]{0,6}(?:不会|绝不|决不|从不|从来不|从来没|不允许|没有权|无权|不可能)"
    r"|(?:您|你)(?:说|反映|提到|讲)(?:的|过)?[^。]{0,8}(?:有人|那个人|那位|同事|上次|之前|昨天)"
)
_CALL = re.compile(
    r"(?:请|让|叫|麻烦|转告|通知|喊)[^,。]{0,10}(?:回个?电|回拨|联系我们|联系一下|给我们打|打给我们|拨打)"
)
_STOPS = re.compile(
    r"不再(?:给您|向您|对您)?(?:拨打|联系|打扰|打电话|致电|外呼|来电)|不会再(?:给您|向您)?(?:拨打|联系|打扰|打电话|致电|打)|停止(?:联系|拨打|外呼|催收)"
)
_PRESSES = re.compile(r"必须|不然|否则|马上|立刻|赶紧|今天之内|还钱|还款|还上|垫|逼|督促")
_GOES_ON = re.compile(
    r"但(?!愿)|可是|不过|那(?:你|您|这|钱)|打算|怎么(?:处理|办|还|安排)|什么时候|啥时候|几号|几点|能还|还多少|多少|先还|还一点|还清|结清|还不还"
    r"|想(?:想|个|点)?办法|凑|筹|再(?:打|联系|找|跟|和|给)|还会(?:打|找|联系)|(?:今|明|后)(?:天|晚)[^,。]{0,6}(?:打|还|联系|找)|晚上|这笔钱"
    r"|(?:打|联系|通知|找)(?:给|到)?(?:您|你)(?:的)?(?:家|单位|公司|爱人|老婆|老公|父母|爸|妈|朋友|亲戚|领导|同事)"
)
"""Who goes on so asks for something, or calls again."""


def we_deny(text: str, start: int, end: int) -> bool:
    """Whether the passage stands in a sentence in which the speaker's own house denies it, or which reports what the
    other side has told, and does not turn round before it ("但", "你今天").

    >>> text = "我们不会去您家,更不会找您的家人"
    >>> we_deny(text, text.index("更"), len(text))
    True
    """
    opening = max((found.end() for found in _BREAK.finditer(text, 0, start)), default=0)
    return any(not turns_round(text, found.end(), start) for found in _WE.finditer(text, opening, end))


def asks_to_call(text: str, start: int, end: int) -> bool:
    """Whether the passage only asks somebody to have a call returned.

    >>> asks_to_call("麻烦请他回个电话", 0, 8), asks_to_call("让他马上给我回电,不然别想安生", 0, 15)
    (True, False)
    """
    return bool(_CALL.search(text, start, end)) and not _PRESSES.search(text, start, end)


def says_to_stop(text: str) -> bool:
    """Whether the speaker says that contact ends, and asks for nothing.

    >>> says_to_stop("收到,我们不再拨打您的电话"), says_to_stop("不再打扰您,但今天必须还上")
    (True, False)
    >>> says_to_stop("以后不再给您打电话,但您这笔钱打算怎么处理")
    False
    """
    said = _STOPS.sub("", text)
    return said != text and not _PRESSES.search(said) and not _GOES_ON.search(said)


def disowned(text: str, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of a normalised text are denied, warned of or told of somebody else, as the
    heads read it and are fitted to it; for findings see `reach.taken_back`.

    A denial reaches forward to the end of its sentence's part; a warning or a report covers its whole sentence.

    >>> text = "我们不会去您家,也不会告诉您爱人"
    >>> disowned(text, text.index("去您家"), text.index(","))
    True
    """
    opening = max((found.end() for found in _BREAK.finditer(text, 0, start)), default=0)
    closing = _BREAK.search(text, end)
    sentence_end = closing.start() if closing else len(text)
    if _TELLS_OF.search(text, opening, sentence_end):
        return True
    clause = max((found.end() for found in _CLAUSE.finditer(text, opening, start)), default=opening)
    tail = _CLAUSE.search(text, end)
    return bool(_DENIES.search(text, clause, min(tail.start() if tail else sentence_end, end + 6)))
