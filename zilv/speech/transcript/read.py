"""Reads transcripts from files: JSON Lines, CSV, services' JSON, SRT, plain text.

What cannot be read is told, by file and line; no line is lost without a word, and no contact is read in part.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from zilv.errors import ZilvError
from zilv.speech.transcript.diarised import reliable
from zilv.speech.transcript.table import Wrong, table_dialogues
from zilv.speech.transcript.transcript import Dialogue, Turn, readable
from zilv.speech.transcript.vendor.call import NoResultError
from zilv.speech.transcript.vendor.read import dialogues_of
from zilv.speech.transcript.words import SPEAKERS

_CUE = re.compile(r"(?:(\d+):)?(\d+):(\d+)[,.](\d+)\s*-->\s*(?:(\d+):)?(\d+):(\d+)[,.](\d+)")
_SPEAKER = re.compile(r"^\s*[\[【(（]?\s*([^:：\]】)）]{1,8}?)\s*[\]】)）]?\s*[:：]\s*")


class SpeechError(ZilvError):
    """A transcript, or a file of the speech review, that cannot be read at all."""


class Rejected(NamedTuple):
    """A line that is no transcript, and what was expected."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def read(path: Path, collector: str | None = None) -> Iterator[Dialogue | Rejected]:
    """The transcripts of a file, in order; what cannot be read stands at its place as `Rejected`.

    By the end of its name: `.jsonl` one transcript a line; `.csv` messages, one turn a line; `.json` a result of Aliyun
    SCA, Tencent Cloud ASR or iFlytek ifasr; `.srt` one call; any other is text, one turn a line, each begun by who
    speaks (`坐席：…`, `客户：…`). `collector`: the number of the collector's speaker, where a service, or
    `zilv speech transcribe --voices`, only numbers them. Raises `SpeechError` where the file is no UTF-8 text.
    """
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson"}:
        yield from _json_lines(path, collector)
        return
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpeechError(f"{path}: 不是 UTF-8 文本 · no text in UTF-8, from byte {error.start} on") from None
    if suffix == ".csv":
        made = table_dialogues(text.splitlines(keepends=True))
        yield from (Rejected(path.name, *one) if isinstance(one, Wrong) else one for one in made)
    elif suffix == ".json":
        yield from _document(path, text, collector)
    else:
        yield from _call(path, list(_srt(text) if suffix == ".srt" else _plain(text)))


def _document(path: Path, text: str, collector: str | None) -> Iterator[Dialogue | Rejected]:
    """A document's transcripts; a fault is told at line 1, with its field."""
    try:
        for one in dialogues_of(text, path.stem, collector):
            yield Rejected(path.name, 1, one) if isinstance(one, str) else one
    except NoResultError as error:
        yield Rejected(path.name, 1, str(error))
    except msgspec.ValidationError as error:
        yield Rejected(path.name, 1, _expected(error))


def _call(path: Path, turns: list[Turn | int]) -> Iterator[Dialogue | Rejected]:
    """The call; where a line of it cannot be read, that alone is told: what is read in part is never clear."""
    wrong = [at for at in turns if isinstance(at, int)]
    reason = "未标明说话人（坐席：/客户：） · no speaker (collector: / other:)"
    yield from (Rejected(path.name, line, reason) for line in wrong)
    if not wrong:
        said = tuple(turn for turn in turns if isinstance(turn, Turn))
        made = readable(Dialogue(id=path.stem, turns=said, channel="voice"))
        yield Rejected(path.name, 1, made) if isinstance(made, str) else made


def _json_lines(path: Path, collector: str | None) -> Iterator[Dialogue | Rejected]:
    decoder = msgspec.json.Decoder(Dialogue)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            told = reliable(line.removeprefix(b"\xef\xbb\xbf"), collector)
            if isinstance(told, str):
                yield Rejected(path.name, number, told)
                continue
            try:
                dialogue = decoder.decode(told)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                yield Rejected(path.name, number, _expected(error))
                continue
            made = readable(dialogue)
            yield Rejected(path.name, number, made) if isinstance(made, str) else made


def _expected(error: Exception) -> str:
    """What was wrong, in words that repeat nothing of the line."""
    if isinstance(error, msgspec.ValidationError):
        if "got `null`" in str(error) and str(error).endswith(".speaker`"):
            return "说话人不明，不作审查 · who speaks is not known, so nothing is judged"
        said = re.sub(r"Invalid enum value '.*?'", "unknown word", str(error), flags=re.DOTALL)
        return f"不合转写格式 · not the shape of a transcript: {said}"
    return "不是一行 UTF-8 JSON · no line of JSON in UTF-8"


def _srt(text: str) -> Iterator[Turn | int]:
    """The cues of an SRT file; a cue without a speaker gives its line's number."""
    line = 1
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        rows = block.split("\n")
        cue = next((n for n, row in enumerate(rows[:3]) if _CUE.search(row)), None)
        if cue is not None:
            found = _CUE.search(rows[cue])
            assert found
            said = " ".join(row.strip() for row in rows[cue + 1 :]).strip()
            if said:
                yield _turn(said, line + cue + 1, _seconds(found.groups()[:4]), _seconds(found.groups()[4:]))
        elif block.strip():
            yield line
        line += len(rows) + 1


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def _plain(text: str) -> Iterator[Turn | int]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _turn(line, number)


def _turn(said: str, line: int, start: float | None = None, end: float | None = None) -> Turn | int:
    found = _SPEAKER.match(said)
    speaker = SPEAKERS.get(found[1].strip().lower()) if found else None
    if found is None or speaker is None:
        return line
    return Turn(speaker=speaker, text=said[found.end() :].strip(), start=start, end=end)
