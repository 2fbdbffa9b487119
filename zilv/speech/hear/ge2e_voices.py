"""Voices told apart by a speaker encoder: a voiceprint of each moment of speech, and alike ones are one voice's."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zilv.speech.hear.alike import groups_of
from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import RATE_HZ
from zilv.speech.hear.error import HearError
from zilv.speech.hear.mel import STEP, Mel, mel
from zilv.speech.hear.models import intact
from zilv.speech.hear.speaker_encoder import SpeakerEncoder
from zilv.speech.hear.voice import Span, voiced
from zilv.speech.hear.voices import VOICES, Stretch

WINDOW_ROWS = 120
"""1.2 s for one voiceprint: less tells voices apart worse, more holds two of them oftener. Chosen on LibriSpeech's
train-clean-100, by which nothing is measured."""
STEP_ROWS = 20
LOUD = 10 ** (-30 / 20)
"""The loudness that each stretch of speech is brought to: the one the encoder was trained at."""
_ROWS_S = RATE_HZ / STEP


class _Moment(NamedTuple):
    """A part of a stretch of speech: which stretch, where its middle lies in seconds, its sound."""

    stretch: int
    middle: float
    rows: Mel


class Ge2eVoices:
    """`*.pt` as Resemblyzer publishes it, and `SHA256SUMS`, in a folder. As many voices are told apart as are said,
    whether there are so many or not. Raises `HearError`."""

    def __init__(self, folder: Path, voices: int = VOICES) -> None:
        found = intact(folder)
        weights = [name for name in found.listed if name.endswith(".pt")]
        if len(weights) != 1:
            raise HearError(f"{folder.name}: 应有且仅有一个 *.pt · expected one *.pt, found {len(weights)}")
        self.digest = found.digest
        self._encoder, self._voices = SpeakerEncoder(folder / weights[0]), voices

    def apart(self, samples: Samples) -> tuple[Stretch, ...]:
        """See `Diariser`. Stretches do not overlap: where two speak at once, one is heard. Who speaks first is 0."""
        spans = voiced(samples, RATE_HZ)
        moments = [moment for n, span in enumerate(spans) for moment in _moments(n, span, samples)]
        prints = self._encoder.voiceprints([moment.rows for moment in moments])
        weights = np.array([len(moment.rows) / WINDOW_ROWS for moment in moments])
        groups = groups_of(prints, weights, self._voices)
        order = list(dict.fromkeys(groups))
        return tuple(_stretches(spans, moments, [order.index(group) for group in groups]))


def _moments(n: int, span: Span, samples: Samples) -> Iterator[_Moment]:
    """Windows over one stretch of speech, the last one at its end; a shorter stretch is one window."""
    piece = samples[int(span.start * RATE_HZ) : int(span.end * RATE_HZ)]
    rows = mel(piece * np.float32(LOUD / max(1e-6, float(np.sqrt(np.mean(piece**2))))))
    last = max(0, len(rows) - WINDOW_ROWS)
    for first in [*range(0, last, STEP_ROWS), last]:
        part = rows[first : first + WINDOW_ROWS]
        yield _Moment(n, span.start + (first + len(part) / 2) / _ROWS_S, part)


def _stretches(spans: Sequence[Span], moments: Sequence[_Moment], voices: Sequence[int]) -> Iterator[Stretch]:
    """Each instant of speech belongs to the voice of the nearest middle."""
    said = zip(moments, voices, strict=True)
    for n, mine in itertools.groupby(said, key=lambda one: one[0].stretch):
        start, end = spans[n]
        runs = [(voice, list(run)) for voice, run in itertools.groupby(mine, key=lambda one: one[1])]
        for (voice, run), (_, after) in itertools.pairwise(runs):
            border = (run[-1][0].middle + after[0][0].middle) / 2
            yield Stretch(start, border, voice)
            start = border
        yield Stretch(start, end, runs[-1][0])
