"""Many recordings heard into one folder of results; what is there already is not heard again.

`transcripts.jsonl` holds what may be judged, `unusable.jsonl` what may not, each with its reasons; both grow line by
line, so that whatever ends the work loses one recording at most. `failed.jsonl` names the files of this run that are
no recordings; they are tried again by the next.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import msgspec

from zilv.speech.hear.audio import SUFFIXES, content_of
from zilv.speech.hear.error import HearError
from zilv.speech.hear.heard import Heard, Maker
from zilv.speech.hear.transcribe import Asked, Ear, maker, transcribe

USABLE, UNUSABLE, FAILED = "transcripts.jsonl", "unusable.jsonl", "failed.jsonl"
Fate = Literal["usable", "unusable", "failed", "kept"]
Told = Callable[[int, int], None]
"""Told how many files are done, and of how many."""


class Failed(msgspec.Struct, frozen=True):
    """A file that is no recording, and why."""

    file: str
    reason: str


class Counts(msgspec.Struct):
    """What became of the files; each is counted once. `kept`: heard by an earlier run; `seconds`: sound heard now."""

    usable: int = 0
    unusable: int = 0
    failed: int = 0
    kept: int = 0
    seconds: float = 0.0


class _Sum(msgspec.Struct):
    sha256: str


class _Done(msgspec.Struct):
    """Of a line written earlier, what tells whether it would be written again."""

    source: _Sum
    made: Maker


class Recordings(NamedTuple):
    """A file, and the name its transcript gets: its path below the folder that was given."""

    path: Path
    name: str


def recordings(paths: Sequence[Path]) -> tuple[Recordings, ...]:
    """The files given, and all recordings below the folders given, in order. Raises `HearError`."""
    found: list[Recordings] = []
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            found += [Recordings(file, file.relative_to(path).as_posix()) for file in below]
        elif path.is_file():
            found.append(Recordings(path, path.name))
        else:
            raise HearError(f"{path}: 没有这个文件或文件夹 · there is no such file or folder")
    if not found:
        raise HearError(f"没有找到录音 · no recordings found; looked for {' '.join(sorted(SUFFIXES))}")
    return tuple(found)


def transcribe_all(files: Sequence[Recordings], out: Path, ear: Ear, asked: Asked, told: Told) -> Counts:
    """Hear each file into the results in `out`. Raises `HearError` where earlier results there cannot be read."""
    out.mkdir(parents=True, exist_ok=True)
    by, counts, encoder = maker(ear, asked), Counts(), msgspec.json.Encoder()
    done = _done(out / USABLE, by) | _done(out / UNUSABLE, by)
    with (out / USABLE).open("ab") as usable, (out / UNUSABLE).open("ab") as unusable, (out / FAILED).open("wb") as bad:
        for n, file in enumerate(files):
            told(n, len(files))
            made = _heard(file, done, ear, asked)
            if made is None:
                counts.kept += 1
            elif isinstance(made, Failed):
                counts.failed += 1
                _append(bad, encoder.encode(made))
            else:
                done.add(made.source.sha256)
                counts.seconds += made.source.seconds
                counts.unusable += bool(made.unusable)
                counts.usable += not made.unusable
                _append(unusable if made.unusable else usable, encoder.encode(made))
        told(len(files), len(files))
    return counts


def _heard(file: Recordings, done: set[str], ear: Ear, asked: Asked) -> Heard | Failed | None:
    try:
        if content_of(file.path) in done:
            return None
        return transcribe(file.path, file.name, ear, asked)
    except HearError as error:
        return Failed(file.name, str(error))
    except OSError as error:
        return Failed(file.name, f"{file.name}: {error.strerror}")


def _append(to: BinaryIO, line: bytes) -> None:
    to.write(line + b"\n")
    to.flush()
    os.fsync(to.fileno())


def _done(path: Path, by: Maker) -> set[str]:
    """Contents heard earlier in the same way. A last line that was broken off is taken away."""
    if not path.exists():
        return set()
    decoder, whole = msgspec.json.Decoder(_Done), 0
    done: set[str] = set()
    for number, line in _lines(path):
        try:
            earlier = decoder.decode(line)
        except msgspec.DecodeError:
            raise HearError(
                f"{path}:{number}: 不是本命令的结果；请换 --out · no result of this command; choose another --out"
            ) from None
        whole += len(line)
        if earlier.made == by:
            done.add(earlier.source.sha256)
    if whole != path.stat().st_size:
        os.truncate(path, whole)
    return done


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.endswith(b"\n"):
                yield number, line
