"""The ledger: what was used of each limit, what remains, what holds stand, and when the next call is permitted."""

from datetime import datetime

import pytest

from tests.gate.books import AGENCY, HOUR_US, LENDER, STRANGER, TOKENS, Counter
from zilv.attempts.rows import DAY_US, microseconds
from zilv.gate.actor import Actor
from zilv.gate.ledger import Ledger, Used, ledger

PERSON = TOKENS.text("person", "王一")


def of(counter: Counter, actor: Actor = LENDER, person: str = PERSON) -> Ledger:
    with counter.book.page(write=False) as page:
        return ledger(page, person, actor, counter.desk)


def limit(found: Ledger, topic: str) -> Used:
    """The limit of this topic, which stands once."""
    (used,) = (used for used in found.limits if used.topic == topic)
    return used


def test_somebody_nobody_knows_has_used_nothing_and_may_be_called_now(counter: Counter) -> None:
    found = of(counter, person=TOKENS.text("person", "nobody"))
    assert {used.used for used in found.limits} == {0}
    assert all(used.remaining == used.limit > 0 for used in found.limits)
    assert (found.holds, found.open_reservations, found.next) == ((), 0, found.at)


def test_it_names_every_limit_in_force_once(counter: Counter) -> None:
    topics = [used.topic for used in of(counter).limits]
    assert set(topics) == {"answered_limit", "conversation_limit", "unanswered_attempt_limit", "visit_limit"}
    assert len(topics) == 4


def test_a_reservation_counts_at_its_strictest_and_an_outcome_as_told(counter: Counter) -> None:
    given = [counter.ask() for _ in range(2)]
    found = of(counter)
    assert (found.open_reservations, limit(found, "answered_limit").used) == (2, 2)
    assert limit(found, "unanswered_attempt_limit").used == 2
    counter.report(given[0].attempt_id, answered=False)
    counter.report(given[1].attempt_id, answered=True, conversed=False, recording="r")
    found = of(counter)
    assert found.open_reservations == 0
    assert (limit(found, "answered_limit").used, limit(found, "unanswered_attempt_limit").used) == (1, 1)
    answered = limit(found, "answered_limit")
    assert (answered.limit, answered.remaining, answered.window, answered.per) == (3, 2, "day", "person")


def test_lender_and_agencies_use_the_same_and_lenders_their_own(counter: Counter) -> None:
    counter.add("mandates", agency="A1")
    counter.add("notices", person="王一", kind="outsourcing", agency="A1", at="2026-01-05T00:00:00+08:00")
    counter.ask(AGENCY)
    counter.ask(LENDER)
    assert limit(of(counter, AGENCY), "answered_limit").used == 2
    assert limit(of(counter, LENDER), "answered_limit").used == 2
    assert limit(of(counter, STRANGER), "answered_limit").used == 0


def test_what_is_used_up_says_when_the_next_call_is_permitted(counter: Counter) -> None:
    for _ in range(3):
        counter.ask()
    found = of(counter)
    assert limit(found, "answered_limit").remaining == 0
    assert found.next == "2026-03-03T00:00:00Z"
    assert counter.ask(reserve=False).retry_at == found.next


def test_remaining_says_how_many_calls_are_permitted_yet(counter: Counter) -> None:
    for _ in range(5):
        remaining = limit(of(counter), "answered_limit").remaining
        assert (counter.ask().decision == "permit") == (remaining > 0)


def test_an_agreement_moves_the_limit(counter: Counter) -> None:
    counter.add("agreements", person="王一", scope="frequency", at_most="1")
    assert limit(of(counter), "answered_limit").limit == 1
    counter.ask()
    assert limit(of(counter), "answered_limit").remaining == 0


def test_by_night_the_next_call_is_in_the_morning(counter: Counter) -> None:
    counter.at = microseconds(datetime.fromisoformat("2026-03-02T22:00:00+08:00"))
    assert of(counter).next == "2026-03-03T00:00:00Z"


@pytest.mark.parametrize(("until", "next_call"), [("2026-03-05T12:00:00+08:00", "2026-03-05T04:00:00Z"), ("", None)])
def test_a_hold_is_shown_until_it_ends_and_delays_the_next_call(
    counter: Counter, until: str, next_call: str | None
) -> None:
    counter.add("holds", person="王一", reason="plan", since="2026-03-01T00:00:00+08:00", until=until)
    found = of(counter)
    (hold,) = found.holds
    assert (hold.reason, hold.account, hold.since) == ("plan", None, "2026-02-28T16:00:00Z")
    assert (hold.until, found.next) == (next_call, next_call)
    counter.at = counter.now() + 3 * DAY_US
    assert len(of(counter).holds) == (1 if next_call is None else 0)


def test_a_hold_that_has_not_begun_or_is_another_s_is_not_shown(counter: Counter) -> None:
    counter.add("holds", person="王一", reason="plan", since="2026-03-02T13:00:00+08:00")
    counter.add("holds", person="李二", reason="plan")
    assert of(counter).holds == ()
    counter.at = counter.now() + HOUR_US
    assert len(of(counter).holds) == 1


def test_it_holds_tokens_alone(counter: Counter) -> None:
    counter.add("holds", person="王一", reason="plan", account="6222020000000000000")
    counter.ask()
    shown = str(of(counter))
    assert PERSON in shown
    for raw in ("王一", "13800000001", "6222020000000000000"):
        assert raw not in shown


def test_looking_leaves_no_trace(counter: Counter) -> None:
    counter.ask()
    with counter.book.page(write=False) as page:
        before = page.do("select count(*) from gate_entry")
    of(counter)
    with counter.book.page(write=False) as page:
        assert page.do("select count(*) from gate_entry") == before
    assert counter.counted() == 1


def test_the_unanswered_limit_counts_the_number_last_called(counter: Counter) -> None:
    for _ in range(3):
        counter.report(counter.ask(number="13800000001").attempt_id, answered=False)
    counter.report(counter.ask(number="13800000002").attempt_id, answered=False)
    assert limit(of(counter), "unanswered_attempt_limit").used == 1
    counter.report(counter.ask(number="13800000001").attempt_id, answered=False)
    assert limit(of(counter), "unanswered_attempt_limit").used == 4
