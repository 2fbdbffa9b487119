"""Fits the heads: logistic regression, one act against all else, the same result every time."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.speech.acts.act import names
from zilv.speech.judge.features import Read, Reading
from zilv.speech.judge.hashing import BUCKETS
from zilv.speech.judge.heads import SIDES, Floats, Head, weighed
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Dialogue

COST = 20.0
POSITIVE = 3.0
"""A turn that is the act counts as so many that are not: acts are rare."""

STEPS = 63
"""Twice as many would make the file a quarter larger and change hardly a finding."""


class Example(NamedTuple):
    """A dialogue that a person has read through, and how it is read here."""

    dialogue: Dialogue
    reading: Reading
    labels: dict[int, frozenset[str]]
    tells_of: dict[int, frozenset[str]] | None = None
    """By turn, the acts whose presence or absence its labels settle; None: all acts on all turns."""


def fit(examples: Sequence[Example]) -> dict[str, Head]:
    """The heads of both sides, thresholds at margin 0. Raises `SpeechError` without scikit-learn."""
    return {side: _side(examples, side) for side in SIDES}


def _side(examples: Sequence[Example], side: str) -> Head:
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise SpeechError(
            "训练需要 scikit-learn：pip install 'zilv[train]' · training needs scikit-learn: pip install 'zilv[train]'"
        ) from None
    turns, labels, settled = _of_side(examples, side == "collector")
    rarity = _rarity(turns)
    values, indices, rows = _sparse(turns, rarity)
    matrix = csr_matrix((values, indices, rows), shape=(len(turns), BUCKETS))
    matrix.sum_duplicates()
    acts = names("collector" if side == "collector" else "other")
    weights, biases = np.zeros((BUCKETS, len(acts)), np.float32), np.full(len(acts), -9, np.float32)
    for k, act in enumerate(acts):
        truth = np.array([act in each for each in labels])
        known = np.array([acts is None or act in acts for acts in settled])
        if truth[known].sum() >= 2:
            made = LogisticRegression(
                C=COST, solver="liblinear", dual=True, class_weight={0: 1, 1: POSITIVE}, max_iter=300, tol=1e-2,
                random_state=0,
            ).fit(matrix[known], truth[known])  # fmt: skip
            weights[:, k], biases[k] = made.coef_[0], made.intercept_[0]
    return quantised(acts, rarity, weights, biases)


def quantised(acts: tuple[str, ...], rarity: Floats, weights: Floats, biases: Floats) -> Head:
    """Heads in whole steps, `STEPS` of them up to each act's greatest weight."""
    step = np.maximum(np.abs(weights).max(axis=0), 1e-9) / STEPS
    flat = np.zeros(len(acts), np.float32)
    whole = np.round(weights / step).astype(np.int8)
    return Head(acts, rarity, whole, step.astype(np.float32), biases, flat, flat + 1, flat)


Settled = list[frozenset[str] | None]


def _of_side(examples: Sequence[Example], collector: bool) -> tuple[list[Read], list[frozenset[str]], Settled]:
    turns: list[Read] = []
    labels: list[frozenset[str]] = []
    settled: Settled = []
    for example in examples:
        for turn, said in zip(example.reading.turns, example.dialogue.turns, strict=True):
            if turn.collector == collector:
                turns.append(turn)
                labels.append(example.labels.get(said.i, frozenset()))
                settled.append(None if example.tells_of is None else example.tells_of[said.i])
    return turns, labels, settled


def _rarity(turns: Sequence[Read]) -> Floats:
    counted = np.zeros(BUCKETS)
    for turn in turns:
        counted[np.unique(np.concatenate(turn.blocks))] += 1
    rare = np.log((len(turns) + 1) / (counted + 1)) + 1
    return rare.astype(np.float16).astype(np.float32)  # as they are stored


def _sparse(turns: Sequence[Read], rarity: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    values, indices, rows = [], [], [0]
    for turn in turns:
        size = 0
        for at, value in weighed(turn, rarity):
            indices.append(at)
            values.append(value)
            size += at.size
        rows.append(rows[-1] + size)
    return np.concatenate(values), np.concatenate(indices), np.array(rows)
