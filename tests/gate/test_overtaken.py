"""The same key again after something else was told: a permit that would no longer be given is held."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.gate.books import LENDER, Counter
from tests.gate.test_laws import HOUSE, choice
from tests.gate.test_registers import HOLD, ended
from zilv.attempts.rows import instant
from zilv.gate import signals
from zilv.gate.ask import Answer
from zilv.gate.matter import iso
from zilv.gate.steady import Steady

HALF_MINUTE_US = 30_000_000


def told(answer: Answer) -> tuple[str, str | None, str | None]:
    return answer.decision, answer.code, answer.attempt_id


def overtaken(first: Answer) -> tuple[str, str | None, str | None]:
    return "hold", "permit_overtaken", first.attempt_id


@pytest.fixture
def house(tmp_path: Path) -> str:
    """The law of China, and two calls in a fortnight."""
    path = tmp_path / "house.yaml"
    path.write_text(HOUSE, "utf-8")
    return f"cn,{path}"


def test_a_hold_that_was_acknowledged_holds_the_same_key_too_until_it_ends(counter: Counter) -> None:
    first = counter.ask(key="one")
    row_id = counter.add("holds", **HOLD)
    again = counter.ask(key="one")
    assert told(again) == overtaken(first)
    assert [finding.topic for finding in again.findings] == ["hold_plan"] and again.retry_at is None
    assert counter.ask(key="another").decision == "deny"
    assert counter.counted() == 1
    ended(counter, row_id)
    assert counter.ask(key="one") == first


def test_a_change_that_concerns_others_leaves_the_recorded_answer_and_its_reservation_does_not_count_against_it(
    counter: Counter,
) -> None:
    given = [counter.ask(key=f"{n}") for n in range(3)]
    counter.add("holds", **{**HOLD, "person": "李二"})
    assert [counter.ask(key=f"{n}") for n in range(3)] == given
    assert counter.ask().decision == "deny" and counter.counted() == 3


def test_a_law_holds_the_same_key_from_its_instant_on(counter: Counter, house: str) -> None:
    first = [counter.ask(key=f"{n}") for n in range(3)][-1]
    counter.at = counter.now() + 1_000_000
    assert counter.ask(key="2") == first
    choice(counter, house)
    again = counter.ask(key="2")
    assert told(again) == overtaken(first)
    assert "house_calls" in [finding.topic for finding in again.findings]
    assert again.bundle != first.bundle


def test_a_law_that_is_scheduled_ends_the_same_key_before_its_instant(counter: Counter, house: str) -> None:
    first = [counter.ask(key=f"{n}") for n in range(3)][-1]
    since = counter.now() + HALF_MINUTE_US
    choice(counter, house, since)
    again = counter.ask(key="2")
    assert again == msgspec.structs.replace(first, dial_by=iso(since - 1))
    counter.at = since
    assert told(counter.ask(key="2")) == overtaken(first)


def test_what_was_told_of_other_attempts_holds_the_same_key_as_it_holds_a_new_one(counter: Counter) -> None:
    """Three permits; a fourth call was denied, and made all the same."""
    *permits, third, denied = [counter.ask(key=f"{n}") for n in range(4)]
    assert (third.decision, denied.decision) == ("permit", "deny")
    assert counter.ask(key="2") == third
    for one in (denied, *permits):
        counter.report(one.attempt_id, answered=True, recording="r")
        again = counter.ask(key="2")
        assert told(again) == overtaken(third)
        assert [finding.topic for finding in again.findings] == ["answered_limit"]
        assert counter.ask(reserve=False).findings[0].topic == "answered_limit"
    counter.report(denied.attempt_id, answered=False)
    assert counter.ask(key="2") == third


def test_several_keys_that_come_again_on_one_page_are_judged_each_on_its_own(counter: Counter) -> None:
    asks = [{"key": f"{n}", "person": f"P{n}", "number": f"1380000010{n}"} for n in range(4)]
    first = counter.asks(asks)
    counter.add("holds", **{**HOLD, "person": "P1"})
    counter.cancel(first[2].attempt_id)
    new = {"key": "new", "person": "P9", "number": "13800000109"}
    again = counter.asks([asks[3], new, *asks[:3]])
    assert [told(answer) for answer in again[2:]] == [
        told(first[0]),
        overtaken(first[1]),
        ("hold", "permit_spent", first[2].attempt_id),
    ]
    assert again[0] == first[3] and again[1].decision == "permit"


def test_a_hold_that_is_yet_to_begin_shortens_a_permit_that_stands(counter: Counter) -> None:
    first = counter.ask(key="one")
    begins = instant(counter.now() + HALF_MINUTE_US)
    counter.add("holds", **{**HOLD, "since": begins.isoformat()})
    again = counter.ask(key="one")
    assert again.decision == "permit" and again.dial_by and first.dial_by
    assert begins - timedelta(seconds=2) <= datetime.fromisoformat(again.dial_by) < begins
    assert begins < datetime.fromisoformat(first.dial_by)


def test_a_signal_that_awaits_a_person_holds_the_same_key_too(counter: Counter) -> None:
    first = counter.ask(key="one")
    heard = signals.Heard(signal="hardship", quote="我失业了", turn=3)
    with counter.book.page() as page:
        signals.propose(page, first.attempt_id or "", heard, LENDER)
    assert told(counter.ask(key="one")) == overtaken(first)


def test_a_permit_is_not_given_again_by_a_clock_that_was_set(counter: Counter) -> None:
    counter.desk.steady = Steady()
    first = counter.ask(key="one")
    assert first.decision == "permit"
    counter.at = counter.now() - HALF_MINUTE_US
    assert told(counter.ask(key="one")) == ("hold", "clock_moved", None)


def test_who_shares_the_page_of_an_attempt_that_a_clock_left_ahead_is_not_held_for_it(counter: Counter) -> None:
    one, other = ({"key": f"{n}", "person": f"P{n}", "number": f"1380000010{n}"} for n in range(2))
    [first] = counter.asks([one])
    now = counter.now()
    counter.at = now + HALF_MINUTE_US
    counter.asks([other])
    counter.at = now
    again, ahead = counter.asks([one, other])
    assert told(again) == told(first)
    assert told(ahead)[:2] == ("hold", "clock_behind")
