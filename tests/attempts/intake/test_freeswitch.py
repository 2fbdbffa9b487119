"""FreeSWITCH and XSwitch: two rows for one call, directions seen from the switch, answers by the switch itself."""

import pytest

from tests.attempts.intake.sample import BEIJING, changed, picked, read
from zilv.attempts.intake.format import Context
from zilv.attempts.intake.freeswitch import FORMAT
from zilv.attempts.parse import FieldError


def uuid(n: int) -> str:
    return f"00000000-0000-4000-8000-00000000{n:04d}"


def test_both_legs_have_the_id_of_the_agents_leg_and_each_says_what_it_knows() -> None:
    a, b = read(FORMAT, uuid=uuid(6011)), read(FORMAT, uuid=uuid(6012))
    assert a["attempt_id"] == b["attempt_id"] == uuid(6011)
    assert "line" not in a and b["line"] == "057100000050"
    assert "recording" in a and "recording" not in b


def test_an_agents_leg_into_the_switch_is_an_outbound_call() -> None:
    assert picked(FORMAT, uuid=uuid(6011))[0]["direction"] == "inboud"
    row = read(FORMAT, uuid=uuid(6011))
    assert (row["direction"], row["number"]) == ("outbound", "13800000601")


def test_legs_are_joined_by_call_uuid_where_the_record_has_it() -> None:
    row = FORMAT.read(changed(FORMAT, {"call_uuid": "the-call", "bleg_uuid": ""}, uuid=uuid(6011)), BEIJING)
    assert row and row["attempt_id"] == "the-call"


def test_ringing_is_no_answer_and_the_duration_is_not_the_talk() -> None:
    assert picked(FORMAT, uuid=uuid(6021))[0]["duration"] == "40"
    row = read(FORMAT, uuid=uuid(6021))
    assert (row["answered"], row["seconds"], row["disposition"]) == ("no", "0", "no_answer")


def test_a_leg_the_switch_answered_itself_does_not_say_that_the_person_did() -> None:
    assert {"answered", "disposition"}.isdisjoint(read(FORMAT, uuid=uuid(6031)))


def test_an_automatic_dialler_has_one_leg_that_tells_all() -> None:
    row = read(FORMAT, uuid=uuid(6041))
    assert (row["direction"], row["answered"], row["seconds"], row["line"]) == ("outbound", "yes", "21", "057100000050")


def test_without_a_direction_outbound_is_assumed_unless_it_is_set() -> None:
    record = changed(FORMAT, {"direction": ""}, uuid=uuid(6041))
    row, told = FORMAT.read(record, BEIJING), FORMAT.read(record, Context(BEIJING.zone, {"direction": "inbound"}))
    assert row and told
    assert (row["direction"], row["number"]) == ("outbound", "13800000604")
    assert (told["direction"], told["number"]) == ("inbound", "057100000050")


def test_a_lenders_service_number_is_a_line_and_no_extension() -> None:
    row = FORMAT.read(changed(FORMAT, {"caller_id_number": "95588"}, uuid=uuid(6041)), BEIJING)
    assert row and (row["line"], row["answered"], row["direction"]) == ("95588", "yes", "outbound")


def test_the_name_of_a_recording_is_kept_without_folder_and_numbers() -> None:
    assert read(FORMAT, uuid=uuid(6041))["recording"] == "-_-.mp3"
    assert read(FORMAT, uuid=uuid(6011))["recording"] == "1001---6011.wav"


@pytest.mark.parametrize(("leg", "disposition"), [(6051, "invalid_number"), (6061, "busy")])
def test_an_unanswered_call_has_its_cause(leg: int, disposition: str) -> None:
    assert read(FORMAT, uuid=uuid(leg))["disposition"] == disposition


def test_normal_clearing_says_nothing_of_an_answer() -> None:
    row = read(FORMAT, uuid=uuid(6111))
    assert row["answered"] == "no" and "disposition" not in row


def test_a_stamp_that_carries_an_offset_keeps_it() -> None:
    assert read(FORMAT, uuid=uuid(6111))["at"] == "2026-03-02T01:43:00+00:00"


def test_a_call_in_from_the_trunk_is_inbound() -> None:
    row = read(FORMAT, uuid=uuid(6071))
    assert (row["direction"], row["number"]) == ("inbound", "13800000607")


def test_a_mailbox_leaves_the_answer_open() -> None:
    row = read(FORMAT, uuid=uuid(6081))
    assert row["disposition"] == "voicemail" and "answered" not in row


def test_a_call_between_extensions_is_no_attempt() -> None:
    assert FORMAT.read(picked(FORMAT, uuid=uuid(6091))[0], BEIJING) is None


def test_a_leg_in_between_two_long_numbers_is_refused_unless_the_direction_is_set() -> None:
    record = picked(FORMAT, uuid=uuid(6101))[0]
    with pytest.raises(FieldError, match="--set direction"):
        FORMAT.read(record, BEIJING)
    row = FORMAT.read(record, Context(BEIJING.zone, {"direction": "outbound"}))
    assert row and (row["direction"], row["number"]) == ("outbound", "13800000610")
