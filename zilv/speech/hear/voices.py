"""Who speaks on one channel, as far as voices go: numbers, never sides. Whose voice is whose nobody here guesses."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import Word

VOICES = 2
"""A call has two sides; a third voice is counted to one of them."""
NEAR_S = 0.5
"""A word so near to a stretch of a voice belongs to it, if to no other."""


class Stretch(NamedTuple):
    """One voice speaks from `start` to `end`, in seconds from the beginning."""

    start: float
    end: float
    voice: int


class Diariser(Protocol):
    """Loaded models that tell voices apart. `digest`: of the list of their hashes."""

    digest: str

    def apart(self, samples: Samples) -> tuple[Stretch, ...]:
        """The voices on one channel at 16 kHz; stretches may overlap."""


def by_voice(words: Sequence[Word], stretches: Sequence[Stretch]) -> list[tuple[int | None, list[Word]]]:
    """Each word with the voice that speaks longest during it, else the nearest, else none; in order of the voices."""
    said: dict[int | None, list[Word]] = {}
    for word in words:
        said.setdefault(_voice(word, stretches), []).append(word)
    return sorted(said.items(), key=lambda one: (one[0] is None, one[0] or 0))


def _voice(word: Word, stretches: Sequence[Stretch]) -> int | None:
    """Overlap counts positive, distance negative; of voices that are equally near the lower number."""
    near = [(min(word.end, one.end) - max(word.start, one.start), -one.voice) for one in stretches]
    best, voice = max(near, default=(-NEAR_S, 0))
    return -voice if best > -NEAR_S else None
