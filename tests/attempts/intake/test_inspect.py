"""A first look at a file: what it is taken for, and its rows as they would be read."""

from pathlib import Path

import pytest

from tests.attempts.intake.sample import FILES, FOLDER
from tests.attempts.intake.taken import BEIJING, HEADER, ROW, TOKENS, written
from zilv.attempts.intake.inspect import Inspection, inspect
from zilv.attempts.intake.intake import IntakeOptions
from zilv.errors import IntakeError


def looked_at(folder: Path, source: bytes | str | Path, count: int = 10) -> Inspection:
    path = source if isinstance(source, Path) else written(folder, 0, source)
    options = IntakeOptions(tokens=TOKENS, rejects=folder / "r.csv", default_zone=BEIJING, constants={"lender": "L"})
    return inspect(path, options, count)


def test_ten_rows_are_shown_as_they_would_be_read(tmp_path: Path) -> None:
    lines = "".join(f"a{n},2026-03-02T09:30:00Z,Lender,13800000001, voice ,13800000001,说了什么\n" for n in range(30))
    found = looked_at(tmp_path, f"{HEADER},number,note\n{lines}".encode("gb18030"))
    assert (found.container, found.encoding, found.format, len(found.rows)) == ("csv", "gb18030", "canonical", 10)
    assert found.columns == (*HEADER.split(","), "number", "note")
    assert found.rows[9].values == {
        "attempt_id": "a9",
        "at": "2026-03-02T09:30:00Z",
        "lender": "Lender",
        "person": TOKENS.text("person", "13800000001"),
        "number": TOKENS.text("number", "13800000001"),
        "channel": "voice",
        "note": "✓",
    }
    assert (found.rows[9].row, found.rows[9].line, found.rows[9].problem) == (10, 11, None)


def test_problems_stand_beside_their_rows(tmp_path: Path) -> None:
    found = looked_at(tmp_path, f"{HEADER}\n{ROW}\n1,2\n{ROW.replace('voice', 'fax')}\n{ROW}\n")
    told = [(row.row, row.problem.field if row.problem else None) for row in found.rows]
    assert told == [(1, None), (2, ""), (3, "channel"), (4, None)]


@pytest.mark.parametrize("name", FILES)
def test_a_vendors_file_is_recognised(tmp_path: Path, name: str) -> None:
    found = looked_at(tmp_path, FOLDER / FILES[name])
    assert found.format == name
    shown = [row.values for row in found.rows if row.problem is None]
    assert shown
    assert all(values["attempt_id"] for values in shown)
    assert all(
        values[kind].startswith(kind[0] + "_")
        for values in shown
        for kind in ("person", "number", "line")
        if kind in values
    )


def test_no_more_rows_than_asked_are_shown(tmp_path: Path) -> None:
    assert len(looked_at(tmp_path, f"{HEADER}\n" + f"{ROW}\n" * 5, 3).rows) == 3


def test_looking_writes_nothing(tmp_path: Path) -> None:
    looked_at(tmp_path, f"{HEADER}\n{ROW}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["来源 0.csv"]


def test_a_file_that_cannot_be_read_is_the_same_error_as_in_intake(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="is empty"):
        looked_at(tmp_path, "")
