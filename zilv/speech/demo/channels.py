"""Whose channel of a recording is whose, as far as what was heard on them when shows it."""

from collections.abc import Sequence

import numpy as np

from zilv.speech.hear.audio import Recording, Samples
from zilv.speech.transcript.transcript import Speaker, Turn

_CLEARLY = 2.0
"""So many times as much energy as on the other channel says that a voice is on this one."""


def sides_of(recording: Recording, turns: Sequence[Turn]) -> tuple[Speaker | None, ...]:
    """For each channel who speaks on it; None where that is not to be told: one channel, turns without times, or voices
    that are on both."""
    if len(recording.channels) != 2:
        return (None,) * len(recording.channels)
    collector, other = (_first_is_louder(recording, turns, side) for side in ("collector", "other"))
    if collector is None or other is None or collector is other:
        return None, None
    return ("collector", "other") if collector else ("other", "collector")


def _first_is_louder(recording: Recording, turns: Sequence[Turn], side: str) -> bool | None:
    """Whether in this side's turns the first channel is clearly the louder; None = neither is."""
    spans = [
        slice(int(turn.start * recording.rate), int(turn.end * recording.rate))
        for turn in turns
        if turn.speaker == side and turn.start is not None and turn.end is not None
    ]
    first, second = (_energy(channel, spans) for channel in recording.channels)
    return True if first > _CLEARLY * second else False if second > _CLEARLY * first else None


def _energy(samples: Samples, spans: Sequence[slice]) -> float:
    return sum(float(np.square(samples[span], dtype=np.float64).sum()) for span in spans)
