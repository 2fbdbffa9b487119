"""A judge for the guard's own tests: it objects to words. The real one has its own tests."""

import re

from zilv.speech.guard.guard import Guard, Heard
from zilv.speech.guard.library import library
from zilv.speech.guard.records import Context, Objection

SURE = {"打断你的腿": "threat", "老赖": "insult", "转到我的卡": "private_payment"}
DOUBTFUL = {"后果自负": "threat"}
SIGNALS = {"失业了": "hardship", "别再打": "stop_request", "瘫痪": "vulnerability"}


class Words:
    """Objects to some words surely, to others not."""

    def read(self, text: str | None, context: Context, signals: bool = True) -> Heard:
        objections = [
            Objection(act=act, start=found.start(), end=found.end(), sure=words is SURE)
            for words in (SURE, DOUBTFUL)
            for word, act in words.items()
            for found in re.finditer(word, text or "")
        ]
        heard = [
            frozenset(
                signal for word, signal in SIGNALS.items() if signals and turn.speaker == "other" and word in turn.text
            )
            for turn in context.turns
        ]
        return Heard(tuple(objections), tuple(heard))


GUARD = Guard(Words(), library())
