"""The bytes of one input file: counted, hashed, unpacked from gzip under a limit, and known by their first bytes."""

import gzip
import hashlib
import io
import zlib
from pathlib import Path
from typing import Any, Protocol

from zilv.errors import IntakeError

RATIO_MAX = 200
"""Text packs 5 to 40 times; what unpacks to more than this many times its size is a decompression bomb."""

UNSUSPECTED_BYTES = 64 << 20
UNPACKED_BYTES_MAX = 1 << 40
_HEAD_BYTES = 512
_UNOPENED = "无法打开 · cannot be opened"
_KINDS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"\x1f\x8b": "gzip"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class InputFile(io.RawIOBase):
    """A file read once from its start. `passed`: bytes so far; `digest`: SHA-256 of all, once all have passed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        try:
            self._raw = path.open("rb", buffering=0)
            self.size = path.stat().st_size
        except OSError as error:
            raise IntakeError(f"{path}: {_UNOPENED}: {error.strerror}") from None
        self.passed = 0
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As io.RawIOBase; raises IntakeError where the disk fails."""
        try:
            count = self._raw.readinto(buffer)
        except OSError as error:
            what = f"自第 {self.passed} 字节起无法读取 · cannot be read on from byte {self.passed}"
            raise IntakeError(f"{self.path}: {what}: {error.strerror}") from None
        self._hash.update(memoryview(buffer)[:count])
        self.passed += count
        return count

    def digest(self) -> str:
        """SHA-256 of the whole file as hex; reads what nobody has read."""
        buffer = bytearray(1 << 20)
        while self.readinto(buffer):
            pass
        return self._hash.hexdigest()

    def close(self) -> None:
        """As io.RawIOBase."""
        self._raw.close()
        super().close()


class Readable(Protocol):
    """Bytes that come in their order, once. `path`: what errors name."""

    @property
    def path(self) -> Path | str:
        """The file they are of."""
        ...

    def read(self, count: int) -> bytes:
        """Up to `count` bytes, fewer only at the end."""
        ...


class Bytes:
    """The text of an input file as bytes, unpacked if it was packed with gzip."""

    def __init__(self, source: InputFile) -> None:
        self.path = source.path
        self._source = source
        buffered = io.BufferedReader(source, 1 << 20)
        self.packed = buffered.peek(2)[:2] == b"\x1f\x8b"
        self._stream: Any = gzip.GzipFile(fileobj=buffered) if self.packed else buffered
        self._given = 0
        self._head = b""

    def head(self) -> bytes:
        """Its first bytes, which `read` gives again."""
        if not self._head:
            self._head = self._unpacked(_HEAD_BYTES)
        return self._head

    def read(self, count: int) -> bytes:
        """Up to `count` bytes, fewer only at the end. Raises IntakeError for damage, and for a bomb."""
        if self._head:
            head, self._head = self._head, b""
            return head + self._unpacked(count)
        return self._unpacked(count)

    def _unpacked(self, count: int) -> bytes:
        try:
            data: bytes = self._stream.read(count)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise IntakeError(
                f"{self.path}: gzip 数据在 {self._given:,} 字节文本之后损坏或中断，请重新获取，或先解出可救的部分 · "
                f"the gzip data is damaged or cut off after {self._given:,} bytes of text; "
                "fetch the file again, or unpack what can be saved"
            ) from None
        self._given += len(data)
        if self.packed and self._given > UNSUSPECTED_BYTES:
            self._refuse_bomb()
        return data

    def _refuse_bomb(self) -> None:
        if self._given > RATIO_MAX * self._source.passed or self._given > UNPACKED_BYTES_MAX:
            raise IntakeError(
                f"{self.path}: 解开后超过其大小的 {RATIO_MAX} 倍，视为压缩炸弹而拒绝 · "
                f"unpacks to more than {RATIO_MAX} times its size; refused as a decompression bomb"
            )


def kind_of(path: Path) -> str:
    """`parquet`, `xlsx`, `gzip` or `text`, by the file's first bytes. Raises IntakeError for what cannot be read."""
    try:
        with path.open("rb") as file:
            return kind_of_head(path, file.read(_HEAD_BYTES))
    except OSError as error:
        raise IntakeError(f"{path}: {_UNOPENED}: {error.strerror}") from None


def kind_of_head(path: Path, head: bytes) -> str:
    """As `kind_of`, for a file that begins with these bytes."""
    if not head:
        what = "没有内容，应为 CSV、JSON、Parquet 或 XLSX · is empty; expected CSV, JSON, Parquet or XLSX"
        raise IntakeError(f"{path}: {what}")
    if head.startswith(_OLE):
        zh, en = "是旧式 .xls，或设了密码的 XLSX", "is an old .xls, or an XLSX with a password"
        raise IntakeError(f"{path}: {zh}，请另存为普通 .xlsx 或 CSV · {en}; save it as a plain .xlsx or as CSV")
    return next((kind for mark, kind in _KINDS.items() if head.startswith(mark)), "text")
