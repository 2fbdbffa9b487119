"""What the heads read of a turn: its characters, its neighbours', the meanings of its words, patterns, standing."""

import zlib
from collections.abc import Container, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.speech.judge.hashing import BUCKETS, grams, pairs
from zilv.speech.judge.match import words
from zilv.speech.judge.patterns import Match, matches
from zilv.speech.judge.reach import own_acts
from zilv.speech.judge.scope import disowned
from zilv.speech.judge.state import Standing, standings
from zilv.speech.normalise.fold import folded
from zilv.speech.normalise.normalise import normalised_all
from zilv.speech.normalise.respell import Respelt, respelt_all
from zilv.speech.transcript.transcript import Dialogue

WEIGHTS = {"own": 1.0, "before": 0.5, "after": 0.5, "party": 0.6, "meaning": 1.0, "around": 0.6, "standing": 1.0}
"""How much each block counts; within a block, what is rare counts more and all together are of length one."""


class Read(NamedTuple):
    """A turn as read: its blocks of buckets in the order of `WEIGHTS`; the patterns that match it, each with whether
    it is disowned, as the heads read it; its standing; what rules find in it, where nobody takes it back. Of a turn
    that nobody asked for, only whose it is and its standing.
    """

    collector: bool
    blocks: tuple[Int64, ...]
    matches: tuple[tuple[Match, bool], ...]
    standing: Standing
    own_acts: tuple[Match, ...]


