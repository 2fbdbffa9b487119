"""Recordings are read as exchanges write them, and what is no recording is refused by name."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.speech.hear.sounds import RATE, speechlike, tone
from zilv.speech.hear.audio import read_recording
from zilv.speech.hear.error import HearError
from zilv.speech.hear.resample import resampled


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_U8", "ALAW", "ULAW"])
def test_wav_of_a_telephone_exchange_is_read_in_each_of_its_codings(tmp_path: Path, subtype: str) -> None:
    sound = tone(440, 0.5)
    soundfile.write(tmp_path / "call.wav", sound, RATE, subtype=subtype)
    heard = read_recording(tmp_path / "call.wav")
    assert (heard.rate, len(heard.channels), heard.seconds) == (8000, 1, 0.5)
    assert np.abs(heard.channels[0] - sound).max() < 0.02


def test_bare_a_law_is_read_by_the_name_of_the_file_as_g711_has_it(tmp_path: Path) -> None:
    (tmp_path / "leg.alaw").write_bytes(bytes([0xD5, 0xAA, 0x2A]))  # G.711: the smallest and the largest amplitudes
    heard = read_recording(tmp_path / "leg.alaw")
    assert heard.rate == 8000
    assert [round(float(value) * 32768) for value in heard.channels[0]] == [8, 32256, -32256]


def test_two_channels_stay_two(tmp_path: Path) -> None:
    left, right = tone(440, 0.5), tone(1000, 0.5)
    soundfile.write(tmp_path / "call.wav", np.stack([left, right], axis=1), RATE)
    heard = read_recording(tmp_path / "call.wav").channels
    assert np.allclose(heard[0], left, atol=1e-3)
    assert np.allclose(heard[1], right, atol=1e-3)


def test_mp3_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "call.mp3", speechlike(1.0), RATE, format="MP3")
    heard = read_recording(tmp_path / "call.mp3")
    assert heard.rate == 8000
    assert heard.seconds == pytest.approx(1.0, abs=0.2)
    assert np.abs(heard.channels[0]).max() > 0.05


@pytest.mark.parametrize(
    "content", [b"", b"not sound at all", b"RIFF\x00\x00\x00\x00WAVEfmt "], ids=["empty", "text", "header"]
)
def test_what_is_no_recording_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.wav").write_bytes(content)
    with pytest.raises(HearError, match=r"broken\.wav"):
        read_recording(tmp_path / "broken.wav")


def test_a_recording_of_no_length_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "nothing.wav", np.zeros(0, np.float32), RATE)
    with pytest.raises(HearError, match="empty"):
        read_recording(tmp_path / "nothing.wav")


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000])
def test_another_rate_keeps_the_tone_and_its_loudness(rate: int) -> None:
    made = resampled(tone(1000, 1.0, rate), rate, 16000)
    assert len(made) == 16000
    assert np.abs(made[800:-800] - tone(1000, 1.0, 16000)[800:-800]).max() < 0.003


def test_what_the_lower_rate_cannot_hold_is_taken_out_instead_of_folded_back() -> None:
    made = resampled(tone(15000, 1.0, 48000), 48000, 16000)
    assert np.abs(made[800:-800]).max() < 0.3 * 10 ** (-60 / 20)
