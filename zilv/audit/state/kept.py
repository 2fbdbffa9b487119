"""The files of finished runs as their run left them: a damaged or exchanged one is named, and nothing made of it."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.errors import IntakeError

_PUT_BACK = (
    "请从副本中放回，或另取一个文件夹、用全部来源文件重新开始",
    "put it back from a copy of this state, or begin another state with all source files",
)


class Kept(msgspec.Struct, frozen=True):
    """A file of a run: its bytes, and their SHA-256, hexadecimal."""

    size: int
    sha256: str


def kept(path: Path) -> Kept:
    """What there is to tell of a file that was just written."""
    return Kept(path.stat().st_size, _sha256(path))


def hold(path: Path, known: Kept | None, whole: bool) -> None:
    """Raise IntakeError unless the file is there and as it was left; `whole`: to the last byte, else in its size.

    `known` None: of a zilv that did not keep this.
    """
    with reading(path):
        there = path.is_file()
    if not there:
        raise IntakeError(
            f"{path}: 缺失，没有它结论会有误。{_PUT_BACK[0]} · "
            f"is missing, and findings would be wrong without it; {_PUT_BACK[1]}"
        )
    if known is None:
        return
    with reading(path):
        size, digest = path.stat().st_size, _sha256(path) if whole else known.sha256
    if size != known.size:
        raise damaged(path, f"{size:,} bytes, not {known.size:,}")
    if digest != known.sha256:
        raise damaged(path, "SHA-256")


def damaged(path: Path, why: object) -> IntakeError:
    """The error that tells of a file that is not what its run wrote."""
    return IntakeError(
        f"{path}: 已损坏或被替换，不是当时写下的文件（{why}）；审查状态保持原样。{_PUT_BACK[0]} · "
        f"is damaged, or not the file that was written there ({why}); the state is as it was; {_PUT_BACK[1]}"
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever Arrow cannot read of this file inside is told as damage to it, what the system refuses as that."""
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            zh, en = "无法读取；审查状态保持原样", "cannot be read; the state is as it was"
            raise IntakeError(f"{path}: {zh} · {en}: {os.strerror(error.errno)}") from None
        raise damaged(path, str(error).splitlines()[0]) from None


def parquet(path: Path, names: Sequence[str]) -> pq.ParquetFile:
    """A file of a run, opened; raises IntakeError where it is no Parquet file or has not these columns."""
    with reading(path):
        file = pq.ParquetFile(path, page_checksum_verification=True)
    if file.schema_arrow.names != [*names]:
        raise damaged(path, "columns")
    return file


def columns_of(path: Path, schema: pa.Schema) -> list[Any]:
    """The columns of a file of a run, one read after the other, so that none is in memory twice but the last read."""
    file = parquet(path, schema.names)
    with reading(path):
        return [file.read([field.name]).column(0).cast(field.type).to_numpy() for field in schema]


def read_through(path: Path, names: Sequence[str]) -> None:
    """Raise IntakeError where any of it cannot be read."""
    file = parquet(path, names)
    for group in range(file.num_row_groups):
        with reading(path):
            file.read_row_group(group)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
