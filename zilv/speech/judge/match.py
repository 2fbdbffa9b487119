"""One pass over a text for all words of the lexicon."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick

from zilv.speech.acts.lexicon import lexicon


class Words:
    """All words that anything here looks for, and which meanings each has."""

    def __init__(self, lexicon: Mapping[str, Sequence[str]]) -> None:
        self.meanings = tuple(lexicon)
        self.words = tuple(sorted({word for words in lexicon.values() for word in words}))
        number = {word: n for n, word in enumerate(self.words)}
        meant: list[list[int]] = [[] for _ in self.words]
        for n, words in enumerate(lexicon.values()):
            for word in words:
                meant[number[word]].append(n)
        self.means = tuple(tuple(sorted(set(each))) for each in meant)
        self._automaton = AhoCorasick(self.words)

    def found(self, texts: Sequence[str]) -> list[set[int]]:
        """The numbers of the words in each text, in one pass over all of them; words may overlap."""
        starts, at = [], 0
        for text in texts:
            starts.append(at)
            at += len(text) + 1
        made: list[set[int]] = [set() for _ in texts]
        for word, start, _ in self._automaton.find_matches_as_indexes("\n".join(texts), overlapping=True):
            made[bisect_right(starts, start) - 1].add(word)
        return made


@cache
def words() -> Words:
    """The words of the shipped lexicon."""
    return Words(lexicon())
