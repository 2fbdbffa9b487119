"""Reservations given back, and those whose outcome is late."""

import pytest

from tests.gate.books import HOUR_US, LENDER, STRANGER, Counter
from tests.gate.test_report import ANSWERED, UNANSWERED, found
from zilv.gate.refusal import Refused
from zilv.gate.report import flag_overdue


def flagged(counter: Counter) -> int:
    with counter.book.page() as page:
        return flag_overdue(page)


def test_a_cancelled_attempt_no_longer_counts(counter: Counter) -> None:
    given = [counter.ask() for _ in range(3)]
    assert counter.cancel(given[1].attempt_id).status == "cancelled"
    assert [counter.ask().decision for _ in range(2)] == ["permit", "deny"]


def test_a_cancelled_attempt_made_all_the_same_counts_again(counter: Counter) -> None:
    given = [counter.ask() for _ in range(3)]
    counter.cancel(given[0].attempt_id)
    fourth = counter.ask()
    for answer in (*given[1:], fourth):
        counter.report(answer.attempt_id, **ANSWERED)
    assert found(counter) == {}
    receipt = counter.report(given[0].attempt_id, **ANSWERED)
    assert receipt.status == "reported"
    assert found(counter) == {fourth.attempt_id: ["answered_limit"]}


def test_what_was_reported_cannot_be_cancelled(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    counter.report(attempt_id, **UNANSWERED)
    with pytest.raises(Refused, match="not_reserved"):
        counter.cancel(attempt_id)


def test_what_was_denied_cannot_be_cancelled(counter: Counter) -> None:
    counter.at = counter.now() + 11 * HOUR_US
    with pytest.raises(Refused, match="not_reserved"):
        counter.cancel(counter.ask().attempt_id)


def test_the_same_cancellation_again_gives_the_same_receipt(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    first = counter.cancel(attempt_id, key="one")
    assert counter.cancel(attempt_id, key="one") == first
    assert len(counter.journal("cancel")) == 1


def test_an_overdue_reservation_is_flagged_once_and_goes_on_counting(counter: Counter) -> None:
    given = [counter.ask() for _ in range(3)]
    assert flagged(counter) == 0
    counter.at = counter.now() + HOUR_US + 1_000
    assert [flagged(counter), flagged(counter)] == [3, 0]
    assert len(counter.journal("overdue")) == 3
    assert counter.ask().decision == "deny"
    assert counter.report(given[0].attempt_id, **UNANSWERED).status == "reported"
    assert counter.ask().decision == "permit"


def test_an_overdue_reservation_can_still_be_cancelled(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    counter.at = counter.now() + HOUR_US + 1_000
    flagged(counter)
    assert counter.cancel(attempt_id).status == "cancelled"


def test_overdue_reservations_of_every_lender_are_flagged(counter: Counter) -> None:
    for actor in (LENDER, STRANGER, LENDER):
        counter.ask(actor)
    counter.at = counter.now() + HOUR_US + 1_000
    assert flagged(counter) + flagged(counter) == 3
    assert flagged(counter) == 0
