"""How the review's kind of model does on public sets: COLD, SWSR, and CNTP's hidden abuse.

    python -m bench.proxies ../shared/data

Nothing here is about debt, and no model made here is shipped: these are proxies, beside which others can be put. COLD
(Apache-2.0) by its official split: trained on train, every choice made on dev, measured once on test; texts of dev and
test that recur in train are removed from it. SWSR (MIT) has no official split: five folds by post. CNTP (MIT) is only
measured on: trained on COLD's train and dev and SWSR, without any text that CNTP holds. Intervals are of 95 %: over
texts by bootstrap for macro-F1, Wilson's for shares. Evaluation texts that were trained on end the run.
"""

import sys
from pathlib import Path

import numpy as np

from bench.proxies.evasion import table
from bench.proxies.figures import macro_f1, share
from bench.proxies.model import Model
from bench.proxies.texts import Labelled, apart, cntp, cold, swsr, without

FOLDS = 5


def on_cold(data: Path) -> None:
    """COLD's test, with the texts that recur in train and without them."""
    train, dev, test = (cold(data, part) for part in ("train", "dev", "test"))
    kept = without(train, [*dev.texts, *test.texts])
    apart(kept.texts, [*dev.texts, *test.texts])
    model = Model(kept)
    print(f"COLD: {len(kept.texts):,} of {len(train.texts):,} texts of train left; test {len(test.texts):,}")
    for name, part in (("dev", dev), ("test", test)):
        said = model.margins(part.texts) > 0
        print(f"| COLD {name}, macro-F1 | {macro_f1(part.abusive, said)} |")
        print(f"| COLD {name}, accuracy | {share(part.abusive == said)} |")
    against = np.array([group == "3" for group in test.groups])
    print(f"| COLD test, speech against bias that is found ({against.sum()}) | {share(said[against])} |")


def on_swsr(data: Path) -> None:
    """SWSR's comments, five folds by post."""
    every = without(swsr(data), [])
    posts = sorted(set(every.groups))
    fold = dict(zip(posts, np.random.default_rng(0).integers(0, FOLDS, len(posts)), strict=True))
    mine = np.array([fold[group] for group in every.groups])
    said = np.zeros(len(mine), np.bool_)
    for n in range(FOLDS):
        train, test = (_part(every, np.flatnonzero(rows)) for rows in (mine != n, mine == n))
        kept = without(train, test.texts)
        apart(kept.texts, test.texts)
        said[mine == n] = Model(kept).margins(test.texts) > 0
    print(f"| SWSR comments ({len(mine):,}), macro-F1 | {macro_f1(every.abusive, said)} |")


def _part(every: Labelled, rows: "np.typing.NDArray[np.int64]") -> Labelled:
    return Labelled([every.texts[n] for n in rows], every.abusive[rows], [every.groups[n] for n in rows])


def on_cntp(data: Path) -> None:
    """CNTP, with hidden words read and without."""
    measured = cntp(data)
    parts = [cold(data, "train"), cold(data, "dev"), swsr(data)]
    joined = Labelled(
        [text for part in parts for text in part.texts],
        np.concatenate([part.abusive for part in parts]),
        [group for part in parts for group in part.groups],
    )
    train = without(joined, measured.originals)
    apart(train.texts, measured.originals)
    print("\n".join(table(train, measured)))


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    for piece in (on_cold, on_swsr, on_cntp):
        piece(folder)
