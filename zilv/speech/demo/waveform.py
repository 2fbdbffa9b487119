"""A recording as a picture: per channel, how far the sound swings in each of so many columns."""

from itertools import pairwise

import numpy as np

from zilv.speech.hear.audio import Samples

COLUMNS = 600
_HALF_PX = 26.0


def outline(samples: Samples) -> str:
    """The path of an SVG 600 wide and 52 high: the largest swing in each column, up and down from the middle. Loudness
    is relative to full scale, so quiet channels look quiet."""
    edges = np.linspace(0, len(samples), COLUMNS + 1).astype(int)
    peaks = [float(np.abs(samples[a:b]).max()) if b > a else 0.0 for a, b in pairwise(edges)]
    return "".join(
        f"M{n} {_HALF_PX - max(0.4, peak * _HALF_PX):.1f}V{_HALF_PX + max(0.4, peak * _HALF_PX):.1f}"
        for n, peak in enumerate(peaks)
    )
