"""The judge of speech as the guard asks it: the contact so far, and the text as the turn that comes next."""

import re

import msgspec

from zilv.speech.acts.act import act_named
from zilv.speech.guard.guard import Heard
from zilv.speech.guard.hearing import Hearing, dialogue
from zilv.speech.guard.hiding import unhidden
from zilv.speech.guard.records import Context, Objection, Turn
from zilv.speech.judge.finding import Finding
from zilv.speech.judge.judge import UNNAMED, judge
from zilv.speech.judge.match import words
from zilv.speech.judge.patterns import Match, matches
from zilv.speech.judge.reach import own_acts
from zilv.speech.normalise.normalise import normalised
from zilv.speech.normalise.respell import Respelt

_LETTER = re.compile("[a-z]")
UTTERED = 200
"""So many characters of what we have just said are read together with a text for words that hide across both."""
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
    plain = tuple(_objection(one) for one in _found(text, context))
    return (*plain, *_in_hiding(text, context, plain))


def _found(text: str, context: Context) -> list[Finding]:
    said = (*context.turns[-TURNS:], Turn(speaker="collector", text=text))
    found = judge(dialogue(said, context), only={len(said) - 1})
    return [one for one in found if one.turn == len(said) - 1 and _ours(one)]


def _in_hiding(text: str, context: Context, plain: tuple[Objection, ...]) -> list[Objection]:
    """What rules find only once hidden words are spelt out, in a text or across what we said just before it and the
    text. Nobody has said it so: all of it is a doubt. `plain`: what is known without."""
    made: dict[str, Objection] = {}
    for before in dict.fromkeys(("", _uttered(context))):
        whole = normalised(before + text)
        hidden = unhidden(whole)
        for one in () if hidden is None else _spelt_out(whole, hidden, context, len(before)):
            if not any(each.act == one.act and (each.sure or each.end > one.start) for each in plain):
                made.setdefault(one.act, one)
    return list(made.values())


def _spelt_out(plain: str, hidden: Respelt, context: Context, before: int) -> list[Objection]:
    """What rules find in such a reading; only what reaches beyond so many characters, places counted from there."""
    places: dict[str, tuple[int, int]] = {}
    for match in _ruled(hidden.text):
        start, end = int(hidden.start[match.start]) - before, int(hidden.end[match.end - 1]) - before
        if end > 0 and not _by_ear(plain[start + before : end + before], match):
            places.setdefault(match.pattern.act, (max(0, start), end))
    found = _found(hidden.text, context) if places else []
    return [_doubt(one, *places[one.act]) for one in found if one.by == "rule" and one.act in places]


def _uttered(context: Context) -> str:
    """What we have said since the other side last spoke."""
    said = ""
    for turn in reversed(context.turns):
        if turn.speaker == "other" or len(said) >= UTTERED:
            break
        said = turn.text + said
    return said[-UTTERED:]


def _by_ear(written: str, match: Match) -> bool:
    """Whether words only sound like those a rule finds, as a recogniser's slips do. Heads hear those."""
    return len(written) == match.end - match.start and not _LETTER.search(written)


def _ruled(text: str) -> list[Match]:
    """What rules may find in a text, whatever came before."""
    known = words()
    (found,) = known.found([text])
    held = frozenset(known.meanings[n] for word in found for n in known.means[word])
    return list(own_acts(text, matches(text, "collector", held)))


def _doubt(found: Finding, start: int, end: int) -> Objection:
    zh, en = f"还原隐写后 · {found.why.zh}", f"once hidden words are spelt out: {found.why.en}"
    return msgspec.structs.replace(_objection(found), start=start, end=end, sure=False, says_zh=zh, says_en=en)


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
