"""Calls on one channel whose voices were told apart: judged where a person says which of them is the collector's."""

from typing import Any

import msgspec

TAG = "diarised"
UNKNOWN = "speaker_unknown"
"""The one doubt that such a word settles."""


class _Doubt(msgspec.Struct):
    reason: str


class _Voiced(msgspec.Struct):
    voice: int | None = None


class _Doubted(msgspec.Struct):
    unusable: tuple[_Doubt, ...] = ()
    tags: tuple[str, ...] = ()
    turns: tuple[_Voiced, ...] = ()


_doubted = msgspec.json.Decoder(_Doubted)


def reliable(line: bytes, collector: str | None) -> bytes | str:
    """A transcript's line, its voices given their sides where a person says which is the collector's; or why it is not
    to be judged, `zilv speech transcribe` having set it apart. A line of another kind is given back as it is.

    `collector`: the number of the collector's voice.
    """
    if b'"unusable"' not in line:
        return line
    try:
        told = _doubted.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return line
    reasons = sorted({doubt.reason for doubt in told.unusable})
    if reasons == [UNKNOWN] and TAG in told.tags:
        return _not_told([turn.voice for turn in told.turns], collector) or _with_sides(line, collector)
    return f"转写不可用，不作审查 · unusable, so it is not judged: {', '.join(reasons)}" if reasons else line


def _with_sides(line: bytes, collector: str | None) -> bytes:
    told: dict[str, Any] = msgspec.json.decode(line)
    for turn in told["turns"]:
        turn["speaker"] = "collector" if str(turn["voice"]) == collector else "other"
    return msgspec.json.encode(told)


def _not_told(voices: list[int | None], collector: str | None) -> str | None:
    """Why nobody can tell who speaks; None where the collector's number says it."""
    numbers = sorted({str(voice) for voice in voices if voice is not None})
    if len(numbers) < 2:
        return f"转写不可用：只分辨出一个嗓音 · unusable: no two voices were told apart: {UNKNOWN}"
    if None in voices:
        at = voices.index(None)
        return f"转写不可用：第 {at} 轮分不出是谁的嗓音 · unusable: turn {at} is of no known voice: {UNKNOWN}"
    if collector is None:
        return (
            "转写不可用：嗓音只有编号，请用 --collector 指明催收员 · "
            f"unusable: voices have but numbers, say who collects with --collector: {UNKNOWN}"
        )
    if collector not in numbers:
        return f"没有编号为 {collector} 的嗓音，只有 {' '.join(numbers)} · no such voice; there are these"
    return None
