"""Mel bands are those that the speaker encoder was trained on."""

import numpy as np
import pytest

from tests.speech.hear.sounds import silence, speechlike, tone
from zilv.speech.hear import mel as subject
from zilv.speech.hear.mel import BANDS, mel

LIBROSA = [
    *(0.37407, 0.37018, 0.21301, 0.12573, 0.08008, 0.06772, 0.09746, 0.09497, 0.10122, 0.11414),
    *(0.03497, 0.02237, 0.02646, 0.05249, 0.03686, 0.01263, 0.03204, 0.01227, 0.03083, 0.03019),
    *(0.03697, 0.04052, 0.02706, 0.01623, 0.02430, 0.01652, 0.02105, 0.01468, 0.01129, 0.01392),
    *(0.01779, 0.00985, 0.00800, 0.00926, 0.00639, 0.01002, 0.00772, 0.00781, 0.00978, 0.01380),
]
"""Row 80 of `librosa.feature.melspectrogram` 0.11 (n_fft 400, hop 160, 40 bands) of the sound below."""


def test_the_bands_are_librosa_s() -> None:
    assert mel(speechlike(1.59, 16_000))[80] == pytest.approx(LIBROSA, abs=6e-6)


def test_a_row_every_ten_milliseconds_and_one_more() -> None:
    assert [mel(silence(seconds, 16_000)).shape for seconds in (0.0, 0.5, 2.0)] == [
        (1, BANDS),
        (51, BANDS),
        (201, BANDS),
    ]


def test_a_higher_tone_is_in_a_higher_band_and_silence_in_none() -> None:
    loudest = [int(mel(tone(hertz, 0.5, 16_000))[25].argmax()) for hertz in (150, 400, 1000, 2500, 6000)]
    assert loudest == sorted(set(loudest))
    assert not mel(silence(0.5, 16_000)).any()


def test_a_long_sound_is_computed_in_parts_and_comes_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = speechlike(1.0, 16_000)
    whole = mel(sound)
    monkeypatch.setattr(subject, "_AT_ONCE", 7)
    assert np.array_equal(mel(sound), whole)
