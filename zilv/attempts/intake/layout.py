"""The stored layout: one Parquet file per bucket of persons, in the order that judgement reads, and a manifest."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.intake.accounting import Accounting
from zilv.attempts.rows import Int64
from zilv.errors import IntakeError

VERSION = 1
MANIFEST = "manifest.json"
SHARED_NUMBERS = "shared-numbers.parquet"
"""The numbers that occur in more than one part: provisions counted per number look at these across parts."""

ROWS_PER_GROUP = 1 << 20
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


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a layout holds. Days count from 1970-01-01. `inputs`: SHA-256 over the inputs, whatever their order."""

    version: int
    zilv: str
    rows: int
    buckets: int
    first_day: int | None
    last_day: int | None
    zone: str | None
    inputs: str
    accounting: Accounting


def is_layout(path: Path) -> bool:
    """Whether this folder is a layout that intake wrote."""
    return (path / MANIFEST).is_file() and (path / "part-00000.parquet").is_file()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a layout; raises IntakeError."""
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise IntakeError(f"{folder / MANIFEST}: cannot be read as the manifest of a layout: {error}") from None
    if found.version != VERSION:
        raise IntakeError(
            f"{folder}: is a layout of version {found.version}; this zilv reads version {VERSION}: take the source "
            "in again"
        )
    return found


def write_part(folder: Path, number: int, part: pa.Table) -> None:
    """Write one part; `part` has the columns of `COLUMNS` in their order."""
    pq.write_table(
        part,
        folder / f"part-{number:05}.parquet",
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
        raise IntakeError(f"{out}: exists and is no layout; choose another place, or empty it first")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        holder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    except OSError as error:
        raise IntakeError(f"{out}: cannot be written: {error.strerror}") from None
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
