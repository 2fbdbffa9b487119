"""Numbers in Parquet: an identifier is the same whatever stands beside it, and one that lost digits is refused."""

from collections.abc import Sequence
from datetime import datetime, timezone
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attempts.intake.taken import TOKENS, is_balanced, take
from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.intake.chunk import Chunk
from zilv.attempts.intake.columns import IDENTIFIERS, TOKENISED
from zilv.attempts.intake.parquet import as_canonical, as_text
from zilv.attempts.intake.record import FRACTION
from zilv.attempts.names import Names
from zilv.errors import IntakeError

NAN = float("nan")
AT = datetime(2026, 3, 2, 1, 30, tzinfo=timezone.utc)
WHOLE = st.integers(100, 2**53 - 1)
MONEY, SPARKS = pa.decimal128(20, 2), pa.decimal128(38, 18)


def file_of(path: Path, **columns: pa.Array) -> Path:
    count = max(len(column) for column in columns.values())
    usual = {
        "attempt_id": pa.array([f"a{n}" for n in range(count)]),
        "at": pa.array([AT] * count, pa.timestamp("us", "UTC")),
        "lender": pa.array(["L"] * count),
        "person": pa.array(["p"] * count),
        "channel": pa.array(["voice"] * count),
    }
    pq.write_table(pa.table(usual | columns), path)
    return path


def tokens(kind: str, parts: Sequence[pa.Array]) -> list[int]:
    """What the rows' identifiers become, read batch by batch; -1 where the row is refused."""
    canonical, found = Canonical(Names(), TOKENS, None), list[int]()
    for part in parts:
        chunk = Chunk(np.arange(len(part)), np.zeros(len(part), np.int64), columns=columns_with(kind, part))
        table, _ = canonical.taken(chunk, 0, partial=False)
        told = dict(zip(table.column("row").to_pylist(), table.column(kind).to_pylist(), strict=True))
        found += [told.get(n, -1) for n in range(len(part))]
    return found


def columns_with(kind: str, part: pa.Array) -> dict[str, pa.Array]:
    given = {"at": "2026-03-02T09:30:00Z", "channel": "voice", "lender": "L", "attempt_id": "a", "person": "p"}
    usual = {name: pa.array([given.get(name, "")] * len(part), pa.string()) for name in COLUMNS}
    return usual | {kind: as_canonical(kind, part)}


@settings(deadline=None)
@given(
    st.sampled_from(TOKENISED),
    st.lists(st.one_of(WHOLE.map(float), st.floats(), st.none()), min_size=1, max_size=8),
    st.lists(st.integers(0, 8)),
)
def test_a_number_has_one_token_however_the_rows_are_cut(kind: str, values: list[float], cuts: list[int]) -> None:
    whole = pa.array(values, pa.float64())
    edges = sorted({0, *(cut for cut in cuts if cut < len(values)), len(values)})
    parts = [whole.slice(i, j - i) for i, j in pairwise(edges)]
    assert tokens(kind, [whole]) == tokens(kind, parts) == tokens(kind, [whole.slice(n, 1) for n in range(len(whole))])


@settings(deadline=None)
@given(st.sampled_from(TOKENISED), st.lists(st.one_of(WHOLE, st.none()), min_size=1, max_size=6))
def test_a_number_has_the_token_of_the_same_number_as_text_or_integer(kind: str, values: list[int | None]) -> None:
    text = [pa.array([str(value or "") for value in values])]
    assert -1 not in tokens(kind, text) or (kind == "person" and None in values)
    decimals = [None if value is None else Decimal(value) for value in values]
    for column in (
        pa.array(values, pa.int64()),
        pa.array(values, pa.uint64()),
        pa.array([NAN if value is None else float(value) for value in values], pa.float64()),
        pa.array([None if value is None else float(value) for value in values]).cast(pa.float64()),
        pa.array(decimals, MONEY),
        pa.array(decimals, SPARKS),
        pa.array(values, pa.int64()).cast(pa.float64()).dictionary_encode(),
    ):
        assert tokens(kind, [column]) == tokens(kind, text), column.type


