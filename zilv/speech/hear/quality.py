"""Whether what was heard can be relied on. A transcript in doubt is unusable, with the reason: never a wrong finding.

The numbers below were chosen, and tried on a handful of recordings; no set of real calls was there to set them by.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import yaml

from zilv.speech.hear.engine import Word
from zilv.speech.hear.heard import Unusable
from zilv.speech.hear.turns import mean_confidence
from zilv.speech.hear.voice import Span

UNHEARD_S = 2.0
"""One stretch of speech this long without a word makes the transcript unusable."""
UNHEARD_SHARE = 0.15
"""So does this share of all speech."""
NEAR_S = 0.4
"""Engines place words so far from where they are said."""
CONFIDENCE_LEAST = 0.75
"""Whisper base, eight clips with references: above it at most one character in five was wrong, below it one in two."""
LOOP_CHARS = 20
LOOP_TIMES = 4
SYLLABLES_PER_S = 12.0
RATE_OVER_S = 2.0
_LOOP = re.compile(r"(.{1,20}?)\1{3,}")
_SYLLABLE = re.compile(r"[\u3400-\u9fff]|[a-z0-9']+", re.IGNORECASE)


def doubts(words: Sequence[Word], spoken: Sequence[Span], channel: int) -> Iterator[Unusable]:
    """Why what was heard on one channel cannot be relied on, in order of the reasons; nothing where it can."""
    if not words:
        if sum(span.seconds for span in spoken) >= 1.0:
            yield Unusable("nothing_heard", spoken[0].start, spoken[-1].end, channel)
        return
    yield from _deleted(words, spoken, channel)
    sure = mean_confidence(words)
    if sure is not None and sure < CONFIDENCE_LEAST:
        yield Unusable("low_confidence", words[0].start, words[-1].end, channel)
    yield from _invented(words, channel)
    yield from _repeated(words, channel)
    yield from _too_fast(words, channel)


def unheard(words: Sequence[Word], spoken: Sequence[Span]) -> tuple[Span, ...]:
    """The parts of speech farther than 0.4 s from any word."""
    left: list[Span] = []
    for span in spoken:
        start = span.start
        for word in words:
            if word.end + NEAR_S <= start or word.start - NEAR_S >= span.end:
                continue
            if word.start - NEAR_S > start:
                left.append(Span(start, word.start - NEAR_S))
            start = max(start, word.end + NEAR_S)
        if start < span.end:
            left.append(Span(start, span.end))
    return tuple(left)


def _deleted(words: Sequence[Word], spoken: Sequence[Span], channel: int) -> Iterator[Unusable]:
    left = unheard(words, spoken)
    long = [span for span in left if span.seconds >= UNHEARD_S]
    yield from (Unusable("deleted", round(span.start, 2), round(span.end, 2), channel) for span in long)
    share = sum(span.seconds for span in left) > UNHEARD_SHARE * sum(span.seconds for span in spoken)
    if share and not long and sum(span.seconds for span in left) >= 1.0:
        yield Unusable("deleted", round(left[0].start, 2), round(left[-1].end, 2), channel)


def _invented(words: Sequence[Word], channel: int) -> Iterator[Unusable]:
    """One is enough: several phrases of the list may be parts of each other."""
    plain, owner = _plain(words)
    phrase = next((phrase for phrase in _phrases() if phrase in plain), None)
    if phrase is not None:
        at = plain.index(phrase)
        yield _at("invented", words[owner[at]], words[owner[at + len(phrase) - 1]], channel)


def _repeated(words: Sequence[Word], channel: int) -> Iterator[Unusable]:
    plain, owner = _plain(words)
    for found in _LOOP.finditer(plain):
        times = (found.end() - found.start()) // len(found[1])
        if found.end() - found.start() >= LOOP_CHARS and times >= LOOP_TIMES:
            yield _at("repeated", words[owner[found.start()]], words[owner[found.end() - 1]], channel)


def _too_fast(words: Sequence[Word], channel: int) -> Iterator[Unusable]:
    """Text at a rate nobody speaks at, over at least two seconds' worth of it."""
    counts = [len(_SYLLABLE.findall(word.text)) for word in words]
    first, held, needed = 0, 0, int(SYLLABLES_PER_S * RATE_OVER_S)
    for n, word in enumerate(words):
        held += counts[n]
        while held - counts[first] >= needed:
            held -= counts[first]
            first += 1
        if held >= needed and word.end - words[first].start < held / SYLLABLES_PER_S:
            yield _at("too_fast", words[first], word, channel)
            return


def _at(reason: str, first: Word, last: Word, channel: int) -> Unusable:
    return Unusable(reason, first.start, last.end, channel)  # type: ignore[arg-type]


def _plain(words: Sequence[Word]) -> tuple[str, list[int]]:
    """The letters and digits alone, and to which word each belongs."""
    told = [
        (mark, n)
        for n, word in enumerate(words)
        for mark in unicodedata.normalize("NFKC", word.text).lower()
        if mark.isalnum() or mark == "."
    ]
    return "".join(mark for mark, _ in told), [n for _, n in told]


@cache
def _phrases() -> tuple[str, ...]:
    listed: list[str] = yaml.safe_load(files("zilv.speech.hear").joinpath("invented.yaml").read_text("utf-8"))
    return tuple(listed)
