"""A number with a fraction names nobody, in any container, read as it is or by a mapping; a whole one is its digits."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.attempts.intake.taken import TOKENS, is_balanced, take
from zilv.attempts.intake.columns import IDENTIFIERS
from zilv.attempts.intake.record import FRACTION

Row = dict[str, Any]
GIVEN = {"attempt_id": "a", "at": "2026-03-02T09:30:00Z", "lender": "L", "person": "p", "channel": "voice"}
CONTAINERS = ("json", "xlsx", "parquet")


def rows(column: str, *values: Any) -> list[Row]:
    """Rows that differ in their id, and in this column."""
    return [GIVEN | {"attempt_id": f"a{n}"} | {column: value} for n, value in enumerate(values)]


def saved(folder: Path, container: str, some: list[Row]) -> Path:
    path = folder / f"来源.{container}"
    if container == "json":
        path.write_text("\n".join(map(json.dumps, some)), "utf-8")
    elif container == "parquet":
        pq.write_table(pa.Table.from_pylist(some), path)
    else:
        book = openpyxl.Workbook()
        for row in [list(some[0]), *(list(row.values()) for row in some)]:
            book.active.append(row)
        book.save(path)
    return path


def options(folder: Path, mapped: bool, some: list[Row]) -> dict[str, Any]:
    """How to read these columns: as they are called, or by a mapping that says the same."""
    path = folder / "map.yaml"
    path.write_text("columns:\n" + "".join(f"  {name}: {name}\n" for name in some[0]), "utf-8")
    return {"mapping": path} if mapped else {}


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("column", IDENTIFIERS)
def test_an_identifier_with_a_fraction_is_set_aside(tmp_path: Path, column: str, container: str, mapped: bool) -> None:
    some = rows(column, 7001.0, 1.5, 7002.0, 1e-7)
    taken = take(tmp_path, saved(tmp_path, container, some), **options(tmp_path, mapped, some))
    assert taken.reasons == [("2", column, FRACTION), ("4", column, FRACTION)]
    assert len(taken.ids) == 2 and is_balanced(taken.accounting)


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("column", ["person", "number", "account"])
def test_a_whole_number_is_the_same_as_its_digits(tmp_path: Path, column: str, container: str, mapped: bool) -> None:
    some = rows(column, 13912345678.0)
    taken = take(tmp_path, saved(tmp_path, container, some), **options(tmp_path, mapped, some))
    assert [row[column] for row in taken.attempts] == [TOKENS.value(column, "13912345678")]


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("container", CONTAINERS)
def test_what_names_nobody_may_be_a_fraction(tmp_path: Path, container: str, mapped: bool) -> None:
    some = rows("note", 1.5, 2.0)
    taken = take(tmp_path, saved(tmp_path, container, some), **options(tmp_path, mapped, some))
    assert [row["shape"].noted for row in taken.attempts] == [True, True]


def test_a_number_that_lost_its_digits_is_refused_by_a_mapping_too(tmp_path: Path) -> None:
    some = rows("account", 7001.0, 1e16, float("inf"), float("nan"))
    taken = take(tmp_path, saved(tmp_path, "parquet", some), **options(tmp_path, True, some))
    assert [row[:2] for row in taken.reasons] == [("2", "account"), ("3", "account")]
    assert [row["account"] for row in taken.attempts] == [TOKENS.value("account", "7001"), 0]
