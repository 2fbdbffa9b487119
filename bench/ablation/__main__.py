"""Have the heads learnt conduct, or only what collectors talk of?

    python -m bench.ablation ../shared/data

1. Twins: dialogues of one author that begin alike, one with an act and one without. Heads that have not seen the author
   must put the one with the act further on the act's side; heads that know the topic alone do so half the time. Shown
   the opening alone, before any act, they should do so half the time too, or the pairs give something else away.
2. Masks: heads fitted and measured, author by author, on all words; without the words that lawful dialogues use (the
   topic); and with those words alone. Area under the ROC curve by dialogue, mean over the collector's acts.
3. Elsewhere: what is found in telephone dialogues of other topics (TeleAntiFraud, generated) and in English.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.ablation.elsewhere import english, found, telephone
from bench.ablation.masks import masked, only, topic, without
from bench.ablation.pairs import COLLECTOR, TURNS, Twins, acts_of, interval, later, right, strongest, twins
from zilv.audit.wilson import interval as wilson
from zilv.speech.train.examples import examples, labelled
from zilv.speech.train.thresholds import Scored, cross
from zilv.speech.transcript.transcript import Dialogue

CORPUS = Path(__file__).parents[2] / "corpus" / "zh"
MOST = 2500
DRAWS = 300


def main(data: Path) -> None:
    """Print all three."""
    read = list(labelled(sorted(CORPUS.glob("p*.jsonl"))))
    dialogues, authors = [dialogue for dialogue, _ in read], [author for _, author in read]
    words = topic(dialogues)
    variants = {
        "all words": dialogues,
        f"without the topic ({len(words)} words)": [masked(one, without(words)) for one in dialogues],
        "the topic alone": [masked(one, only(words)) for one in dialogues],
    }
    pairs = twins(dialogues, authors)
    print(f"| heads see | twins told apart ({len(pairs)} pairs) | mean AUC by act ({len(dialogues)} dialogues) |")
    print("| --- | --- | --- |")
    for name, texts in variants.items():
        scored = cross(examples(texts), authors)
        print(f"| {name} | {_told(pairs, scored)} | {_areas(scored, dialogues)} |", flush=True)
        if texts is dialogues:
            after = [pair for pair in pairs if later(pair, dialogues)]
            print(
                f"| all words, the opening alone ({len(after)} pairs) | {_told(after, scored, TURNS)} | |", flush=True
            )
    elsewhere(data)


def _told(pairs: Sequence[Twins], scored: Sequence[Scored], most: int | None = None) -> str:
    made = np.array([right(pair, scored, most) for pair in pairs])
    low, high = interval(made)
    return f"{made.mean():.2f} [{low:.2f}-{high:.2f}]"


def _areas(scored: Sequence[Scored], dialogues: Sequence[Dialogue]) -> str:
    """The mean area over acts, with limits by bootstrap over dialogues."""
    acts = [act for act in COLLECTOR if act != "no_identification"]
    margins = np.array([[strongest(one, act) for act in acts] for one in scored])
    truth = np.array([[act in acts_of(one) for act in acts] for one in dialogues])
    random, size = np.random.default_rng(0), len(truth)
    drawn = [_area(margins[rows], truth[rows]) for rows in random.integers(0, size, (DRAWS, size))]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{_area(margins, truth):.3f} [{low:.3f}-{high:.3f}]"


def _area(margins: "np.typing.NDArray[np.float64]", truth: "np.typing.NDArray[np.bool_]") -> float:
    made = []
    for k in range(truth.shape[1]):
        yes, no = np.sort(margins[truth[:, k], k]), np.sort(margins[~truth[:, k], k])
        if yes.size and no.size:
            below, upto = (np.searchsorted(no, yes, side).mean() / no.size for side in ("left", "right"))
            made.append((below + upto) / 2)
    return float(np.mean(made))


def elsewhere(data: Path) -> None:
    """What is found where there is no collection, or no Chinese."""
    print("\n| text | dialogues | with a finding | by a rule | most often |\n| --- | --- | --- | --- | --- |")
    for name, texts in {
        "TeleAntiFraud, ordinary": telephone(data / "TeleAntiFraud", "normal"),
        "TeleAntiFraud, fraud": telephone(data / "TeleAntiFraud", "fraud"),
        "English collection calls": english(data / "debt_calls_en"),
    }.items():
        size, hits, acts = found(texts, MOST)
        by_rule = acts.pop("rule", 0)
        low, high = wilson(hits, size)
        often = ", ".join(f"{act} {times}" for act, times in acts.most_common(4)) or "–"
        print(f"| {name} | {size:,} | {hits / size:.3f} [{low:.3f}-{high:.3f}] | {by_rule} | {often} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