@pytest.mark.parametrize("name", IDENTIFIERS)
@pytest.mark.parametrize(
    ("bad", "good", "kind"),
    [
        (13800000001.5, 13800000001.0, pa.float64()),
        (float(2**53), float(2**53 - 1), pa.float64()),
        (float("inf"), -7001.0, pa.float64()),
        (float(2**24), float(2**24 - 1), pa.float32()),
        (2048.0, 2047.0, pa.float16()),
        (Decimal("7001.50"), Decimal("7001.00"), MONEY),
        (Decimal("7001.000000000000000001"), Decimal(7001), SPARKS),
    ],
    ids=str,
)
def test_an_identifier_that_lost_digits_is_refused_row_by_row(
    tmp_path: Path, name: str, bad: Any, good: Any, kind: pa.DataType
) -> None:
    values = [np.float16(value) for value in (good, bad)] if kind == pa.float16() else [good, bad]
    taken = take(tmp_path, file_of(tmp_path / "表.parquet", **{name: pa.array(values, kind)}))
    assert taken.reasons == [("2", name, FRACTION)]
    assert len(taken.ids) == 1 and is_balanced(taken.accounting)


def test_not_a_number_is_nobodys_number(tmp_path: Path) -> None:
    numbers = pa.array([NAN, None, 13800000001.0, 13800000001.5], pa.float64())
    taken = take(tmp_path, file_of(tmp_path / "表.parquet", number=numbers))
    assert [row["number"] for row in taken.attempts] == [0, 0, TOKENS.value("number", "13800000001")]


def test_seconds_may_be_whole_floats_and_are_refused_one_by_one(tmp_path: Path) -> None:
    seconds = pa.array([62.0, NAN, None, 1.5, 1e20], pa.float64())
    taken = take(tmp_path, file_of(tmp_path / "表.parquet", seconds=seconds))
    assert [row[:2] for row in taken.reasons] == [("4", "seconds"), ("5", "seconds")]
    assert [(row["attempt_id"], row["seconds"]) for row in taken.attempts] == [("a0", 62), ("a1", None), ("a2", None)]


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([13800000001.0, 1.5, NAN, None], pa.float64(), ["13800000001", "1.5", "", ""]),
        ([87654321.0, 1.5], pa.float32(), ["8.765432000000000e+07", "1.5"]),
        ([Decimal("62.00"), Decimal("62.50"), None], MONEY, ["62", "62.50", ""]),
    ],
    ids=str,
)
def test_each_number_is_written_by_itself(values: list[Any], kind: pa.DataType, expected: list[str]) -> None:
    assert as_text("a", pa.array(values, kind)).to_pylist() == expected


def test_a_name_with_spaces_around_is_the_trimmed_name(tmp_path: Path) -> None:
    notes = pa.array(["said so", None])
    path = file_of(tmp_path / "表.parquet", **{" note": notes, "number ": pa.array([13800000001, None])})
    taken = take(tmp_path, path)
    assert [row["shape"].noted for row in taken.attempts] == [True, False]
    assert [row["number"] for row in taken.attempts] == [TOKENS.value("number", "13800000001"), 0]
    assert not taken.accounting.warnings


def test_two_columns_of_one_trimmed_name_are_a_clear_error(tmp_path: Path) -> None:
    path = file_of(tmp_path / "表.parquet", note=pa.array(["a"]), **{"note ": pa.array(["b"])})
    with pytest.raises(IntakeError, match="names these columns more than once: note"):
        take(tmp_path, path)


def test_int96_timestamps_are_refused_where_they_are_read(tmp_path: Path) -> None:
    table = pa.table(
        {"attempt_id": ["a"], "lender": ["L"], "person": ["p"], "channel": ["voice"]}
        | {"at": ["2026-03-02T09:30:00Z"], "created": pa.array([AT], pa.timestamp("us", "UTC"))}
    )
    path = tmp_path / "表.parquet"
    pq.write_table(table, path, use_deprecated_int96_timestamps=True)
    assert take(tmp_path, path).ids == ["a"]
    at = table.column("created")
    pq.write_table(
        table.drop_columns(["created", "at"]).append_column(" at", at), path, use_deprecated_int96_timestamps=True
    )
    with pytest.raises(IntakeError, match=r'表.parquet: .*column "at" holds INT96.*microseconds with UTC'):
        take(tmp_path, path)
