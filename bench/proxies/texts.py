"""Reads the public sets where they lie, and keeps apart what is trained on and what is measured."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

from zilv.speech.normalise.normalise import normalised

EVASIONS = {
    "traditional": "Traditional_transform",
    "homophone": "homo_toxi_transform",
    "split characters": "chaizi_transform",
    "radical swap": "radical_transform",
    "order swap": "Swap_transform",
    "emoji": "Emoji_toxic_transform",
    "pinyin, initials": "pinyin_transform",
    "pinyin, full": "pinyin_full_transform",
}


LEAST = 16
"""So many letters and characters are somebody's own words. Fewer are what anybody says, and stand in longer texts."""


class Labelled(NamedTuple):
    """Texts in one spelling, each with whether it is abusive, and a group: fine label, or the post it answers."""

    texts: list[str]
    abusive: NDArray[np.bool_]
    groups: list[str]


def cold(data: Path, part: str) -> Labelled:
    """A part of COLDataset by its official split: train, dev or test."""
    with (data / "COLDataset" / f"{part}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return _labelled((row["TEXT"], row["label"], row.get("fine-grained-label") or "") for row in rows)


def swsr(data: Path) -> Labelled:
    """The comments of SWSR; grouped by the post they answer."""
    with (data / "SWSR" / "SexComment.csv").open(encoding="utf-8-sig", newline="") as file:
        return _labelled((row["comment_text"], row["label"], row["weibo_id"]) for row in csv.DictReader(file))


def _labelled(rows: Iterable[tuple[str, str, str]]) -> Labelled:
    read = list(rows)
    return Labelled(
        [normalised(text) for text, _, _ in read],
        np.array([label == "1" for _, label, _ in read]),
        [g for *_, g in read],
    )


class Evasion(NamedTuple):
    """CNTP: abusive texts as they are and written otherwise, by kind; and texts that are not abusive."""

    plain: list[str]
    hidden: dict[str, list[str]]
    harmless: list[str]
    originals: frozenset[str]
    """Of every hidden text what it was before."""


def cntp(data: Path) -> Evasion:
    """All of CNTP."""
    folder, hidden, originals = data / "CNTP", {}, set[str]()
    for name, file in EVASIONS.items():
        rows = json.loads((folder / f"{file}.json").read_text("utf-8"))["results"]
        hidden[name] = [normalised(row["perturbed_text"]) for row in rows]
        originals |= {normalised(row["original_text"]) for row in rows}
    plain, harmless = (
        [normalised(row["original_text"]) for row in json.loads((folder / f"{file}.json").read_text("utf-8"))]
        for file in ("toxic_base", "non_toxic_base")
    )
    return Evasion(plain, hidden, harmless, frozenset(originals) | {*plain, *harmless})


def bare(text: str) -> str:
    """A text without blanks, punctuation and case: two that are alike so are one text."""
    return "".join(char for char in text if char.isalnum())


def recurring(texts: Sequence[str], measured: Iterable[str]) -> list[int]:
    """Places of the texts that are one of the measured ones, or hold one of at least `LEAST` letters and characters."""
    whole = {bare(text) for text in measured}
    long = AhoCorasick(sorted(key for key in whole if len(key) >= LEAST))
    keys = [bare(text) for text in texts]
    return [n for n, key in enumerate(keys) if key in whole or long.find_matches_as_indexes(key)]


def without(train: Labelled, measured: Iterable[str]) -> Labelled:
    """What may be trained on: texts in which none that is measured on recurs, each once."""
    barred = {*recurring(train.texts, measured)}
    kept, seen = [], set[str]()
    for n, text in enumerate(train.texts):
        key = bare(text)
        if n not in barred and key not in seen:
            kept.append(n)
            seen.add(key)
    return Labelled([train.texts[n] for n in kept], train.abusive[kept], [train.groups[n] for n in kept])


def apart(train: Sequence[str], measured: Iterable[str]) -> None:
    """Stop where a text that is measured on was trained on, alone or within a longer one."""
    both = recurring(train, measured)
    if both:
        raise SystemExit(f"{len(both)} texts are both trained on and measured on")
