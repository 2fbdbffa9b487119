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
_BETWEEN = (
    r"[ \t\u00a0\u3000\u200b-\u200d\ufeff\ufe0f\u20e3\-‐-―－_/.·•…⋯,，、。()（）．／~～〜:：;；|｜嗯啊呃哦额唔哎诶对對]"
)
_WORDS = "那个|这个|然后|后面|接着|中间|最后|完了|就是|再"
_WORD = re.compile(_WORDS)
_GAP = rf"(?:{_BETWEEN}|(?:{_WORDS})是?){{0,6}}"
_RUN = re.compile(
    rf"\+?\(?(?:1百[3-9]十(?=\d))?\d(?:{_GAP}\d){{6,}}(?:千(?![\d几多来块元万])|{_BETWEEN}{{0,3}}[Xx×叉])?"
)
"""Also 一百三十八 at the beginning for 138, and 八千 at the end for 8000."""
_ANY = "".join(_ZERO_TO_NINE) + "".join(chr(code) for code in _DECORATED if code < 0x10000) + "\U00010000-\U0001ffff"
"""Every digit, and all signs that lie as far out as the rarest of them: one range is looked for far faster."""
_SIGNS = re.compile("[A-Za-zＡ-Ｚａ-ｚ@＠]")
_ID_WORDS = re.compile("扣扣|企鹅|球球|艾特|[微威薇徽]信|[军兵士警]字|[兵官人警职伍部员]证")
_SEVEN = re.compile(rf"[{_ANY}](?:{_GAP}[{_ANY}]){{6}}")
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
    return any(form.search(text) for form in (_SIGNS, _ID_WORDS, _SEVEN))


@dataclass(frozen=True, slots=True)
class Run:
    """Digits that stand together, at most six signs or hesitations apart.

    `digits`: 0-9, perhaps an X at the end, which only an identity number has. `at`: where each stands. `opens`: the
    indexes at which a group begins (after a sign, before an X, or where figures change to numerals); the length of
    `digits` is one of them. `plus`: a + stands before. `spoken`: numerals throughout. `commas`: plain commas, colons or
    semicolons part them, as they part thousands, hours and the items of a list. `words`: the indexes before which a
    word stands (然后, 再): it goes on with a number, or to the next amount.
    """

    digits: str
    at: list[int]
    opens: list[int]
    plus: bool
    spoken: bool
    commas: bool
    words: list[int]

    def whole(self, first: int, end: int) -> bool:
        """Whether digits `first` to `end` are groups that are cut nowhere."""
        return first in self.opens and end in self.opens

    def worded(self, first: int, end: int) -> bool:
        """Whether a word stands between these digits."""
        return any(first < place < end for place in self.words)

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
    if plain[end - 1] == "千":
        at, digits = at + [end - 1] * 3, digits + "000"
    opens = [n for n, place in enumerate(at) if n == 0 or digits[n] == "X" or _opens(text, at[n - 1], place)]
    written = text[start:end]
    spoken = not any(char.isascii() and char.isdigit() for char in written)
    commas = any(sign in plain[start:end] for sign in ",:;")
    words = [n for n, (before, after) in enumerate(pairwise(at), 1) if _WORD.search(text, before, after)]
    return Run(digits, at, [*opens, len(digits)], plain[start] == "+", spoken, commas, words)


def _opens(text: str, before: int, after: int) -> bool:
    """Whether a sign stands between, or writing changes between figures and numerals."""
    if after <= before + 1 or text[before + 1 : after] in {"百", "十"}:
        return text[after] != "千" and text[before].isascii() != text[after].isascii()
    return True
