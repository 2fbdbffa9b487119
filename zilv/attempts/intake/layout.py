"""The stored layout: one Parquet file per bucket of persons, in the order that judgement reads, and a manifest."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.intake.accounting import Accounting
from zilv.attempts.rows import Int64
from zilv.errors import IntakeError

VERSION = 3
MANIFEST = "manifest.json"
SHARED_NUMBERS = "shared-numbers.parquet"
"""The numbers that occur in more than one part: provisions counted per number look at these across parts."""

ROWS_PER_GROUP = 1 << 20
_MARKED_BYTES = 1 << 12
_WORD = pa.dictionary(pa.int32(), pa.string())

_MAY_LACK = ("agency", "collector", "line", "seconds")

COLUMNS = pa.schema(
    [
        pa.field(name, kind, nullable=name in _MAY_LACK)
        for name, kind in (
            ("attempt_id", pa.string()),
            ("at", pa.timestamp("us", "UTC")),
            *((name, _WORD) for name in ("lender", "agency", "collector", "line")),
            *((name, pa.int64()) for name in ("person", "number", "account")),
            ("day", pa.int32()),
            ("minute", pa.int16()),
            ("shape", _WORD),
            ("seconds", pa.int32()),
        )
    ]
)
"""Sorted by lender (its text), person, at, attempt_id. `person number account` are tokens, 0 = not recorded; `line`
is a token's text. `day` and `minute` are local to the person, as in `attempts.rows`. `shape`: JSON of a Shape."""

_PACKED = {field.name: "none" if field.name == "at" else "lz4" for field in COLUMNS}
"""Instants of persons after one another are hardly smaller packed."""

_DICTIONARIES = [field.name for field in COLUMNS if pa.types.is_dictionary(field.type)]


