"""What a disk refuses, told in both languages whichever library wrote; and who holds a file that is locked."""

import errno
import os
import socket
from pathlib import Path
from typing import NamedTuple

_DENIED = ("没有写入权限，请更改权限或另选一处", "permission is denied; change it, or name another place")
WHY = {
    errno.ENOSPC: ("磁盘已满，请腾出空间", "the disk is full; make room there"),
    errno.EDQUOT: ("磁盘配额已用完，请腾出空间", "the disk quota is used up; make room there"),
    errno.EROFS: ("磁盘是只读的，请另选一处", "the disk is read-only; name another place"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EFBIG: ("文件超过此处允许的大小", "the file is larger than the disk, or `ulimit -f`, permits"),
    errno.EIO: ("磁盘读写出错，请检查磁盘", "the disk fails to read or write; have it looked at"),
}

FAULTS = frozenset(WHY) - {errno.EACCES, errno.EPERM}
"""Errors that are the disk's, whichever file it is."""


def unwritable(what: str, zh: str, en: str, error: OSError) -> str:
    """The message that something cannot be written, with why and what to do; `what`: which, as the user names it."""
    said = os.strerror(error.errno) if error.errno else str(error)
    if error.errno not in WHY:
        return f"{what}{zh} · {en}: {said}"
    why = WHY[error.errno]
    return f"{what}{zh}：{why[0]} · {en}: {why[1]} ({said})"


class Holder(NamedTuple):
    """Who holds a file: the machine's name, what its kernel calls this start of it, and the process."""

    host: str
    boot: str
    process: int

    @property
    def is_here(self) -> bool:
        """Whether this machine's locks tell if it still lives: it is on this kernel, or was before a restart."""
        mine = me()
        return self.host == mine.host or (self.boot == mine.boot != "")


def me() -> Holder:
    """This process."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        boot = ""
    return Holder(socket.gethostname() or "localhost", boot, os.getpid())


def note(handle: int) -> None:
    """Write into an open file, which this process has locked, who holds it."""
    os.ftruncate(handle, 0)
    os.pwrite(handle, "\n".join(map(str, me())).encode(), 0)


def noted(handle: int) -> Holder | None:
    """Who noted himself in an open file; None where nobody did."""
    try:
        host, boot, process = os.pread(handle, 4096, 0).decode().split("\n")
        return Holder(host, boot, int(process))
    except ValueError:
        return None
