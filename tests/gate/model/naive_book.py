"""The gate in plain words: what was permitted counts, as whatever is strictest until its outcome is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import msgspec

from tests.naive.case import is_call
from tests.naive.counts import is_conversation_begun, is_notice_answered, is_unanswered
from tests.naive.reading import STRICTNESS, naive
from tests.naive.worlds import worlds
from zilv.attempts.attempt import Attempt
from zilv.attempts.vocabulary import UNTOLD
from zilv.registers.rows import Registers

OWED_LATER = "recording"
"""What an attempt owes once it was made: nothing can be said of it before."""

DECISIONS = {"permitted": "permit", "warned": "permit", "undetermined": "hold", "forbidden": "deny"}
TOLD = ("answered", "conversed", "recording", "disposition")


@dataclass
class Known:
    """One attempt that was asked for: what was told of its outcome so far, and whether it stands in the book."""

    asked: Attempt
    counts: bool
    status: str
    told: dict[str, Any] = field(default_factory=dict)
    shown: bool = False
    """Whether an answer was told or shown since the lender last said that there was none."""

    @property
    def open(self) -> bool:
        """Whether a part of its outcome is still to come."""
        recorded = self.recorded()
        return recorded.answered is None or recorded.conversed is None

    def tell(self, told: dict[str, Any]) -> None:
        """Take in a report of the lender's: the last word stands, but nobody is both unanswered and heard."""
        self.told |= told
        if told.get("answered") is False:
            self.told = {name: fact for name, fact in self.told.items() if name != "conversed" or not fact}
            self.shown = False
        if told.get("answered") or told.get("conversed") or (told.get("recording") and is_call(self.asked)):
            self.shown = True
        if self.shown and self.told.get("answered") is False:
            del self.told["answered"]

    def recorded(self) -> Attempt:
        """The attempt as far as its outcome was told, with what follows from that."""
        told = {"recording": UNTOLD, **self.told}
        if told.get("disposition") == "invalid_number" and told.get("answered") is None:
            told |= {"disposition": None} if self.shown else {"answered": False, "conversed": False}
        if told.get("conversed") and told.get("answered") is None:
            told["answered"] = True
        if told.get("answered") is False and told.get("conversed") is None:
            told["conversed"] = False
        return msgspec.structs.replace(self.asked, **told)

    def outcomes(self) -> tuple[Attempt, ...]:
        """Every way it may have gone, each that is the same to every provision once."""
        ways = worlds(self.recorded(), ("answered", "conversed"))
        return tuple({_seen_later(way): way for way in ways}.values())


@dataclass
class NaiveBook:
    """What one lender's book must say, whoever keeps it."""

    registers: Registers
    attempts: dict[str, Known] = field(default_factory=dict)

    def counting(self) -> list[Known]:
        """The attempts in the book."""
        return [known for known in self.attempts.values() if known.counts]

    def next_instant(self, attempt: Attempt) -> datetime:
        """Now, but after every attempt on the same person or number."""
        same = [known.asked.at for known in self.counting() if _touches(known.asked, attempt)]
        return max([attempt.at, *(at + timedelta(microseconds=1) for at in same)])

    def judged(self, attempt: Attempt) -> dict[str, str]:
        """By topic the strictest outcome under whatever may still come of this and of earlier attempts."""
        strictest: dict[str, str] = {}
        for own, *past in self._ways(attempt):
            for topic, outcome in naive(own, past, self.registers, "cn").items():
                strictest[topic] = max(strictest.get(topic, "permitted"), outcome, key=STRICTNESS.index)
        return {
            topic: outcome for topic, outcome in strictest.items() if outcome != "permitted" and topic != OWED_LATER
        }

    def _ways(self, attempt: Attempt) -> Iterator[tuple[Attempt, ...]]:
        past = [known for known in self.counting() if _touches(known.asked, attempt)]
        own = worlds(Known(attempt, True, "asked").recorded(), ("answered", "conversed"))
        return product(own, *(known.outcomes() for known in past))

    def decision(self, attempt: Attempt) -> str:
        """The answer to an ask."""
        return DECISIONS[max(["permitted", *self.judged(attempt).values()], key=STRICTNESS.index)]

    def breaches(self, attempt_id: str) -> frozenset[str]:
        """The topics that an attempt surely broke, by what was told so far."""
        known = self.attempts[attempt_id]
        past = [other.recorded() for name, other in self.attempts.items() if other.counts and name != attempt_id]
        found = naive(known.recorded(), past, self.registers, "cn")
        return frozenset(topic for topic, outcome in found.items() if outcome == "forbidden")

    def all_breaches(self) -> dict[str, frozenset[str]]:
        """By attempt in the book what it surely broke, where that is something."""
        found = {name: self.breaches(name) for name, known in self.attempts.items() if known.counts}
        return {name: topics for name, topics in found.items() if topics}


def _seen_later(way: Attempt) -> tuple[object, ...]:
    """What later attempts are judged by, of whoever may have been addressed and however."""
    lost = is_call(way) and way.answered
    if way.mode is None or way.party is None:
        return way.answered, way.conversed
    return is_notice_answered(way), is_conversation_begun(way), is_unanswered(way), lost


def _touches(one: Attempt, other: Attempt) -> bool:
    return one.person == other.person or (one.number is not None and one.number == other.number)
