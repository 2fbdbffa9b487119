"""Aliyun SMS: one id for a whole sending, reports that come late and again."""

from tests.attempts.intake.sample import BEIJING, NEW_YORK, changed, picked, read, records
from zilv.attempts.intake.aliyun_sms import FORMAT


def test_a_delivered_message_reads_whole() -> None:
    row = read(FORMAT, phone_number="13800000901")
    assert row.pop("attempt_id").startswith("900000000000000001^0-20260302093000-")
    assert row == {
        "at": "2026-03-02T09:30:00+08:00",
        "channel": "sms",
        "direction": "outbound",
        "number": "13800000901",
        "disposition": "delivered",
    }


def test_the_messages_of_one_sending_are_different_attempts() -> None:
    ids = {read(FORMAT, phone_number=f"1380000090{n}")["attempt_id"] for n in (1, 2, 3)}
    assert len(ids) == 3


def test_no_id_holds_the_number_it_tells_apart() -> None:
    rows = [FORMAT.read(record, BEIJING) for record in records(FORMAT.name)]
    assert not any(row["number"] in row["attempt_id"] or row["number"][3:] in row["attempt_id"] for row in rows if row)


def test_a_repeated_report_gives_the_same_row() -> None:
    first, again = (FORMAT.read(record, BEIJING) for record in picked(FORMAT, phone_number="13800000901"))
    assert first == again


def test_the_id_does_not_hang_on_the_zone_the_file_is_read_in() -> None:
    here, there = (read(FORMAT, context, phone_number="13800000901") for context in (BEIJING, NEW_YORK))
    assert here["at"] != there["at"]
    assert here["attempt_id"] == there["attempt_id"]


def test_the_attempt_is_at_its_sending_however_late_the_report() -> None:
    assert picked(FORMAT, phone_number="13800000905")[0]["report_time"] == "2026-03-02 10:41:00"
    assert read(FORMAT, phone_number="13800000905")["at"] == "2026-03-02T09:31:00+08:00"


def test_success_may_be_a_word() -> None:
    assert read(FORMAT, phone_number="13800000904")["disposition"] == "delivered"
    assert read(FORMAT, phone_number="13800000905")["disposition"] == "undelivered"


def test_a_message_in_three_parts_is_one_attempt() -> None:
    assert picked(FORMAT, phone_number="13800000905")[0]["sms_size"] == "3"
    assert len(picked(FORMAT, phone_number="13800000905")) == 1


def test_no_word_on_success_leaves_the_disposition_empty() -> None:
    assert "disposition" not in read(FORMAT, phone_number="13800000907")


def test_a_number_may_be_a_json_number() -> None:
    as_text = FORMAT.read(changed(FORMAT, {"phone_number": "13800000906"}, phone_number="13800000906"), BEIJING)
    assert read(FORMAT, phone_number="13800000906") == as_text


def test_the_id_of_the_message_is_preferred_where_there_is_one() -> None:
    assert read(FORMAT, phone_number="13800000908")["attempt_id"] == "M-5"


def test_a_message_is_neither_answered_nor_conversed() -> None:
    assert {"answered", "conversed", "seconds"}.isdisjoint(read(FORMAT, phone_number="13800000901"))
