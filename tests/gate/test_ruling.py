"""What persons decide: one permits what is in doubt, two different ones what is forbidden, and that is a finding."""

from datetime import datetime
from typing import Any

import pytest

from tests.gate.books import AGENCY, ANN, BOB, HOUR_US, LENDER, STRANGER, Counter
from zilv.attempts.rows import DAY_US, MINUTE_US, microseconds
from zilv.gate.actor import Actor
from zilv.gate.ask import Answer, Receipt, Ruling
from zilv.gate.refusal import Refused
from zilv.gate.ruling import rule

CAROL = LENDER._replace(holder="carol", scopes=frozenset({"rule"}))
"""May permit what is in doubt, not what is forbidden."""

DAVE = LENDER._replace(holder="dave", scopes=frozenset({"override"}))


def held(counter: Counter) -> Answer:
    """An ask in doubt: whether the debtor or a third person is addressed was not said."""
    answer = counter.ask(party=None)
    assert answer.decision == "hold"
    return answer


def denied(counter: Counter) -> Answer:
    """The fourth call of a day of three."""
    for _ in range(3):
        counter.report(counter.ask().attempt_id, answered=True, conversed=False, recording="r")
    answer = counter.ask()
    assert answer.decision == "deny"
    return answer


def with_key(counter: Counter, attempt_id: str | None, actor: Actor, verdict: Any = "permit") -> Receipt:
    """A ruling under the key `one`. Raises Refused."""
    with counter.book.page() as page:
        ruling = Ruling(key="one", verdict=verdict, reason="a reason")
        return rule(page, attempt_id or "", ruling, actor, counter.desk)


def test_one_person_permits_what_is_in_doubt_and_it_is_reserved_then(counter: Counter) -> None:
    answer = held(counter)
    assert counter.counted() == 0
    counter.at = counter.now() + 1_000
    receipt = counter.rule(answer.attempt_id, CAROL)
    assert receipt.status == "reserved"
    assert receipt.answer is not None
    assert (receipt.answer.decision, receipt.answer.ruled, receipt.findings) == ("permit", True, ())
    assert receipt.at == receipt.answer.at != answer.at
    assert counter.counted() == 1
    assert counter.journal("finding") == []


def test_what_was_permitted_by_a_person_is_reported_like_any_other(counter: Counter) -> None:
    answer = held(counter)
    counter.rule(answer.attempt_id, CAROL)
    assert counter.report(answer.attempt_id, answered=False).status == "reported"


def test_a_ruling_is_in_the_journal_with_its_person_and_reason(counter: Counter) -> None:
    counter.rule(held(counter).attempt_id, CAROL)
    (body,) = counter.journal("ruling")
    assert body["holder"] == "carol"
    assert body["told"]["reason"] == "a reason"
    assert body["told"]["verdict"] == "permit"


def test_two_different_persons_override_a_denial_and_that_is_a_finding(counter: Counter) -> None:
    answer = denied(counter)
    first = counter.rule(answer.attempt_id, ANN)
    assert (first.status, first.answer) == ("awaiting_second", None)
    assert counter.counted() == 3
    second = counter.rule(answer.attempt_id, BOB)
    assert second.status == "reserved"
    assert [finding.topic for finding in second.findings] == ["answered_limit"]
    assert counter.counted() == 4
    (found,) = counter.journal("finding")
    assert [finding["topic"] for finding in found["findings"]] == ["answered_limit"]
    assert [body["holder"] for body in counter.journal("ruling")] == ["ann", "bob"]


def test_what_was_overridden_counts_and_stays_a_finding_when_it_is_reported(counter: Counter) -> None:
    answer = denied(counter)
    counter.rule(answer.attempt_id, ANN)
    counter.rule(answer.attempt_id, BOB)
    receipt = counter.report(answer.attempt_id, answered=True, conversed=False, recording="r")
    assert [finding.topic for finding in receipt.findings] == ["answered_limit"]
    assert counter.ask().findings[0].count == 5


@pytest.mark.parametrize("told", [{"answered": False}, None])
def test_what_was_overridden_stays_a_finding_whatever_comes_of_it(counter: Counter, told: Any) -> None:
    answer = denied(counter)
    counter.rule(answer.attempt_id, ANN)
    counter.rule(answer.attempt_id, BOB)
    receipt = counter.report(answer.attempt_id, **told) if told else counter.cancel(answer.attempt_id)
    assert [finding.topic for finding in receipt.findings] == ["answered_limit"]
    assert len(counter.journal("finding")) == 1


