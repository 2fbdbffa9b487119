"""Redacts a text: what could lead to a person is replaced by a mark that says only its kind."""

from bisect import bisect_right
from dataclasses import dataclass, field

from zilv.privacy.redact.addresses import addresses
from zilv.privacy.redact.digits import folded, may_hold_forms
from zilv.privacy.redact.employers import employers
from zilv.privacy.redact.names import names
from zilv.privacy.redact.numbers import numbers
from zilv.privacy.redact.span import MARKS, Span, apart
from zilv.privacy.redact.told import told
from zilv.privacy.redact.words import Words
from zilv.privacy.redact.written import written


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without what was found in it. `spans`: where it stood before, in order, none overlapping."""

    text: str
    spans: tuple[Span, ...]
    _marks_at: tuple[int, ...] = field(default=(), repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of the redacted text stood before; a mark that is touched counts whole.

        >>> made = redacted("电话13800138000，请回电")
        >>> made.text, made.original(made.text.index("请"), len(made.text))
        ('电话〔电话〕，请回电', (14, 17))
        """
        return self._before(start, False), self._before(end, True)

    def _before(self, place: int, closing: bool) -> int:
        n = bisect_right(self._marks_at, place - closing) - 1
        if n < 0:
            return place
        span, mark = self.spans[n], self._marks_at[n] + len(MARKS[self.spans[n].kind])
        if place - closing < mark:
            return span.end if closing else span.start
        return span.end + place - mark


def found(text: str) -> list[Span]:
    """Every piece of personal information, in order, none overlapping."""
    spans: list[Span] = []
    if may_hold_forms(text):
        plain = folded(text)
        spans = numbers(text, plain) + written(plain)
    parted = Words(text)
    return apart(spans + told(text) + names(text, parted) + addresses(text, parted) + employers(text, parted))


def redacted(text: str) -> Redacted:
    """The text with a mark in the place of each piece of personal information.

    Kinds: identity and bank cards, passports, military ids, telephones, e-mail, WeChat and QQ ids, plates, addresses,
    employers, full names.
    What stays: a family name with a title, nicknames, masked numbers, last four digits, a city alone, hot-lines and
    lenders' names.

    >>> redacted("王先生，我是林小满，请打一三八零零一三八零零零或95588").text
    '王先生，我是〔姓名〕，请打〔电话〕或95588'
    """
    spans = tuple(found(text))
    parts, marks, before, length = [], [], 0, 0
    for span in spans:
        kept = text[before : span.start]
        marks.append(length + len(kept))
        parts += [kept, MARKS[span.kind]]
        length = marks[-1] + len(MARKS[span.kind])
        before = span.end
    return Redacted("".join([*parts, text[before:]]), spans, tuple(marks))
