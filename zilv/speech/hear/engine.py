"""What an engine is: something that hears words, each with its time and how sure the engine is of it."""

from typing import Literal, Protocol

import msgspec

from zilv.speech.hear.audio import Samples

Family = Literal["whisper", "sensevoice", "paraformer", "zipformer"]
Device = Literal["auto", "cpu", "cuda"]
"""Where a model runs; `auto`: on a GPU where the engine sees one."""
RATE_HZ = 16_000
"""Samples a second that every engine is given."""


class Word(msgspec.Struct, frozen=True, omit_defaults=True):
    """A word, or one Chinese character, as heard. Seconds from the beginning; `confidence` 0 to 1, None where the
    engine tells none. Spaces that belong to the text are part of it."""

    text: str
    start: float
    end: float
    confidence: float | None = None


class Engine(Protocol):
    """One loaded model."""

    family: Family
    device: Literal["cpu", "cuda"]

    def hear(self, samples: Samples, language: str | None) -> tuple[Word, ...]:
        """The words of one channel at 16 kHz, in order. `language`: `zh`, `en` …, None = the engine finds out."""
