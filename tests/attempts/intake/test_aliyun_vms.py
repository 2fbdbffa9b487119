"""Aliyun VMS: local times, two legs in one record, recordings that come later, machines that answer."""

import pytest

from tests.attempts.intake.sample import BEIJING, NEW_YORK, changed, picked, read
from zilv.attempts.intake.aliyun_vms import FORMAT
from zilv.attempts.intake.format import Context
from zilv.attempts.parse import FieldError


def test_an_answered_robot_call_reads_whole() -> None:
    assert read(FORMAT, callee="13800000001") == {
        "attempt_id": "113800000001^100700000001",
        "at": "2026-03-02T09:30:00+08:00",
        "channel": "voice_bot",
        "direction": "outbound",
        "number": "13800000001",
        "line": "057100000001",
        "answered": "yes",
        "seconds": "42",
        "disposition": "answered",
    }


def test_local_times_are_local_in_the_zone_of_the_run() -> None:
    assert read(FORMAT, callee="13800000008")["at"] == "2026-03-02T21:59:59+08:00"
    assert read(FORMAT, NEW_YORK, callee="13800000008")["at"] == "2026-03-02T21:59:59-05:00"


def test_ringing_is_no_answer_however_long() -> None:
    row = read(FORMAT, callee="13800000002")
    assert (row["answered"], row["seconds"]) == ("no", "0")
    assert row["disposition"] == "no_answer"


def test_an_older_push_has_its_answer_in_b_start_time_and_its_unit_in_the_duration() -> None:
    row = read(FORMAT, callee="13800000003")
    assert (row["answered"], row["seconds"]) == ("yes", "10")


def test_a_click_to_dial_attempt_begins_when_the_person_is_dialled_on_the_line_the_person_sees() -> None:
    row = read(FORMAT, callee="13800000004")
    assert row["at"] == "2026-03-02T09:33:06+08:00"
    assert row["line"] == "057100000003"
    assert row["seconds"] == "60"


def test_without_the_shown_number_the_line_of_a_click_to_dial_call_is_not_the_agents_own_telephone() -> None:
    record = changed(FORMAT, {"callee_show_num": None}, callee="13800000004")
    assert "line" not in (FORMAT.read(record, BEIJING) or {})


def test_the_agents_answer_is_not_the_persons() -> None:
    row = read(FORMAT, callee="13800000005")
    assert (row["answered"], row["disposition"]) == ("no", "no_answer")


def test_a_call_that_ended_on_the_agents_leg_is_no_attempt() -> None:
    assert FORMAT.read(picked(FORMAT, callee="13800000006")[0], BEIJING) is None


def test_a_state_on_the_way_is_no_attempt() -> None:
    assert FORMAT.read(picked(FORMAT, status_code="200201")[0], BEIJING) is None


def test_an_assistant_that_answers_is_a_mailbox_and_leaves_the_answer_open() -> None:
    row = read(FORMAT, callee="13800000007")
    assert row["disposition"] == "voicemail"
    assert {"answered", "seconds"}.isdisjoint(row)


def test_a_forwarded_call_leaves_the_answer_open() -> None:
    row = FORMAT.read(changed(FORMAT, {"smart_status_code": "CALL_FORWARDING"}, callee="13800000001"), BEIJING)
    assert row and "answered" not in row and row["disposition"] == "other"


def test_an_undocumented_code_leaves_the_disposition_empty_and_the_answer_to_the_times() -> None:
    row = read(FORMAT, callee="13800000009")
    assert row["answered"] == "yes"
    assert "disposition" not in row


def test_where_code_and_times_contradict_each_other_nothing_is_said_of_the_answer() -> None:
    assert {"answered", "disposition"}.isdisjoint(read(FORMAT, callee="13800000010"))


def test_a_repeated_push_gives_the_same_row() -> None:
    first, again = (FORMAT.read(record, BEIJING) for record in picked(FORMAT, callee="13800000001"))
    assert first == again


def test_the_recording_comes_later_under_the_same_id_and_without_its_signature() -> None:
    row = read(FORMAT, record_begin_time="2026-03-02 09:30:11")
    assert row == {
        "attempt_id": read(FORMAT, callee="13800000001")["attempt_id"],
        "recording": "https://records.example.com/2026/113800000001.wav",
    }


def test_a_transfer_knows_of_the_call_only_that_a_robot_made_it() -> None:
    row = read(FORMAT, voice_type="smart_transfer")
    assert row["attempt_id"] == read(FORMAT, callee="13800000001")["attempt_id"]
    assert row["channel"] == "voice_bot"
    assert {"number", "answered", "seconds"}.isdisjoint(row)


def test_what_the_record_does_not_tell_the_user_may_set() -> None:
    context = Context(BEIJING.zone, {"channel": "voice_bot", "direction": "inbound"})
    row = read(FORMAT, context, callee="13800000009")
    assert (row["channel"], row["direction"]) == ("voice_bot", "inbound")


def test_the_users_own_field_is_never_taken_for_the_person() -> None:
    assert "person" not in read(FORMAT, out_id="CASE-1")


def test_a_masked_number_is_refused() -> None:
    with pytest.raises(FieldError, match=r"callee: 已打码.* · is masked"):
        FORMAT.read(changed(FORMAT, {"callee": "1390000****"}, callee="13800000001"), BEIJING)


def test_a_call_without_its_beginning_is_refused() -> None:
    with pytest.raises(FieldError, match=r"originate_time: 必填.* · is required"):
        FORMAT.read(changed(FORMAT, {"originate_time": "", "b_originate_time": ""}, callee="13800000001"), BEIJING)
