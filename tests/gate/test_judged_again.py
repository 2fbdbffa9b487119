"""What becomes known of one attempt touches others, and each is judged on all that stands around itself."""

from collections.abc import Callable

import pytest

from tests.gate.books import HOUR_US, Counter
from tests.gate.test_report import ANSWERED, UNANSWERED, found
from zilv.attempts.rows import MINUTE_US

SHARED, OWN = "13800000009", "13800000010"

Told = Callable[[Counter, str | None], object]


def _first(counter: Counter, attempt_id: str | None) -> None:
    counter.report(attempt_id, **ANSWERED)


def _corrected(counter: Counter, attempt_id: str | None) -> None:
    counter.report(attempt_id, **UNANSWERED)
    counter.report(attempt_id, **ANSWERED)


def _given_back(counter: Counter, attempt_id: str | None) -> None:
    counter.cancel(attempt_id)


each_way = pytest.mark.parametrize("tell", [_first, _corrected, _given_back])


@each_way
def test_another_s_agreement_on_hours_still_stands_when_a_call_on_the_shared_number_is_told(
    counter: Counter, tell: Told
) -> None:
    mine = counter.ask(person="王一", number=SHARED)
    counter.add("agreements", person="王二", scope="time", evidence="e", **{"from": "22:00", "to": "23:30"})
    counter.at = counter.now() + 21 * HOUR_US // 2
    late = counter.ask(person="王二", number=SHARED)
    assert late.decision == "permit"
    counter.report(late.attempt_id, **ANSWERED)
    tell(counter, mine.attempt_id)
    assert found(counter) == {}


@each_way
def test_another_s_hold_is_still_broken_when_a_call_on_the_shared_number_is_told(counter: Counter, tell: Told) -> None:
    mine = counter.ask(person="王一", number=SHARED)
    counter.at = counter.now() + MINUTE_US
    counter.add("holds", person="王二", reason="plan", evidence="e")
    other = counter.ask(person="王二", number=SHARED)
    counter.report(other.attempt_id, **ANSWERED)
    tell(counter, mine.attempt_id)
    assert found(counter) == {other.attempt_id: ["hold_plan"]}


@each_way
def test_another_s_calls_on_his_own_number_still_count_when_a_call_on_the_shared_one_is_told(
    counter: Counter, tell: Told
) -> None:
    mine = counter.ask(person="王一", number=SHARED)
    for _ in range(3):
        counter.at = counter.now() + MINUTE_US
        counter.report(counter.ask(person="王二", number=OWN).attempt_id, **ANSWERED)
    fourth = counter.ask(person="王二", number=SHARED)
    counter.report(fourth.attempt_id, **ANSWERED)
    tell(counter, mine.attempt_id)
    assert found(counter) == {fourth.attempt_id: ["answered_limit"]}


@each_way
def test_a_second_number_closed_by_somebody_else_stays_closed_when_a_call_on_the_first_is_told(
    counter: Counter, tell: Told
) -> None:
    mine = counter.ask(number=SHARED)
    counter.at = counter.now() + MINUTE_US
    counter.add("optouts", person="王三", number=OWN, evidence="e")
    second = counter.ask(number=OWN, party="contact_person", purpose="ask_contact")
    counter.report(second.attempt_id, **ANSWERED)
    tell(counter, mine.attempt_id)
    assert "third_party_refusal" in found(counter)[second.attempt_id or ""]
