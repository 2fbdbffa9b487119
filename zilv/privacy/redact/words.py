"""Words of Chinese text with their places and kinds, as jieba's dictionary and its model of new words part them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

import rjieba

_HALVES = re.compile("[\ud800-\udfff]")
"""Half characters that stand alone: jieba takes none."""


class Word(NamedTuple):
    """A word and where it begins. `tag` as jieba has it: nr person, ns place, nt institution, x sign …"""

    start: int
    text: str
    tag: str

    @property
    def end(self) -> int:
        """Where the next word begins."""
        return self.start + len(self.text)


class Words:
    """The words of a text, signs among them, without a gap. `texts` and `starts`: the words alone, and their places."""

    __slots__ = ("starts", "tags", "texts")

    def __init__(self, text: str) -> None:
        pairs = rjieba.tag(_HALVES.sub("\ufffd", text))
        self.texts: list[str] = [word for word, _ in pairs]
        self.tags: list[str] = [tag for _, tag in pairs]
        self.starts: list[int] = list(accumulate(map(len, self.texts), initial=0))

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, n: int) -> Word:
        return Word(self.starts[n], self.texts[n], self.tags[n])

    def next(self, n: int, count: int) -> list[Word]:
        """So many words from the one at `n` on, fewer at the end."""
        return [self[i] for i in range(n, min(n + count, len(self)))]

    def at(self, place: int) -> int:
        """The word in which the character at `place` stands."""
        return bisect_right(self.starts, place) - 1

    def ending(self, form: re.Pattern[str], text: str) -> Iterator[int]:
        """The words at whose end this form ends."""
        for found in form.finditer(text):
            n = self.at(found.end() - 1)
            if self.starts[n + 1] == found.end():
                yield n


def known(word: str) -> bool:
    """Whether the dictionary has it."""
    return bool(rjieba.has_word(word))


def listed(text: str) -> frozenset[str]:
    """A word list written out, parted by spaces."""
    return frozenset(text.split())
