"""Who counts as the second of two: another person, whatever the spelling, who overrides what the first overrode."""

import pytest

from tests.gate.books import ANN, BOB, HOUR_US, LENDER, Counter
from tests.gate.test_ruling import denied
from zilv.attempts.rows import MINUTE_US
from zilv.gate.ask import Answer
from zilv.gate.matter import iso
from zilv.gate.refusal import Refused


def night(counter: Counter) -> Answer:
    """An ask at 23:00."""
    counter.at = counter.now() - 13 * HOUR_US
    answer = counter.ask()
    assert [finding.topic for finding in answer.findings] == ["quiet_hours"]
    return answer


def died(counter: Counter) -> None:
    counter.add("holds", person="王一", reason="deceased", evidence="e")


def test_a_second_person_counts_only_where_the_first_saw_all_that_stops_it_now(counter: Counter) -> None:
    answer = night(counter)
    assert counter.rule(answer.attempt_id, ANN).status == "awaiting_second"
    counter.at = counter.now() + 13 * HOUR_US
    died(counter)
    assert counter.rule(answer.attempt_id, BOB).status == "awaiting_second"
    with pytest.raises(Refused, match="second_person_needed"):
        counter.rule(answer.attempt_id, BOB)
    assert counter.counted() == 0
    assert counter.rule(answer.attempt_id, ANN).status == "reserved"
    first = counter.journal("ruling")[0]
    assert {stop["topic"] for stop in first["stops"]} == {"quiet_hours"}


def test_a_second_person_counts_where_less_stops_it_than_the_first_saw(counter: Counter) -> None:
    died(counter)
    counter.at = counter.now() - 13 * HOUR_US
    answer = counter.ask()
    counter.rule(answer.attempt_id, ANN)
    counter.at = counter.now() + 13 * HOUR_US
    assert counter.rule(answer.attempt_id, BOB).status == "reserved"


def test_the_next_hold_of_one_kind_is_another_one(counter: Counter) -> None:
    died(counter)
    answer = counter.ask()
    counter.rule(answer.attempt_id, ANN)
    counter.add("holds", person="王一", reason="deceased", evidence="another")
    assert counter.rule(answer.attempt_id, BOB).status == "awaiting_second"


def test_nobody_permits_what_the_next_hold_of_one_kind_stops(counter: Counter) -> None:
    counter.add("holds", person="王一", reason="deceased", evidence="one")
    begins = iso(counter.now() + 3 * MINUTE_US)
    counter.add("holds", person="王一", reason="deceased", evidence="another", since=begins)
    answer = counter.ask()
    counter.rule(answer.attempt_id, ANN)
    permit = counter.rule(answer.attempt_id, BOB).answer
    assert permit is not None and permit.dial_by is not None
    assert permit.dial_by < begins


@pytest.mark.parametrize("name", ["Ann", "ANN", " ann ", "\uff41\uff4e\uff4e"])
def test_one_person_is_no_second_in_another_spelling(counter: Counter, name: str) -> None:
    answer = denied(counter)
    counter.rule(answer.attempt_id, ANN)
    with pytest.raises(Refused, match="second_person_needed"):
        counter.rule(answer.attempt_id, LENDER._replace(holder=name))
    assert counter.counted() == 3
