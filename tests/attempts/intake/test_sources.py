"""Every vendor's sample taken in whole, its format guessed: accounted for, and nobody's number in what is stored."""

import json
import re
from pathlib import Path

import pytest

from tests.attempts.intake.sample import FILES, FOLDER
from tests.attempts.intake.taken import HEADER, ROW, is_balanced, take
from zilv.errors import IntakeError


@pytest.mark.parametrize("name", FILES)
def test_a_vendors_sample_is_taken_in_by_itself(tmp_path: Path, name: str) -> None:
    taken = take(tmp_path, FOLDER / FILES[name], constants={"lender": "甲公司"})
    account = taken.accounting.files[0]
    assert account.format == name
    assert is_balanced(taken.accounting)
    assert account.accepted == len(taken.attempts) > 0
    assert {attempt["lender"] for attempt in taken.attempts} == {"甲公司"}
    told = (tmp_path / "rejected.csv").read_text("utf-8-sig") + str(taken.attempts)
    numbers = set(re.findall(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)", (FOLDER / FILES[name]).read_text("utf-8")))
    ids = {attempt["attempt_id"] for attempt in taken.attempts}
    leaked = [number for number in numbers if number in told and not any(number in key for key in ids)]
    assert leaked == []


@pytest.mark.parametrize("name", FILES)
def test_the_same_sample_twice_adds_no_attempt(tmp_path: Path, name: str) -> None:
    copy = tmp_path / FILES[name]
    copy.write_bytes((FOLDER / FILES[name]).read_bytes())
    once = take(tmp_path, copy, constants={"lender": "L"})
    twice = take(tmp_path, copy, FOLDER / FILES[name], constants={"lender": "L"})
    assert twice.attempts == once.attempts
    assert (twice.accounting.accepted, twice.accounting.merged) == (once.accounting.accepted, once.accounting.merged)


def test_all_sources_together_are_one_layout(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{HEADER}\n{ROW}\n")
    taken = take(tmp_path, own, *(FOLDER / file for file in FILES.values()), constants={"lender": "L"})
    assert [account.format for account in taken.accounting.files] == ["canonical", *FILES]
    assert taken.accounting.accepted == len(taken.attempts)
    keys = [(row["lender"], row["person"], row["at"], row["attempt_id"]) for row in taken.attempts]
    assert keys == sorted(keys)


def test_a_vendors_file_without_a_lender_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="--set lender=NAME"):
        take(tmp_path, FOLDER / FILES["freeswitch"])


def test_a_vendors_local_times_need_a_zone(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="--zone"):
        take(tmp_path, FOLDER / FILES["freeswitch"], constants={"lender": "L"}, default_zone=None)


def test_a_format_that_was_named_must_fit_the_file(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"lacks the columns .*hangup_cause"):
        take(tmp_path, f"{HEADER}\n{ROW}\n", format="freeswitch")
    with pytest.raises(IntakeError, match='no format "nonsense"'):
        take(tmp_path, f"{HEADER}\n{ROW}\n", format="nonsense")
    with pytest.raises(IntakeError, match="one of the two"):
        take(tmp_path, f"{HEADER}\n{ROW}\n", format="freeswitch", mapping=tmp_path / "m.yaml")


@pytest.mark.parametrize("form", ["canonical", "twilio"])
def test_a_json_file_without_records_gives_no_attempts_where_its_format_was_named(tmp_path: Path, form: str) -> None:
    source = tmp_path / "a.json"
    source.write_text("[]")
    taken = take(tmp_path, source, format=form, constants={"lender": "L"})
    assert (taken.accounting.read, taken.attempts, taken.accounting.files[0].format) == (0, [], form)


def test_constants_fill_what_a_json_record_does_not_say(tmp_path: Path) -> None:
    record = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {"agency": ""}
    source = tmp_path / "a.jsonl"
    source.write_text(
        json.dumps(record)
        + "\n"
        + json.dumps({k: v for k, v in record.items() if k != "agency"} | {"attempt_id": "a2"})
    )
    taken = take(tmp_path, source, constants={"agency": "X", "lender": "Y"})
    assert [(row["attempt_id"], row["agency"], row["lender"]) for row in taken.attempts] == [
        ("a1", None, "Lender"),
        ("a2", "X", "Lender"),
    ]


def test_canonical_json_may_use_the_values_of_json(tmp_path: Path) -> None:
    record = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {
        "answered": False,
        "seconds": 0,
        "person": 13800000001,
    }
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps(record) + "\n" + json.dumps(record | {"attempt_id": "a2", "seconds": [1]}) + "\n")
    taken = take(tmp_path, source)
    assert [(row["shape"].answered, row["seconds"]) for row in taken.attempts] == [(False, 0)]
    assert [(row, field) for row, field, _ in taken.reasons] == [("2", "seconds")]