def test_one_person_alone_overrides_nothing_however_often(counter: Counter) -> None:
    answer = denied(counter)
    counter.rule(answer.attempt_id, ANN)
    with pytest.raises(Refused, match="second_person_needed"):
        counter.rule(answer.attempt_id, ANN)
    with pytest.raises(Refused, match="second_person_needed"):
        counter.rule(answer.attempt_id, ANN._replace(key_id="another key of hers"))
    assert counter.counted() == 3


def test_a_first_person_s_override_lapses_after_a_day(counter: Counter) -> None:
    answer = counter.ask(line="T9")  # not registered, today as tomorrow
    assert answer.decision == "deny"
    counter.rule(answer.attempt_id, ANN)
    counter.at = counter.now() + DAY_US
    assert counter.rule(answer.attempt_id, BOB).status == "awaiting_second"
    assert counter.counted() == 0
    counter.at = counter.now() + DAY_US - 1
    assert counter.rule(answer.attempt_id, ANN).status == "reserved"


def test_who_may_only_permit_what_is_in_doubt_cannot_override(counter: Counter) -> None:
    with pytest.raises(Refused, match=r"scope_missing: .*override"):
        counter.rule(denied(counter).attempt_id, CAROL)
    assert counter.journal("ruling") == []


def test_who_may_only_override_cannot_permit_what_is_in_doubt(counter: Counter) -> None:
    with pytest.raises(Refused, match=r"scope_missing: .*rule"):
        counter.rule(held(counter).attempt_id, DAVE)
    assert counter.journal("ruling") == []


@pytest.mark.parametrize("verdict", ["permit", "refuse"])
@pytest.mark.parametrize("asked", [held, denied])
def test_an_agency_s_key_rules_on_nothing_whatever_it_was_given(counter: Counter, asked: Any, verdict: str) -> None:
    everything = AGENCY._replace(scopes=LENDER.scopes, holder="eve")
    with pytest.raises(Refused, match="scope_missing"):
        counter.rule(asked(counter).attempt_id, everything, verdict)
    assert counter.journal("ruling") == []


@pytest.mark.parametrize("verdict", ["permit", "refuse"])
@pytest.mark.parametrize("asked", [held, denied])
def test_a_key_without_a_person_rules_on_nothing(counter: Counter, asked: Any, verdict: str) -> None:
    with pytest.raises(Refused, match="holder_needed"):
        counter.rule(asked(counter).attempt_id, LENDER, verdict)
    assert counter.journal("ruling") == []


def test_a_person_whose_key_may_not_rule_cannot_even_refuse(counter: Counter) -> None:
    with pytest.raises(Refused, match="scope_missing"):
        counter.rule(held(counter).attempt_id, ANN._replace(scopes=frozenset({"ask", "report"})), "refuse")
    assert counter.journal("ruling") == []


@pytest.mark.parametrize("asked", [held, denied])
def test_another_lender_s_ask_is_unknown(counter: Counter, asked: Any) -> None:
    with pytest.raises(Refused, match="unknown_attempt"):
        counter.rule(asked(counter).attempt_id, STRANGER._replace(holder="eve"))


def test_what_was_refused_stays_refused(counter: Counter) -> None:
    answer = held(counter)
    assert counter.rule(answer.attempt_id, CAROL, "refuse").status == "refused"
    with pytest.raises(Refused, match="not_awaiting"):
        counter.rule(answer.attempt_id, ANN)
    assert counter.counted() == 0


def test_a_second_person_may_refuse_what_a_first_would_override(counter: Counter) -> None:
    answer = denied(counter)
    counter.rule(answer.attempt_id, ANN)
    assert counter.rule(answer.attempt_id, BOB, "refuse").status == "refused"
    with pytest.raises(Refused, match="not_awaiting"):
        counter.rule(answer.attempt_id, BOB)
    assert counter.counted() == 3


