"""Tencent CCC: epochs in seconds, many tracks in one session, recordings in a push of their own."""

import pytest

from tests.attempts.intake.sample import BEIJING, changed, picked, read
from zilv.attempts.intake.tencent_ccc import FORMAT
from zilv.attempts.parse import FieldError


def session(n: int) -> str:
    return f"00000000-0000-4000-8000-0000000003{n:02d}"


def test_an_answered_call_reads_whole() -> None:
    assert read(FORMAT, SessionId=session(1)) == {
        "attempt_id": session(1),
        "at": "2026-03-02T09:30:00+08:00",
        "channel": "voice",
        "direction": "outbound",
        "number": "13800000301",
        "line": "057100000020",
        "collector": "0009",
        "answered": "yes",
        "seconds": "51",
        "recording": "1600000301",
        "disposition": "answered",
    }


@pytest.mark.parametrize(("n", "disposition"), [(2, "no_answer"), (3, "rejected"), (4, "invalid_number")])
def test_a_call_nobody_accepted_is_unanswered(n: int, disposition: str) -> None:
    row = read(FORMAT, SessionId=session(n))
    assert (row["answered"], row["seconds"], row["disposition"]) == ("no", "0", disposition)


def test_a_direction_written_as_text_reads_as_the_number_does() -> None:
    assert picked(FORMAT, SessionId=session(3))[0]["Direction"] == "1"
    assert read(FORMAT, SessionId=session(3))["direction"] == "outbound"


def test_a_predictive_call_is_not_dialled_by_hand() -> None:
    assert read(FORMAT, SessionId=session(5))["manual"] == "no"


def test_a_session_with_two_tracks_is_one_row_and_names_no_collector() -> None:
    record = picked(FORMAT, SessionId=session(6))[0]
    assert len(record["ServeParticipants"]) == 2
    row = read(FORMAT, SessionId=session(6))
    assert row["seconds"] == "55" and "collector" not in row


def test_an_end_that_only_a_robots_call_has_makes_the_channel_a_robots() -> None:
    row = read(FORMAT, SessionId=session(7))
    assert (row["channel"], row["answered"]) == ("voice_bot", "yes")


def test_where_end_state_and_answer_time_contradict_each_other_nothing_is_said() -> None:
    assert {"answered", "disposition"}.isdisjoint(read(FORMAT, SessionId=session(8)))


def test_the_number_of_an_inbound_call_is_the_callers() -> None:
    row = read(FORMAT, SessionId=session(9))
    assert (row["direction"], row["number"], row["line"]) == ("inbound", "13800000309", "057100000020")


def test_an_inbound_call_given_up_while_waiting_is_unanswered() -> None:
    row = read(FORMAT, SessionId=session(10))
    assert (row["answered"], row["disposition"]) == ("no", "abandoned")


def test_a_call_inside_the_house_is_no_attempt() -> None:
    assert FORMAT.read(picked(FORMAT, SessionId=session(11))[0], BEIJING) is None


def test_contradicting_directions_are_refused() -> None:
    with pytest.raises(FieldError, match="Direction"):
        FORMAT.read(picked(FORMAT, SessionId=session(12))[0], BEIJING)


def test_a_call_that_tells_no_direction_is_refused() -> None:
    with pytest.raises(FieldError, match="Direction"):
        FORMAT.read(changed(FORMAT, {"Direction": 7, "CallType": None}, SessionId=session(1)), BEIJING)


def test_the_type_of_call_tells_the_direction_where_the_direction_does_not() -> None:
    row = FORMAT.read(changed(FORMAT, {"Direction": None}, SessionId=session(1)), BEIJING)
    assert row and row["direction"] == "outbound"


def test_a_repeated_push_gives_the_same_row() -> None:
    first, again = (FORMAT.read(r, BEIJING) for r in picked(FORMAT, SessionId=session(1)) if "Caller" in r)
    assert first == again


def test_the_recording_push_knows_the_session_and_the_recording_alone() -> None:
    assert read(FORMAT, EndpointUser="13800000301") == {"attempt_id": session(1), "recording": "1600000302"}


def test_an_unknown_end_state_leaves_the_answer_to_the_time() -> None:
    row = read(FORMAT, SessionId=session(13))
    assert row["answered"] == "yes" and "disposition" not in row


def test_names_and_addresses_of_agents_are_not_read() -> None:
    row = FORMAT.read(changed(FORMAT, {"SeatUser": {"UserId": "seat9@example.com"}}, SessionId=session(1)), BEIJING)
    assert row and "collector" not in row
