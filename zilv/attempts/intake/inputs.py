"""From the paths a user gives to the files that are read, and from a file to its opened table."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zilv.attempts.intake.chunk import Source
from zilv.attempts.intake.json_records import JsonRecords
from zilv.attempts.intake.layout import is_layout, no_source
from zilv.attempts.intake.parquet import ParquetTable
from zilv.attempts.intake.source import Bytes, InputFile, kind_of, kind_of_head
from zilv.attempts.intake.tabular import DelimitedText
from zilv.attempts.intake.xlsx import Sheet
from zilv.errors import IntakeError

SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xlsm", ".log")
BYTES_PER_BUCKET = 64 << 20
BUCKETS_MAX = 1024
_UNPACKED = {"parquet": 12, "xlsx": 8, "gzip": 10}
"""About how many bytes of CSV a byte of these stands for."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/")
HIDDEN = (".", "_")
"""How names begin of what a program left beside the data: `_temporary` of a job that failed, `_SUCCESS`."""

_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with its table, and the bytes read of it so far."""

    file: InputFile
    source: Source
    warnings: tuple[str, ...] = ()


def files_of(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The files to read, each once, and warnings naming what in a folder is not read. Raises IntakeError.

    A layout is none of them, nor any folder in which one lies.
    """
    files: dict[Path, Path] = {}
    warnings = []
    for path in paths:
        if not path.exists():
            raise IntakeError(f"{path}: {_why_not_there(path)}")
        set_aside: list[str] = []
        found = sorted(_within(path, set_aside)) if path.is_dir() else [path]
        read = [file for file in found if file == path or _has_known_suffix(file)]
        left = [file.name for file in found if file not in read]
        if left:
            warnings.append(
                f"{path}: 名称不以 {', '.join(SUFFIXES)} 结尾，未读取 · "
                f"not read, for their names end in none of these: {', '.join(left)}"
            )
        if set_aside:
            warnings.append(
                f"{path}: 名称以 _ 开头，是程序所遗，未读取 · "
                f"not read, for names that begin with _ are what a program left: {', '.join(sorted(set_aside))}"
            )
        if not read:
            known = ", ".join((*SUFFIXES, ".gz"))
            zh, en = "没有可读的文件，名称应以文末所列结尾", "holds no file to read; expected names that end in"
            raise IntakeError(f"{path}: {zh} · {en} {known}")
        for file in read:
            if not file.is_file():
                raise IntakeError(f"{file}: 既不是文件也不是文件夹 · is neither a file nor a folder")
            if file.resolve() in files:
                warnings.append(f"{file}: 不止一次给出，只读一次 · was named more than once; read once")
            files.setdefault(file.resolve(), file)
    return list(files.values()), warnings


def _why_not_there(path: Path) -> str:
    if _ADDRESS.match(str(path)):
        return (
            "此处只读本机文件：请先下载或挂载，或用 --engine spark · is an address, and only files of this machine are "
            "read here: copy or mount it first, or audit with --engine spark, which reads s3a:// and hdfs://"
        )
    return "不存在 · does not exist"


def _within(folder: Path, set_aside: list[str]) -> Iterator[Path]:
    """The files of a folder and its folders, as Spark finds them; into `set_aside` go names that begin with _."""
    for here, folders, names in os.walk(folder):
        if is_layout(Path(here)):
            raise no_source(here)
        set_aside.extend(f"{name}{os.sep}" for name in folders if name.startswith("_"))
        set_aside.extend(name for name in names if name.startswith("_") and _has_known_suffix(Path(name)))
        folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
        yield from (Path(here, name) for name in names if not name.startswith((*HIDDEN, "~$")))


def _has_known_suffix(file: Path) -> bool:
    return file.name.lower().removesuffix(".gz").endswith(SUFFIXES)


def buckets_for(files: Sequence[Path]) -> int:
    """How many buckets, a power of two, keep each about as small as 64 MB of CSV."""
    size = sum(file.stat().st_size * _UNPACKED.get(kind_of(file), 1) for file in files)
    buckets = 1
    while buckets < BUCKETS_MAX and buckets * BYTES_PER_BUCKET < size:
        buckets *= 2
    return buckets


def opened(path: Path) -> Opened:
    """The table of a file, whatever its name says. Raises IntakeError."""
    kind = kind_of(path)
    file = InputFile(path)
    if kind == "parquet":
        return Opened(file, ParquetTable(path))
    if kind == "xlsx":
        sheet = Sheet(path)
        more = sheet.others
        told = f"只读第一张可见的表，另有 {more} 张不读 · only its first visible sheet is read; {more} more are not"
        return Opened(file, sheet, (f"{path}: {told}",) if more else ())
    source = Bytes(file)
    head = source.head()
    if kind_of_head(path, head) != "text":
        what = "压缩了两层，请解开后给出其内容 · is packed twice; unpack it and give what is inside"
        raise IntakeError(f"{path}: {what}")
    return Opened(file, JsonRecords(source) if is_json(head) else DelimitedText(source))


def is_json(head: bytes) -> bool:
    """Whether a text that begins with these bytes is JSON, in any encoding."""
    return head.lstrip(_BLANK)[:1] in {b"[", b"{"}