def test_what_was_refused_and_made_all_the_same_is_in_the_book(counter: Counter) -> None:
    answer = denied(counter)
    counter.rule(answer.attempt_id, ANN, "refuse")
    receipt = counter.report(answer.attempt_id, answered=True, conversed=False, recording="r")
    assert [finding.topic for finding in receipt.findings] == ["answered_limit"]
    assert counter.counted() == 4


def test_nothing_is_ruled_on_that_was_permitted(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    for verdict in ("permit", "refuse"):
        with pytest.raises(Refused, match="not_awaiting"):
            counter.rule(attempt_id, ANN, verdict)


def test_what_the_law_permits_by_now_one_person_permits_and_it_is_no_finding(counter: Counter) -> None:
    counter.at = counter.now() + 11 * HOUR_US  # 23:00
    night = counter.ask()
    counter.at = counter.now() + 10 * HOUR_US  # 09:00
    receipt = counter.rule(night.attempt_id, CAROL)
    assert (receipt.status, receipt.findings) == ("reserved", ())


def test_what_was_only_in_doubt_but_is_forbidden_by_now_takes_two(counter: Counter) -> None:
    answer = held(counter)
    counter.at = counter.now() + 11 * HOUR_US
    assert counter.rule(answer.attempt_id, ANN).status == "awaiting_second"
    assert counter.rule(answer.attempt_id, BOB).status == "reserved"


def test_a_denial_that_waits_a_day_is_judged_by_the_count_of_the_day_of_its_override(counter: Counter) -> None:
    answer = denied(counter)
    counter.at = counter.now() + DAY_US
    receipt = counter.rule(answer.attempt_id, CAROL)
    assert (receipt.status, receipt.findings) == ("reserved", ())
    assert [counter.ask().decision for _ in range(3)] == ["permit", "permit", "deny"]


def stands(counter: Counter, receipt: Receipt) -> float:
    """How many minutes what was ruled on may be dialled."""
    assert receipt.answer and receipt.answer.dial_by
    return (microseconds(datetime.fromisoformat(receipt.answer.dial_by)) - counter.now()) / MINUTE_US


@pytest.mark.parametrize(("minutes", "most"), [(45, 10), (50, 10), (51, 9), (59, 1)])
def test_what_one_person_permits_never_stands_into_the_quiet_hours(counter: Counter, minutes: int, most: float) -> None:
    counter.at = counter.now() + 9 * HOUR_US + minutes * MINUTE_US  # 21:00 and so many minutes
    receipt = counter.rule(held(counter).attempt_id, CAROL)
    assert most - 0.02 <= stands(counter, receipt) <= most


def test_what_one_person_permits_never_stands_into_a_hold(counter: Counter) -> None:
    counter.add("holds", person="王一", reason="plan", since="2026-03-02T12:04:30+08:00")
    receipt = counter.rule(held(counter).attempt_id, CAROL)
    assert 4.48 <= stands(counter, receipt) < 4.5


def test_who_override_a_count_override_no_quiet_hours_that_begin_meanwhile(counter: Counter) -> None:
    counter.at = counter.now() + 9 * HOUR_US + 55 * MINUTE_US  # 21:55
    answer = denied(counter)
    counter.rule(answer.attempt_id, ANN)
    assert 4.98 <= stands(counter, counter.rule(answer.attempt_id, BOB)) <= 5


def test_who_override_the_quiet_hours_have_ten_minutes(counter: Counter) -> None:
    counter.at = counter.now() + 11 * HOUR_US  # 23:00
    answer = counter.ask()
    counter.rule(answer.attempt_id, ANN)
    assert stands(counter, counter.rule(answer.attempt_id, BOB)) == 10


def test_the_same_ruling_again_gives_the_same_receipt(counter: Counter) -> None:
    answer = held(counter)
    first = with_key(counter, answer.attempt_id, CAROL)
    assert with_key(counter, answer.attempt_id, CAROL) == first
    assert counter.counted() == 1
    with pytest.raises(Refused, match="key_reused"):
        with_key(counter, answer.attempt_id, CAROL, "refuse")


def test_a_second_person_cannot_hide_behind_the_first_one_s_key(counter: Counter) -> None:
    answer = denied(counter)
    with_key(counter, answer.attempt_id, ANN)
    assert with_key(counter, answer.attempt_id, BOB).status == "awaiting_second"
    assert counter.counted() == 3
