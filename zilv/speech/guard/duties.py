"""What is owed in a conversation: to say that one is a bot, to hand over to a person, to care, to name the lender."""

import re
from collections.abc import Sequence
from typing import Literal

from zilv.speech.guard.hiding import unhidden
from zilv.speech.guard.library import Library, Owed
from zilv.speech.guard.records import Context, Duty, Objection
from zilv.speech.judge.state import names_lender
from zilv.speech.normalise.normalise import normalised, normalised_all
from zilv.speech.transcript.transcript import MESSAGES

HELP = frozenset({"hardship", "vulnerability"})
"""Signals of the other side at which a bot hands over."""
Asked = Literal["disclose_bot", "hand_over", "care"]
_ASKED: tuple[Asked, ...] = ("care", "disclose_bot", "hand_over")
_Said = tuple[bool, tuple[str, ...], frozenset[str]]
"""A turn: whether it is the other side's, its normalised text with what hides in it, the signals heard in it."""


def owed(context: Context, library: Library, signals: Sequence[frozenset[str]]) -> tuple[Duty, ...]:
    """The duties that what was said before left open, the most urgent first.

    `signals`: what the judge heard in each turn. A duty called for again is owed again. Care is owed by everybody, the
    others by bots.
    """
    plain = normalised_all([turn.text for turn in context.turns])
    said = [
        (turn.speaker == "other", _readings(text) if turn.speaker == "other" else (text,), heard)
        for turn, text, heard in zip(context.turns, plain, signals, strict=True)
    ]
    bound = _ASKED if context.automated else ("care",)
    return tuple(name for name in bound if _open(name, library.duties[name], said))


def done(duty: Duty, text: str, context: Context, library: Library) -> bool:
    """Whether this text does what is owed."""
    if duty == "identify":
        return _names(text, context)
    return _does(library.duties[duty], normalised(text))


def _does(duty: Owed, plain: str) -> bool:
    """Whether a normalised text does what is owed, and does not only speak of it: refuses, asks, sets a condition."""
    doing = [] if duty.done_by is None else [found.span() for found in duty.done_by.finditer(plain)]
    return _stands(doing, duty.undone_by, plain)


def _names(text: str, context: Context) -> bool:
    """Whether a text names the lender; where nobody told its name, some institution."""
    plain = normalised(text)
    return normalised(context.lender) in plain if context.lender else names_lender(plain)


def denials(text: str, context: Context, library: Library) -> list[Objection]:
    """Where a bot says that it is none."""
    denied = library.duties["disclose_bot"].denied_by
    if not context.automated or denied is None:
        return []
    return [
        Objection(
            act="ai_not_disclosed",
            start=found.start(),
            end=found.end(),
            sure=True,
            says_zh="机器人自称真人，或否认自己是机器人",
            says_en="a bot claims to be a person, or denies that it is a bot",
        )
        for found in denied.finditer(normalised(text))
    ]


def unnamed(context: Context) -> bool:
    """Whether the lender must be named here and nobody has named it: at a first contact, and in a message that may be
    one."""
    first = context.first_contact or (context.first_contact is None and context.channel in MESSAGES)
    return bool(first) and not any(turn.speaker == "collector" and _names(turn.text, context) for turn in context.turns)


def _open(name: Asked, duty: Owed, said: Sequence[_Said]) -> bool:
    """Whether the last turn that calls for a duty comes after the last one that does it."""
    for others, readings, heard in reversed(said):
        if others:
            if _calls(duty, readings) or (name == "hand_over" and not HELP.isdisjoint(heard)):
                return True
        elif _does(duty, readings[0]):
            return False
    return False


def _readings(plain: str) -> tuple[str, ...]:
    """A normalised text, and what it says where its words hide."""
    hidden = unhidden(plain)
    return (plain, hidden.text) if hidden else (plain,)


def _calls(duty: Owed, readings: Sequence[str]) -> bool:
    return any(_called(duty, text) or _ruled(duty, text) for text in readings)


def _called(duty: Owed, plain: str) -> bool:
    return duty.called_by is not None and bool(duty.called_by.search(plain))


def _ruled(duty: Owed, plain: str) -> bool:
    """Whether a rule of the judge calls for a duty, where no words that only sound like it stand in its passage."""
    called = [match.span() for rule in duty.rules for match in rule.finditer(plain)]
    return _stands(called, duty.not_called_by, plain)


def _stands(doing: Sequence[tuple[int, int]], undoing: re.Pattern[str] | None, plain: str) -> bool:
    """Whether one of these passages of a text overlaps with none that `undoing` finds."""
    if not doing or undoing is None:
        return bool(doing)
    undone = [found.span() for found in undoing.finditer(plain)]
    return any(not any(start < last and first < end for start, end in undone) for first, last in doing)
