"""Findings beside labels: per dialogue first, then per turn."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.speech.acts.act import ORDER, names
from zilv.speech.judge.finding import Finding
from zilv.speech.transcript.transcript import Dialogue

RIGHT, FALSE, MISSED = 0, 1, 2
Counts = NDArray[np.int32]
"""Dialogues by acts by (right, false, missed)."""


class Compared(NamedTuple):
    """What findings were worth, dialogue by dialogue. `collector_safe`: no act of the collector is labelled;
    `alarm`: one was found all the same, or not."""

    dialogues: Counts
    turns: Counts
    safe: NDArray[np.bool_]
    alarm: NDArray[np.bool_]
    traits: tuple[frozenset[str], ...]
    effort: NDArray[np.float64]
    """Dialogues by (characters to read, strength of the collector's strongest finding, collector's acts labelled): a
    score, 1 more for a rule's, 0 for no finding."""


def compared(pairs: Iterable[tuple[Dialogue, Sequence[Finding]]]) -> Compared:
    """Compare findings with labels. Dialogues without labels (None) must not come here."""
    by_dialogue, by_turn, safe, alarm, traits, effort = [], [], [], [], [], []
    collectors = frozenset(names("collector"))
    for dialogue, findings in pairs:
        truth = {(label.turn, label.act) for label in dialogue.labels or ()}
        found = {(finding.turn, finding.act) for finding in findings}
        by_turn.append(_counts(truth, found))
        by_dialogue.append(_counts({(0, act) for _, act in truth}, {(0, act) for _, act in found}))
        safe.append(not any(act in collectors for _, act in truth))
        alarm.append(any(act in collectors for _, act in found))
        traits.append(traits_of(dialogue))
        strengths = [one.score + (one.by == "rule") for one in findings if one.act in collectors]
        size, acts = sum(len(turn.text) for turn in dialogue.turns), {act for _, act in truth} & collectors
        effort.append((size, max(strengths, default=0.0), len(acts)))
    return Compared(
        dialogues=np.array(by_dialogue),
        turns=np.array(by_turn),
        safe=np.array(safe),
        alarm=np.array(alarm),
        traits=tuple(traits),
        effort=np.array(effort, np.float64).reshape(-1, 3),
    )


def _counts(truth: set[tuple[int, str]], found: set[tuple[int, str]]) -> Counts:
    made = np.zeros((len(ORDER), 3), np.int32)
    for k, act in enumerate(ORDER):
        true, said = {x for x in truth if x[1] == act}, {x for x in found if x[1] == act}
        made[k] = len(true & said), len(said - true), len(true - said)
    return made


def traits_of(dialogue: Dialogue) -> frozenset[str]:
    """By what a dialogue can be told apart: its channel, its tags, whether recognised from speech."""
    tags = {tag for tag in dialogue.tags if tag in {"asr", "bait", "long"} or tag.startswith(("dialect:", "evasion:"))}
    tags |= {f"any {tag.split(':')[0]}" for tag in tags if ":" in tag}
    return frozenset({f"channel:{dialogue.channel}", "asr" if "asr" in tags else "written"} | tags)
