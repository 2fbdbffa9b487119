"""CNTP: how much of what is found in plain words is still found when they hide, with the normaliser and without."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import rjieba

from bench.proxies.figures import share
from bench.proxies.model import Floats, Model
from bench.proxies.texts import Evasion, Labelled
from zilv.speech.normalise.sounds import sounded
from zilv.speech.normalise.speller import Speller

FALSE_ALARMS = 0.17
"""The share of harmless texts that may be found: all are compared at this."""
LEAST_OFTEN = 3
Margins = Callable[[Sequence[str]], Floats]


def speller(texts: Sequence[str]) -> Speller:
    """Reads the words of what the model was trained on, the frequent ones first; zilv's own reads its lexicon's."""
    counts = Counter(word for text in texts for word in rjieba.cut(text) if 1 < len(word) < 5)
    return Speller(word for word, times in counts.most_common() if times >= LEAST_OFTEN)


def ways(train: Labelled) -> dict[str, Margins]:
    """Off: a text as it stands. Read: as its hidden words read too; the greater counts. Heard: a second model over
    sounds adds its margin."""
    model, hidden = Model(train), speller(train.texts)
    ear = Model(train._replace(texts=[sounded(text) for text in train.texts]), with_words=False)

    def read(texts: Sequence[str]) -> Floats:
        spelt = [made.text if made else text for made, text in zip(hidden.read_all(texts), texts, strict=True)]
        return np.asarray(np.maximum(model.margins(texts), model.margins(spelt)))

    def heard(texts: Sequence[str]) -> Floats:
        return np.asarray(read(texts) + ear.margins([sounded(text) for text in texts]))

    return {"normaliser off": model.margins, "words read": read, "words read, sounds heard": heard}


def table(train: Labelled, measured: Evasion) -> list[str]:
    """Rows of Markdown: recall by kind of evasion and way of reading, at the same false alarms."""
    read = ways(train)
    marks = {name: float(np.quantile(way(measured.harmless), 1 - FALSE_ALARMS)) for name, way in read.items()}
    rows = [f"| CNTP | n | {' | '.join(read)} |", f"| --- | --- |{' --- |' * len(read)}"]
    for kind, texts in {"plain words": measured.plain, **measured.hidden}.items():
        told = [str(share(way(texts) > marks[name])) for name, way in read.items()]
        rows.append(f"| {kind} | {len(texts):,} | {' | '.join(told)} |")
    return [*rows, "", f"harmless texts found: {FALSE_ALARMS:.0%} of {len(measured.harmless):,} in each column"]
