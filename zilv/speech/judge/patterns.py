"""The acts' patterns, compiled: which of them match a turn, and where."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from zilv.speech.acts.act import ORDER, Act, acts
from zilv.speech.acts.lexicon import lexicon

_NAMED = re.compile(r"\{([a-z]+)\}")


class Pattern(NamedTuple):
    """One pattern of an act. `needs`: meanings of which the turn must hold a word, or the pattern cannot match."""

    key: str
    act: str
    side: str
    sure: bool
    expression: re.Pattern[str]
    needs: frozenset[str]


class Match(NamedTuple):
    """A pattern that matches, and where."""

    pattern: Pattern
    start: int
    end: int


@cache
def patterns() -> tuple[Pattern, ...]:
    """All patterns of all acts."""
    return tuple(pattern for act in acts() for pattern in _of(act))


def _of(act: Act) -> Iterable[Pattern]:
    for sure, sources in ((True, act.sure), (False, act.hints)):
        for n, source in enumerate(sources):
            key = f"{act.act}.{'sure' if sure else 'hint'}.{n + 1}"
            yield Pattern(key, act.act, act.side, sure, re.compile(_filled(source)), _needs(source))


def _filled(source: str) -> str:
    return _NAMED.sub(lambda named: "|".join(map(re.escape, _longest_first(named[1]))), source)


def _longest_first(meaning: str) -> list[str]:
    return sorted(lexicon()[meaning], key=len, reverse=True)


def _needs(source: str) -> frozenset[str]:
    """The meanings that stand outside any choice between branches, where that can be told simply."""
    parts = re.findall(r"\(\?:\{([a-z]+)\}\)", source)
    depth_free = "|" not in re.sub(r"\([^()]*\)", "", source)
    return frozenset(parts) if depth_free and "(?:(" not in source else frozenset()


def matches(text: str, side: str, held: frozenset[str]) -> list[Match]:
    """The patterns of one side that match a normalised text which holds words of the meanings `held`; the first match
    of each."""
    made = []
    for pattern in patterns():
        if pattern.side == side and pattern.needs <= held:
            found = pattern.expression.search(text)
            if found:
                made.append(Match(pattern, found.start(), found.end()))
    return made


ACT_NUMBER = {name: n for n, name in enumerate(ORDER)}
