"""Sound as 40 bands of the mel scale, a hundred times a second: what the speaker model was trained on.

The bands are Slaney's, each of equal area, and the energy is not made a logarithm, as librosa computes them for that
model (`melspectrogram` with its defaults).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import RATE_HZ

BANDS = 40
WINDOW = RATE_HZ * 25 // 1000
STEP = RATE_HZ * 10 // 1000
_AT_ONCE = 6000
"""A minute: the spectra of an hour of music on hold need not lie in memory together."""
Mel = npt.NDArray[np.float32]
_LINEAR_HZ = 200 / 3
"""Below 1000 Hz a mel is so many Hz; above it, 27 mel are a factor of 6.4."""
_KNEE_HZ, _KNEE_MEL, _LOG_STEP = 1000.0, 15.0, np.log(6.4) / 27


def mel(samples: Samples) -> Mel:
    """Energy per band, one row every 10 ms, the first centred on the first sample; silence is taken to surround it."""
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, WINDOW // 2), WINDOW)[::STEP]
    return np.concatenate([_bands_of(frames[at : at + _AT_ONCE]) for at in range(0, len(frames), _AT_ONCE)])


def _bands_of(frames: Samples) -> Mel:
    power = np.abs(np.fft.rfft(frames * _hann(), axis=1)) ** 2
    made: Mel = (power @ _bands()).astype(np.float32)
    return made


@cache
def _hann() -> npt.NDArray[np.float64]:
    """Periodic: the last sample of a period is left out."""
    return np.hanning(WINDOW + 1)[:-1]


@cache
def _bands() -> npt.NDArray[np.float64]:
    """Triangles over the bins of a spectrum, bins × bands."""
    top = _KNEE_MEL + np.log(RATE_HZ / 2 / _KNEE_HZ) / _LOG_STEP
    mels = np.linspace(0, top, BANDS + 2)
    above = _KNEE_HZ * np.exp(_LOG_STEP * (mels - _KNEE_MEL))
    edges = np.where(mels < _KNEE_MEL, _LINEAR_HZ * mels, above)
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ)[:, None]
    rising = (bins - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins) / np.diff(edges)[1:]
    bands: npt.NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling)) * 2 / (edges[2:] - edges[:-2])
    return bands
