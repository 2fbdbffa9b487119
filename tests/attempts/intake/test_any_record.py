"""For every format and any record: a row the core accepts, None, or a FieldError that tells nobody's data."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attempts.intake.both import is_both
from tests.attempts.intake.sample import BEIJING, FILES, records
from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.format import CanonicalRow, Format, Record
from zilv.attempts.intake.formats import FORMATS
from zilv.attempts.intake.reasons import problem
from zilv.attempts.parse import FieldError, attempt_from
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import DISPOSITIONS

UNKNOWN = {"lender", "person", "party", "note", "agency", "account", "product", "mode", "purpose", "conversed"}
"""Columns that no vendor's record tells."""

RUBBISH: list[Any] = [
    None,
    "",
    " ",
    "x",
    "-1",
    "1e400",
    "1.38E+10",
    "0000-00-00 00:00:00",
    "9999-12-31 23:59:59",
    "2026-02-30 09:00:00",
    "2026-03-02",
    "\x00",
    "\ud800",
    "１３８００００００００１",
    "١٢٣٤٥٦",
    "²",
    "a" * 10_000,
    True,
    -7,
    10**50,
    2**62,
    1_772_415_000,
    1_772_415_000_000,
    "999999999999999",
    1.5,
    1.38e10,
    float("nan"),
    float("inf"),
    [],
    ["x"],
    {},
    {"x": {"y": None}},
]


def wrapped(record: Record) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The record and the fields it wraps, in a copy: (whole, the mapping that holds the fields)."""
    whole = json.loads(json.dumps(record))
    yield whole, whole
    for value in whole.values():
        if isinstance(value, Mapping):
            yield whole, value  # type: ignore[misc]


def holds(form: Format, record: Record) -> CanonicalRow | None:
    """Reads the record; only a FieldError may come of it, and a row must be one the core accepts."""
    try:
        row = form.read(record, BEIJING)
    except FieldError as error:
        assert error.field and is_both(problem(1, 1, error).reason)
        return None
    if row is None:
        return None
    assert row.keys() <= set(COLUMNS) - UNKNOWN
    assert all(isinstance(value, str) and value for value in row.values())
    assert row.get("disposition", "other") in DISPOSITIONS
    known = {"lender": "L", "person": "p", "channel": "voice", "at": "2026-03-02T09:00:00+08:00"}
    attempt = attempt_from(known | row)
    assert attempt.attempt_id and attempt.at.tzinfo is not None
    if attempt.answered is False:
        assert Shape.of(attempt).conversed is False and not attempt.seconds
    return row


@pytest.mark.parametrize("name", FILES)
def test_every_record_of_a_sample_is_a_row_the_core_accepts_or_says_why_not(name: str) -> None:
    rows = [holds(FORMATS[name], record) for record in records(name)]
    assert sum(row is not None for row in rows) >= 8


@pytest.mark.parametrize("name", FILES)
def test_any_field_may_be_missing_or_rubbish(name: str) -> None:
    tried = 0
    for record in records(name):
        for index, (_, inside) in enumerate(wrapped(record)):
            for field in inside:
                for value in RUBBISH:
                    whole, part = list(wrapped(record))[index]
                    part[field] = value
                    holds(FORMATS[name], whole)
                    tried += 1
                whole, part = list(wrapped(record))[index]
                del part[field]
                holds(FORMATS[name], whole)
    assert tried > 1000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.sampled_from(RUBBISH),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_values_in_any_fields_give_a_row_none_or_a_field_error(name: str, data: st.DataObject) -> None:
    _, inside = data.draw(st.sampled_from([pair for record in records(name) for pair in wrapped(record)]))
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(inside) or ["x"]), VALUES, max_size=4))
    holds(FORMATS[name], inside | changes)


@pytest.mark.parametrize("name", FILES)
def test_reading_a_record_does_not_change_it(name: str) -> None:
    for record in records(name):
        before = json.dumps(record)
        holds(FORMATS[name], record)
        assert json.dumps(record) == before


@pytest.mark.parametrize("name", FILES)
def test_a_telephone_number_in_a_wrong_field_never_stands_in_the_error(name: str) -> None:
    refused = 0
    for record in records(name):
        for index, (_, inside) in enumerate(wrapped(record)):
            for field in inside:
                whole, part = list(wrapped(record))[index]
                part[field] = "张三 138-0000-1234"
                try:
                    FORMATS[name].read(whole, BEIJING)
                except FieldError as error:
                    refused += 1
                    assert "1234" not in error.reason and "张三" not in error.reason
    assert refused
