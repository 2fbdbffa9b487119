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
from zilv.speech.transcript.encoding import NO_TEXT, text_of
from zilv.speech.transcript.table import Wrong, table_dialogues
from zilv.speech.transcript.transcript import Dialogue, Turn, readable
from zilv.speech.transcript.vendor.call import NoResultError
from zilv.speech.transcript.vendor.read import dialogues_of
from zilv.speech.transcript.words import SPEAKERS
from zilv.speech.transcript.wrong import expected

_CUE = re.compile(r"(?:(\d+):)?(\d+):(\d+)[,.](\d+)\s*-->\s*(?:(\d+):)?(\d+):(\d+)[,.](\d+)")
_SPEAKER = re.compile(r"^\s*[\[【(（]?\s*([^:：\]】)）]{1,8}?)\s*[\]】)）]?\s*[:：]\s*")
_PLAIN_ID = re.compile(r"(?!.*\d{7})[A-Za-z0-9][A-Za-z0-9._/:-]{0,63}")
"""An id that no telephone number or name in Chinese stands in: it may be shown."""


class SpeechError(ZilvError):
    """A transcript, or a file of the speech review, that cannot be read at all."""


class Rejected(NamedTuple):
    """A line that is no transcript, and what was expected. `twice`: the transcript whose id one read before has."""

    file: str
    line: int
    reason: str
    twice: Dialogue | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def read(
    path: Path, collector: str | None = None, before: dict[str, str] | None = None
) -> Iterator[Dialogue | Rejected]:
    """The transcripts of a file, in order; what cannot be read stands at its place as `Rejected`.

    By the end of its name: `.jsonl` one transcript a line; `.csv` messages, one turn a line; `.json` a result of Aliyun
    SCA, Tencent Cloud ASR or iFlytek ifasr; `.srt` one call; any other is text, one turn a line, each begun by who
    speaks (`坐席：…`, `客户：…`). `collector`: the number of the collector's speaker, where a service, or
    `zilv speech transcribe --voices`, only numbers them. `before`: where ids were read earlier, to be handed on from
    file to file; given, a transcript whose id is there is rejected, as nobody could tell whose a finding is.
    """
    for line, one in _placed(path, collector):
        if before is not None and isinstance(one, Dialogue):
            if one.id in before:
                yield Rejected(path.name, line, _given_twice(one.id, before[one.id]), one)
                continue
            before[one.id] = f"{path.name}:{line}"
        yield one


def _given_twice(name: str, place: str) -> str:
    shown = f" {name}" if _PLAIN_ID.fullmatch(name) else ""
    return f"id{shown} 已见于 {place}，同一 id 无法分辨，不作审查 · {place} has this id too: not judged"


def _placed(path: Path, collector: str | None) -> Iterator[tuple[int, Dialogue | Rejected]]:
    """What the file holds, each with its line; 1 where it is of a whole document."""
    suffix = path.suffix.lower()
    try:
        if suffix in {".jsonl", ".ndjson"}:
            yield from _json_lines(path, collector)
            return
        text = text_of(path.read_bytes())
    except OSError as error:
        yield 1, Rejected(path.name, 1, f"无法读取 · cannot be read: {error.strerror}")
        return
    if isinstance(text, int):
        yield text, Rejected(path.name, text, NO_TEXT)
    elif suffix == ".csv":
        yield from _table(path, text)
    else:
        made = _document(path, text, collector) if suffix == ".json" else _call(path, text, suffix == ".srt")
        yield from ((1, one) for one in made)


def _table(path: Path, text: str) -> Iterator[tuple[int, Dialogue | Rejected]]:
    for one in table_dialogues(text.splitlines(keepends=True)):
        yield one.line, Rejected(path.name, one.line, one.reason) if isinstance(one, Wrong) else one.dialogue


def _document(path: Path, text: str, collector: str | None) -> Iterator[Dialogue | Rejected]:
    """A document's transcripts; a fault is told at line 1, with its field."""
    try:
        for one in dialogues_of(text, path.stem, collector):
            yield Rejected(path.name, 1, one) if isinstance(one, str) else one
    except NoResultError as error:
        yield Rejected(path.name, 1, str(error))
    except msgspec.ValidationError as error:
        yield Rejected(path.name, 1, _no_transcript(error))


def _call(path: Path, text: str, cues: bool) -> Iterator[Dialogue | Rejected]:
    """The call; where a line of it cannot be read, that alone is told: what is read in part is never clear."""
    turns = list(_srt(text) if cues else _plain(text))
    wrong = [at for at in turns if isinstance(at, int)]
    reason = "未标明说话人（坐席：/客户：） · no speaker (collector: / other:)"
    yield from (Rejected(path.name, line, reason) for line in wrong)
    if not wrong:
        said = tuple(turn for turn in turns if isinstance(turn, Turn))
        made = readable(Dialogue(id=path.stem, turns=said, channel="voice"))
        yield Rejected(path.name, 1, made) if isinstance(made, str) else made


def _json_lines(path: Path, collector: str | None) -> Iterator[tuple[int, Dialogue | Rejected]]:
    decoder = msgspec.json.Decoder(Dialogue)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                made = _of_line(line.removeprefix(b"\xef\xbb\xbf"), collector, decoder)
                yield number, Rejected(path.name, number, made) if isinstance(made, str) else made


def _of_line(line: bytes, collector: str | None, decoder: "msgspec.json.Decoder[Dialogue]") -> Dialogue | str:
    told = reliable(line, collector)
    if isinstance(told, str):
        return told
    try:
        return readable(decoder.decode(told))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _no_transcript(error)


def _no_transcript(error: Exception) -> str:
    """What was wrong, in words that repeat nothing of the line."""
    if isinstance(error, msgspec.ValidationError):
        if "got `null`" in str(error) and str(error).endswith(".speaker`"):
            return "说话人不明，不作审查 · who speaks is not known, so nothing is judged"
        return f"不合转写格式 · not the shape of a transcript: {expected(error)}"
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
