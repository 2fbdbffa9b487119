"""Digits however they are written or spoken: full width, in circles, in Chinese numerals, apart or in one."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

_ZERO_TO_NINE = (
    "0０零〇○Ｏ洞", "1１一壹幺么①", "2２二贰貳两兩②", "3３三叁參③", "4４四肆④",
    "5５五伍⑤", "6６六陆陸⑥", "7７七柒拐⑦", "8８八捌⑧", "9９九玖勾⑨",
)  # fmt: skip
"""Each digit's spellings; 幺, 拐, 洞 and 勾 are how 1, 7, 0 and 9 are read out."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DECORATED = {code: str(digit) for code in range(0x80, 0x20000) if (digit := unicodedata.digit(chr(code), -1)) >= 0}
"""Digits that are only drawn otherwise: ❶ ➀ ⑴ 𝟏 ¹, and those of other scripts."""
_FOLD = _FULL_WIDTH | _DECORATED | {ord(char): str(n) for n, chars in enumerate(_ZERO_TO_NINE) for char in chars}
_BETWEEN = r"[ \t\u00a0\u3000\u200b-\u200d\ufeff\ufe0f\u20e3\-‐-―－_/.·•,，、。()（）．／~～〜:：;；|｜嗯啊呃哦额对對]"
_RUN = re.compile(rf"\+?\(?\d(?:{_BETWEEN}{{0,3}}\d){{6,}}(?:{_BETWEEN}{{0,3}}[Xx×叉])?")
_ANY = "".join(_ZERO_TO_NINE) + "".join(map(chr, _DECORATED))
_FORMS = re.compile(
    rf"[A-Za-zＡ-Ｚａ-ｚ@＠]|扣扣|企鹅|球球|艾特|[微威薇徽]信|(?:[{_ANY}]{_BETWEEN}{{0,3}}){{6}}[{_ANY}]"
)
RUN_DIGITS_MAX = 400
"""A longer run is looked at in parts: nobody reads out that many."""


def folded(text: str) -> str:
    """The text with every digit as 0-9 and full-width signs as plain ones; each character stays in its place.

    >>> folded("一三八，００４两")
    '138,0042'
    """
    return text.translate(_FOLD)


def may_hold_forms(text: str) -> bool:
    """Whether it is worth looking for what is known by its form: there are letters, words for ids, or seven digits."""
    return _FORMS.search(text) is not None


@dataclass(frozen=True, slots=True)
class Run:
    """Digits that stand together, at most three signs apart.

    `digits`: 0-9, perhaps an X at the end, which only an identity number has. `at`: where each stands. `opens`: the
    indexes at which a group begins (after a sign, before an X, or where figures change to numerals); the length of
    `digits` is one of them. `plus`: a + stands before. `spoken`: numerals throughout. `commas`: plain commas, colons or
    semicolons part them, as they part thousands, hours and the items of a list.
    """

    digits: str
    at: list[int]
    opens: list[int]
    plus: bool
    spoken: bool
    commas: bool

    def whole(self, first: int, end: int) -> bool:
        """Whether digits `first` to `end` are groups that are cut nowhere."""
        return first in self.opens and end in self.opens

    def groups(self, first: int, end: int) -> list[int]:
        """How long the groups are that lie between."""
        inside = self.opens[bisect_left(self.opens, first) : bisect_left(self.opens, end) + 1]
        cuts = sorted({first, *(cut for cut in inside if first < cut < end), end})
        return [after - before for before, after in pairwise(cuts)]


def runs(text: str, plain: str) -> list[Run]:
    """Every run of seven digits or more; `plain` is the folded text."""
    return [_run(text, plain, found.start(), found.end()) for found in _RUN.finditer(plain)]


def _run(text: str, plain: str, start: int, end: int) -> Run:
    at = [place for place in range(start, end) if plain[place].isdigit() or plain[place] in "Xx×叉"]
    digits = "".join(plain[place] if plain[place].isdigit() else "X" for place in at)
    opens = [n for n, place in enumerate(at) if n == 0 or digits[n] == "X" or _opens(text, at[n - 1], place)]
    written = text[start:end]
    spoken = not any(char.isascii() and char.isdigit() for char in written)
    commas = any(sign in plain[start:end] for sign in ",:;")
    return Run(digits, at, [*opens, len(digits)], plain[start] == "+", spoken, commas)


def _opens(text: str, before: int, after: int) -> bool:
    """Whether a sign stands between, or writing changes between figures and numerals."""
    return after != before + 1 or text[before].isascii() != text[after].isascii()
