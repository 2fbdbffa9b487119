"""The judge of speech as the guard asks it: the contact so far, and the text as the turn that comes next."""

from zilv.speech.acts.act import act_named
from zilv.speech.guard.guard import Heard
from zilv.speech.guard.hearing import Hearing, dialogue
from zilv.speech.guard.records import Context, Objection, Turn
from zilv.speech.judge.finding import Finding
from zilv.speech.judge.judge import UNNAMED, judge

TURNS = 12
"""So many of the last turns are read along with each text; for signals, each of the other side's is read."""


class Reading:
    """The judge with its shipped heads, without the encoder: no hot path has the time for it."""

    def __init__(self) -> None:
        self._hearing = Hearing()

    def read(self, text: str | None, context: Context, signals: bool = True) -> Heard:
        """See `Judge`."""
        heard = self._hearing.heard(context, text) if signals else (frozenset[str](),) * len(context.turns)
        return Heard(() if text is None else _against(text, context), heard)


def _against(text: str, context: Context) -> tuple[Objection, ...]:
    """What stands against a text as the next turn after the last ones."""
    said = (*context.turns[-TURNS:], Turn(speaker="collector", text=text))
    found = judge(dialogue(said, context), only={len(said) - 1})
    return tuple(_objection(one) for one in found if one.turn == len(said) - 1 and _ours(one))


def _ours(found: Finding) -> bool:
    """Whether an act is the collector's; naming the lender is a duty that the guard keeps itself."""
    return found.act != UNNAMED and act_named(found.act).side == "collector"


def _objection(found: Finding) -> Objection:
    return Objection(
        act=found.act,
        start=found.start,
        end=found.end,
        sure=found.by == "rule",
        provisions=found.provision,
        says_zh=found.why.zh,
        says_en=found.why.en,
    )
