"""Text that is not about debt collection in China: how often something is found in it."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from zilv.speech.acts.act import names
from zilv.speech.encoder.encoder import shipped
from zilv.speech.judge.judge import judge
from zilv.speech.transcript.transcript import Dialogue, Turn

COLLECTOR = frozenset(names("collector"))


def telephone(folder: Path, kind: str) -> Iterator[Dialogue]:
    """Dialogues of TeleAntiFraud, `normal` or `fraud`; who called counts as the collector."""
    for path in sorted(folder.glob(f"{kind}_*.jsonl")):
        for number, line in enumerate(path.open(encoding="utf-8")):
            record = json.loads(line)
            turns = []
            for n in range(max(len(record["left"]), len(record["right"]))):
                turns += [Turn(i=2 * n, speaker="collector", text=text) for text in record["left"][n : n + 1]]
                turns += [Turn(i=2 * n + 1, speaker="other", text=text) for text in record["right"][n : n + 1]]
            if turns:
                yield Dialogue(id=f"{path.stem}-{number}", channel="voice", turns=tuple(turns))


def english(folder: Path) -> Iterator[Dialogue]:
    """The English collection calls."""
    for line in (folder / "calls.jsonl").open(encoding="utf-8"):
        record = json.loads(line)
        turns = [
            Turn(i=n, speaker="collector" if turn["speaker"] == "Agent" else "other", text=turn["text"])
            for n, turn in enumerate(record["turns"])
        ]
        yield Dialogue(id=record["id"], channel="voice", turns=tuple(turns))


def found(dialogues: Iterator[Dialogue], most: int) -> tuple[int, int, Counter[str]]:
    """How many dialogues, in how many an act of the collector was found, and the dialogues by act; by rules too as
    `rule`."""
    size, hits, acts = 0, 0, Counter[str]()
    for dialogue in islice(dialogues, most):
        findings = [finding for finding in judge(dialogue, encoder=shipped()) if finding.act in COLLECTOR]
        size, hits = size + 1, hits + bool(findings)
        acts.update({finding.act for finding in findings} | {"rule" for finding in findings if finding.by == "rule"})
    return size, hits, acts
