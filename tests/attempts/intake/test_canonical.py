"""Columns read many rows at once say what `attempt_from` says of each row alone."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pyarrow as pa
from hypothesis import given, settings, strategies

from tests.attempts.intake.taken import TOKENS
from zilv.attempts.attempt import COLUMNS, Attempt
from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.intake.chunk import UNRELIABLE, Chunk, Problem
from zilv.attempts.intake.columns import CODES, IDENTIFIERS, TOKENISED, YES_NO
from zilv.attempts.intake.identifiers import fault_of
from zilv.attempts.intake.instants import AFTER_LAST, FIRST
from zilv.attempts.intake.reasons import problem
from zilv.attempts.names import Names
from zilv.attempts.parse import EMPTY, WORDS, FieldError, attempt_from
from zilv.attempts.rows import microseconds
from zilv.privacy.token import to_text

LARGEST = 2**31 - 1
blank = strategies.sampled_from(["", " ", "\t", "\u3000", "\x1f", "\x85"])
rubbish = strategies.one_of(
    blank, strategies.text(max_size=12), strategies.sampled_from(["=1+1", "-", "@x", "0", "\x00"])
)
good = {
    "attempt_id": strategies.text(min_size=1, max_size=8),
    "at": strategies.sampled_from(["2026-03-02T09:30:00+08:00", " 2026-03-02 09:30:00Z ", "20260302T0930+0800"]),
    **{name: strategies.sampled_from(words) for name, words in WORDS.items()},
    **dict.fromkeys(("answered", "conversed", "manual"), strategies.sampled_from(["yes", "no", "yes "])),
    **dict.fromkeys(
        ("seconds", "staff"), strategies.one_of(strategies.integers(0, 10**11).map(str), strategies.just("１２"))
    ),
    **{
        kind: strategies.one_of(
            strategies.integers(-(2**63), 2**63 - 1).map(partial(to_text, kind)),
            strategies.sampled_from(["+86 138-0000-0001", "13800000001", " x ", "p_abcdefghijklmn", "P_abcdefghijklm"]),
        )
        for kind in ("person", "account", "line")
    },
    "number": strategies.one_of(
        strategies.integers(-(2**63), 2**63 - 1).map(lambda value: to_text("number", value)),
        strategies.sampled_from(
            ["+86 138-0000-0001", " 13800000001", "１３８00000001", "tel:95588", "p_abcdefghijklm"]
        ),
    ),
}
anything = strategies.text(min_size=1, max_size=5)


def sound(name: str) -> strategies.SearchStrategy[str]:
    found = good.get(name, anything)
    return found if name in COLUMNS[:5] else strategies.one_of(found, found, blank)


rows = strategies.builds(
    lambda row, slips: row | slips,
    strategies.fixed_dictionaries({name: sound(name) for name in COLUMNS}),
    strategies.dictionaries(strategies.sampled_from(COLUMNS), rubbish, max_size=1),
)
"""Rows of which about half are good: a slip in one column is not hidden by one in another."""


def chunk_of(some: list[dict[str, str]]) -> Chunk:
    number = np.arange(1, len(some) + 1)
    plain = {name: pa.array([row[name] for row in some], pa.string()) for name in COLUMNS}
    dictionaries = {
        name: column.dictionary_encode() for name, column in plain.items() if name in CODES or name == "person"
    }
    return Chunk(number, number + 1, columns=plain | dictionaries)


def alone(row: Mapping[str, str]) -> Attempt | None:
    try:
        found = attempt_from(row)
    except FieldError:
        return None
    wrong = [fault_of(kind, getattr(found, kind) or "") for kind in TOKENISED]
    if any(wrong) or UNRELIABLE in [getattr(found, name) for name in IDENTIFIERS]:
        return None
    within = FIRST <= microseconds(found.at) < AFTER_LAST and max(found.seconds or 0, found.staff or 0) <= LARGEST
    return found if within else None


def token(kind: str, text: str | None) -> int:
    return TOKENS.value(kind, text) if text else 0


def columns_of(attempt: Attempt, names: Names) -> dict[str, object]:
    """What the columns of one attempt are to be."""
    named = ("lender", "agency", "collector", "product", "disposition")
    answers = {name: YES_NO.index({None: None, True: "yes", False: "no"}[getattr(attempt, name)]) for name in ANSWERS}
    return {
        "attempt_id": attempt.attempt_id,
        "at": microseconds(attempt.at),
        **{name: names.known.index(getattr(attempt, name) or "") for name in named},
        **{name: CODES[name].index(getattr(attempt, name)) for name in CODES},
        **answers,
        "seconds": -1 if attempt.seconds is None else attempt.seconds,
        "staff": -1 if attempt.staff is None else attempt.staff,
        "recording": 2 * int(attempt.recording is not None),
        "note": int(attempt.note is not None),
        **{kind: token(kind, getattr(attempt, kind)) for kind in ("person", "number", "account", "line")},
    }


ANSWERS = ("answered", "conversed", "manual")


@settings(max_examples=300, deadline=None)
@given(strategies.lists(rows, min_size=1, max_size=4))
def test_many_rows_are_read_as_each_would_be_alone(some: list[dict[str, str]]) -> None:
    names = Names()
    table, problems = Canonical(names, TOKENS, None).taken(chunk_of(some), 7, partial=False)
    expected = {i + 1: alone(row) for i, row in enumerate(some)}
    found = {row.pop("row"): row for row in table.to_pylist()}
    assert set(found) == {number for number, attempt in expected.items() if attempt is not None}
    assert {problem.row for problem in problems} == {number for number, attempt in expected.items() if attempt is None}
    for number, row in found.items():
        attempt = expected[number]
        assert attempt is not None
        assert {name: row[name] for name in columns_of(attempt, names)} == columns_of(attempt, names)
        assert (row["file"], row["source_line"], row["stand_in"]) == (7, number + 1, 0)


def problem_with(**cells: str) -> Problem:
    row = {"attempt_id": "a", "at": "2026-03-02T09:30:00Z", "lender": "L", "person": "p", "channel": "voice"} | cells
    chunk = chunk_of([{name: row.get(name, "") for name in COLUMNS}])
    _, problems = Canonical(Names(), TOKENS, None).taken(chunk, 0, partial=False)
    assert len(problems) == 1
    return problems[0]


def test_a_reason_names_the_field_and_the_value_where_it_is_a_word() -> None:
    assert problem_with(channel="telephone").field == "channel"
    assert problem_with(channel="telephone").reason.startswith('"telephone" ')
    assert problem_with(channel="telephone").reason.endswith(" · is not one of " + ", ".join(WORDS["channel"]))
    assert problem_with(answered="是").reason.startswith('"是" 应为 yes 或 no')
    assert problem_with(at="2026-02-30T09:30:00Z").reason.startswith('"2026-02-30T09:30:00Z" 不是 ISO 8601 时刻')


def test_a_reason_never_holds_a_number_or_a_name_that_slipped_into_another_column() -> None:
    for name in ("at", "channel", "answered", "seconds", "party"):
        for secret in (
            "13800000001",
            "138-0000-0001",
            "+86 138 0000 0001",
            "张三",
            "张三 13800000001",
            "Zhang San",
            "1e99",
        ):
            if name in {"seconds"} and secret == "13800000001":
                continue
            told = problem_with(**{name: secret})
            assert told.field == name
            assert secret not in told.reason
            assert "138" not in told.reason


def test_a_number_too_large_to_be_true_is_refused_without_showing_it() -> None:
    assert problem_with(seconds="13800000001").reason == "超过 2,147,483,647 · is larger than 2,147,483,647"
    assert problem_with(staff="9" * 5000).reason == "超过 2,147,483,647 · is larger than 2,147,483,647"


def test_the_largest_number_is_read() -> None:
    cells = {"attempt_id": "a", "seconds": str(LARGEST), "staff": f"000{LARGEST}"}
    chunk = chunk_of([{name: cells.get(name, "") for name in COLUMNS}])
    table, _ = Canonical(Names(), TOKENS, None).taken(chunk, 0, partial=True)
    assert (table.column("seconds").to_pylist(), table.column("staff").to_pylist()) == ([LARGEST], [LARGEST])


def test_a_partial_row_whose_time_cannot_be_read_is_refused() -> None:
    cells = {"attempt_id": "a", "at": "2026-03-02T09:30"}
    chunk = chunk_of([{name: cells.get(name, "") for name in COLUMNS}])
    _, problems = Canonical(Names(), TOKENS, None).taken(chunk, 0, partial=True)
    assert [(p.field, p.reason) for p in problems] == [
        ("at", '"2026-03-02T09:30" 没有时区偏移，应如 +08:00 · has no offset, e.g. +08:00')
    ]


def test_digits_that_a_format_shows_outside_of_quotes_are_hidden_as_well() -> None:
    told = problem(1, 2, FieldError("13800000001 x", 'of 13800000001 is "张三", e.g. 2026-03-02T09:30:00+08:00'))
    assert (told.field, told.reason) == ("… x", "of … is [2 个字符 characters], e.g. 2026-03-02T09:30:00+08:00")


def test_an_instant_before_1990_is_refused() -> None:
    assert (
        problem_with(at="1970-01-01T08:00:00+08:00").reason
        == '"1970-01-01T08:00:00+08:00" 不在 1990 至 2199 年 · lies outside of 1990 to 2199'
    )


def test_a_partial_row_needs_its_id_alone() -> None:
    cells = {"attempt_id": "a", "recording": "r"}
    chunk = chunk_of([{name: cells.get(name, "") for name in COLUMNS}, dict.fromkeys(COLUMNS, "")])
    table, problems = Canonical(Names(), TOKENS, None).taken(chunk, 0, partial=True)
    assert table.column("recording").to_pylist() == [2]
    assert [(p.row, p.field, p.reason) for p in problems] == [(2, "attempt_id", EMPTY)]


def test_a_partial_row_stands_for_the_person_of_its_number() -> None:
    cells = {"attempt_id": "a", "number": "+86 138-0000-0001"}
    table, _ = Canonical(Names(), TOKENS, None).taken(
        chunk_of([{n: cells.get(n, "") for n in COLUMNS}]), 0, partial=True
    )
    assert table.column("stand_in").to_pylist() == [TOKENS.value("person", "13800000001")]
    assert table.column("number").to_pylist() == [TOKENS.value("number", "13800000001")]


def test_a_source_that_cannot_tell_of_a_recording_leaves_it_open() -> None:
    chunk = chunk_of([dict.fromkeys(COLUMNS, "") | {"attempt_id": "a", "recording": "?"}])
    table, _ = Canonical(Names(), TOKENS, None).taken(chunk, 0, partial=True)
    assert table.column("recording").to_pylist() == [1]
