"""Dialogues as the encoder is fitted to them: windows drawn at random, many together of about the same length."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.speech.acts.act import ORDER, names
from zilv.speech.encoder.encoder import Floats
from zilv.speech.encoder.tokens import Vocabulary
from zilv.speech.encoder.windows import BACK, NOBODY, TOKENS, windows
from zilv.speech.judge.judge import UNNAMED
from zilv.speech.judge.state import must_name
from zilv.speech.train.fit import Example

TOGETHER = 2048
"""So many tokens a batch, padding counted."""
UNEVEN = 16
"""Lengths that differ by less may come into one batch."""
_PADDING = 1


class Said(NamedTuple):
    """A turn: its tokens; whether the collector's; by act of `ORDER` whether it is labelled (`acts`) and whether its
    labels settle that (`told`), 1 or 0; and tokens by acts whether a token lies in what a label cites.
    """

    tokens: Int64
    collector: bool
    acts: Floats
    told: Floats
    cited: Floats


class Passage(NamedTuple):
    """A dialogue: the tokens that tell who is spoken to and how, its turns, and whether the collector, who must, names
    the institution in some of them; None where nobody must.
    """

    head: Int64
    said: tuple[Said, ...]
    named: bool | None


class Drawn(NamedTuple):
    """A window: turns, of which those before `first` are only read again; `size`: tokens of all of it; `named`: whether
    the institution is named in it, None where that is not known.
    """

    head: Int64
    said: tuple[Said, ...]
    first: int
    size: int
    named: bool | None


class Batch(NamedTuple):
    """Windows by tokens: `tokens`; `whose` (0 the other side, 1 the collector, 2 nobody); `turn`, the place among all
    judged turns, or their number for a token of none; `heard`, no padding. Judged turns by acts: `acts`, `told`. Tokens
    of judged turns, in order, by acts: `cited`. `window`: of each judged turn of the collector its window, else the
    number of windows; `named`: by window 1 where the institution is named in it, 0 where not, -1 where nobody knows.
    """

    tokens: Int64
    whose: Int64
    turn: Int64
    heard: NDArray[np.bool_]
    acts: Floats
    told: Floats
    cited: Floats
    window: Int64
    named: Int64


def passage(example: Example, known: Vocabulary) -> Passage:
    """A dialogue that people have read through, in tokens."""
    sides = [turn.collector for turn in example.reading.turns]
    made: dict[int, Said] = {}
    head = np.zeros(0, np.int64)
    for window in windows(example.dialogue, example.reading.texts, sides, known):
        head = window.tokens[: int((window.whose != NOBODY).argmax())]
        for n, (start, end) in window.turns.items():
            made[n] = _said(example, n, window.tokens[start:end], places(window.tokens[start : end - 1], known))
    named = None
    if example.tells_of is None and must_name(example.dialogue):
        named = not any(UNNAMED in acts for acts in example.labels.values())
    return Passage(head, tuple(made[n] for n in range(len(sides))), named)


def places(tokens: Int64, known: Vocabulary) -> Int64:
    """(tokens, 2): from which character of the text to which each token goes; the gap before the text is none."""
    long = np.ones(len(known.scores), np.int64)
    long[list(known.numbers.values())] = list(map(len, known.numbers))
    ends = np.cumsum(long[tokens]) - 1
    return np.stack([np.maximum(0, ends - long[tokens]), ends], axis=1)


def _said(example: Example, n: int, tokens: Int64, places: Int64) -> Said:
    turn, collector = example.dialogue.turns[n], example.reading.turns[n].collector
    acts, cited = np.zeros(len(ORDER), np.float32), np.zeros((tokens.size, len(ORDER)), np.float32)
    for act, start, end in _cited(example, n):
        acts[ORDER.index(act)] = 1
        cited[: len(places), ORDER.index(act)] += (places[:, 0] < end) & (places[:, 1] > start)
    mine = names("collector" if collector else "other")
    settled = ORDER if example.tells_of is None else example.tells_of[turn.i]
    told = [act in mine and act in settled and act != UNNAMED for act in ORDER]
    return Said(tokens, collector, acts, np.array(told, np.float32), np.minimum(cited, 1))


def _cited(example: Example, n: int) -> list[tuple[str, int, int]]:
    """The acts labelled on a turn, each with the characters of its reading that show it; all where none are cited."""
    turn, text, hidden = example.dialogue.turns[n], example.reading.texts[n], example.reading.hidden[n]
    if example.dialogue.labels is None:
        return [(act, 0, len(text)) for act in sorted(example.labels.get(turn.i, ()))]
    made = []
    for label in example.dialogue.labels:
        if label.turn != turn.i:
            continue
        start = turn.text.find(label.span)
        end = start + len(label.span) if label.span else len(turn.text)
        if hidden is not None:
            within = [k for k in range(len(text)) if hidden.start[k] >= start and hidden.end[k] <= end]
            start, end = (within[0], within[-1] + 1) if within else (0, len(text))
        made.append((label.act, start, end))
    return made


def drawn(passages: Sequence[Passage], random: Random) -> list[Drawn]:
    """All passages cut into windows, each turn judged in exactly one of them; where they are cut is left to chance."""
    made = []
    for head, said, named in passages:
        first, limit = 0, random.randint(TOKENS // 2, TOKENS)
        while first < len(said):
            back = max(0, first - random.randint(0, BACK)) if first else 0
            while back < first and _size(head, said[back : first + 1]) > TOKENS:
                back += 1
            last = first + 1
            while last < len(said) and _size(head, said[back : last + 1]) <= limit:
                last += 1
            told = None if named and last - first < len(said) else named
            made.append(Drawn(head, said[back:last], first - back, _size(head, said[back:last]), told))
            first, limit = last, TOKENS
    return made


def _size(head: Int64, said: Sequence[Said]) -> int:
    return head.size + sum(each.tokens.size for each in said)


def batches(windows: Sequence[Drawn], random: Random) -> list[Batch]:
    """Windows of about the same length together, in an order left to chance."""
    about = [window.size + random.random() * UNEVEN for window in windows]
    made: list[list[Drawn]] = []
    longest = 0
    for n in sorted(range(len(windows)), key=about.__getitem__):
        longest = max(longest, windows[n].size)
        if not made or longest * (len(made[-1]) + 1) > TOGETHER:
            made.append([])
            longest = windows[n].size
        made[-1].append(windows[n])
    random.shuffle(made)
    return [_batch(some) for some in made]


def _batch(windows: Sequence[Drawn]) -> Batch:
    shape = len(windows), max(window.size for window in windows)
    tokens, whose = np.full(shape, _PADDING, np.int64), np.full(shape, NOBODY, np.int64)
    turn = np.full(shape, -1, np.int64)
    judged: list[Said] = []
    window_of: list[int] = []
    for row, window in enumerate(windows):
        at = window.head.size
        tokens[row, :at] = window.head
        for n, each in enumerate(window.said):
            place = slice(at, at + each.tokens.size)
            tokens[row, place], whose[row, place] = each.tokens, each.collector
            if n >= window.first:
                turn[row, place] = len(judged)
                judged.append(each)
                window_of.append(row if each.collector else len(windows))
            at = place.stop
    turn[turn < 0] = len(judged)
    heard = np.arange(shape[1]) < np.array([[window.size] for window in windows])
    acts, told = (np.array([getattr(each, name) for each in judged]) for name in ("acts", "told"))
    named = np.array([-1 if window.named is None else int(window.named) for window in windows])
    cited = np.concatenate([each.cited for each in judged])
    return Batch(tokens, whose, turn, heard, acts, told, cited, np.array(window_of), named)