class MadeWith(msgspec.Struct, frozen=True, kw_only=True):
    """What fixed the rows of a layout beside its sources; with anything else they say something else.

    `mark`: of the token key. `zone`: of persons whom no register places; `zone_of_times`: of times without offset.
    `persons`, `relations`: digests of what these registers said; `relations` None: every attempt named its person.
    """

    mark: str
    zone: str | None
    zone_of_times: str | None
    persons: str
    relations: str | None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a layout holds. `parts`: the rows of each file, in their order. Days count from 1970-01-01.

    `inputs`: SHA-256 over the inputs, whatever their order. `marks`: of each Parquet file (`marks_of`).
    """

    version: int
    zilv: str
    rows: int
    parts: tuple[int, ...]
    marks: dict[str, str]
    first_day: int | None
    last_day: int | None
    made_with: MadeWith
    inputs: str
    accounting: Accounting


class _Versioned(msgspec.Struct):
    """As much of a manifest as every version has."""

    version: int


def is_layout(path: Path) -> bool:
    """Whether this folder is a layout that intake wrote, also one that lost files since."""
    return (path / MANIFEST).is_file() and (
        (path / SHARED_NUMBERS).is_file() or any(path.glob("part-[0-9][0-9][0-9][0-9][0-9].parquet"))
    )


def layouts_among(files: Iterable[str]) -> list[str]:
    """The folders that are layouts, by the addresses of files wherever they lie."""
    told = frozenset(files)
    folders = [file.removesuffix(f"/{MANIFEST}") for file in sorted(told) if file.endswith(f"/{MANIFEST}")]
    return [folder for folder in folders if told & {f"{folder}/{SHARED_NUMBERS}", f"{folder}/{part_name(0)}"}]


def no_source(layout: str) -> IntakeError:
    """What is wrong where a layout is given as something to be read."""
    return IntakeError(
        f"{layout}: 是已读入的数据，只能单独审查（本机，不带 --state）；如与其他文件一同审查、持续审查或用 Spark，"
        "请给出其来源文件 · is a layout, read already, which is judged alone, on one machine and without --state; to "
        "go on with it, to add other files or to use Spark, give the sources it was made from"
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a layout; raises IntakeError."""
    try:
        written = (folder / MANIFEST).read_bytes()
        version = msgspec.json.decode(written, type=_Versioned).version
        if version == VERSION:
            return msgspec.json.decode(written, type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        what = "不能读作已读入数据的清单 · cannot be read as the manifest of a layout"
        raise IntakeError(f"{folder / MANIFEST}: {what}: {error}") from None
    raise IntakeError(
        f"{folder}: 是版本 {version} 的已读入数据，本版 zilv 只读版本 {VERSION}：请重新读入来源文件 · "
        f"is a layout of version {version}; this zilv reads version {VERSION}: take the source in again"
    )


def check_whole(folder: Path, parts: Sequence[Path]) -> None:
    """Raise IntakeError unless these files are the parts that intake wrote, each in its place with its rows."""
    manifest = read_manifest(folder)
    expected = {part_name(number): rows for number, rows in enumerate(manifest.parts)}
    found = {part.name for part in parts}
    for name in sorted(found ^ set(expected)):
        what = ("缺失", "is missing") if name in expected else ("并非读入时所写", "is no part that intake wrote")
        raise _not_whole(folder / name, *what)
    for name, rows in expected.items():
        here = _rows_of(folder / name)
        if here != rows:
            raise _not_whole(
                folder / name, f"有 {here} 行，读入时写的是 {rows} 行", f"has {here} rows where intake wrote {rows}"
            )
    marks = marks_of(folder)
    for name in sorted(marks.keys() | manifest.marks.keys()):
        if name not in marks:
            raise _not_whole(folder / name, "缺失", "is missing")
        if marks[name] != manifest.marks.get(name):
            raise _not_whole(folder / name, "不是读入时所写的该文件", "is not the file that intake wrote by this name")


def marks_of(folder: Path) -> dict[str, str]:
    """By name a mark of each Parquet file of a layout: of its size, and of what stands first, halfway and last in it.

    It tells files apart that were exchanged, at three reads each. It is no proof against who alters one on purpose.
    """
    return {path.name: _mark(path) for path in sorted(folder.glob("*.parquet")) if not path.name.startswith(".")}


def _mark(path: Path) -> str:
    size = path.stat().st_size
    found = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
    with path.open("rb") as file:
        for place in (0, size // 2, max(size - _MARKED_BYTES, 0)):
            file.seek(place)
            found.update(file.read(_MARKED_BYTES))
    return found.hexdigest()


def _rows_of(part: Path) -> int:
    try:
        return int(pq.read_metadata(part).num_rows)
    except (pa.ArrowInvalid, OSError) as error:
        raise _not_whole(part, "无法读取", f"cannot be read: {error}") from None


def _not_whole(part: Path, zh: str, en: str) -> IntakeError:
    return IntakeError(
        f"{part}: {zh}；未作任何审查。请重新读入来源文件 · {en}; nothing was judged. Take the sources in again"
    )


def part_name(number: int) -> str:
    """The file of a layout's part, from 0."""
    return f"part-{number:05}.parquet"


def write_part(folder: Path, number: int, part: pa.Table) -> None:
    """Write one part; `part` has the columns of `COLUMNS` in their order."""
    pq.write_table(
        part,
        folder / part_name(number),
        row_group_size=ROWS_PER_GROUP,
        compression=_PACKED,
        use_dictionary=_DICTIONARIES,
        write_statistics=False,  # a third of the cost of writing, and nobody reads them
    )


def write_shared_numbers(folder: Path, number: Int64) -> None:
    """Write the numbers, ascending, that occur in several parts."""
    pq.write_table(pa.table({"number": number}), folder / SHARED_NUMBERS, compression="zstd")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, which makes the folder a layout."""
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))


@dataclass(frozen=True, slots=True)
class Building:
    """Two empty folders: `layout`, which becomes the layout, and `scratch`, which nobody will see again."""

    layout: Path
    scratch: Path


@contextmanager
def building(out: Path) -> Iterator[Building]:
    """Folders beside `out`; `layout` takes its place once all has been written. Nothing half-written ever remains.

    Replaces a layout that is there; raises IntakeError where `out` holds anything else.
    """
    if out.exists() and not is_layout(out) and (not out.is_dir() or any(out.iterdir())):
        zh, en = "已存在，且不是读入的数据", "exists and is no layout"
        raise IntakeError(f"{out}: {zh}，请另选一处，或先清空 · {en}; choose another place, or empty it first")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        holder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    except OSError as error:
        raise IntakeError(f"{out}: 无法写入 · cannot be written: {error.strerror}") from None
    try:
        made = Building(holder / "layout", holder / "scratch")
        made.layout.mkdir()
        made.scratch.mkdir()
        yield made
        if out.exists():
            out.replace(holder / "replaced")
        made.layout.replace(out)
    finally:
        shutil.rmtree(holder, ignore_errors=True)
