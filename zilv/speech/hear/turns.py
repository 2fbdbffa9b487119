"""From the words of each channel to turns: who said what, in the order in which it was begun."""

from collections.abc import Sequence

from zilv.speech.hear.engine import Word
from zilv.speech.hear.heard import HeardTurn
from zilv.speech.transcript.transcript import Speaker

PAUSE_S = 1.0
"""A silence of this length ends what one side was saying."""

Side = tuple[Speaker | int | None, Sequence[Word]]
"""Words, and whose: a side's, a numbered voice's, or nobody knows."""


def turns_of(sides: Sequence[Side]) -> tuple[HeardTurn, ...]:
    """The turns of a contact. A word of agreement from the other side does not cut a sentence in two: a turn ends at
    a pause, or where the other side has spoken since."""
    phrases = [(speaker, phrase) for speaker, words in sides for phrase in _phrases(words)]
    turns: list[tuple[Speaker | int | None, list[Word]]] = []
    for speaker, phrase in sorted(phrases, key=lambda said: said[1][0].start):
        if turns and turns[-1][0] == speaker:
            turns[-1][1].extend(_apart(phrase))
        else:
            turns.append((speaker, phrase))
    return tuple(_turn(i, speaker, words) for i, (speaker, words) in enumerate(turns))


def mean_confidence(words: Sequence[Word]) -> float | None:
    """How sure the engine is, each character counted once; None where it tells of no word."""
    told = [(len(word.text.strip()), word.confidence) for word in words if word.confidence is not None]
    weight = sum(length for length, _ in told)
    return round(sum(length * sure for length, sure in told) / weight, 4) if weight else None


def _phrases(words: Sequence[Word]) -> list[list[Word]]:
    phrases: list[list[Word]] = []
    for word in words:
        if phrases and word.start - phrases[-1][-1].end < PAUSE_S:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return phrases


def _apart(phrase: list[Word]) -> list[Word]:
    """The phrase with a space before it: what a pause lies between must not run together into another word."""
    first = phrase[0]
    return [Word(f" {first.text.lstrip()}", first.start, first.end, first.confidence), *phrase[1:]]


def _turn(i: int, whose: Speaker | int | None, words: list[Word]) -> HeardTurn:
    text = "".join(word.text for word in words).strip()
    speaker, voice = (None, whose) if isinstance(whose, int) else (whose, None)
    return HeardTurn(i, speaker, text, words[0].start, words[-1].end, mean_confidence(words), tuple(words), voice)
