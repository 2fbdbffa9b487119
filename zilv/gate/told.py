"""What several reports tell of one attempt together: the latest word on each fact, and nothing that merely followed."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from zilv.attempts.shape import Shape
from zilv.gate.ask import Outcome

FACTS = ("answered", "conversed", "seconds", "recording", "disposition", "noted")


class Told(NamedTuple):
    """What is known of an outcome; None = nobody has told. `recording` "" = there is none."""

    answered: bool | None = None
    conversed: bool | None = None
    seconds: int | None = None
    recording: str | None = None
    disposition: str | None = None
    noted: bool | None = None

    def shape(self, asked: Shape) -> Shape:
        """The shape of the attempt that was asked for, with this outcome; what it lacks is still to come."""
        known = msgspec.structs.replace(
            asked,
            pending=False,
            answered=self.answered,
            conversed=self.conversed,
            disposition=self.disposition,
            noted=bool(self.noted),
            recorded=None if self.recording is None else bool(self.recording),
        )
        return known.closed().awaited()


def together(outcomes: Iterable[Outcome]) -> Told:
    """The latest word on each fact. A conversation proves an answer; who now says that nobody answered takes back
    the conversation, and who now says that somebody conversed takes back that nobody answered.
    """
    known = Told()
    for outcome in outcomes:
        said = {name: getattr(outcome, name) for name in FACTS if getattr(outcome, name) is not None}
        known = known._replace(**said)
        if outcome.conversed and known.answered is False:
            known = known._replace(answered=None)
        elif outcome.answered is False:
            known = known._replace(conversed=None)
    return known
