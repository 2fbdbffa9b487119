"""The canonical transcript: a contact and its turns."""

from typing import Literal, get_args

import msgspec

Speaker = Literal["collector", "other"]
Channel = Literal["voice", "voice_bot", "sms", "im", "app", "email", "letter", "visit"]
Party = Literal[
    "debtor", "guarantor", "contact_person", "related_third_party", "unrelated_third_party", "attorney", "heir"
]
CHANNELS: tuple[str, ...] = get_args(Channel)
PARTIES: tuple[str, ...] = get_args(Party)
MESSAGES = frozenset({"sms", "email", "letter"})
"""Channels in which one side speaks once: there is no later turn in which to make up for something."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one side said without interruption. `start`, `end`: seconds from the beginning, where known."""

    speaker: Speaker
    text: str
    i: int = -1
    start: float | None = None
    end: float | None = None


class Label(msgspec.Struct, frozen=True):
    """What a person found: an act on a turn, and the part of its text that shows it."""

    turn: int
    act: str
    span: str = ""


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """One contact. `attempt_id`: where it is another than `id`. `first_contact`, `party`, `channel`: None where nobody
    recorded it. `labels`: only in material that a person has read through."""

    id: str
    turns: tuple[Turn, ...]
    attempt_id: str | None = None
    channel: Channel | None = None
    party: Party | None = None
    first_contact: bool | None = None
    tags: tuple[str, ...] = ()
    labels: tuple[Label, ...] | None = None


def numbered(dialogue: Dialogue) -> Dialogue:
    """The dialogue with its turns numbered from 0 where they have no number of their own."""
    if all(turn.i >= 0 for turn in dialogue.turns):
        return dialogue
    turns = tuple(msgspec.structs.replace(turn, i=i) for i, turn in enumerate(dialogue.turns))
    return msgspec.structs.replace(dialogue, turns=turns)


def readable(dialogue: Dialogue) -> Dialogue | str:
    """The dialogue numbered, or why it is none that can be judged: nobody says a word in it, or its turns' numbers
    are not each turn's own, so that a finding would point to another place than its words have, or a turn ends before
    it starts."""
    if not dialogue.turns:
        return "turns 为空 · turns is empty"
    if not any(turn.text.strip() for turn in dialogue.turns):
        return "没有任何一句话 · nothing was said"
    for n, turn in enumerate(dialogue.turns):
        if turn.start is not None and turn.end is not None and turn.end < turn.start:
            return f"turns[{n}].end: 早于 start · is before start"
    told = [turn.i for turn in dialogue.turns if turn.i >= 0]
    if told and len(told) < len(dialogue.turns):
        return "turns.i: 有的有编号，有的没有 · some turns have a number and some have none; give all or none"
    if len(set(told)) < len(told):
        return "turns.i: 编号重复 · two turns have the same number"
    return numbered(dialogue)
