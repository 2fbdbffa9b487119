"""Twins: two dialogues that begin alike, one with an act of the collector and one without."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.speech.acts.act import names
from zilv.speech.normalise.normalise import normalised
from zilv.speech.train.thresholds import Scored
from zilv.speech.transcript.transcript import Dialogue

TURNS, ALIKE = 2, 0.2
"""Twins share so much of the pairs of characters in their first turns."""
COLLECTOR = names("collector")


class Twins(NamedTuple):
    """Numbers of two dialogues of one author, and the collector's acts that the first holds."""

    held: int
    safe: int
    acts: tuple[str, ...]


def acts_of(dialogue: Dialogue) -> frozenset[str]:
    """The collector's acts labelled in a dialogue."""
    return frozenset(label.act for label in dialogue.labels or ()) & frozenset(COLLECTOR)


def opening(dialogue: Dialogue) -> frozenset[str]:
    """The pairs of characters of the first turns."""
    text = "".join(char for turn in dialogue.turns[:TURNS] for char in normalised(turn.text) if char.isalnum())
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))


def twins(dialogues: Sequence[Dialogue], authors: Sequence[str]) -> list[Twins]:
    """The pairs most alike first, each dialogue in one pair at most."""
    openings = [opening(dialogue) for dialogue in dialogues]
    acts = [acts_of(dialogue) for dialogue in dialogues]
    found = [
        (len(openings[a] & openings[b]) / len(openings[a] | openings[b]), a, b)
        for a in range(len(acts))
        for b in range(len(acts))
        if acts[a] and not acts[b] and authors[a] == authors[b] and openings[a] | openings[b]
    ]
    used, made = set[int](), []
    for alike, a, b in sorted(found, key=lambda one: (-one[0], one[1:])):
        if alike >= ALIKE and used.isdisjoint((a, b)):
            used |= {a, b}
            made.append(Twins(a, b, tuple(sorted(acts[a] - {"no_identification"}))))
    return [pair for pair in made if pair.acts]


def strongest(one: Scored, act: str, most: int | None = None) -> float:
    """The greatest margin of an act over the collector's turns, or over those among the first `most` turns."""
    k = COLLECTOR.index(act)
    turns = one.example.reading.turns[:most]
    return max((float(one.margins[n][k]) for n, turn in enumerate(turns) if turn.collector), default=-99.0)


def right(pair: Twins, scored: Sequence[Scored], most: int | None = None) -> float:
    """The share of the acts of the first for which it lies further on their side than its twin; a tie is a half."""
    sides = [(strongest(scored[pair.held], act, most), strongest(scored[pair.safe], act, most)) for act in pair.acts]
    return float(np.mean([1.0 if a > b else 0.5 if a == b else 0.0 for a, b in sides]))


def later(pair: Twins, dialogues: Sequence[Dialogue]) -> bool:
    """Whether every act of the first comes after the opening."""
    turns = dialogues[pair.held].turns
    opening = {turn.i for turn in turns[:TURNS]}
    return all(label.turn not in opening for label in dialogues[pair.held].labels or () if label.act in COLLECTOR)


def interval(values: NDArray[np.float64], draws: int = 2000) -> tuple[float, float]:
    """Limits of 95 % of a mean, by bootstrap, seed 0."""
    drawn = np.random.default_rng(0).choice(values, (draws, values.size)).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
