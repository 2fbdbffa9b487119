"""What is owed in a conversation: to say that one is a bot, to hand over to a person, to care, to name the lender."""

from collections.abc import Sequence
from typing import Literal

from zilv.speech.guard.hiding import unhidden
from zilv.speech.guard.library import Library, Owed
from zilv.speech.guard.records import Context, Duty, Objection, Turn
from zilv.speech.judge.state import names_lender
from zilv.speech.normalise.normalise import normalised, normalised_all
from zilv.speech.transcript.transcript import MESSAGES

HELP = frozenset({"hardship", "vulnerability"})
"""Signals of the other side at which a bot hands over."""
Asked = Literal["disclose_bot", "hand_over", "care"]
_ASKED: tuple[Asked, ...] = ("care", "disclose_bot", "hand_over")


def owed(context: Context, library: Library, signals: Sequence[frozenset[str]]) -> tuple[Duty, ...]:
    """The duties that what was said before left open, the most urgent first.

    `signals`: what the judge heard in each turn. A duty called for again is owed again. Care is owed by everybody, the
    others by bots.
    """
    said = list(zip(context.turns, normalised_all([turn.text for turn in context.turns]), signals, strict=True))
    bound = _ASKED if context.automated else ("care",)
    return tuple(name for name in bound if _open(name, library.duties[name], said))


def done(duty: Duty, text: str, context: Context, library: Library) -> bool:
    """Whether this text does what is owed."""
    if duty == "identify":
        return _names(text, context)
    return _does(library.duties[duty], normalised(text))


def _does(duty: Owed, plain: str) -> bool:
    """Whether a normalised text does what is owed, and does not only speak of it: refuses, asks, sets a condition."""
    if duty.done_by is None:
        return False
    undone = [] if duty.undone_by is None else [found.span() for found in duty.undone_by.finditer(plain)]
    return any(
        not any(start < found.end() and found.start() < end for start, end in undone)
        for found in duty.done_by.finditer(plain)
    )


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


def _open(name: Asked, duty: Owed, said: Sequence[tuple[Turn, str, frozenset[str]]]) -> bool:
    """`said`: each turn, its normalised text, and the signals heard in it."""
    standing = False
    for turn, plain, heard in said:
        if turn.speaker == "other":
            standing = standing or _calls(duty, plain) or (name == "hand_over" and not HELP.isdisjoint(heard))
        elif _does(duty, plain):
            standing = False
    return standing


def _calls(duty: Owed, plain: str) -> bool:
    """Whether a normalised text calls for a duty, also where its words hide."""
    if duty.called_by is None:
        return False
    hidden = unhidden(plain)
    return any(duty.called_by.search(text) for text in (plain, *([hidden.text] if hidden else ())))
