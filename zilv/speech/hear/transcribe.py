"""One recording heard: its channels, their words, the turns they make, and whether all that can be relied on."""

from pathlib import Path
from typing import Literal, NamedTuple

from zilv import __version__
from zilv.speech.hear.audio import Recording, content_of, read_recording
from zilv.speech.hear.engine import RATE_HZ, Engine, Word
from zilv.speech.hear.error import HearError
from zilv.speech.hear.heard import Heard, Maker, Quality, Source, Unusable, id_of
from zilv.speech.hear.models import Model
from zilv.speech.hear.quality import doubts, unheard
from zilv.speech.hear.resample import resampled
from zilv.speech.hear.turns import Side, mean_confidence, turns_of
from zilv.speech.hear.voice import Span, voiced
from zilv.speech.hear.voices import Diariser, by_voice
from zilv.speech.transcript.transcript import Speaker

Sides = Literal["left", "right", "collector", "other"]
"""Of two channels, the collector's; or, of one channel, the only side that speaks on it."""
_OF_TWO: dict[str, tuple[Speaker, Speaker]] = {"left": ("collector", "other"), "right": ("other", "collector")}


class Asked(NamedTuple):
    """How to hear. `sides` None = not told; `language` None = the engine finds out."""

    sides: Sides | None = None
    language: str | None = "zh"


class Ear(NamedTuple):
    """A model that was verified, and the engine it is loaded in; what tells voices apart on one channel, if told."""

    engine: Engine
    model: Model
    diariser: Diariser | None = None


def maker(ear: Ear, asked: Asked) -> Maker:
    """What a transcript says of how it was made; equal makers give equal transcripts of equal recordings."""
    model, voices = ear.model, ear.diariser.digest if ear.diariser else ""
    return Maker(model.family, model.digest, model.known, asked.language, asked.sides or "", __version__, voices)


def transcribe(path: Path, name: str, ear: Ear, asked: Asked) -> Heard:
    """What was said in a file, called `name`. Raises `HearError` where the file is no recording zilv can hear."""
    recording = read_recording(path)
    speakers = _speakers(path, recording, asked)
    heard: list[tuple[Words, Spoken]] = []
    sides: list[Side] = []
    for speaker, channel in zip(speakers, recording.channels, strict=True):
        spoken, samples = voiced(channel, recording.rate), resampled(channel, recording.rate, RATE_HZ)
        words = ear.engine.hear(samples, asked.language) if spoken else ()
        heard.append((words, spoken))
        apart = ear.diariser is not None and speaker is None and words
        sides += by_voice(words, ear.diariser.apart(samples)) if apart and ear.diariser else [(speaker, words)]
    every = [word for words, _ in heard for word in words]
    return Heard(
        id=id_of(name),
        tags=_tags(recording, asked, ear.diariser is not None and None in speakers),
        turns=turns_of(sides),
        source=_source(path, name, recording),
        made=maker(ear, asked),
        quality=_quality(heard, mean_confidence(every)),
        unusable=_unusable(speakers, heard, recording.seconds),
    )


Words = tuple[Word, ...]
Spoken = tuple[Span, ...]


def _speakers(path: Path, recording: Recording, asked: Asked) -> tuple[Speaker | None, ...]:
    if len(recording.channels) > 2:
        raise HearError(f"{path.name}: {len(recording.channels)} 个声道，最多 2 个 · at most two channels are read")
    if len(recording.channels) == 1:
        return (asked.sides if asked.sides in ("collector", "other") else None,)
    if asked.sides not in _OF_TWO:
        raise HearError(f"{path.name}: 双声道，请用 --collector left|right 指明 · two channels: say which is whose")
    return _OF_TWO[asked.sides]


def _tags(recording: Recording, asked: Asked, diarised: bool) -> tuple[str, ...]:
    if diarised:
        return ("asr", "mono", "diarised")
    known = "one_side" if asked.sides in ("collector", "other") else "mono"
    return ("asr", "two_channels" if len(recording.channels) == 2 else known)


def _source(path: Path, name: str, recording: Recording) -> Source:
    shape = (round(recording.seconds, 3), recording.rate, len(recording.channels))
    return Source(name, content_of(path), *shape)


def _quality(heard: list[tuple[Words, Spoken]], confidence: float | None) -> Quality:
    spoken = sum(span.seconds for _, spans in heard for span in spans)
    left = sum(span.seconds for words, spans in heard for span in unheard(words, spans))
    return Quality(round(spoken, 2), round(left, 2), confidence)


def _unusable(
    speakers: tuple[Speaker | None, ...], heard: list[tuple[Words, Spoken]], seconds: float
) -> tuple[Unusable, ...]:
    unknown = [Unusable("speaker_unknown", 0.0, round(seconds, 2))] if None in speakers and heard[0][1] else []
    return (*unknown, *(doubt for n, (words, spoken) in enumerate(heard) for doubt in doubts(words, spoken, n)))