class Reading(NamedTuple):
    """A dialogue as read."""

    texts: list[str]
    turns: list[Read]
    hidden: list[Respelt | None]
    """For each turn in which words hide, the reading that stands in `texts`, and where its characters stood."""

    def original(self, n: int, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of a turn's reading stood in the turn as it was said."""
        hidden = self.hidden[n]
        if hidden is None or start >= end:
            return start, end
        return int(hidden.start[start]), int(hidden.end[end - 1])


class Spelt(NamedTuple):
    """Turns in one spelling, `plain`; `hidden`: those in which words hide, read otherwise; `texts`: each as it is read;
    `found`: the numbers of the lexicon's words in it."""

    plain: list[str]
    hidden: list[Respelt | None]
    texts: list[str]
    found: list[set[int]]

    def of(self, turns: slice) -> "Spelt":
        """Some of the turns."""
        return Spelt(self.plain[turns], self.hidden[turns], self.texts[turns], self.found[turns])


def spelt(texts: Sequence[str]) -> Spelt:
    """The candidate stage, over many turns in one pass."""
    plain = normalised_all(texts)
    hidden = respelt_all(plain)
    as_read = [made.text if made else text for made, text in zip(hidden, plain, strict=True)]
    return Spelt(plain, hidden, as_read, words().found(as_read))


def read(dialogue: Dialogue, only: Container[int] | None = None) -> Reading:
    """Read a dialogue. `only`: the places of the turns that are to be judged; the others are read as what stands around
    them. None = all are."""
    return _read(dialogue, spelt([turn.text for turn in dialogue.turns]), only)


def read_all(dialogues: Sequence[Dialogue]) -> list[Reading]:
    """Read several dialogues, candidates of all found in one pass; each reads as it does alone."""
    whole, made, at = spelt([turn.text for dialogue in dialogues for turn in dialogue.turns]), [], 0
    for dialogue in dialogues:
        made.append(_read(dialogue, whole.of(slice(at, at + len(dialogue.turns))), None))
        at += len(dialogue.turns)
    return made


class _Said(NamedTuple):
    """What is read of each turn for its neighbours: characters, numbers of meanings, whether it is the collector's."""

    codes: list[NDArray[np.uint32]]
    numbers: list[Int64]
    sides: list[bool]


def _read(dialogue: Dialogue, seen: Spelt, only: Container[int] | None) -> Reading:
    known, places = words(), range(len(seen.texts))
    wanted = [n for n in places if only is None or n in only]
    near = {beside for n in wanted for beside in (n - 1, n, n + 1)}
    numbers = [np.array(sorted({m for word in found for m in known.means[word]}), np.int64) for found in seen.found]
    meant = [frozenset(known.meanings[m] for m in each) for each in numbers]
    said = _Said(
        [_codes(seen.texts[n]) if n in near else _NO_CODES for n in places],
        numbers,
        [turn.speaker == "collector" for turn in dialogue.turns],
    )
    turns = [Read(one.collector, (), (), one, ()) for one in standings(dialogue, meant, seen.texts)]
    for n in wanted:
        turns[n] = _turn(n, seen, meant[n], turns[n].standing, said)
    return Reading(seen.texts, turns, seen.hidden)


def _turn(n: int, seen: Spelt, meant: frozenset[str], standing: Standing, said: _Said) -> Read:
    text, hidden = seen.texts[n], seen.hidden[n]
    all_found = matches(text, "collector" if standing.collector else "other", meant)
    written = [match for match in all_found if not _only_hidden(match, hidden, seen.plain[n])]
    found = [(match, match not in written or disowned(text, match.start, match.end)) for match in all_found]
    blocks = (
        *_characters(n, said.codes, said.sides, "third" in standing.flags),
        _pairs(said.numbers[n], 50 + standing.collector),
        _around(n, said.numbers, said.sides),
        _named(standing, meant, found),
    )
    return Read(standing.collector, blocks, tuple(found), standing, tuple(own_acts(text, written)))


def _only_hidden(match: Match, hidden: Respelt | None, plain: str) -> bool:
    """Whether a pattern matches only once hidden words are spelt out: then it finds nothing by itself."""
    return hidden is not None and not match.pattern.expression.search(plain)


def _characters(
    n: int, codes: list[NDArray[np.uint32]], sides: list[bool], third: bool
) -> tuple[Int64, Int64, Int64, Int64]:
    before = _grams(codes[n - 1], 20 + sides[n] * 2 + sides[n - 1], 1, 3) if n else _NONE
    after = _grams(codes[n + 1], 30 + sides[n] * 2 + sides[n + 1], 1, 3) if n + 1 < len(codes) else _NONE
    return _grams(codes[n], 10 + sides[n], 1, 4), before, after, _grams(codes[n], 40 + sides[n] + third * 2, 2, 3)


_NONE = np.zeros(0, np.int64)
_NO_CODES = np.zeros(0, np.uint32)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(folded(text)[0].encode("utf-32-le"), np.uint32)


def _grams(codes: NDArray[np.uint32], salt: int, shortest: int, longest: int) -> Int64:
    out = np.empty(codes.size * (longest - shortest + 1), np.int64)
    return out[: grams(codes, salt, shortest, longest, out, 0)]


def _pairs(numbers: Int64, salt: int) -> Int64:
    out = np.empty(numbers.size * (numbers.size + 1) // 2, np.int64)
    return out[: pairs(numbers, salt, out, 0)]


def _around(n: int, numbers: list[Int64], sides: list[bool]) -> Int64:
    made = [_bucket(f"before {m}", sides[n]) for m in (numbers[n - 1] if n else ())]
    made += [_bucket(f"after {m}", sides[n]) for m in (numbers[n + 1] if n + 1 < len(numbers) else ())]
    return np.array(made, np.int64)


def _named(standing: Standing, meant: frozenset[str], found: list[tuple[Match, bool]]) -> Int64:
    side = standing.collector
    keys = [f"{match.pattern.key} {no}" for match, no in found]
    keys += [f"any {match.pattern.act} {no}" for match, no in found]
    made = [_bucket(key, side) for key in keys]
    for flag in standing.flags:
        made.append(_bucket(flag, side))
        made += [_bucket(f"{flag} {meaning}", side) for meaning in sorted(meant)]
        made += [_bucket(f"{flag} {match.pattern.act} {no}", side) for match, no in found]
    return np.array(made, np.int64)


@cache
def _bucket(key: str, side: bool) -> int:
    return zlib.crc32(f"{side} {key}".encode()) & (BUCKETS - 1)
