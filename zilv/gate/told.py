"""What several reports tell of one attempt together: the latest word on each fact, and nothing that merely followed.

That somebody answered is never taken back on a doubtful word. It stays doubtful, and counts as whatever is strictest,
where one report speaks against itself, and where an agency takes back what was told or shown: only the lender's own
key can.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from zilv.attempts.shape import Shape
from zilv.gate.ask import Outcome

FACTS = ("answered", "conversed", "seconds", "recording", "disposition", "noted")
PICKED_UP = frozenset({"answered", "wrong_person"})
"""Dispositions that are none without an answer. An abandoned call may have been given up while it rang."""


class Said(NamedTuple):
    """One report; `by_lender`: told with a key of the lender's own, not an agency's; `call`: of a call."""

    outcome: Outcome
    by_lender: bool
    call: bool

    def shows_an_answer(self) -> bool:
        """Whether anything in it says that somebody answered: a word for it, or talk or a recording of a call. A visit
        takes its time, and is recorded, whomever it meets.
        """
        told = self.outcome
        worded = told.answered is True or told.conversed is True or told.disposition in PICKED_UP
        return worded or (self.call and bool(told.seconds or told.recording))


class Told(NamedTuple):
    """What is known of an outcome; None = nobody has told, or it is in doubt. `recording` "" = there is none.

    `shown`, `talked`: that somebody answered, or conversed, was told or shown, and was not taken back by who may.
    """

    answered: bool | None = None
    conversed: bool | None = None
    seconds: int | None = None
    recording: str | None = None
    disposition: str | None = None
    noted: bool | None = None
    shown: bool = False
    talked: bool = False

    def shape(self, asked: Shape) -> Shape:
        """The shape of the attempt that was asked for, with this outcome; what it lacks is still to come."""
        doubted = self.shown and self.answered is None and self.disposition == "invalid_number"
        known = msgspec.structs.replace(
            asked,
            pending=False,
            answered=self.answered,
            conversed=self.conversed,
            disposition=None if doubted else self.disposition,
            noted=bool(self.noted),
            recorded=None if self.recording is None else bool(self.recording),
        )
        return known.closed().awaited()


def together(reports: Iterable[Said]) -> Told:
    """The latest word on each fact. A conversation proves an answer; who may now say that nobody answered takes back
    the conversation, and who now says that somebody conversed takes back that nobody answered.
    """
    known = Told()
    for said in reports:
        known = _after(known, said)
    return known


def _after(known: Told, said: Said) -> Told:
    told, lender = said.outcome, said.by_lender
    nobody, silent = told.answered is False, told.conversed is False
    facts = {name: getattr(told, name) for name in FACTS if getattr(told, name) is not None}
    shown = said.shows_an_answer() or (known.shown and not (lender and nobody))
    talked = told.conversed is True or (known.talked and not (lender and (nobody or silent)))
    known = known._replace(**facts, shown=shown, talked=talked)
    if shown and known.answered is False:
        known = known._replace(answered=None)
    if (nobody and known.conversed) or (talked and known.conversed is False):
        known = known._replace(conversed=None)
    return known


def _together_once(reports: Iterable[Said]) -> Told:
    """The latest word on each fact, whoever told it and whatever else shows: as before rules were numbered."""
    known = Told()
    for outcome, _, _ in reports:
        facts = {name: getattr(outcome, name) for name in FACTS if getattr(outcome, name) is not None}
        known = known._replace(**facts)
        if outcome.conversed and known.answered is False:
            known = known._replace(answered=None)
        elif outcome.answered is False:
            known = known._replace(conversed=None)
    return known


RULE = 2
"""By which rule reports are put together now; each outcome in the journal names its own."""
RULES: dict[int, Callable[[Iterable[Said]], Told]] = {1: _together_once, RULE: together}
"""Every rule that an outcome in a journal may have been taken in by, for whoever does it again."""
