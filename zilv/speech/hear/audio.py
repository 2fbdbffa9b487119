"""Reads recordings: WAV (PCM, A-law, µ-law, GSM), MP3, FLAC, Ogg by libsndfile; headerless A-law and µ-law by name."""

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
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
_TEXTS = frozenset(
    {".csv", ".tsv", ".txt", ".md", ".json", ".jsonl", ".ndjson", ".xml", ".html", ".htm", ".log", ".ini"}
)
_OFFICE = frozenset({".xls", ".xlsx", ".doc", ".docx", ".pdf", ".jpg", ".jpeg", ".png", ".db", ".yaml", ".yml"})
_BESIDE = _TEXTS | _OFFICE | {".srt", ".lrc", ".vtt", ".md5", ".sha1", ".sha256"}
"""What lies beside recordings and is none; any other file may be one."""
_SUMS = frozenset({"SHA256SUMS", "MD5SUMS"})
UNREAD = (
    "不支持此类录音，请先转成 WAV · no kind of recording that is read; convert it to WAV and put that beside it; "
    f"read are {' '.join(sorted(SUFFIXES))}"
)
_TELEPHONE_HZ = 8000


class Recording(NamedTuple):
    """A recording: its channels, all equally long, and samples a second."""

    channels: tuple[Samples, ...]
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.channels[0]) / self.rate


def is_read(name: str) -> bool:
    """Whether recordings of this name's ending are read."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def unread(names: Sequence[str]) -> list[str]:
    """Those of a folder's names that may be recordings of a kind that is not read, each below the folder; not where the
    same name with another ending is read, as what was converted is."""
    there = {_bare(name) for name in names if is_read(name)}
    return [name for name in names if not is_read(name) and _may_be_one(name) and _bare(name) not in there]


def _bare(name: str) -> PurePosixPath:
    return PurePosixPath(name).with_suffix("")


def _may_be_one(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return not hidden and path.suffix.lower() not in _BESIDE and path.name not in _SUMS


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
