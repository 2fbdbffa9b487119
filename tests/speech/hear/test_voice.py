"""When somebody speaks."""

import numpy as np
import pytest

from tests.speech.hear.sounds import RATE, silence, speechlike, tone
from zilv.speech.hear.voice import voiced


def test_speech_between_silences_is_found_where_it_is() -> None:
    spans = voiced(np.concatenate([silence(1.0), speechlike(2.0), silence(1.5), speechlike(1.0), silence(1.0)]), RATE)
    assert len(spans) == 2
    assert spans[0] == pytest.approx((1.0, 3.0), abs=0.1)
    assert spans[1] == pytest.approx((4.5, 5.5), abs=0.1)


def test_speech_is_found_on_a_noisy_line() -> None:
    noise = np.random.default_rng(3).normal(0, 0.004, 5 * RATE).astype(np.float32)
    spans = voiced(np.concatenate([silence(2.0), speechlike(1.5), silence(1.5)]) + noise, RATE)
    assert len(spans) == 1
    assert spans[0] == pytest.approx((2.0, 3.5), abs=0.1)


@pytest.mark.parametrize("hertz", [425, 450, 1000])
def test_a_ringing_tone_is_nobody_speaking(hertz: float) -> None:
    assert voiced(np.concatenate([silence(1.0), tone(hertz, 2.0), silence(1.0)]), RATE) == ()


def test_keys_pressed_are_nobody_speaking() -> None:
    assert voiced(np.concatenate([silence(1.0), tone(770, 1.0) + tone(1336, 1.0), silence(1.0)]), RATE) == ()


def test_silence_and_next_to_nothing_hold_no_speech() -> None:
    assert voiced(silence(3.0), RATE) == ()
    assert voiced(silence(0.001), RATE) == ()
