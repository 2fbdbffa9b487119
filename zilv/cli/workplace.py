"""Where results are made before they are whole: a folder beside their place, which they are moved to at the end."""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from zilv.disk import FAULTS, Holder, note, noted, unwritable
from zilv.errors import ZilvError

HELD = ".zilv-workplace"
"""The file in a workplace that its run holds locked, with who that is: whoever can lock it on the same machine may take
the folder away; of another machine's run, on a disk that both share, nobody can tell whether it lives."""


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """A folder beside `out`, on the same disk, for what is not finished; it goes away whatever happens.

    What a run left that was ended by force goes away with the next one.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and not out.is_dir():
            raise ZilvError(f"--out: {out} 是文件，请给出文件夹 · is a file; name a folder")
        _clear(out)
        folder, held = _made(out)
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        (folder / "results").mkdir()
        yield folder
    except OSError as error:
        if not _within(error, folder):
            raise
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def put_in_place(results: Path, out: Path, only: str | None = None, gone: Collection[str] = ()) -> None:
    """Move every file of `results` into `out`, or the one of this name; take away what is there of the names `gone`.

    Raises ZilvError; where a folder has the place of one, before any is moved.
    """
    made = [path for path in sorted(results.iterdir()) if only in {None, path.name}]
    try:
        out.mkdir(exist_ok=True)
        refuse_folders(out, [*(path.name for path in made), *gone])
        for name in gone:
            (out / name).unlink(missing_ok=True)
        for path in made:
            path.replace(out / path.name)
    except OSError as error:
        raise _unwritable(out, error) from error


def refuse_folders(out: Path, names: Collection[str]) -> None:
    """Raise ZilvError where one of these names in `out` is a folder's, so that no file can take its place."""
    for folder in (out / name for name in names if (out / name).is_dir()):
        raise ZilvError(
            f"--out: {folder} 是文件夹，结果文件无法放入，请移走 · is a folder where a result must stand; move it away"
        )


def _made(out: Path) -> tuple[Path, int]:
    """A new folder, and the handle that holds it; on a disk without locks nobody will take it away."""
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    held = os.open(folder / f"{HELD}-new", os.O_RDWR | os.O_CREAT, 0o600)
    with suppress(OSError):
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        note(held)
        (folder / f"{HELD}-new").rename(folder / HELD)  # named so only once it is held
    return folder, held


def _clear(out: Path) -> None:
    """Take away the workplaces of `out` that nobody holds, and tell of those that another machine may hold."""
    for left in out.parent.iterdir():
        if not left.name.startswith(f".{out.name}-"):
            continue
        with suppress(OSError):  # none of ours, or at work
            held = os.open(left / HELD, os.O_RDWR)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if (holder := noted(held)) is None or holder.is_here:
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    _tell_of(left, holder)
            finally:
                os.close(held)


def _tell_of(left: Path, holder: Holder) -> None:
    zh = f"另一台机器 {holder.host} 上的运行（进程 {holder.process}）在用或留下的；那里若已没有运行，请删除此文件夹"
    en = (
        f"a run on another machine, {holder.host} (process {holder.process}), uses or left it; if none is at work there"
    )
    print(f"注意 · note: {left}: {zh} · {en} any more, delete this folder", file=sys.stderr)  # noqa: T201


def _within(error: OSError, folder: Path) -> bool:
    """Whether an error is about this folder; one that names no file is where it says that a disk cannot be written."""
    if isinstance(error.filename, str):
        return Path(error.filename).is_relative_to(folder)
    return error.errno in FAULTS


def _unwritable(out: Path, error: OSError) -> ZilvError:
    return ZilvError(unwritable(f"--out: {out} ", "无法写入", "cannot be written", error))


def stop(number: int, frame: Any) -> None:
    """For `signal.signal`: end as Ctrl-C does, leaving nothing half made."""
    raise KeyboardInterrupt
