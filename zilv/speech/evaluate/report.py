"""What an evaluation comes to: figures per act, per slice, and false alarms; as data, for a table or for JSON."""

from typing import NamedTuple

import numpy as np

from zilv.speech.acts.act import ORDER, RED_LINES, names
from zilv.speech.evaluate.compare import Compared, Counts
from zilv.speech.evaluate.effort import READER, AtShare, Reader, at_shares
from zilv.speech.evaluate.rates import Rate, Rates, pooled, rates, share

AIMS = {True: (0.85, 0.90), False: (0.75, 0.75)}
"""Precision and recall aimed at on unseen authors: red lines, all other acts."""
FALSE_ALARMS_AIM = 0.03


class OfAct(NamedTuple):
    """An act's figures. `met`: whether both its aims are reached per dialogue."""

    act: str
    side: str
    red_line: bool
    by_dialogue: Rates
    by_turn: Rates
    met: bool


class InSlice(NamedTuple):
    """An act's figures per dialogue, on the dialogues of one trait."""

    act: str
    rates: Rates


class OfSlice(NamedTuple):
    """All acts together, on the dialogues of one trait; false alarms on those that are safe; then act by act, without
    those that are labelled in none of its dialogues: what was found of these counts in `rates` alone."""

    trait: str
    dialogues: int
    rates: Rates
    safe: int
    false_alarms: Rate
    acts: tuple[InSlice, ...]


class Evaluation(NamedTuple):
    """An evaluation. `false_alarms`: the share of dialogues without any act of the collector in which one was found;
    `baited`: of those that tempt."""

    dialogues: int
    turns_labelled: int
    acts: tuple[OfAct, ...]
    slices: tuple[OfSlice, ...]
    safe: int
    false_alarms: Rate
    baited_safe: int
    baited: Rate
    reading: tuple[AtShare, ...]


def evaluation(made: Compared, reader: Reader = READER) -> Evaluation:
    """All figures of a comparison; `reader`: who reads findings in order of score, or contacts as they come."""
    by_dialogue, by_turn = rates(made.dialogues), rates(made.turns)
    collectors = frozenset(names("collector"))
    acts = [
        OfAct(act, "collector" if act in collectors else "other", act in RED_LINES, *both, _met(act, both[0]))
        for act, both in zip(ORDER, zip(by_dialogue, by_turn, strict=True), strict=True)
    ]
    bait = np.array(["bait" in traits for traits in made.traits], np.bool_)
    return Evaluation(
        dialogues=len(made.traits),
        turns_labelled=sum(one.there for one in by_turn),
        acts=tuple(acts),
        slices=tuple(_slices(made)),
        safe=int(made.safe.sum()),
        false_alarms=share(made.alarm[made.safe]),
        baited_safe=int((made.safe & bait).sum()),
        baited=share(made.alarm[made.safe & bait]),
        reading=at_shares(made.effort, reader),
    )


def _met(act: str, found: Rates) -> bool:
    precision, recall = AIMS[act in RED_LINES]
    return (found.precision.value or 0) >= precision and (found.recall.value or 0) >= recall


def _slices(made: Compared) -> list[OfSlice]:
    told = []
    for trait in sorted({trait for traits in made.traits for trait in traits}):
        rows = np.array([trait in traits for traits in made.traits])
        safe = rows & made.safe
        counts, alarms = made.dialogues[rows], share(made.alarm[safe])
        told.append(OfSlice(trait, int(rows.sum()), pooled(counts), int(safe.sum()), alarms, _in_slice(counts)))
    return told


def _in_slice(counts: Counts) -> tuple[InSlice, ...]:
    return tuple(InSlice(act, one) for act, one in zip(ORDER, rates(counts), strict=True) if one.there)


def as_data(value: object) -> object:
    """An evaluation as plain data for JSON; shares with four decimals."""
    if hasattr(value, "_asdict"):
        return {name: as_data(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [as_data(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value
