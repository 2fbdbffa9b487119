"""Reads recordings: WAV (PCM, A-law, µ-law, GSM), MP3, FLAC, Ogg by libsndfile; headerless A-law and µ-law by name."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile

from zilv.speech.hear.error import HearError

Samples = npt.NDArray[np.float32]
"""One channel, −1 to 1."""

HEADERLESS = {".alaw": "ALAW", ".al": "ALAW", ".ulaw": "ULAW", ".ul": "ULAW"}
"""Names of files that are nothing but samples, as exchanges write them: 8 kHz, one channel (G.711)."""
SUFFIXES = frozenset({".wav", ".mp3", ".flac", ".ogg", ".opus", ".aiff", ".au", *HEADERLESS})
_TELEPHONE_HZ = 8000


class Recording(NamedTuple):
    """A recording: its channels, all equally long, and samples a second."""

    channels: tuple[Samples, ...]
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.channels[0]) / self.rate


def read_recording(path: Path) -> Recording:
    """The recording in a file. Raises `HearError` where it is none, is empty, or breaks off in its header."""
    raw = HEADERLESS.get(path.suffix.lower())
    given = {"samplerate": _TELEPHONE_HZ, "channels": 1, "format": "RAW", "subtype": raw} if raw else {}
    try:
        frames, rate = soundfile.read(path, dtype="float32", always_2d=True, **given)
    except soundfile.LibsndfileError as error:
        raise HearError(
            f"{path.name}: 不是可读的录音（支持 {' '.join(sorted(SUFFIXES))}）· no recording that can be read: "
            f"{error.error_string}; convert it to WAV first"
        ) from None
    if not len(frames):
        raise HearError(f"{path.name}: 录音为空 · the recording is empty")
    if not np.isfinite(frames).all():
        raise HearError(f"{path.name}: 录音含非数值 · the recording holds values that are no numbers")
    return Recording(tuple(np.ascontiguousarray(channel) for channel in frames.T), int(rate))


def content_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
