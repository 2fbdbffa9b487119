"""Sources taken in, as a test needs it: written, read into a layout, and looked at row by row."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from tests.attempts.intake.both import is_both
from zilv.attempts.intake.intake import Accounting, IntakeOptions, take_in
from zilv.attempts.shape import Shape
from zilv.privacy.token import Tokens

TOKENS = Tokens(b"k" * 32)
BEIJING = ZoneInfo("Asia/Shanghai")
HEADER = "attempt_id,at,lender,person,channel"
ROW = "a1,2026-03-02T09:30:00+08:00,Lender,person-1,voice"


@dataclass(frozen=True)
class Taken:
    """What intake made of its sources."""

    accounting: Accounting
    attempts: list[dict[str, Any]]
    rejected: list[dict[str, str]]
    layout: Path

    @property
    def ids(self) -> list[str]:
        """The attempts' ids, in the order they are stored."""
        return [attempt["attempt_id"] for attempt in self.attempts]

    @property
    def reasons(self) -> list[tuple[str, str, str]]:
        """Row, field and reason of each rejected row."""
        return [(row["row"], row["field"], row["reason"]) for row in self.rejected]


def take(folder: Path, *sources: bytes | str | Path, **options: Any) -> Taken:
    """Take sources in: a path as it is, text and bytes as CSV files of a folder of their own.

    What is told of them must be told in both languages.
    """
    paths = [source if isinstance(source, Path) else written(folder, i, source) for i, source in enumerate(sources)]
    given: dict[str, Any] = {"tokens": TOKENS, "default_zone": BEIJING, "rejects": folder / "rejected.csv"}
    accounting = take_in(paths, folder / "layout", IntakeOptions(**(given | options)))
    refused = rejected(folder / "rejected.csv")
    assert all(map(is_both, [*(row["reason"] for row in refused), *accounting.warnings]))
    return Taken(accounting, stored(folder / "layout"), refused, folder / "layout")


def written(folder: Path, number: int, source: bytes | str) -> Path:
    """A CSV file of this text."""
    path = folder / f"来源 {number}.csv"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return path


def stored(layout: Path) -> list[dict[str, Any]]:
    """The rows of a layout, its shapes read."""
    parts = [pq.read_table(part, partitioning=None) for part in sorted(layout.glob("part-*.parquet"))]
    rows: list[dict[str, Any]] = pa.concat_tables(parts).to_pylist()
    return [row | {"shape": Shape(*json.loads(row["shape"]))} for row in rows]


def rejected(path: Path) -> list[dict[str, str]]:
    """The rows of a file of rejected rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def csv_of(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> str:
    """These rows as CSV text."""
    return (
        "\n".join([",".join(columns), *(",".join(_cell(row.get(name, "")) for name in columns) for row in rows)]) + "\n"
    )


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def is_balanced(accounting: Accounting) -> bool:
    """Whether every row that was read is accounted for, in each file."""
    return all(f.read == f.accepted + f.merged + f.duplicate + f.rejected for f in accounting.files)
