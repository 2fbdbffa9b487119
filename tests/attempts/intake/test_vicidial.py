"""VICIdial: durations that count ringing, dropped calls, campaign codes of one's own, summer time."""

import pytest

from tests.attempts.intake.sample import NEW_YORK, changed, picked, read
from zilv.attempts.intake.vicidial import FORMAT
from zilv.attempts.parse import FieldError


def test_an_answered_call_reads_whole() -> None:
    assert read(FORMAT, NEW_YORK, lead_id="9001") == {
        "attempt_id": "1772461800.1",
        "at": "2026-03-02T09:30:00-05:00",
        "channel": "voice",
        "direction": "outbound",
        "number": "5550100101",
        "collector": "7007",
        "manual": "no",
        "answered": "yes",
        "seconds": "82",
        "recording": "70001",
        "disposition": "answered",
    }


@pytest.mark.parametrize(("lead", "disposition"), [("9002", "no_answer"), ("9003", "busy"), ("9006", "invalid_number")])
def test_the_length_of_an_unanswered_call_is_ringing(lead: str, disposition: str) -> None:
    assert int(picked(FORMAT, lead_id=lead)[0]["length_in_sec"]) > 0
    row = read(FORMAT, NEW_YORK, lead_id=lead)
    assert (row["answered"], row["seconds"], row["disposition"]) == ("no", "0", disposition)


def test_an_answering_machine_leaves_the_answer_open_though_the_line_was_answered() -> None:
    assert picked(FORMAT, lead_id="9004")[0]["dialstatus"] == "ANSWER"
    row = read(FORMAT, NEW_YORK, lead_id="9004")
    assert row["disposition"] == "voicemail" and "answered" not in row


def test_a_dropped_call_was_answered_and_leaves_the_conversation_open() -> None:
    row = read(FORMAT, NEW_YORK, lead_id="9005")
    assert (row["answered"], row["disposition"]) == ("yes", "abandoned")
    assert "conversed" not in row


def test_a_code_of_ones_own_leaves_the_answer_to_the_carrier() -> None:
    row = read(FORMAT, NEW_YORK, lead_id="9007")
    assert row["answered"] == "yes" and "disposition" not in row


def test_a_code_of_ones_own_without_the_carriers_word_leaves_the_answer_open() -> None:
    assert "answered" not in read(FORMAT, NEW_YORK, lead_id="9008")


def test_the_system_is_no_collector() -> None:
    assert "collector" not in read(FORMAT, NEW_YORK, lead_id="9002")


def test_the_call_code_tells_calls_by_hand_and_calls_in() -> None:
    assert read(FORMAT, NEW_YORK, lead_id="9009")["manual"] == "yes"
    assert read(FORMAT, NEW_YORK, lead_id="9010")["direction"] == "inbound"


def test_a_dump_says_in_its_comments_how_it_was_dialled_and_an_export_says_anything() -> None:
    by_hand = FORMAT.read(changed(FORMAT, {"comments": "MANUAL", "caller_code": ""}, lead_id="9001"), NEW_YORK)
    told = FORMAT.read(changed(FORMAT, {"caller_code": ""}, lead_id="9001"), NEW_YORK)
    assert by_hand and by_hand["manual"] == "yes"
    assert told and "manual" not in told
    assert not any("call back" in value for value in told.values())


def test_names_are_not_read() -> None:
    row = read(FORMAT, NEW_YORK, lead_id="9001")
    assert not any(name in value for value in row.values() for name in ("Ann", "Example", "Agent Seven"))


def test_a_lead_that_was_never_dialled_is_no_attempt() -> None:
    assert FORMAT.read(picked(FORMAT, status="DNCL")[0], NEW_YORK) is None


def test_a_hidden_number_is_refused() -> None:
    with pytest.raises(FieldError, match=r"phone_number_dialed: 已打码.* · is masked"):
        FORMAT.read(picked(FORMAT, lead_id="9012")[0], NEW_YORK)


def test_an_export_without_ids_names_a_call_by_lead_and_time() -> None:
    row = read(FORMAT, NEW_YORK, lead_id="9013")
    assert row["attempt_id"] == "9013@2026-03-02 09:42:00"


def test_the_number_is_the_one_dialled_and_not_the_leads_first() -> None:
    assert picked(FORMAT, lead_id="9013")[0]["phone_number"] == "5550100113"
    assert read(FORMAT, NEW_YORK, lead_id="9013")["number"] == "5550100199"


def test_a_local_time_that_summer_time_leaves_out_is_refused() -> None:
    with pytest.raises(FieldError, match=r"call_date: .* · does not exist in America/New_York"):
        FORMAT.read(picked(FORMAT, lead_id="9014")[0], NEW_YORK)


def test_a_dump_has_an_epoch_that_needs_no_zone() -> None:
    row = FORMAT.read(changed(FORMAT, {"start_epoch": "1772461800"}, lead_id="9001"), NEW_YORK)
    assert row and row["at"] == "2026-03-02T09:30:00-05:00"


def test_a_header_repeated_inside_the_file_is_no_attempt() -> None:
    header = {name: name for name in picked(FORMAT, lead_id="9001")[0]}
    assert FORMAT.read(header, NEW_YORK) is None
