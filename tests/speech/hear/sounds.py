"""Sounds made for tests: tones, and noise that rises and falls as speech does. None of it is anybody's voice."""

import numpy as np

from zilv.speech.hear.audio import Samples

RATE = 8000


def silence(seconds: float, rate: int = RATE) -> Samples:
    return np.zeros(int(seconds * rate), np.float32)


def tone(hertz: float, seconds: float, rate: int = RATE) -> Samples:
    at = np.arange(int(seconds * rate)) / rate
    made: Samples = (0.3 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)
    return made


def speechlike(seconds: float, rate: int = RATE) -> Samples:
    """Harmonics of a wavering 120 Hz with noise, four syllables a second."""
    at = np.arange(int(seconds * rate)) / rate
    pitch = 2 * np.pi * np.cumsum(120 + 20 * np.sin(2 * np.pi * 2 * at)) / rate
    voice = sum(np.sin(n * pitch) / n**0.5 for n in range(1, 20))
    noise = np.random.default_rng(5).normal(size=len(at))
    made: Samples = ((voice + noise) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * at)) * 0.05).astype(np.float32)
    return made
