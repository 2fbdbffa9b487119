"""Baidu robots: the same names mean other things when the robot calls and when it is called."""

import pytest

from tests.attempts.intake.sample import BEIJING, changed, picked, read
from zilv.attempts.intake.baidu_robot import FORMAT
from zilv.attempts.parse import FieldError


def test_an_answered_robot_call_reads_whole() -> None:
    assert read(FORMAT, mobile="13800000501") == {
        "attempt_id": "00000000-0000-4000-8000-000000000501",
        "at": "2026-03-02T09:30:00+08:00",
        "channel": "voice_bot",
        "direction": "outbound",
        "number": "13800000501",
        "line": "057100000040",
        "answered": "yes",
        "seconds": "21",
        "recording": "00000000-0000-4000-8000-0000000c0501",
        "disposition": "answered",
    }


def test_the_person_of_a_hotline_call_is_the_caller_and_its_talk_is_in_milliseconds() -> None:
    row = read(FORMAT, mobile="13800000509")
    assert (row["direction"], row["number"], row["line"]) == ("inbound", "13800000509", "057100000041")
    assert (row["at"], row["seconds"]) == ("2026-03-02T17:34:49+08:00", "42")
    assert row["recording"] == "https://records.example.com/hot/9.wav"


def test_an_unknown_state_of_a_hotline_call_leaves_the_answer_open() -> None:
    assert {"answered", "disposition", "recording"}.isdisjoint(read(FORMAT, mobile="13800000510"))


@pytest.mark.parametrize(("mobile", "disposition"), [("13800000502", "busy"), ("13800000503", "invalid_number")])
def test_an_unanswered_call_has_its_reason_and_no_recording(mobile: str, disposition: str) -> None:
    row = read(FORMAT, mobile=mobile)
    assert (row["answered"], row["disposition"]) == ("no", disposition)
    assert "recording" not in row


@pytest.mark.parametrize("mobile", ["13800000504", "13800000505"])
def test_a_call_that_was_never_placed_is_no_attempt(mobile: str) -> None:
    assert FORMAT.read(picked(FORMAT, mobile=mobile)[0], BEIJING) is None


def test_news_of_a_task_is_no_attempt() -> None:
    assert FORMAT.read(picked(FORMAT, callbackType="2")[0], BEIJING) is None


def test_epochs_may_be_text() -> None:
    assert read(FORMAT, mobile="13800000506")["at"] == "2026-03-02T09:35:00+08:00"


def test_an_unknown_reason_leaves_the_disposition_empty() -> None:
    row = read(FORMAT, mobile="13800000507")
    assert row["answered"] == "no" and "disposition" not in row


def test_connected_without_a_talk_says_nothing_of_the_answer() -> None:
    assert "answered" not in read(FORMAT, mobile="13800000508")


def test_an_unknown_end_type_decides_and_is_refused() -> None:
    with pytest.raises(FieldError, match="endType"):
        FORMAT.read(changed(FORMAT, {"endType": 5}, mobile="13800000501"), BEIJING)


def test_what_was_said_and_collected_is_not_read() -> None:
    row = read(FORMAT, mobile="13800000501")
    assert not any(said in value for value in row.values() for said in ("您好", "愿意"))


def test_a_repeated_callback_gives_the_same_row() -> None:
    first, again = (FORMAT.read(record, BEIJING) for record in picked(FORMAT, mobile="13800000501"))
    assert first == again
