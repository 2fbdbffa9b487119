"""Names in Latin letters after 我叫, given names told as 单名, names whose characters stand apart."""

import re
from collections.abc import Iterator

from zilv.privacy.redact.names import names
from zilv.privacy.redact.span import Span
from zilv.privacy.redact.surnames import GIVEN
from zilv.privacy.redact.words import Words

_HAN = "\u4e00-\u9fff"
_CALLED = (
    r"(?:[我他她你您字]叫|名叫|叫做|姓名|名字|户名|收款人|收件人|持卡人|联系人|债务人|借款人|担保人)"
    r"[是叫为:： \t\"“]{0,3}"
)
_LETTERS = re.compile("[A-Za-z]{2}")
_LATIN = re.compile(
    _CALLED + r"(?!(?:[A-Z]{1,3}|(?i:vx|wx|qq|app|id|wechat|weixin))(?![A-Za-z ]))"
    r"([A-Za-z][A-Za-z'’.-]{1,19}(?:[ ·][A-Za-z][A-Za-z'’-]{0,19}){0,2})(?![A-Za-z0-9@_])"
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
