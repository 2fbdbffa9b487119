"""When somebody speaks: by loudness above the line's own noise, tones left out.

Deliberately not the engine's own detector: what that one throws away is just what has to be noticed here.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zilv.speech.hear.audio import Samples

FRAME_S = 0.032
SILENCE_DB = -55.0
"""Below this, relative to full scale, nothing is speech."""
ABOVE_NOISE_DB = 10.0
BELOW_LOUD_DB = 12.0
"""So far below the loud frames the threshold lies at most: a line without pauses has no noise to measure."""
TONE_SHARE = 0.97
"""Ringing, busy and key tones have this share of their energy in six bins of a spectrum; speech has not."""
PAUSE_S = 0.3
SHORTEST_S = 0.12
_EPSILON = 1e-10
Levels = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


class Span(NamedTuple):
    """From `start` to `end`, in seconds from the beginning."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


def voiced(samples: Samples, rate: int) -> tuple[Span, ...]:
    """Where somebody speaks in one channel, in order; pauses below 0.3 s belong to what surrounds them."""
    size = max(1, int(FRAME_S * rate))
    if len(samples) < size:
        return ()
    frames = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    level = 10 * np.log10(np.mean(frames**2, axis=1) + _EPSILON)
    floor, loud = np.percentile(level, 10), np.percentile(level, 95)
    if loud < SILENCE_DB:
        return ()
    threshold = max(SILENCE_DB, min(floor + ABOVE_NOISE_DB, loud - BELOW_LOUD_DB))
    speaks = level > threshold
    speaks[speaks] = ~_is_tone(frames[speaks])
    return _spans(speaks, size / rate)


def _is_tone(frames: Levels) -> Marks:
    if not len(frames):
        return np.zeros(0, np.bool_)
    power = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)) ** 2
    most = np.sort(power, axis=1)[:, -6:].sum(axis=1)
    tone: Marks = most > TONE_SHARE * power.sum(axis=1)
    return tone


def _spans(speaks: Marks, step_s: float) -> tuple[Span, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], speaks, [False]]).astype(np.int8)))
    spans: list[Span] = []
    for start, end in zip(edges[::2] * step_s, edges[1::2] * step_s, strict=True):
        if spans and start - spans[-1].end < PAUSE_S:
            spans[-1] = Span(spans[-1].start, float(end))
        else:
            spans.append(Span(float(start), float(end)))
    return tuple(span for span in spans if span.seconds >= SHORTEST_S)
