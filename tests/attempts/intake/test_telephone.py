"""A number that is masked, rounded or none is refused with its reason; whole ones, tokens and empty ones are read."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.attempts.intake.taken import TOKENS, csv_of, is_balanced, take
from zilv.attempts.intake.telephone import faulty, number_fault

COLUMNS = ("attempt_id", "at", "lender", "person", "channel", "number")
like_numbers = st.text("0123456789+-() .x*eE", max_size=45)
like_tokens = st.text("pnalx_27azAZ018", min_size=13, max_size=17)


def row(attempt: str, number: str) -> dict[str, str]:
    return {"attempt_id": attempt, "at": "2026-03-02T09:30:00Z", "lender": "L", "person": "p", "channel": "voice"} | {
        "number": number
    }


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("138****0001", "is masked; export full numbers"),
        ("138XXXX0001", "is masked; export full numbers"),
        ("１３８＊＊＊＊０００１", "is masked; export full numbers"),
        ("1.38E+10", "was rounded by a spreadsheet (as 1.38E+10); export it as text"),
        ("张三", "is no telephone number"),
        ("n_abcdefghijklm8", "is no telephone number"),
    ],
)
def test_a_number_that_would_be_nobodys_is_refused_with_its_reason(tmp_path: Path, number: str, reason: str) -> None:
    rows = [row("a1", number), row("a2", "13800000001"), row("a3", number), row("a4", "")]
    taken = take(tmp_path, csv_of(rows, COLUMNS))
    assert taken.reasons == [("1", "number", reason), ("3", "number", reason)]
    assert sorted(taken.ids) == ["a2", "a4"] and is_balanced(taken.accounting)


def test_persons_and_accounts_may_be_spelt_in_any_way(tmp_path: Path) -> None:
    rows = [row("a1", "") | {"person": "138****0001", "account": "1.38E+10"}]
    assert take(tmp_path, csv_of(rows, (*COLUMNS, "account"))).ids == ["a1"]


@settings(deadline=None)
@example(["", " ", "12", "123", "+1 2 3", "(0571) 8888-0000", "+", "p_aaaaaaaaaaaaa", "p_aaaaaaaaaaaa1", "1" * 41])
@given(st.lists(st.one_of(like_numbers, like_tokens, st.text(max_size=16)), max_size=20))
def test_a_column_is_checked_as_each_of_its_texts(some: list[str]) -> None:
    found = faulty(pa.array(["skipped", *some], pa.string()).slice(1))
    assert found.tolist() == [bool(number_fault(text)) for text in some]


def test_a_token_is_no_telephone_number_and_is_read() -> None:
    assert number_fault(TOKENS.text("number", "13800000001")) == ""
