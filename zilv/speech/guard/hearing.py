"""What the other side was heard to say: each turn read between its two neighbours, once, however far back it lies."""

from collections.abc import Sequence
from hashlib import blake2b
from secrets import token_bytes

import msgspec

from zilv.speech.guard.records import Context, Turn
from zilv.speech.judge.judge import judge
from zilv.speech.transcript import transcript

KEPT = 50_000
"""So many readings are remembered; then all are forgotten and made anew."""
Signals = frozenset[str]


class Hearing:
    """Hears the signals in the other side's turns. Nothing but the neighbours may count: were a turn read among the
    last ones, its duty would lapse as the talk goes on. Remembered are signals by a digest under a key of this object,
    no words.
    """

    def __init__(self) -> None:
        self._key = token_bytes(32)
        self._heard: dict[bytes, Signals] = {}

    def heard(self, context: Context, following: str | None = None) -> tuple[Signals, ...]:
        """The signals in each turn of the context; none in ours. `following`: what we would say next."""
        own = () if following is None else (Turn(speaker="collector", text=following),)
        said = (*context.turns, *own)
        return tuple(
            self._at(n, said, context) if turn.speaker == "other" else frozenset()
            for n, turn in enumerate(context.turns)
        )

    def _at(self, n: int, said: Sequence[Turn], context: Context) -> Signals:
        first = max(0, n - 1)
        near = said[first : n + 2]
        read = msgspec.msgpack.encode((context.channel, context.party, context.first_contact, n - first, near))
        mark = blake2b(read, key=self._key, digest_size=16).digest()
        found = self._heard.get(mark)
        if found is None:
            if len(self._heard) >= KEPT:
                self._heard.clear()
            judged = judge(dialogue(near, context), only={n - first})
            found = self._heard[mark] = frozenset(one.act for one in judged if one.turn == n - first)
        return found


def dialogue(said: Sequence[Turn], context: Context) -> transcript.Dialogue:
    """These turns as the judge reads them, in this contact."""
    turns = tuple(transcript.Turn(speaker=turn.speaker, text=turn.text, i=n) for n, turn in enumerate(said))
    return transcript.Dialogue(
        id="", turns=turns, channel=context.channel, party=context.party, first_contact=context.first_contact
    )
