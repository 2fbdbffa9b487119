"""What a register's cell may hold: numbers within bounds, instants that can be written as dates, whole telephones."""

from zoneinfo import ZoneInfo

import pytest

from zilv.attempts.parse import FieldError
from zilv.registers.parse import check_identifiers, row_from

AGREED = {"person": "p", "scope": "frequency"}
HOLD = {"person": "p", "reason": "plan"}
REVIEW = {"attempt_id": "a", "act": "threat", "status": "found", "at": "2026-03-02T00:00:00Z"}


@pytest.mark.parametrize(
    ("register", "row", "column", "most"),
    [
        ("agreements", AGREED, "at_most", 1_000_000),
        ("persons", {"person": "p"}, "birth_year", 9999),
        ("reviews", REVIEW, "turn", 1_000_000),
    ],
)
def test_a_whole_number_is_read_up_to_its_bound(register: str, row: dict[str, str], column: str, most: int) -> None:
    for text in (str(most), f"000{most}", "0", "000"):
        assert getattr(row_from(register, {**row, column: text}, None), column) == int(text)
    for text in (str(most + 1), str(2**63), "9" * 5000):
        with pytest.raises(FieldError, match=f"^{column}: 超过 {most:,} · is larger than {most:,}$"):
            row_from(register, {**row, column: text}, None)


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+23:00", "0001-01-01T00:00+00:01"])
def test_an_instant_that_no_calendar_has_is_refused(name: str, text: str) -> None:
    with pytest.raises(FieldError, match=f"^{name}: 不在 .* · lies outside of the years 0001 to 9999"):
        row_from("holds", {**HOLD, name: text}, None)


def test_a_date_whose_midnight_no_calendar_has_is_refused() -> None:
    with pytest.raises(FieldError, match=r"^since: 不在 .* · lies outside of the years 0001 to 9999"):
        row_from("holds", {**HOLD, "since": "0001-01-01"}, ZoneInfo("Asia/Shanghai"))


def test_the_first_and_the_last_instant_of_all_are_read() -> None:
    row = {**HOLD, "since": "0001-01-01T00:00:00Z", "until": "9999-12-31T23:59:59.999999Z"}
    made = row_from("holds", row, None)
    assert (made.since, made.until) == (-62_135_596_800_000_000, 253_402_300_799_999_999)


def test_a_masked_number_is_refused_and_a_token_or_an_empty_cell_is_not() -> None:
    with pytest.raises(FieldError, match=r"^number: 已打码.* · is masked"):
        check_identifiers({"number": "139****5678"})
    with pytest.raises(FieldError, match=r"^number: 不是电话号码 · is no telephone number"):
        check_identifiers({"number": "王一"})
    for row in ({}, {"number": None}, {"number": " "}, {"number": "n_qx7dkq2v5m3ja"}, {"number": "+86 139 1234 5678"}):
        check_identifiers(row)
