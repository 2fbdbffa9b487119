"""The judge of speech as the guard asks it: the contact so far, and the text as the turn that comes next."""

from zilv.speech.acts.act import act_named
from zilv.speech.guard.guard import Heard
from zilv.speech.guard.records import Context, Objection
from zilv.speech.judge.finding import Finding
from zilv.speech.judge.judge import UNNAMED, judge
from zilv.speech.transcript.transcript import Dialogue, Turn

TURNS = 12
"""So many of the last turns are read again with each text."""


class Reading:
    """The judge with its shipped heads."""

    def read(self, text: str | None, context: Context) -> Heard:
        """What stands against the text, and the signals in each turn before it."""
        before = context.turns[-TURNS:]
        said = [Turn(speaker=turn.speaker, text=turn.text, i=n) for n, turn in enumerate(before)]
        if text is not None:
            said.append(Turn(speaker="collector", text=text, i=len(said)))
        if not said:
            return Heard((), ())
        contact = Dialogue(
            id="", turns=tuple(said), channel=context.channel, party=context.party, first_contact=context.first_contact
        )
        found = judge(contact)
        signals = [frozenset(one.act for one in found if one.turn == n) for n in range(len(before))]
        older: list[frozenset[str]] = [frozenset()] * (len(context.turns) - len(before))
        last = [_objection(one) for one in found if one.turn == len(before) and _ours(one)]
        return Heard(tuple(last), (*older, *signals))


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
