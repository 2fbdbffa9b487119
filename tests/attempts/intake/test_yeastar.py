"""Yeastar: misspelt keys and words, ids that are unique within one PBX, numbers in recordings' names."""

import pytest

from tests.attempts.intake.sample import BEIJING, changed, picked, read
from zilv.attempts.intake.yeastar import FORMAT
from zilv.attempts.parse import FieldError


def test_an_answered_call_reads_whole_with_the_talk_and_not_the_ringing() -> None:
    assert picked(FORMAT, callto="13800000701")[0]["callduraction"] == "29"
    assert read(FORMAT, callto="13800000701") == {
        "attempt_id": "369400000001-1772415000.1",
        "at": "2026-03-02T09:30:00+08:00",
        "channel": "voice",
        "direction": "outbound",
        "number": "13800000701",
        "line": "SIP-60",
        "answered": "yes",
        "seconds": "14",
        "recording": "20260302093000-1772415000.1-1005---Outbound.wav",
        "disposition": "answered",
    }


@pytest.mark.parametrize("callto", ["13800000702", "13800000703"])
def test_no_answer_is_understood_in_both_spellings(callto: str) -> None:
    row = read(FORMAT, callto=callto)
    assert (row["answered"], row["disposition"]) == ("no", "no_answer")


def test_answered_is_understood_in_its_misspelling() -> None:
    assert read(FORMAT, callfrom="13800000706")["answered"] == "yes"


def test_a_number_may_be_a_json_number() -> None:
    assert read(FORMAT, callto="13800000703")["number"] == "13800000703"


def test_a_mailbox_leaves_the_answer_open_though_there_was_a_talk() -> None:
    row = read(FORMAT, callto="13800000705")
    assert row["disposition"] == "voicemail" and {"answered", "seconds"}.isdisjoint(row)


def test_the_number_of_an_inbound_call_is_the_callers_and_its_line_the_one_dialled() -> None:
    row = read(FORMAT, callfrom="13800000706")
    assert (row["direction"], row["number"], row["line"]) == ("inbound", "13800000706", "057100000060")


@pytest.mark.parametrize("event", [{"type": "Internal"}, {"event": "ExtensionStatus"}])
def test_calls_inside_and_other_events_are_no_attempts(event: dict[str, str]) -> None:
    assert FORMAT.read(picked(FORMAT, **event)[0], BEIJING) is None


def test_the_reports_of_one_call_share_its_id_and_each_says_what_it_knows() -> None:
    missed, taken = (FORMAT.read(record, BEIJING) for record in picked(FORMAT, callid="1772415000.8"))
    assert missed and taken
    assert missed["attempt_id"] == taken["attempt_id"]
    assert (missed["answered"], taken["answered"]) == ("no", "yes")
    assert "conversed" not in missed, "merged with the leg that was taken it would deny the conversation"


def test_the_same_call_id_of_another_pbx_is_another_call() -> None:
    other = FORMAT.read(changed(FORMAT, {"sn": "369400000002"}, callto="13800000701"), BEIJING)
    assert other and other["attempt_id"] != read(FORMAT, callto="13800000701")["attempt_id"]


def test_an_unknown_state_leaves_answer_and_disposition_empty() -> None:
    assert {"answered", "disposition"}.isdisjoint(read(FORMAT, callto="13800000710"))


def test_an_unknown_type_decides_and_is_refused() -> None:
    with pytest.raises(FieldError, match="type"):
        FORMAT.read(changed(FORMAT, {"type": "Sideways"}, callto="13800000701"), BEIJING)


def test_the_older_report_has_other_names_for_event_and_trunk() -> None:
    record = picked(FORMAT, callto="13800000711")[0]
    assert "action" in record and "desttrunkname" in record
    assert read(FORMAT, callto="13800000711")["line"] == "SIP-60"


def test_a_call_id_that_came_as_a_number_may_have_lost_digits_and_is_refused() -> None:
    with pytest.raises(FieldError, match="callid"):
        FORMAT.read(picked(FORMAT, callto="13800000712")[0], BEIJING)


def test_a_repeated_report_gives_the_same_row() -> None:
    first, again = (FORMAT.read(record, BEIJING) for record in picked(FORMAT, callto="13800000701"))
    assert first == again
