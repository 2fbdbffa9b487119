"""Where each act's mark lies: chosen on dialogues whose authors the heads that score them have not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zilv.speech.acts.act import RED_LINES, names
from zilv.speech.judge.heads import SIDES, Floats, Head
from zilv.speech.judge.judge import margins_of, ruled
from zilv.speech.train.examples import from_acts
from zilv.speech.train.fit import Example, fit

AIMS = {True: (0.85, 0.90), False: (0.75, 0.75)}
"""Precision and recall aimed at: red lines, all other acts."""
FOLDS = 8
"""So many times heads are fitted without some of the authors."""
ALARM = 10.0
"""What alarms cost: one in a hundred safe dialogues as much as a tenth of an aim. The acts' alarms add up."""


@dataclass(frozen=True)
class Scored:
    """A dialogue, its margins by heads that have not seen its author, and its author's pass."""

    example: Example
    margins: list[Floats]
    author: str


def cross(examples: Sequence[Example], authors: Sequence[str]) -> list[Scored]:
    """Score every dialogue by heads that have not seen its author, who is left out together with a few others."""
    made: dict[int, Scored] = {}
    given, every = from_acts(), sorted(set(authors))
    for left_out in (frozenset(every[fold::FOLDS]) for fold in range(min(FOLDS, len(every)))):
        heads = fit([*given, *(example for example, by in zip(examples, authors, strict=True) if by not in left_out)])
        for n, (example, by) in enumerate(zip(examples, authors, strict=True)):
            if by in left_out:
                made[n] = Scored(example, margins_of(example.reading, heads), by)
    return [made[n] for n in range(len(examples))]


def set_marks(heads: dict[str, Head], scored: Sequence[Scored]) -> dict[str, Head]:
    """The heads with thresholds and calibration as these scores tell."""
    return {side: _marked(heads[side], scored, side == "collector") for side in SIDES}


def _marked(head: Head, scored: Sequence[Scored], collector: bool) -> Head:
    threshold, slope, offset = head.threshold.copy(), head.slope.copy(), head.offset.copy()
    safe = safe_of(scored) & collector
    for k, act in enumerate(names("collector" if collector else "other")):
        best, truth, ruled_too = _best(scored, collector, k, act)
        threshold[k] = mark(best, truth, ruled_too, act in RED_LINES, safe)
        slope[k], offset[k] = calibrated(*_by_turn(scored, collector, k, act))
    return head._replace(threshold=threshold, slope=slope, offset=offset)


def safe_of(scored: Sequence[Scored]) -> NDArray[np.bool_]:
    """For each dialogue whether no act of the collector is labelled."""
    ours = frozenset(names("collector"))
    return np.array([not any(ours & labels for labels in one.example.labels.values()) for one in scored])


def _best(
    scored: Sequence[Scored], collector: bool, k: int, act: str
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Dialogue by dialogue: the greatest margin, whether the act is there, whether a rule finds it."""
    best, truth, found = [], [], []
    for one in scored:
        turns = one.example.reading.turns
        mine = [n for n, turn in enumerate(turns) if turn.collector == collector]
        best.append(max((float(one.margins[n][k]) for n in mine), default=-99.0))
        truth.append(any(act in labels for labels in one.example.labels.values()))
        found.append(any(act in ruled(turns[n]) for n in mine))
    return np.array(best, np.float32), np.array(truth), np.array(found)


def mark(best: Floats, truth: NDArray[np.bool_], found: NDArray[np.bool_], red: bool, safe: NDArray[np.bool_]) -> float:
    """The margin from which on the lesser of precision and recall, each by its aim, is greatest, less the price of the
    alarms it gives in `safe` dialogues, in which the collector does nothing wrong.
    """
    aim_p, aim_r = AIMS[red]
    tried = np.unique(best)
    tried = tried[tried > -50]
    chosen, reached = 0.0, -1.0
    for at in tried:
        said = (best >= at) | found
        right = int((said & truth).sum())
        precision, recall = right / max(1, int(said.sum())), right / max(1, int(truth.sum()))
        worth = min(precision / aim_p, recall / aim_r) + 0.1 * min(1, precision / aim_p) + 0.1 * min(1, recall / aim_r)
        worth -= ALARM * float((said & safe).sum()) / max(1, int(safe.sum()))
        if worth > reached:
            chosen, reached = float(at), worth
    return chosen


def _by_turn(scored: Sequence[Scored], collector: bool, k: int, act: str) -> tuple[Floats, NDArray[np.bool_]]:
    margins, truth = [], []
    for one in scored:
        for turn, said, margin in zip(one.example.reading.turns, one.example.dialogue.turns, one.margins, strict=True):
            if turn.collector == collector:
                margins.append(float(margin[k]))
                truth.append(act in one.example.labels.get(said.i, ()))
    return np.array(margins, np.float32), np.array(truth)


def calibrated(margins: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of the logistic curve through margins and truth (Platt), by Newton's steps, each halved until it
    fits no worse: whole steps run away where margins lie far from each other.
    """
    if not truth.any() or truth.all():
        return 1.0, 0.0
    at = np.array([1.0, 0.0])
    for _ in range(30):
        step = _step(at, margins, truth)
        while np.abs(step).max() > _LEAST and _misfit(at + step, margins, truth) > _misfit(at, margins, truth):
            step /= 2
        if np.abs(step).max() <= _LEAST:
            break
        at = at + step
    return float(at[0]), float(at[1])


_LEAST = 1e-6


def _step(at: NDArray[np.float64], margins: Floats, truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Newton's step from slope and offset `at`."""
    p = 1 / (1 + np.exp(-np.clip(at[0] * margins + at[1], -30, 30)))
    w, error = p * (1 - p) + 1e-6, truth - p
    a, b, c = float((w * margins * margins).sum()) + 1e-3, float((w * margins).sum()), float(w.sum()) + 1e-3
    g, h = float((error * margins).sum()), float(error.sum())
    return np.array([c * g - b * h, a * h - b * g]) / (a * c - b * b)


def _misfit(at: NDArray[np.float64], margins: Floats, truth: NDArray[np.bool_]) -> float:
    """The negative logarithm of how probable the truth is."""
    return float(np.logaddexp(0, np.where(truth, -1, 1) * (at[0] * margins + at[1])).sum())
