"""Redaction, measured: what of CLUENER's names and street addresses it covers, what it marks beside, and how fast.

    python -m bench.redact ../shared/data

CLUENER (news, 2020) is read where it lies. Its names include foreign ones and characters of games; "Chinese form" are
those of two to four characters that begin with a family name. Its addresses are mostly cities; counted are those that
end at street level. A hit covers all of what is marked there; a false mark touches no person (or no place). The lists
in zilv were worked on with `train` in sight: `test` is the figure to quote. Speed: telephone dialogues of TeleAntiFraud
(shared data too), one core, best of five runs, beside jieba's tagging alone, which is the limit.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import rjieba

from zilv.audit.wilson import interval
from zilv.privacy.redact.redact import found, redacted
from zilv.privacy.redact.surnames import DOUBLE, SINGLE

_STREET = re.compile(r".+(?:路|街|巷|弄|胡同|大道|街道|村|小区|号|栋|室)")
_PLACES = ("address", "scene", "organization", "company", "government")
Place = tuple[int, int]


class Sentence(NamedTuple):
    """A text of CLUENER; for each label the places that bear it."""

    text: str
    labels: dict[str, list[Place]]


def sentences(file: Path) -> Iterator[Sentence]:
    """All of one file; places end before their second number."""
    for line in file.open(encoding="utf-8"):
        record = json.loads(line)
        labels = {
            kind: [(start, end + 1) for places in named.values() for start, end in places]
            for kind, named in record["label"].items()
        }
        yield Sentence(record["text"], labels)


def in_chinese_form(text: str) -> bool:
    """Whether a name is a family name of one or two characters and one or two more."""
    family = 2 if text[:2] in DOUBLE else 1 if text[0] in SINGLE else 0
    return family > 0 and re.fullmatch("[\u4e00-\u9fff]+", text) is not None and 0 < len(text) - family < 3


class Count(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    def __str__(self) -> str:
        low, high = interval(self.hits, self.of)
        return f"{self.hits / max(1, self.of):6.1%} ({low:.1%} to {high:.1%}), {self.hits} of {self.of}"


def measured(part: list[Sentence]) -> dict[str, Count]:
    """What is covered, and what is rightly marked."""
    tallies = dict.fromkeys(("names, Chinese form, recall", "names, all, recall", "names, precision"), (0, 0))
    tallies |= dict.fromkeys(("addresses, recall", "addresses, touched", "addresses, precision"), (0, 0))

    def told(name: str, right: bool) -> None:
        hits, of = tallies[name]
        tallies[name] = (hits + right, of + 1)

    for text, labels in part:
        spans = found(text)
        covers = [(span.start, span.end) for span in spans]
        for start, end in labels.get("name", ()):
            covered = any(first <= start and last >= end for first, last in covers)
            told("names, all, recall", covered)
            if in_chinese_form(text[start:end]):
                told("names, Chinese form, recall", covered)
        for start, end in labels.get("address", ()):
            if _STREET.fullmatch(text[start:end]):
                told("addresses, recall", any(first <= start and last >= end for first, last in covers))
                told("addresses, touched", _touched((start, end), covers))
        places = [place for kind in _PLACES for place in labels.get(kind, ())]
        for span in spans:
            if span.kind == "name":
                told("names, precision", _touched((span.start, span.end), labels.get("name", [])))
            if span.kind == "address":
                told("addresses, precision", _touched((span.start, span.end), places))
    return {name: Count(*tally) for name, tally in tallies.items()}


def _touched(place: Place, others: list[Place]) -> bool:
    return any(first < place[1] and last > place[0] for first, last in others)


def speed(texts: list[str], piece: Callable[[str], object]) -> float:
    """Characters a CPU second, best of five."""
    characters, best = sum(map(len, texts)), 0.0
    for _ in range(5):
        began = time.process_time()
        for text in texts:
            piece(text)
        best = max(best, characters / (time.process_time() - began))
    return best


def spoken(folder: Path, count: int = 10_000) -> list[str]:
    """Turns of telephone dialogues."""
    turns: list[str] = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.open(encoding="utf-8"):
            record = json.loads(line)
            turns += record["left"] + record["right"]
            if len(turns) >= count:
                return turns[:count]
    return turns


def main() -> None:
    """Print both parts."""
    data = Path(sys.argv[1])
    for part in ("train", "test"):
        read = list(sentences(data / "CLUENER" / f"{part}.json"))
        print(f"CLUENER {part}: {len(read):,} sentences, 95 % intervals (Wilson)")
        for name, count in measured(read).items():
            print(f"  {name:28} {count}")
    turns = spoken(data / "TeleAntiFraud")
    ours, limit = speed(turns, redacted), speed(turns, rjieba.tag)
    print(f"speed over {len(turns):,} turns, {sum(map(len, turns)):,} characters")
    print(f"  redacted      {ours / 1e6:5.2f} M characters/s/core")
    print(f"  rjieba.tag    {limit / 1e6:5.2f} M characters/s/core ({limit / ours:.1f} times as fast)")


if __name__ == "__main__":
    main()
