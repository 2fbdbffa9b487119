"""Aliyun CCC: epochs in milliseconds, recordings that are ready later, calls given up in a queue."""

import pytest

from tests.attempts.intake.sample import BEIJING, changed, picked, read
from zilv.attempts.intake.aliyun_ccc import FORMAT
from zilv.attempts.parse import FieldError


def test_an_answered_call_reads_whole_out_of_the_response_that_wraps_it() -> None:
    assert read(FORMAT, ContactId="job-900000000001") == {
        "attempt_id": "job-900000000001",
        "at": "2026-03-02T09:30:00+08:00",
        "channel": "voice",
        "direction": "outbound",
        "number": "13800000201",
        "line": "057100000010",
        "collector": "agent7@demo",
        "answered": "yes",
        "seconds": "48",
        "recording": "job-900000000001",
        "disposition": "answered",
    }


def test_a_detail_without_the_response_around_it_reads_the_same() -> None:
    wrapped = picked(FORMAT, ContactId="job-900000000001")[0]
    assert FORMAT.read(wrapped["Data"], BEIJING) == FORMAT.read(wrapped, BEIJING)


@pytest.mark.parametrize(
    ("contact", "disposition"), [("job-900000000002", "no_answer"), ("job-900000000003", "rejected")]
)
def test_a_call_that_was_never_established_is_unanswered(contact: str, disposition: str) -> None:
    row = read(FORMAT, ContactId=contact)
    assert (row["answered"], row["seconds"], row["disposition"]) == ("no", "0", disposition)


def test_a_predictive_call_given_up_in_the_queue_was_answered_by_the_person() -> None:
    row = read(FORMAT, ContactId="job-900000000004")
    assert (row["answered"], row["disposition"], row["manual"]) == ("yes", "abandoned", "no")


def test_epochs_and_durations_may_be_text() -> None:
    row = read(FORMAT, ContactId="job-900000000005")
    assert (row["answered"], row["seconds"]) == ("yes", "31")


def test_a_later_detail_of_the_same_call_adds_its_recording() -> None:
    early, late = (FORMAT.read(record, BEIJING) for record in picked(FORMAT, ContactId="job-900000000006"))
    assert early and late
    assert "recording" not in early
    assert late == early | {"recording": "job-900000000006"}


def test_a_mailbox_leaves_the_answer_open() -> None:
    row = read(FORMAT, ContactId="job-900000000007")
    assert row["disposition"] == "voicemail" and "answered" not in row


def test_the_number_of_an_inbound_call_is_the_callers() -> None:
    row = read(FORMAT, ContactId="job-900000000008")
    assert (row["direction"], row["number"], row["line"]) == ("inbound", "13800000208", "057100000010")


def test_an_inbound_call_that_only_met_the_ivr_leaves_the_answer_open() -> None:
    assert "answered" not in read(FORMAT, ContactId="job-900000000009")


def test_a_call_inside_the_house_is_no_attempt() -> None:
    assert FORMAT.read(picked(FORMAT, ContactType="INTERNAL")[0], BEIJING) is None


def test_a_conference_does_not_tell_who_called_whom_and_is_refused() -> None:
    with pytest.raises(FieldError, match="ContactType"):
        FORMAT.read(picked(FORMAT, ContactType="CONFERENCE")[0], BEIJING)


def test_of_several_agents_none_is_named_as_the_collector() -> None:
    assert "collector" not in read(FORMAT, ContactId="job-900000000012")


def test_an_outbound_call_that_ended_in_the_voice_navigator_was_a_robots() -> None:
    assert read(FORMAT, ContactId="job-900000000013")["channel"] == "voice_bot"


def test_an_undocumented_disposition_stays_empty_and_leaves_the_answer_to_the_time() -> None:
    row = read(FORMAT, ContactId="job-900000000014")
    assert row["answered"] == "yes" and "disposition" not in row


def test_seconds_in_place_of_milliseconds_are_noticed() -> None:
    with pytest.raises(
        FieldError, match=r"StartTime: 按毫秒读.* · lies outside of 1990 to 2099 if read in milliseconds"
    ):
        FORMAT.read(changed(FORMAT, {"StartTime": 1772415000}, ContactId="job-900000000001"), BEIJING)
