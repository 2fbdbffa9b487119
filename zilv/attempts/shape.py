"""The shape of an attempt: all its closed facts together, without who, when and which number.

A month of ten million attempts has a few hundred shapes. A filter of the law is therefore read once per
shape, in plain three-valued Python, and looked up per row.
"""

import msgspec

from zilv.attempts.attempt import Attempt
from zilv.attempts.vocabulary import UNTOLD, Channel, Direction, Mode, Party, Purpose


class Shape(msgspec.Struct, frozen=True, array_like=True):
    """The closed facts of an attempt; None is a fact that nobody recorded.

    `pending`: the outcome is still to come, or was told in part. What it lacks (answered, conversed, recording, note)
    may yet be anything, and counts as whatever is strictest.
    """

    channel: Channel
    direction: Direction | None = None
    party: Party | None = None
    mode: Mode | None = None
    answered: bool | None = None
    conversed: bool | None = None
    manual: bool | None = None
    staff: int | None = None
    recorded: bool | None = False
    noted: bool = False
    disposition: str | None = None
    purpose: Purpose | None = None
    product: str | None = None
    outsourced: bool = False
    collector_named: bool = False
    pending: bool = False

    @classmethod
    def of(cls, attempt: Attempt) -> "Shape":
        """The shape of one attempt."""
        return cls(
            channel=attempt.channel,
            direction=attempt.direction,
            party=attempt.party,
            mode=attempt.mode,
            answered=attempt.answered,
            conversed=attempt.conversed,
            manual=attempt.manual,
            staff=attempt.staff,
            recorded=None if attempt.recording == UNTOLD else bool(attempt.recording),
            noted=bool(attempt.note),
            disposition=attempt.disposition,
            purpose=attempt.purpose,
            product=attempt.product,
            outsourced=attempt.agency is not None,
            collector_named=attempt.collector is not None,
        ).closed()

    def awaited(self) -> "Shape":
        """The same attempt while its outcome, or a part of it, is still to come."""
        told = self.answered is not None and self.conversed is not None
        return self if told else msgspec.structs.replace(self, pending=True)

    def closed(self) -> "Shape":
        """With what follows: an invalid number was not answered, a conversation was, and without an answer is none."""
        if self.disposition == "invalid_number" and self.answered is None and not self.conversed:
            return msgspec.structs.replace(self, answered=False, conversed=False)
        if self.conversed and self.answered is None:
            return msgspec.structs.replace(self, answered=True)
        if self.answered is False and self.conversed is None:
            return msgspec.structs.replace(self, conversed=False)
        return self


class Shapes:
    """The shapes met so far, each with its number; a run keeps one, so what is read per shape is read once."""

    def __init__(self) -> None:
        self.known: list[Shape] = []
        self._number: dict[Shape, int] = {}

    def number(self, shape: Shape) -> int:
        """The number of this shape, given on first sight."""
        found = self._number.get(shape)
        if found is None:
            found = self._number[shape] = len(self.known)
            self.known.append(shape)
        return found
