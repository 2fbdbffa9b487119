"""Names in Latin letters after 我叫, or with capitals after 收款人 and the like; given names told as 单名; names whose
characters stand apart."""

import re
from collections.abc import Iterator

from zilv.privacy.redact.names import names
from zilv.privacy.redact.span import Span
from zilv.privacy.redact.surnames import GIVEN
from zilv.privacy.redact.words import Words

_HAN = "\u4e00-\u9fff"
_SIGNS = r"[是为:： \t\"“]{0,3}"
_CUES = rf"(?:姓名|名字|户名|收款人|收件人|持卡人|联系人|债务人|借款人|担保人){_SIGNS}"
_CALLED = rf"(?:(?:[我他她你您字名]叫|叫做){_SIGNS}|{_CUES}叫{_SIGNS})"
_NO_NAMES = (
    r"(?![A-Z]{1,3}(?![A-Za-z ]))"
    r"(?!(?i:(?:[A-Z]+ ){0,2}(?:vx|wx|qq|app|ids?|wechat|weixin|alipay|null|nil|none|unknown|todo|test|e-?mails?|mail"
    r"|address|phone|mobile|number|name|user|customer|loans?|bank|account|company|ltd|inc|corp)(?![A-Za-z])))"
)
"""Abbreviations, and words of forms and files, of which none stands in a name."""
_CAPITALISED = r"[A-Z][a-z'’][A-Za-z'’.-]{0,18}"
_PINYIN = r"(?:(?:[ZCS]H|[BPMFDTNLGKHJQXRZCSYW])?[AEIOUV]{1,3}(?:NG?|R)?){1,4}"
_SHOUTED = r"(?:[A-Z]{0,9}[B-DF-HJ-NP-TV-Z][AEIOUV][A-Z]{0,9}|A[INO]|OU|E[NR]?)"
"""A word in capitals that can be spoken, as ICBC cannot."""
_LETTERS = re.compile("[A-Za-z]{2}")
_LATIN = re.compile(
    rf"{_CALLED}{_NO_NAMES}"
    r"([A-Za-z][A-Za-z'’.-]{1,19}(?:[ ·][A-Za-z][A-Za-z'’-]{0,19}){0,2})(?![A-Za-z0-9@_])"
    rf"|{_CUES}{_NO_NAMES}((?:{_CAPITALISED}|(?=[A-Z]{{2}}){_PINYIN})(?:[ ·][A-Z][A-Za-z'’.-]{{0,19}}){{1,2}}"
    rf"|{_SHOUTED}(?:[ ·]{_SHOUTED}){{1,2}}|(?:{_CAPITALISED}|(?=[A-Z]{{4}}){_PINYIN})(?! [a-z]))(?![A-Za-z0-9@_])"
    r"|(?:我是|本人是?)[ \t]?([A-Z][a-z]{1,19} [A-Z][a-z]{1,19})(?![A-Za-z0-9@_])"
)
_SPELT = re.compile(rf"单名(?:就)?(?:一个|叫做?|是|为|一|个)?[：:“\" \t]{{0,2}}([{_HAN}])(?=[字”\"]|[^{_HAN}]|$)")
_BLANK = re.compile("[ \t\u3000]")
_APART = re.compile(
    rf"(?<=[{_HAN}])[ \t\u3000]+(?=[{_HAN}](?![{_HAN}]))|(?<=(?<![{_HAN}])[{_HAN}])[ \t\u3000]+(?=[{_HAN}])"
)
"""Blanks beside a character that stands alone: such a character is written apart from its word."""


def told(text: str) -> list[Span]:
    """Every name of these forms."""
    told: list[Span] = []
    if _LETTERS.search(text):
        told += [Span(*found.span(found.lastindex or 0), "name") for found in _LATIN.finditer(text)]
    if "单名" in text:
        told += [Span(*found.span(1), "name") for found in _SPELT.finditer(text) if found[1] in GIVEN]
    if _BLANK.search(text):
        told += _apart(text)
    return told


def _apart(text: str) -> Iterator[Span]:
    """Names with blanks inside: what is one once those are out."""
    blanks = {place for found in _APART.finditer(text) for place in range(*found.span())}
    if not blanks:
        return
    at = [place for place in range(len(text)) if place not in blanks]
    closed = "".join(text[place] for place in at)
    for name in names(closed, Words(closed)):
        start, end = at[name.start], at[name.end - 1] + 1
        if end - start > name.end - name.start:
            yield Span(start, end, "name")
