"""The folder of a state: what its manifest says, which files count, and that one run writes at a time."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from zilv.attempts.names import Names
from zilv.audit.state.held import LOCK, held, writing
from zilv.audit.state.kept import Kept, damaged, hold, kept, reading
from zilv.errors import IntakeError

VERSION = 1
MANIFEST = "state.json"
COUNT = "runs"
"""A file of how many runs were finished: a manifest that knows fewer is an older one that was put back."""

FACTS = "facts"
ROWS = "rows"
FOLDERS = (ROWS, "settled", "history", FACTS)
REJECTED = "rejected"
"""Beside `FOLDERS`: the rows that each run refused, for people; no run reads them."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run: when, by which zilv, under which law and registers (SHA-256), and what it added to the history.

    `of_all`: SHA-256 of what registers say that may concern every attempt; empty: a run of a zilv that kept no `facts`.
    `files`: of each folder the run's file as it was left; empty: a run of a zilv that did not keep this.
    """

    at: str
    zilv: str
    law: str
    registers: str
    of_all: str = ""
    found: int
    superseded: int
    withdrawn: int
    files: dict[str, Kept] = msgspec.field(default_factory=dict)


class Manifest(msgspec.Struct, kw_only=True):
    """What a state holds. `files`: every source by name, `digests` the SHA-256 of each with how it was read; `names`:
    as in `attempts.names`.

    `fates`: rows by what became of them; `entries`: how many the history has; `mark`: a token of the installation's
    key, so that another key is noticed.
    """

    version: int = VERSION
    mark: str = ""
    zone: str = ""
    runs: list[Run] = msgspec.field(default_factory=list)
    names: list[str] = msgspec.field(default_factory=lambda: [""])
    files: list[str] = msgspec.field(default_factory=list)
    digests: list[str] = msgspec.field(default_factory=list)
    fates: dict[str, int] = msgspec.field(
        default_factory=lambda: dict.fromkeys(("read", "accepted", "merged", "duplicate", "rejected"), 0)
    )
    entries: int = 0


def names_of(known: Sequence[str]) -> Names:
    """The names of a state, with the numbers they have there."""
    names = Names()
    for name in known:
        names.number(name)
    return names


class State:
    """One state during a run. Files are named after the run that wrote them; those of no finished run do not count."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest

    def files(self, kind: str) -> list[Path]:
        """The files of finished runs, in their order: one of each run that kept such."""
        runs = enumerate(self.manifest.runs)
        return [self._file(kind, n + 1) for n, run in runs if kind != FACTS or run.of_all]

    def next_file(self, kind: str) -> Path:
        """Where this run writes."""
        return self._file(kind, len(self.manifest.runs) + 1)

    def _file(self, kind: str, run: int) -> Path:
        return self.folder / kind / f"{run:06}.parquet"

    def finish(self, run: Run) -> None:
        """Make the run count: the manifest takes its place at once, or not at all.

        The disk has the run's files before, and the manifest after, even if power is lost.
        """
        with writing(self.folder):
            folders = (self.folder / kind for kind in (*FOLDERS, REJECTED))
            for path in (*map(self.next_file, FOLDERS), self._next_rejected(), *folders, self.folder):
                _sync(path)
            files = {kind: kept(self.next_file(kind)) for kind in FOLDERS}
            self.manifest.runs.append(msgspec.structs.replace(run, files=files))
            _put_manifest(self.folder, self.manifest)
            _put(self.folder / COUNT, str(len(self.manifest.runs)).encode())  # late: one too few refuses nothing

    def keep_rejected(self, rejected: Path) -> None:
        """Copy this run's file of refused rows, which the next run over the same sources would not write again."""
        with writing(self._next_rejected()), rejected.open("rb") as made, self._next_rejected().open("wb") as out:
            shutil.copyfileobj(made, out)

    def _next_rejected(self) -> Path:
        return self.next_file(REJECTED).with_suffix(".csv")


