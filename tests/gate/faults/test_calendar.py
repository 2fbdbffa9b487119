"""Days that are not 24 hours long, and the edges of all days: hours and counts are those where the person lives."""

from datetime import datetime

import pytest

from tests.gate.books import Counter
from zilv.attempts.rows import microseconds

SECOND_US = 1_000_000

DAYS = [
    ("Asia/Shanghai", "2026-03-01T12:00:00+08:00", "2026-03-02T00:00:00Z"),
    ("Asia/Shanghai", "2028-02-28T12:00:00+08:00", "2028-02-29T00:00:00Z"),  # leap day begins
    ("Asia/Shanghai", "2028-02-29T12:00:00+08:00", "2028-03-01T00:00:00Z"),  # leap day ends
    ("Asia/Shanghai", "2026-12-31T12:00:00+08:00", "2027-01-01T00:00:00Z"),
    ("America/New_York", "2026-03-07T12:00:00-05:00", "2026-03-08T12:00:00Z"),  # 23 hours: 08:00 is at UTC-4 already
    ("America/New_York", "2026-03-06T12:00:00-05:00", "2026-03-07T13:00:00Z"),  # the day before
    ("America/New_York", "2026-10-31T12:00:00-04:00", "2026-11-01T13:00:00Z"),  # 25 hours: UTC-5
    ("Europe/Berlin", "2026-03-28T12:00:00+01:00", "2026-03-29T06:00:00Z"),
    ("Europe/Berlin", "2026-10-24T12:00:00+02:00", "2026-10-25T07:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T12:00:00+11:00", "2026-04-04T21:30:00Z"),  # half an hour back, to +10:30
    ("Asia/Kathmandu", "2026-03-01T12:00:00+05:45", "2026-03-02T02:15:00Z"),
]
"""A zone, noon of a day on which three calls may be answered, and 08:00 of the day after, by hand."""


def at(text: str) -> int:
    return microseconds(datetime.fromisoformat(text))


@pytest.mark.parametrize(("zone", "noon", "morning"), DAYS)
def test_a_days_count_ends_with_its_night_to_the_second(counter: Counter, zone: str, noon: str, morning: str) -> None:
    counter.add("persons", person="王一", zone=zone)
    counter.at = at(noon)
    assert [counter.ask().decision for _ in range(3)] == ["permit"] * 3
    fourth = counter.ask()
    assert (fourth.decision, fourth.retry_at) == ("deny", morning)
    counter.at = at(morning) - SECOND_US
    last = counter.ask()
    assert (last.decision, last.retry_at) == ("deny", morning)
    assert {finding.topic for finding in last.findings} == {"quiet_hours"}
    counter.at = at(morning)
    assert [counter.ask().decision for _ in range(4)] == ["permit"] * 3 + ["deny"]


@pytest.mark.parametrize(
    ("zone", "evening"),
    [
        ("America/New_York", "2026-03-08T22:00:00-04:00"),
        ("America/New_York", "2026-11-01T22:00:00-05:00"),
        ("Europe/Berlin", "2026-03-29T22:00:00+02:00"),
        ("Asia/Shanghai", "2028-02-29T22:00:00+08:00"),
    ],
)
def test_the_night_begins_to_the_second_on_days_of_any_length(counter: Counter, zone: str, evening: str) -> None:
    counter.add("persons", person="王一", zone=zone)
    counter.at = at(evening) - 1
    assert counter.ask().decision == "permit"
    counter.at = at(evening)
    assert counter.ask().decision == "deny"


def test_at_midnight_of_the_person_the_count_begins_anew_wherever_it_is_midnight(counter: Counter) -> None:
    """By agreement this person may be called at night; so the count is seen alone."""
    counter.add("persons", person="王一", zone="America/New_York")
    counter.add(
        "agreements",
        **{
            "person": "王一",
            "scope": "time",
            "from": "00:00",
            "to": "24:00",
            "evidence": "signed",
            "since": "2026-01-01",
        },
    )
    midnight = at("2026-03-09T00:00:00-04:00")
    counter.at = midnight - 10 * SECOND_US
    assert [counter.ask().decision for _ in range(4)] == ["permit"] * 3 + ["deny"]
    counter.at = midnight - 1
    assert counter.ask().retry_at == "2026-03-09T04:00:00Z"
    counter.at = midnight
    assert [counter.ask().decision for _ in range(4)] == ["permit"] * 3 + ["deny"]
