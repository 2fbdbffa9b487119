"""Other sampling rates, by a windowed sinc applied at each of its phases."""

from math import gcd

import numpy as np

from zilv.speech.hear.audio import Samples

_HALF_WIDTH = 16
"""Zero crossings of the sinc on either side; with a Kaiser window of β = 8.6 what is folded back lies below −80 dB."""


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """The same sound with `wanted` samples a second; its length is rounded up."""
    if rate == wanted:
        return samples
    up, down = wanted // gcd(rate, wanted), rate // gcd(rate, wanted)
    kernel = _kernel(up, down)
    centre = len(kernel) // 2
    length = -(-len(samples) * up // down)
    reach = centre // up + 1
    padded = np.concatenate([np.zeros(reach, np.float32), samples, np.zeros(reach + 1, np.float32)])
    made = np.zeros(length, np.float32)
    for phase in range(up):
        # Output samples n with n·down ≡ phase (mod up) meet the same coefficients.
        first = next(n for n in range(up) if n * down % up == phase)
        places = np.arange(first, length, up)
        origins = places * down // up
        taps = range(-reach, reach + 1)
        for tap in taps:
            at = centre + phase - tap * up
            if 0 <= at < len(kernel):
                made[places] += kernel[at] * padded[origins + tap + reach]
    return made


def _kernel(up: int, down: int) -> Samples:
    cut = min(1.0, up / down)
    half = int(np.ceil(_HALF_WIDTH * up / cut))
    at = np.arange(-half, half + 1) / up
    kernel: Samples = (np.sinc(at * cut) * cut * np.kaiser(2 * half + 1, 8.6)).astype(np.float32)
    return kernel
