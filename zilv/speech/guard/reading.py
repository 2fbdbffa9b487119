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

    def read(self, text: str | None, context: Context, signals: bool = True) -> Heard:
        """See `Judge`. Every turn is read, for what it means to the text; judged are only those asked about."""
        before = context.turns[-TURNS:]
        said = [Turn(speaker=turn.speaker, text=turn.text, i=n) for n, turn in enumerate(before)]
        if text is not None:
            said.append(Turn(speaker="collector", text=text, i=len(said)))
        wanted = [n for n, turn in enumerate(before) if signals and turn.speaker == "other"]
        if text is None and not wanted:
            return Heard((), (frozenset(),) * len(context.turns))
        contact = Dialogue(
            id="", turns=tuple(said), channel=context.channel, party=context.party, first_contact=context.first_contact
        )
        found = judge(contact, only={*wanted, len(before)})
        heard = [frozenset(one.act for one in found if one.turn == n) for n in range(len(before))]
        older: list[frozenset[str]] = [frozenset()] * (len(context.turns) - len(before))
        last = [_objection(one) for one in found if one.turn == len(before) and _ours(one)]
        return Heard(tuple(last), (*older, *heard))


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
