"""The transcript of a recording: the canonical shape, with how it was made and whether it can be relied on."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from zilv.speech.hear.engine import Family, Word
from zilv.speech.transcript.transcript import Channel, Party, Speaker

Reason = Literal["speaker_unknown", "nothing_heard", "deleted", "low_confidence", "invented", "repeated", "too_fast"]
WORDS: dict[Reason, tuple[str, str]] = {
    "speaker_unknown": ("单声道，未分出说话人", "one channel, and who speaks is not known"),
    "nothing_heard": ("有人说话，却没有任何文字", "somebody speaks, and no word was heard"),
    "deleted": ("此处有人说话而没有文字", "somebody speaks here, and no word was heard"),
    "low_confidence": ("识别置信度过低", "the engine is not sure enough of what it heard"),
    "invented": ("识别引擎凭空生成的文字", "text that engines invent where nobody says it"),
    "repeated": ("同一段文字反复出现，系引擎循环", "the same text over and over: the engine ran in a circle"),
    "too_fast": ("文字多于该时长所能说出", "more text than can be said in that time"),
}


class Unusable(msgspec.Struct, frozen=True):
    """Why a transcript cannot be relied on, and where. `channel`: from 0."""

    reason: Reason
    start: float
    end: float
    channel: int = 0


class HeardTurn(msgspec.Struct, frozen=True, omit_defaults=True):
    """A turn with its words. `speaker` None = not known; `voice`: then the number of the voice, where voices were told
    apart. `confidence`: the mean over its words' characters."""

    i: int
    speaker: Speaker | None
    text: str
    start: float
    end: float
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    voice: int | None = None


class Stored(msgspec.Struct, frozen=True):
    """An object as its store listed it: `s3://BUCKET/KEY`, its size in bytes and when it was last changed."""

    at: str
    size: int
    changed: datetime


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """The recording: its path below the folder or prefix that was given, its content's SHA-256, and its shape;
    `stored`: of an object, where it was and which state of it."""

    file: str
    sha256: str
    seconds: float
    rate: int
    channels: int
    stored: Stored | None = None


class Maker(msgspec.Struct, frozen=True):
    """What heard it, and how it was asked. `model`, `voices`: digests of the models' lists of hashes; `voices` "" =
    none were told apart."""

    engine: Family
    model: str
    name: str | None
    language: str | None
    sides: str
    version: str
    voices: str = ""


class Quality(msgspec.Struct, frozen=True):
    """`voiced_s`: seconds in which somebody speaks, over all channels; `unheard_s`: those of them far from any word;
    `confidence`: mean over all characters, None where the engine tells none."""

    voiced_s: float
    unheard_s: float
    confidence: float | None


def id_of(file: str) -> str:
    """The transcript's id of a recording's name: that without its ending."""
    return str(Path(file).with_suffix(""))


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One recording heard. `unusable` empty = it may be judged; `attempt_id`: left out where nobody told it."""

    id: str
    attempt_id: str | msgspec.UnsetType = msgspec.UNSET
    channel: Channel = "voice"
    party: Party | None = None
    first_contact: bool | None = None
    tags: tuple[str, ...] = ()
    turns: tuple[HeardTurn, ...]
    source: Source
    made: Maker
    quality: Quality
    unusable: tuple[Unusable, ...] = ()
