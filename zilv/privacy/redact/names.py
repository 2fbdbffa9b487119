"""Full personal names: a family name and what can be a given name, by word boundaries, and by what stands around.

A family name with a title, a nickname and a name without its family name are none.
"""

import re
from collections.abc import Iterator, Sequence

from zilv.privacy.redact.span import Span
from zilv.privacy.redact.surnames import (
    AFTER,
    ALSO_WORDS,
    BEFORE,
    BESIDE,
    BETWEEN,
    COMMON,
    DOUBLE,
    GIVEN,
    NAMED,
    NAMED_ENDS,
    NEVER_IN_NAMES,
    NO_NAMES,
    PLACE_ENDS,
    SHORT_TITLES,
    SINGLE,
    TITLE,
)
from zilv.privacy.redact.words import Word, Words, known

_HAN = "\u4e00-\u9fff"
_PART = rf"(?:(?![{''.join(sorted(BESIDE))}])[{_HAN}]){{2,8}}"
_DOTTED = re.compile(rf"{_PART}(?:[·•・‧]{_PART})+")
_ALL_HAN = re.compile(rf"[{_HAN}]+")
_NEAR = 10
_FAMILY = re.compile(f"[{''.join(sorted(SINGLE | {name[0] for name in DOUBLE}))}]")
_ENOUGH = 3
"""Points that make a name."""
_PERSON = ("nr", "nrfg")


def names(text: str, of: Words) -> list[Span]:
    """Every full name; `of`: the words of the text."""
    dotted = [Span(found.start(), found.end(), "name") for found in _DOTTED.finditer(text)] if "·" in text else []
    return dotted + list(_parted(text, of))


def _parted(text: str, of: Words) -> Iterator[Span]:
    covered = 0
    for n, start in _starts(text, of):
        if start >= covered and (end := _end(text, of.next(n, 3), start)):
            covered = end
            yield Span(start, end, "name")


def _starts(text: str, of: Words) -> Iterator[tuple[int, int]]:
    """Where a name may begin: at the first character of a word, or at the last of one that the dictionary has not."""
    for found in _FAMILY.finditer(text):
        start = found.start()
        n = of.at(start)
        word = of.texts[n]
        if start == of.starts[n]:
            near = text[start - 1 : start] in NAMED_ENDS or of.tags[n] in _PERSON
            if len(word) == 1 or near or word[:2] in DOUBLE or not known(word):
                yield n, start
        elif len(word) == 2 and not known(word):
            yield n, start


def _end(text: str, of: Sequence[Word], start: int) -> int:
    """Where the name that begins there ends; 0 = there is none."""
    given = start + (2 if text[start : start + 2] in DOUBLE else 1)
    if given == start + 1 and text[start] not in SINGLE:
        return 0
    if not "\u4e00" <= text[given : given + 1] <= "\u9fff" or TITLE.match(text, given):
        return 0
    for end in (given + 2, given + 1):
        candidate = text[start:end]
        if (
            len(candidate) < end - start
            or candidate in NO_NAMES
            or candidate[-1] in PLACE_ENDS
            or not _ALL_HAN.fullmatch(candidate)
        ):
            continue
        if candidate[-1] in SHORT_TITLES if end == given + 1 else _ends_before(text, end - 1):
            continue
        if NEVER_IN_NAMES.isdisjoint(text[given:end]) and _fits(text, of, (start, given, end)):
            return end
    return 0


def _ends_before(text: str, place: int) -> bool:
    """Whether words that follow names begin there already: 郑凯|先生, 丁艳|本人."""
    return TITLE.match(text, place) is not None or (AFTER.match(text, place) is not None and text[place] not in GIVEN)


def _after(form: re.Pattern[str], text: str, start: int) -> bool:
    """Whether the words just before `start` are of this form."""
    return form.search(text, max(0, start - _NEAR), start) is not None


def _fits(text: str, of: Sequence[Word], at: tuple[int, int, int]) -> bool:
    """Whether the characters from `at[0]` to `at[2]` are a full name; its given part begins at `at[1]`."""
    start, given, end = at
    word = of[0]
    likely = sum(char in GIVEN for char in text[given:end]) / (end - given)
    common = given - start == 1 and text[start] in ALSO_WORDS
    if word.start == start and word.end == end and known(word.text):
        return _known_name(text, word, given, likely) or (likely == 1 and _after(NAMED, text, start))
    if not _bounded(text, of, end) or _spills(of, at):
        return likely == 1 and (_around(text, start, end) == 2 or _after(NAMED, text, start))
    points = 2 * likely + (text[start] in COMMON) + (end - given == 2) + (word.start == start and word.end == end)
    if end - given == 2 and known(text[given:end]):
        points -= 0.5 * (likely < 1) + 2 * common
    else:
        points -= (1 if end - given == 2 and likely == 1 else 2) * common
    return points >= _ENOUGH or (points >= _ENOUGH - 2 and points + _around(text, start, end) >= _ENOUGH)


def _known_name(text: str, word: Word, given: int, likely: float) -> bool:
    """Whether a word that the dictionary has, as a person's, is a full name; it has many that are none."""
    two = word.end - given == 2
    family = word.text[0] in COMMON or given - word.start == 2
    common = given - word.start == 1 and word.text[0] in ALSO_WORDS
    telling = likely == 1 or (family and two)
    return word.tag in _PERSON and telling and not (common and (likely < 1 or not two))


def _around(text: str, start: int, end: int) -> int:
    """On how many sides the words speak of a person."""
    return _after(BEFORE, text, start) + (AFTER.match(text, end) is not None)


def _spills(of: Sequence[Word], at: tuple[int, int, int]) -> bool:
    """Whether the name would end in a little word of its own, or run on after a word that is known."""
    start, _, end = at
    last = next(word for word in of if word.end >= end)
    if len(of[0].text) > 1 and of[0].start == start and of[0].end < end and known(of[0].text):
        return of[0].text not in DOUBLE
    return last.text in BETWEEN and last.start > start


def _bounded(text: str, of: Sequence[Word], end: int) -> bool:
    """Whether a word ends there; or one that the dictionary has not, but for a character that stands beside names."""
    if end in {word.end for word in of}:
        return True
    crossing = next(word for word in of if word.end > end)
    first_unknown = not known(of[0].text) and len(of[0].text) > 1
    return crossing.end == end + 1 and text[end] in BESIDE and (first_unknown or not known(crossing.text))
