"""Reservations given back, and those whose outcome is late."""

import asyncio
import time
from datetime import datetime

import pytest

from tests.gate.books import HOUR_US, LENDER, STRANGER, TOKENS, Counter
from tests.gate.test_report import ANSWERED, UNANSWERED, found
from zilv.attempts.rows import microseconds
from zilv.gate import gate as gates
from zilv.gate.book import RESERVED, Kept, Past
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


def test_what_only_a_cancelled_attempt_made_a_breach_is_none_any_more(url: str) -> None:
    noon = microseconds(datetime.fromisoformat("2026-03-02T12:00:00-05:00"))
    counter = Counter(url, "us-reg-f,house/reg-f-calls-7in7-binding", noon)
    counter.declare()
    counter.add("persons", person="王一", zone="America/New_York")
    given = [counter.ask(account="A1") for _ in range(8)]
    assert [answer.decision for answer in given] == [*["permit"] * 7, "deny"]
    counter.report(given[7].attempt_id, **UNANSWERED)
    assert found(counter) == {given[7].attempt_id: ["calls_7in7"]}
    counter.cancel(given[0].attempt_id)
    assert found(counter) == {given[7].attempt_id: []}
    counter.book.close()


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


def test_one_look_flags_whatever_is_overdue_of_every_lender(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    late = [
        Kept(Past(f"{lender}{n}", lender, n, 1, "{}", 0, 0, "", "", ""), RESERVED, 1, None, None, "key0")
        for lender, count in (("L1", 60), ("L2", 1), ("L3", 1))
        for n in range(1, count + 1)
    ]
    with counter.book.page() as page:
        page.put(late)

    async def lived() -> None:
        monkeypatch.setattr(gates, "FLAG_S", 0)
        gate = gates.Gate(counter.book, [counter.desk], TOKENS)
        await gate.start()
        for _ in range(2):  # its work has begun, and waits for its first look
            await asyncio.sleep(0)
        monkeypatch.setattr(gates, "FLAG_S", 3_600)  # so there is but one
        ends = time.monotonic() + 60
        while len(counter.journal("overdue")) < len(late):
            assert time.monotonic() < ends
            await asyncio.sleep(0.1)
        await gate.stop()

    asyncio.run(lived())
