"""A linear model on one CPU: runs of characters and words, each weighed by how differently the two sides use it.

NB-SVM (Wang & Manning, ACL 2012): presence of runs of one to five characters, and of words and pairs of words, times
the logarithm of their ratio between the classes, then a linear support vector machine; the two margins are added.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy.sparse import diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import LinearSVC

from bench.proxies.texts import Labelled

COST = 0.01
Floats = NDArray[np.float64]


class Model:
    """Fitted to `train`; the seed is fixed, so that the same texts give the same model."""

    def __init__(self, train: Labelled, with_words: bool = True) -> None:
        characters = CountVectorizer(analyzer="char", ngram_range=(1, 5), binary=True, min_df=2, dtype=np.float32)
        words = CountVectorizer(analyzer=_words, binary=True, min_df=2, dtype=np.float32)
        self._parts = [self._fitted(part, train) for part in (characters, words)[: 1 + with_words]]

    @staticmethod
    def _fitted(runs: Any, train: Labelled) -> tuple[Any, Any, Any, float]:
        there = runs.fit_transform(train.texts)
        yes, no = (np.asarray(there[side].sum(axis=0)).ravel() + 1 for side in (train.abusive, ~train.abusive))
        ratio = diags(np.log((yes / yes.sum()) / (no / no.sum())).astype(np.float32))
        machine = LinearSVC(C=COST, class_weight="balanced", random_state=0).fit(there @ ratio, train.abusive)
        return runs, ratio, machine, float(machine.decision_function(there @ ratio).std())

    def margins(self, texts: Sequence[str]) -> Floats:
        """How far each text lies on the abusive side; 0 is the mark."""
        made = np.zeros(len(texts))
        for runs, ratio, machine, spread in self._parts:
            made += machine.decision_function(runs.transform(texts) @ ratio) / spread
        return made


def _words(text: str) -> list[str]:
    words = rjieba.cut(text)
    return words + [f"{a} {b}" for a, b in pairwise(words)]
