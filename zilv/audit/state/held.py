"""Writing into a state: what its disk refuses is told as such, and one run writes at a time."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zilv.disk import note, noted, unwritable
from zilv.errors import IntakeError

LOCK = ".lock"
"""The file that a run holds locked, with a note of who it is."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """An OSError inside that names no other file is told as this file or folder of a state that cannot be written."""
    try:
        yield
    except OSError as error:
        named = path if error.filename is None else Path(error.filename)
        if not named.is_relative_to(path) and not path.is_relative_to(named):
            raise
        zh, en = "审查状态无法写入", "the state cannot be written"
        raise IntakeError(unwritable(f"{path}: ", zh, en, error)) from error


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder for this process alone. Raises IntakeError where another holds it, or no lock can be had."""
    path = folder / LOCK
    with writing(folder):
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(folder, lock)
        _refuse_another_machine(path, lock)
        try:
            with writing(path):
                note(lock)
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(lock, 0)
    finally:
        os.close(lock)


def _lock(folder: Path, lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        zh, en = "另一次审查正在使用这份状态", "another audit is at work on this state"
        raise IntakeError(f"{folder}: {zh}，请待其完成 · {en}; wait until it is done") from None
    except OSError as error:
        raise IntakeError(
            f"{folder}: 所在磁盘不能加锁，两次审查会互相覆盖，请把状态放到另一处 · "
            "its disk gives no locks, without which two "
            f"audits could overwrite each other; name another place ({errno.errorcode.get(error.errno or 0, '?')})"
        ) from None


def _refuse_another_machine(path: Path, lock: int) -> None:
    """Raise IntakeError where a run of another machine noted itself and never took its name out.

    A lock may be this machine's alone, so that having it does not say that nobody there is at work.
    """
    if (holder := noted(lock)) is None or holder.is_here:
        return
    raise IntakeError(
        f"{path}: 另一台机器 {holder.host} 上的审查（进程 {holder.process}）正在使用这份状态，或被强行结束；"
        "请待其完成，若确知那里已没有审查，请删除此文件 · "
        f"an audit on another machine, {holder.host} (process {holder.process}), is at work on this state, or was "
        "ended there by force; wait until it is done, or delete this file if you know that none is at work there"
    )
