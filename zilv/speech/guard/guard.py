"""Judges what is about to be said, whole or sentence by sentence while it is still being made."""

from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from zilv.speech.guard.asking import whole
from zilv.speech.guard.duties import denials, done, owed, unnamed
from zilv.speech.guard.library import Library, filled, own_sentences, own_words
from zilv.speech.guard.records import Action, Context, Duty, Objection, Verdict, Wording, strictest
from zilv.speech.guard.sentences import cut, sentences

NEAR = 400
"""So many characters of the same utterance are judged along with a new sentence: an act may need two."""
WAIT = 40
"""So many characters wait at most for a sentence that does what is owed."""


class Heard(NamedTuple):
    """What a judge makes of a text in its contact: what stands against it; for each turn before it, the signals in it
    if it is the other side's and they were asked for."""

    objections: tuple[Objection, ...]
    signals: tuple[frozenset[str], ...]


class Judge(Protocol):
    """The reading of what was said, as the guard uses it."""

    def read(self, text: str | None, context: Context, signals: bool = True) -> Heard:
        """The text as the collector's next turn, after the turns of the context; None = those alone. `signals`:
        whether those of the turns are wanted; what was heard in a turn must not lapse as the talk goes on."""


class Judged(NamedTuple):
    """A sentence of a stream, and what becomes of it."""

    text: str
    verdict: Verdict


class Guard:
    """The guard of one house: a judge and a library. It keeps no words of a contact between calls."""

    def __init__(self, judge: Judge, library: Library) -> None:
        self._judge, self._library = judge, library
        self._own = lru_cache(64)(lambda lender: own_sentences(lender, library))

    def check(self, text: str, context: Context) -> Verdict:
        """The verdict on a whole text. `start` and `end` of its objections count from its beginning."""
        read = self._judge.read(text, context, context.automated)
        objections = self._weighed(read.objections, text, context)
        duties = [one for one in owed(context, self._library, read.signals) if not self.satisfied(one, text, context)]
        if unnamed(context) and not self.satisfied("identify", text, context):
            duties.append("identify")
        return self.verdict(objections, tuple(duties), context)

    def owed(self, context: Context) -> tuple[Duty, ...]:
        """What the conversation so far leaves to be done."""
        return owed(context, self._library, self._judge.read(None, context, context.automated).signals)

    def against(self, before: str, sentence: str, context: Context) -> tuple[Objection, ...]:
        """What stands against a sentence that follows on `before`; places count from the sentence's beginning."""
        kept = before[-NEAR:]
        text = kept + sentence
        return tuple(
            msgspec.structs.replace(one, start=max(0, one.start - len(kept)), end=one.end - len(kept))
            for one in self._weighed(self._judge.read(text, context, False).objections, text, context)
            if one.end > len(kept)
        )

    def _weighed(self, found: tuple[Objection, ...], text: str, context: Context) -> tuple[Objection, ...]:
        """The judge's objections, but for doubts about the house's own sentences, and for a person's saying that it is
        one; and a bot's denials, if it has not found them for sure itself."""
        found = tuple(one for one in found if one.act != "ai_not_disclosed" or not context.by_person)
        sure = {one.act for one in found if one.sure}
        own = own_words(text, self._own(context.lender)) if any(not one.sure for one in found) else []
        kept = [one for one in found if one.sure or not any(a <= one.start and one.end <= b for a, b in own)]
        return tuple(kept + [one for one in denials(text, context, self._library) if one.act not in sure])

    def satisfied(self, duty: Duty, text: str, context: Context) -> bool:
        """Whether a text does what is owed."""
        return done(duty, text, context, self._library)

    def verdict(self, objections: tuple[Objection, ...], duties: tuple[Duty, ...], context: Context) -> Verdict:
        """What these come to, with the house's words for the first of them."""
        actions: list[Action] = ["block" if one.sure else "hold" for one in objections]
        actions += ["hold" for _ in duties]
        return Verdict(
            action=strictest(tuple(actions)),
            objections=objections,
            duties=duties,
            instead=self._instead(objections, duties, context),
        )

    def _instead(self, objections: tuple[Objection, ...], duties: tuple[Duty, ...], context: Context) -> Wording | None:
        if duties and (doing := self._doing(duties, context)):
            return doing
        for one in sorted(objections, key=lambda one: not one.sure):
            words = self._library.instead.get(one.act)
            if words and not (duties and "{lender}" in words.zh + words.en):
                return filled(words, context.lender)
        return None

    def _doing(self, duties: tuple[Duty, ...], context: Context) -> Wording | None:
        """Words that do all that is owed, or they would be held for the rest. None for a name that nobody has told."""
        zh, en = "", ""
        for duty in duties:
            if (duty == "identify" and context.lender is None) or (zh and self.satisfied(duty, zh, context)):
                continue
            said = filled(self._library.duties[duty].wording, context.lender)
            zh, en = zh + said.zh, f"{en} {said.en}".strip()
        return Wording(zh=zh, en=en) if zh else None


class Stream:
    """One utterance while a model makes it. Nothing is given out before its sentence is judged.

    Where something is owed, sentences wait until one of them does it, for `WAIT` characters at most. After a sentence
    that does not pass nothing more comes out: the caller says `instead`, or hands over.
    """

    def __init__(self, guard: Guard, context: Context) -> None:
        self._guard, self._context = guard, context
        self._owed = list(guard.owed(context))
        self._said, self._rest = "", ""
        self._waiting: list[str] = []
        self.stopped = False

    def feed(self, piece: str) -> list[Judged]:
        """What may now be said, sentence by sentence, up to the first that does not pass. Raises ZilvError for half a
        character, and for what is no text."""
        whole(piece, "guard_stream", "feed")
        made, self._rest = cut(self._rest + piece)
        return self._judged(made)

    def close(self) -> list[Judged]:
        """The last sentence; and what is still owed: a duty not done, the lender not named."""
        made = self._judged(sentences(self._rest))
        self._rest = ""
        if unnamed(self._context) and not self._guard.satisfied("identify", self._said, self._context):
            self._owed.append("identify")
        if self._owed and not self.stopped:
            made.append(self._stop("".join(self._waiting), ()))
        return made

    def _judged(self, said: list[str]) -> list[Judged]:
        made: list[Judged] = []
        for sentence in said:
            if not self.stopped:
                made += self._one(sentence)
        return made

    def _one(self, sentence: str) -> list[Judged]:
        objections = self._guard.against(self._said, sentence, self._context)
        self._said += sentence
        self._waiting.append(sentence)
        self._owed = [duty for duty in self._owed if not self._guard.satisfied(duty, self._said, self._context)]
        if objections:
            return [self._stop(sentence, objections)]
        if self._owed:
            waiting = "".join(self._waiting)
            return [self._stop(waiting, ())] if len(waiting) > WAIT else []
        released, self._waiting = self._waiting, []
        return [Judged(text, Verdict(action="pass")) for text in released]

    def _stop(self, text: str, objections: tuple[Objection, ...]) -> Judged:
        self.stopped = True
        return Judged(text, self._guard.verdict(objections, tuple(self._owed), self._context))
