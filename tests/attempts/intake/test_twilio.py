"""Twilio: legs under a parent, machines that answer, trunks whose directions read the wrong way round."""

import pytest

from tests.attempts.intake.sample import NEW_YORK, changed, picked, read
from zilv.attempts.intake.format import CanonicalRow
from zilv.attempts.intake.twilio import FORMAT
from zilv.attempts.parse import FieldError


def call(n: int) -> CanonicalRow:
    return read(FORMAT, NEW_YORK, sid=f"CA{n:032x}")


def test_an_answered_call_reads_whole_and_its_time_is_utc() -> None:
    assert call(1) == {
        "attempt_id": f"CA{1:032x}",
        "at": "2026-03-02T14:30:00+00:00",
        "channel": "voice",
        "direction": "outbound",
        "number": "+15550100201",
        "line": "+15550100000",
        "answered": "yes",
        "seconds": "61",
        "disposition": "answered",
    }


def test_a_machine_that_answers_is_a_mailbox_though_the_call_completed() -> None:
    row = call(2)
    assert row["disposition"] == "voicemail" and "answered" not in row


@pytest.mark.parametrize(("n", "disposition"), [(3, "no_answer"), (4, "busy"), (13, "abandoned")])
def test_what_did_not_complete_was_not_answered(n: int, disposition: str) -> None:
    row = call(n)
    assert (row["answered"], row["seconds"], row["disposition"]) == ("no", "0", disposition)


@pytest.mark.parametrize("n", [5, 8])
def test_a_call_that_was_never_dialled_is_no_attempt(n: int) -> None:
    assert FORMAT.read(picked(FORMAT, sid=f"CA{n:032x}")[0], NEW_YORK) is None


def test_without_machine_detection_a_completed_call_was_answered() -> None:
    assert call(6)["answered"] == "yes"


def test_where_the_detection_does_not_know_who_answered_the_answer_is_left_open() -> None:
    assert {"answered", "disposition"}.isdisjoint(call(7))


def test_the_legs_of_a_call_have_the_parents_id_and_each_says_what_it_knows() -> None:
    agent, person = call(9), call(10)
    assert agent["attempt_id"] == person["attempt_id"]
    assert agent["collector"] == "agent7" and {"number", "direction", "answered"}.isdisjoint(agent)
    assert (person["number"], person["direction"]) == ("+15550100210", "outbound")


def test_the_number_of_an_inbound_call_is_the_callers() -> None:
    row = call(11)
    assert (row["direction"], row["number"], row["line"]) == ("inbound", "+15550100211", "+15550100000")


def test_a_call_that_terminates_a_trunk_is_outbound() -> None:
    assert (call(12)["direction"], call(12)["seconds"]) == ("outbound", "45")


def test_an_unknown_direction_decides_and_is_refused() -> None:
    with pytest.raises(FieldError, match="direction"):
        FORMAT.read(picked(FORMAT, direction="sideways")[0], NEW_YORK)


def test_a_call_still_going_on_was_answered_and_has_no_length_yet() -> None:
    assert call(15)["answered"] == "yes" and "seconds" not in call(15)


def test_an_iso_time_reads_as_the_rfc_time_does() -> None:
    row = FORMAT.read(changed(FORMAT, {"start_time": "2026-03-02T14:30:00Z"}, sid=f"CA{1:032x}"), NEW_YORK)
    assert row and row["at"] == call(1)["at"]


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(FieldError, match="start_time"):
        FORMAT.read(changed(FORMAT, {"start_time": "Mon, 99 Mar 2026 14:30:00 +0000"}, sid=f"CA{1:032x}"), NEW_YORK)