def _put_manifest(folder: Path, manifest: Manifest) -> None:
    _put(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def _put(path: Path, data: bytes) -> None:
    """Lay a file into its place, at once and for good."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    _sync(partial)
    partial.replace(path)
    _sync(path.parent)


def is_new(folder: Path) -> bool:
    """Whether there is nothing yet where a state is looked for."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


@contextmanager
def opened(folder: Path) -> Iterator[State]:
    """The state in this folder, or a new one.

    A state has its manifest before its first file, so that files without one are a state that lost it, never a new one.
    Raises IntakeError where another run holds it, it is none of ours or cannot be written, its manifest or a file of a
    finished run is missing, such a file is not as it was left, or the manifest is older than the files.
    """
    known = folder / MANIFEST
    if folder.exists() and not known.exists() and not (folder.is_dir() and _only_ours(folder)):
        zh, en = "既不是空文件夹，也不是审查状态", "is neither empty nor the state of an audit"
        raise IntakeError(f"{folder}: {zh}，请另选一处 · {en}; name another folder")
    with writing(folder):
        _make(folder)
    with held(folder):
        if not known.exists():
            with writing(folder):
                _begin(folder)
        state = State(folder, _manifest(known))
        _newest(state)
        _whole(state)
        yield state


def _make(folder: Path) -> None:
    """Make the folders of a state; the disk then has the names of `folder` and of those above it that are new."""
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    for kind in (*FOLDERS, REJECTED):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for path in new:
        _sync(path.parent)


def _begin(folder: Path) -> None:
    """A manifest of no run; raises IntakeError where files of runs are there, which a new state would overwrite."""
    kept = sorted(path.relative_to(folder) for kind in FOLDERS for path in (folder / kind).iterdir())
    kept = kept or [path.relative_to(folder) for path in [folder / COUNT] if path.exists()]
    if kept:
        raise IntakeError(
            f"{folder / MANIFEST}: 缺失，而这份审查状态的数据还在（{kept[0]} 等 {len(kept)} 个文件）；未改动任何文件。"
            "请从最近一次审查之后的副本中放回，或另取一个文件夹、用全部来源文件重新开始 · "
            f"is missing, while files of this state are there ({kept[0]}, {len(kept)} in all); nothing was changed. "
            "Put it back from a copy made after its last run, or begin another state with all source files"
        )
    _put_manifest(folder, Manifest())


def _newest(state: State) -> None:
    """Raise IntakeError where more runs were finished than the manifest knows: their files would be written over.

    A state of a zilv that kept no count tells it by files beyond those of a run that was cut short.
    """
    known, finished = len(state.manifest.runs), _count(state.folder / COUNT)
    stems = (path.stem for kind in FOLDERS for path in (state.folder / kind).iterdir())
    begun = max((int(stem) for stem in stems if stem.isdecimal()), default=0)
    if (there := max(finished, begun - 1)) > known:
        raise IntakeError(
            f"{state.folder / MANIFEST}: 比它的文件旧：只知 {known} 次审查，而已完成 {there} 次；未改动任何文件。"
            "请放回最近一次审查之后的 state.json，或另取一个文件夹、用全部来源文件重新开始 · "
            f"is older than its files: it knows {known} runs, {there} were finished; nothing was changed. "
            "Put back the state.json of the last run, or begin another state with all source files"
        )


def _count(path: Path) -> int:
    """How many runs were finished; 0 where nobody counted."""
    if not path.exists():
        return 0
    with reading(path):
        text = path.read_bytes()
    if not text.strip().isdigit():
        raise damaged(path, "no number")
    return int(text)


def _whole(state: State) -> None:
    """Raise IntakeError where a file of a finished run is not as it was left.

    Of rows, which are many, the size; what is read of them is held against the checksums of its pages.
    """
    runs = state.manifest.runs
    for kind in FOLDERS:
        for path in state.files(kind):
            hold(path, runs[int(path.stem) - 1].files.get(kind), whole=kind != ROWS)


def _sync(path: Path) -> None:
    """Return when the disk has this file, or the names in this folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _only_ours(folder: Path) -> bool:
    return {path.name for path in folder.iterdir()} <= {*FOLDERS, REJECTED, COUNT, LOCK, f".{MANIFEST}.partial"}


def _manifest(path: Path) -> Manifest:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        what = "不能读作审查状态 · cannot be read as the state of an audit"
        raise IntakeError(f"{path}: {what}: {error}") from None
    if found.version != VERSION:
        raise IntakeError(
            f"{path}: 是版本 {found.version} 的审查状态，本版 zilv 只读版本 {VERSION} · "
            f"is a state of version {found.version}; this zilv reads version {VERSION}"
        )
    return found
