"""Volcengine: epochs as numbers or text, privacy numbers, flags that do not mean what they seem to."""

import pytest

from tests.attempts.intake.sample import BEIJING, picked, read
from zilv.attempts.intake.format import Context
from zilv.attempts.intake.volcengine import FORMAT
from zilv.attempts.parse import FieldError


def test_an_answered_robot_call_reads_whole() -> None:
    assert read(FORMAT, callee="13800000401") == {
        "attempt_id": "NM260302000000000001",
        "at": "2026-03-02T09:30:00+08:00",
        "channel": "voice_bot",
        "direction": "outbound",
        "number": "13800000401",
        "line": "057100000030",
        "answered": "yes",
        "seconds": "31",
        "disposition": "answered",
    }


def test_the_track_flag_is_no_recording() -> None:
    assert picked(FORMAT, callee="13800000401")[0]["audioRecordFlag"] == 1
    assert "recording" not in read(FORMAT, callee="13800000401")


@pytest.mark.parametrize(("callee", "disposition"), [("13800000402", "no_answer"), ("13800000403", "invalid_number")])
def test_a_start_of_zero_or_null_is_no_answer(callee: str, disposition: str) -> None:
    row = read(FORMAT, callee=callee)
    assert (row["answered"], row["disposition"]) == ("no", disposition)


def test_numbers_may_be_text() -> None:
    row = read(FORMAT, callee="13800000404")
    assert (row["at"], row["answered"], row["seconds"]) == ("2026-03-02T09:33:00+08:00", "yes", "20")


def test_a_voice_notice_is_a_robots() -> None:
    assert read(FORMAT, callee="13800000404")["channel"] == "voice_bot"


def test_a_sip_call_is_a_persons_call() -> None:
    row = read(FORMAT, callee="13800000405")
    assert (row["channel"], row["direction"], row["disposition"]) == ("voice", "outbound", "busy")


def test_an_undocumented_call_type_decides_and_is_refused_unless_the_direction_is_set() -> None:
    record = picked(FORMAT, caller="13800000406")[0]
    with pytest.raises(FieldError, match="callType"):
        FORMAT.read(record, BEIJING)
    row = FORMAT.read(record, Context(BEIJING.zone, {"direction": "inbound"}))
    assert row and (row["direction"], row["number"], row["line"]) == ("inbound", "13800000406", "057100000030")


def test_the_line_of_a_click_to_dial_call_is_what_the_person_sees() -> None:
    assert read(FORMAT, callee="13800000407")["line"] == "057100000031"


def test_the_agents_answer_of_a_click_to_dial_call_is_not_the_persons_nor_his_telephone_the_line() -> None:
    row = read(FORMAT, callee="13800000408")
    assert (row["answered"], row["disposition"]) == ("no", "no_answer")
    assert "line" not in row


def test_behind_a_privacy_number_the_line_is_x_and_the_number_is_the_persons_whoever_called() -> None:
    out = read(FORMAT, callee="13800000409")
    back = read(FORMAT, caller="13800000410")
    assert (out["direction"], out["number"], out["line"]) == ("outbound", "13800000409", "057100000033")
    assert (back["direction"], back["number"], back["line"]) == ("inbound", "13800000410", "057100000033")


def test_a_caller_who_is_neither_side_of_a_privacy_number_is_refused() -> None:
    with pytest.raises(FieldError, match=r"caller: .* · is neither"):
        FORMAT.read(picked(FORMAT, caller="13800000411")[0], BEIJING)


def test_a_record_of_a_text_message_is_refused() -> None:
    with pytest.raises(FieldError, match="cdrType"):
        FORMAT.read(picked(FORMAT, cdrType="2")[0], BEIJING)


def test_an_undocumented_result_leaves_the_answer_to_the_time() -> None:
    row = read(FORMAT, callee="13800000413")
    assert row["answered"] == "yes" and "disposition" not in row


def test_a_repeated_push_gives_the_same_row() -> None:
    first, again = (FORMAT.read(record, BEIJING) for record in picked(FORMAT, callee="13800000401"))
    assert first == again
