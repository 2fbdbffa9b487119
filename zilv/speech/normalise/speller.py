"""Reads words that hide: written in parts, in pinyin, by initials, by other characters of the same sound, as pictures.
What it reads is a candidate, never a finding by itself."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import rjieba
from ahocorasick_rs import AhoCorasick, MatchKind

from zilv.attempts.rows import Int64
from zilv.speech.normalise.normalise import codes, recoded
from zilv.speech.normalise.sounds import heard
from zilv.speech.normalise.tables import BARE, ends, parts, pictures, readings, syllabified

_RUN = re.compile(r"[a-z]+(?:[ \t·.\-]?[a-z]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_APART = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \-·.。/*_~|❤♥]{1,3}[\u4e00-\u9fff])+(?![\u4e00-\u9fff])")
_TOKEN = re.compile(r"[a-z]+")
LETTERS_LEAST = 6
"""Pinyin written together that is shorter is read only where people have collected it: English looks like it."""
INITIALS_LEAST = 3
APART_SURE = 4
"""So many single characters in a row were pulled apart whatever they mean; fewer, if they are a word."""
LONG, AROUND = 200, 12


class Respelt(NamedTuple):
    """A reading of a text. Character n of it stands for characters `start[n]` to `end[n]` of the text."""

    text: str
    start: Int64
    end: Int64


class Edit(NamedTuple):
    """Characters `start` to `end` of a text, read as `meant`."""

    start: int
    end: int
    meant: str


class Speller:
    """Reads the given words wherever they hide. Of words that sound alike the first given is read. `spelt`: spellings
    collected by people."""

    def __init__(self, words: Iterable[str], spelt: Mapping[str, str] | None = None) -> None:
        given, sound = dict(spelt or {}), readings()
        known = [
            word
            for word in dict.fromkeys(words)
            if len(word) > 1 and word not in given and all(char in sound for char in word)
        ]
        self._known = frozenset(known)
        self._collected = {key: word for key, word in given.items() if key.isascii()}
        self._by_sound = {syllabified(key): word for key, word in self._collected.items()}
        for word in known:
            self._by_sound.setdefault(tuple(sound[char] for char in word), word)
        self._initials: dict[str, str] = {}
        for word in known:
            self._initials.setdefault("".join(sound[char][0] for char in word), word)
        self._longest = max(map(len, self._by_sound), default=0)
        forms = _in_parts(known) | _half_in_letters(reversed(known)) | pictures()
        forms |= {key: word for key, word in given.items() if not key.isascii()}
        self._meant = list(forms.values())
        self._written = AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest)
        self._sounds = heard()
        self._codes = codes(self._sounds)
        sounding = {word.translate(self._sounds): word for word in reversed(known)}
        self._heard = list(sounding.values())
        self._spoken = AhoCorasick(list(sounding), matchkind=MatchKind.LeftmostLongest)

    def read(self, text: str) -> Respelt | None:
        """The reading of a normalised text in which hidden words are spelt out; None where there is none."""
        edits = self._edits(text)
        return _edited(text, edits) if edits else None

    def read_all(self, texts: Sequence[str]) -> list[Respelt | None]:
        """The readings of many texts, looked through in one pass."""
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        mine: dict[int, list[Edit]] = {}
        for start, end, meant in self._edits("\n".join(texts)):
            n = bisect_right(starts, start) - 1
            mine.setdefault(n, []).append(Edit(start - starts[n], end - starts[n], meant))
        return [_edited(text, mine[n]) if n in mine else None for n, text in enumerate(texts)]

    def _edits(self, text: str) -> list[Edit]:
        edits = [Edit(start, end, self._meant[n]) for n, start, end in self._written.find_matches_as_indexes(text)]
        edits += self._by_ear(text)
        edits += [edit for run in _APART.finditer(text) for edit in self._pulled_apart(run[0], run.start())]
        return edits + [edit for run in _RUN.finditer(text) for edit in self._of_letters(run[0], run.start())]

    def _by_ear(self, text: str) -> list[Edit]:
        """Words that only sound like what is written, where it means nothing as it is written."""
        sounds = text.translate(self._sounds) if len(text) < LONG else recoded(text, self._codes)
        return [
            Edit(start, end, self._heard[n])
            for n, start, end in self._spoken.find_matches_as_indexes(sounds)
            if text[start:end] not in self._known
            and _sounds_chosen(text[start:end], self._heard[n])
            and _means_nothing(text[max(0, start - AROUND) : end + AROUND], min(start, AROUND), end - start)
        ]

    def _pulled_apart(self, run: str, at: int) -> list[Edit]:
        """A run of characters with something between each two, where together they hold a word."""
        plain = "".join(_HAN.findall(run))
        if len(plain) < APART_SURE and plain not in self._known:
            return []
        return [Edit(at, at + len(run), plain)]

    def _of_letters(self, run: str, at: int) -> list[Edit]:
        """Words written in letters, in a run of tokens apart by at most one blank or dot."""
        places: list[tuple[int, int]] = []
        heard: list[str] = []
        apart: list[bool] = []
        made: list[Edit] = []
        for token in _TOKEN.finditer(run):
            pieces = syllabified(token[0])
            if not pieces and token[0] in self._initials and len(token[0]) >= INITIALS_LEAST:
                made.append(Edit(at + token.start(), at + token.end(), self._initials[token[0]]))
            pieces = pieces or (token[0],)
            places += ends(pieces, at + token.start())
            heard += pieces
            apart += [len(pieces) == 1] * len(pieces)
        return made + self._words_of(heard, places, apart)

    def _words_of(self, heard: list[str], places: list[tuple[int, int]], apart: list[bool]) -> list[Edit]:
        """The longest words, from the left."""
        made, n = [], 0
        while n < len(heard):
            for size in range(min(self._longest, len(heard) - n), 1, -1):
                key = tuple(heard[n : n + size])
                word = self._by_sound.get(key)
                letters = "".join(key)
                sure = len(letters) >= LETTERS_LEAST or letters in self._collected or all(apart[n : n + size])
                if word is not None and sure:
                    made.append(Edit(places[n][0], places[n + size - 1][1], word))
                    n += size - 1
                    break
            n += 1
        return made


_USUAL = frozenset(
    "的一是了我不在有人这他个们来到时大地为子你说生就出也得里后自以会家可下过天去能对还没那要看起好和她它吗呢吧啊再已事十几及把给让叫"
    "听做多少又只处交受加干告跑管店元欠月日前上"
)
"""Characters too usual to be chosen for how they sound."""


def _sounds_chosen(written: str, word: str) -> bool:
    """Whether some, not most, characters differ, and each that does is an unusual one."""
    differs = [a for a, b in zip(written, word, strict=True) if a != b]
    return 0 < len(differs) <= max(1, len(word) // 2) and _USUAL.isdisjoint(differs)


def _heard(word: str) -> bool:
    return all(char in readings() for char in word)


def _means_nothing(text: str, start: int, size: int) -> bool:
    """Whether characters from `start` on are, as written, no word: single ones, if there are only two."""
    at, longest = 0, 0
    for token in rjieba.cut(text, False):
        begins, at = at, at + len(token)
        if at > start and begins < start + size:
            if begins < start or at > start + size:
                return False
            longest = max(longest, len(token))
    return longest < max(2, size - 1)


def _half_in_letters(words: Iterable[str]) -> dict[str, str]:
    """Words of which one character is written in letters."""
    return {
        word[:n] + readings()[char] + word[n + 1 :]: word
        for word in words
        for n, char in enumerate(word)
        if len(readings()[char]) > 1
    }


def _in_parts(words: Iterable[str]) -> dict[str, str]:
    """Spellings in parts: of any character that leaves a bare part behind; of others only inside a word."""
    made: dict[str, str] = {}
    for char, ways in parts().items():
        made |= {way: char for way in ways if not BARE.isdisjoint(way)}
    for word in words:
        pieces = [parts().get(char, (char,))[0] for char in word]
        spellings = {"".join(pieces)} | {word[:n] + way + word[n + 1 :] for n, way in enumerate(pieces)}
        made |= {spelling: word for spelling in spellings - {word}}
    return made


def _edited(text: str, edits: list[Edit]) -> Respelt:
    """The text with its edits made: the first first, of those that begin together the longest."""
    pieces: list[str] = []
    start: list[int] = []
    end: list[int] = []
    at = 0
    for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.meant]
        start += [*range(at, edit.start), *[edit.start] * len(edit.meant)]
        end += [*range(at + 1, edit.start + 1), *[edit.end] * len(edit.meant)]
        at = edit.end
    start += range(at, len(text))
    end += range(at + 1, len(text) + 1)
    return Respelt("".join([*pieces, text[at:]]), np.array(start, np.int64), np.array(end, np.int64))
