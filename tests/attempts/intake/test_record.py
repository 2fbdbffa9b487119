"""One field of a record: numbers as text or JSON numbers, masks, rounding, durations, recordings' names."""

import pytest

from zilv.attempts.intake.record import agreed, identifier, is_extension, number, outcome, recording, seconds, text
from zilv.attempts.parse import FieldError


@pytest.mark.parametrize(
    ("value", "expected"),
    [(13800000001, "13800000001"), (13800000001.0, "13800000001"), (" 138 0000 0001 ", "138 0000 0001"), (None, "")],
)
def test_a_number_reads_the_same_as_text_and_as_a_json_number(value: object, expected: str) -> None:
    assert number({"n": value}, "n") == expected


@pytest.mark.parametrize("value", ["1.38E+10", "1,38e+10"])
def test_a_number_rounded_by_a_spreadsheet_is_refused(value: str) -> None:
    with pytest.raises(FieldError, match="rounded by a spreadsheet"):
        number({"n": value}, "n")
    with pytest.raises(FieldError, match="rounded by a spreadsheet"):
        identifier({"n": value}, "n")


def test_a_json_number_that_has_lost_digits_is_refused() -> None:
    with pytest.raises(FieldError, match="lost digits"):
        text({"n": 7.440329927666176e18}, "n")


@pytest.mark.parametrize("value", ["138****0001", "XXXXXX0112", "138xxxx0001"])
def test_a_masked_number_is_told_from_what_is_no_number(value: str) -> None:
    with pytest.raises(FieldError, match="is masked"):
        number({"n": value}, "n")
    with pytest.raises(FieldError, match="is no telephone number"):
        number({"n": "坐席甲"}, "n")


@pytest.mark.parametrize("value", ["anonymous", "Restricted", "unknown", "null"])
def test_a_withheld_number_is_not_recorded(value: str) -> None:
    assert number({"n": value}, "n") == ""


def test_full_width_digits_and_extensions_are_understood() -> None:
    assert number({"n": "１３８００００ ０００１"}, "n") == "1380000 0001"
    assert number({"n": "057100000041,3102"}, "n") == "057100000041"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("62", "62"),
        (62, "62"),
        (62.0, "62"),
        ("62秒", "62"),
        ("1:02", "62"),
        ("0:01:02", "62"),
        ("62.4", "62"),
        ("", ""),
    ],
)
def test_a_duration_is_whole_seconds(value: object, expected: str) -> None:
    assert seconds({"d": value}, "d") == expected


def test_milliseconds_become_seconds() -> None:
    assert seconds({"d": 42999}, "d", 1000) == "42"


@pytest.mark.parametrize("value", ["-1", "1:75", "soon", "9" * 20])
def test_what_is_no_duration_is_refused(value: str) -> None:
    with pytest.raises(FieldError, match="is no duration"):
        seconds({"d": value}, "d")


def test_a_recording_loses_signature_folder_and_numbers() -> None:
    assert recording("https://r.example.com/a.wav?Signature=s#t") == "https://r.example.com/a.wav"
    assert recording(r"D:\records\a.wav") == "a.wav"
    assert recording("x/20260302-13800000001.mp3", "8613800000001") == "20260302--.mp3"
    assert recording("1001.wav", "1001") == "1001.wav"


def test_a_short_number_is_an_extension_unless_it_is_a_service_number() -> None:
    assert is_extension("1001") and is_extension("800123")
    assert not is_extension("95588") and not is_extension("961234") and not is_extension("13800000001")
    assert not is_extension("")


def test_evidence_counts_only_where_it_does_not_contradict_itself() -> None:
    assert agreed(None, None) is None
    assert agreed(True, None) is True
    assert agreed(False, False, None) is False
    assert agreed(True, False) is None


def test_an_unanswered_call_lasted_no_time_whatever_its_ringing() -> None:
    assert outcome(False, "30", "busy") == {"answered": "no", "seconds": "0", "disposition": "busy"}


def test_a_disposition_that_the_answer_does_not_bear_out_is_left_empty() -> None:
    assert outcome(None, "", "answered") == {}
    assert outcome(None, "", "no_answer") == {}
    assert outcome(True, "5", "busy") == {"answered": "yes", "seconds": "5"}
    assert outcome(None, "", "voicemail") == {"disposition": "voicemail"}
