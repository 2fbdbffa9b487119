"""Many recordings, of a disk or an object store, heard into one folder of results; what is there is not heard again.

`transcripts.jsonl` holds what may be judged, `unusable.jsonl` what may not, each with its reasons; both grow line by
line, so that whatever ends the work loses one recording at most. `failed.jsonl` names the files of this run that are
no recordings; they are tried again by the next.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from zilv.speech.hear.audio import SUFFIXES, UNREAD, content_of, is_read, unread
from zilv.speech.hear.contacts import NOTHING_TOLD, Contacts, Row, fields_of
from zilv.speech.hear.error import HearError
from zilv.speech.hear.heard import Heard, Maker, Source, Stored
from zilv.speech.hear.objects import SCHEME, objects
from zilv.speech.hear.retold import Which, retell
from zilv.speech.hear.transcribe import Asked, Ear, maker, transcribe

USABLE, UNUSABLE, FAILED = "transcripts.jsonl", "unusable.jsonl", "failed.jsonl"
RESULTS = (USABLE, UNUSABLE, FAILED)
Fate = Literal["usable", "unusable", "failed", "kept"]
Told = Callable[[int, int], None]
"""Told how many files are done, and of how many."""


class Failed(msgspec.Struct, frozen=True):
    """A file that is no recording, and why."""

    file: str
    reason: str


class Counts(msgspec.Struct):
    """What became of the files; each is counted once. `kept`: heard by an earlier run; `seconds`: sound heard now;
    `rows_unused`: lines of the table of contacts that tell of no transcript."""

    usable: int = 0
    unusable: int = 0
    failed: int = 0
    kept: int = 0
    seconds: float = 0.0
    rows_unused: list[int] = []


class _Known(msgspec.Struct):
    sha256: str
    stored: Stored | None = None


class _Done(msgspec.Struct):
    """Of a line written earlier, what tells whether it would be written again."""

    source: _Known
    made: Maker


class Recordings(NamedTuple):
    """One that is to be heard: the name its transcript gets, which is its path below the folder or prefix that was
    given; what lays it on the disk while it is heard; of an object, what tells it is unchanged unfetched; and whether
    it is of a kind that is not read, and so is neither fetched nor opened."""

    name: str
    local: Callable[[], AbstractContextManager[Path]]
    stored: Stored | None = None
    refused: bool = False


Done = set[str | Stored]
"""Contents by their SHA-256, and objects, that were heard in the same way."""


def recordings(places: Sequence[str]) -> tuple[Recordings, ...]:
    """The files and objects given, and all recordings below the folders and prefixes given, in order; and what lies
    there and may be a recording, but is of no kind that is read. Raises `HearError`."""
    found: list[Recordings] = []
    for place in places:
        if place.startswith(SCHEME):
            found += [Recordings(file.name, file.fetched, file.stored, file.refused) for file in objects(place)]
        else:
            found += _on_disk(Path(place))
    if not found:
        raise HearError(f"没有找到录音 · no recordings found; looked for {' '.join(sorted(SUFFIXES))}")
    return tuple(found)


def _on_disk(path: Path) -> list[Recordings]:
    if path.is_dir():
        below = {file.relative_to(path).as_posix(): file for file in sorted(path.rglob("*")) if file.is_file()}
        refused = set(unread(list(below)))
        wanted = [name for name in below if is_read(name) or name in refused]
        return [Recordings(name, _there(below[name]), refused=name in refused) for name in wanted]
    if path.is_file():
        return [Recordings(path.name, _there(path))]
    raise HearError(f"{path}: 没有这个文件或文件夹 · there is no such file or folder")


def _there(path: Path) -> Callable[[], AbstractContextManager[Path]]:
    return lambda: nullcontext(path)


class _Kept(NamedTuple):
    """By what a recording was known that was heard earlier."""

    which: str | Stored


def transcribe_all(
    files: Sequence[Recordings], out: Path, ear: Ear, asked: Asked, told: Told, contacts: Contacts = NOTHING_TOLD
) -> Counts:
    """Hear each file into the results in `out`, with what is told of its contact; what was heard earlier gets that too.

    Raises `HearError` where earlier results there cannot be read.
    """
    out.mkdir(parents=True, exist_ok=True)
    by, counts, encoder = maker(ear, asked), Counts(), msgspec.json.Encoder()
    done = _done(out / USABLE, by) | _done(out / UNUSABLE, by)
    earlier: dict[Which, Row] = {}
    with (out / USABLE).open("ab") as usable, (out / UNUSABLE).open("ab") as unusable, (out / FAILED).open("wb") as bad:
        for n, file in enumerate(files):
            told(n, len(files))
            made, row = _heard(file, done, ear, asked), contacts.by_name.get(file.name)
            if isinstance(made, _Kept):
                counts.kept += 1
                earlier |= {} if row is None else {(file.name, made.which): row}
            elif isinstance(made, Failed):
                counts.failed += 1
                _append(bad, encoder.encode(made))
            else:
                done |= _known(made.source)
                counts.seconds += made.source.seconds
                counts.unusable += bool(made.unusable)
                counts.usable += not made.unusable
                made = made if row is None else replace(made, **fields_of(row.facts))
                _append(unusable if made.unusable else usable, encoder.encode(made))
        told(len(files), len(files))
    counts.rows_unused = sorted([*contacts.unused, *_retold(out, earlier)])
    return counts


def _retold(out: Path, earlier: dict[Which, Row]) -> list[int]:
    """Tell what was heard earlier of its contacts; the lines of the rows that none of it has the name of."""
    if not earlier:
        return []
    known = {which: row.facts for which, row in earlier.items()}
    there = retell(out / USABLE, known) | retell(out / UNUSABLE, known)
    return [row.line for which, row in earlier.items() if which not in there]


def _heard(file: Recordings, done: Done, ear: Ear, asked: Asked) -> Heard | Failed | _Kept:
    if file.refused:
        return Failed(file.name, UNREAD)
    if file.stored is not None and file.stored in done:
        return _Kept(file.stored)
    try:
        with file.local() as path:
            if (content := content_of(path)) in done:
                return _Kept(content)
            heard = transcribe(path, file.name, ear, asked)
        return replace(heard, source=replace(heard.source, stored=file.stored))
    except HearError as error:
        return Failed(file.name, str(error))
    except OSError as error:
        return Failed(file.name, f"{file.name}: {error.strerror}")


def _known(source: Source | _Known) -> Done:
    return {source.sha256} if source.stored is None else {source.sha256, source.stored}


def _append(to: BinaryIO, line: bytes) -> None:
    to.write(line + b"\n")
    to.flush()
    os.fsync(to.fileno())


def _done(path: Path, by: Maker) -> Done:
    """What was heard earlier in the same way. A last line that was broken off is taken away."""
    if not path.exists():
        return set()
    decoder, whole = msgspec.json.Decoder(_Done), 0
    done: Done = set()
    for number, line in _lines(path):
        try:
            earlier = decoder.decode(line)
        except msgspec.DecodeError:
            raise HearError(
                f"{path}:{number}: 不是本命令的结果；请换 --out · no result of this command; choose another --out"
            ) from None
        whole += len(line)
        if earlier.made == by:
            done |= _known(earlier.source)
    if whole != path.stat().st_size:
        os.truncate(path, whole)
    return done


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.endswith(b"\n"):
                yield number, line
