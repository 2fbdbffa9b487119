"""The same key again after registers or law have changed: a permit that would no longer be given is held."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.gate.books import LENDER, Counter
from tests.gate.test_laws import HOUSE, choice
from tests.gate.test_registers import HOLD, ended
from zilv.attempts.rows import instant
from zilv.gate import signals
from zilv.gate.ask import Answer
from zilv.gate.steady import Steady

HALF_MINUTE_US = 30_000_000


def told(answer: Answer) -> tuple[str, str | None, str | None]:
    return answer.decision, answer.code, answer.attempt_id


def overtaken(first: Answer) -> tuple[str, str | None, str | None]:
    return "hold", "permit_overtaken", first.attempt_id


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


@pytest.mark.parametrize("later_us", [0, HALF_MINUTE_US])
def test_a_law_holds_the_same_key_from_its_instant_on(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later_us: int
) -> None:
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    monkeypatch.chdir(tmp_path)
    if later_us:
        choice(counter, "cn,house.yaml", counter.now() + later_us)
    first = [counter.ask(key=f"{n}") for n in range(3)][-1]
    if not later_us:
        choice(counter, "cn,house.yaml")
    else:
        counter.at = counter.now() + later_us - 1
        assert counter.ask(key="2") == first
        counter.at += 1
    again = counter.ask(key="2")
    assert told(again) == overtaken(first)
    assert "house_calls" in [finding.topic for finding in again.findings]
    assert again.bundle != first.bundle


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
