"""Invented months of contacts in which what was said, and what the review found, is planted."""

import random
from typing import NamedTuple

from zilv.speech.acts.act import Both
from zilv.speech.judge.finding import Finding
from zilv.speech.transcript.transcript import Channel, Dialogue, Turn

ACT, OTHER = "threat", "insult"


class World(NamedTuple):
    """Contacts with findings, the truth by id, and how many of those that hold `ACT` were found."""

    judged: list[tuple[Dialogue, list[Finding]]]
    truth: dict[str, frozenset[str]]
    recall: float


def world(seed: int, size: int, rate: float, recall: float) -> World:
    """So many contacts; every so manieth holds `ACT`, more among calls; findings also beside it and for nothing."""
    chance = random.Random(seed)
    judged, truth = [], {}
    channels: tuple[Channel, ...] = ("voice", "sms", "im")
    for n in range(size):
        channel = chance.choices(channels, (6, 3, 1))[0]
        there = chance.random() < rate * {"voice": 1.4, "sms": 0.3, "im": 1.0}[channel]
        found = [ACT] * (chance.random() < (recall if there else rate / 5))
        found += [OTHER] * (chance.random() < 0.05)
        said = tuple(Turn(i=i, speaker="collector", text="您好") for i in range(chance.choice((1, 4, 12))))
        dialogue = Dialogue(id=f"c{n}", channel=channel, turns=said)
        judged.append((dialogue, [finding(dialogue.id, act) for act in found]))
        truth[dialogue.id] = frozenset({ACT} if there else ())
    right = sum(any(f.act == ACT for f in found) for one, found in judged if truth[one.id])
    return World(judged, truth, right / sum(bool(acts) for acts in truth.values()))


def finding(name: str, act: str) -> Finding:
    """A finding of the first turn."""
    return Finding(
        id=name, turn=0, act=act, score=1, span="您", start=0, end=1, provision=(), by="rule", why=Both("", "")
    )  # fmt: skip
