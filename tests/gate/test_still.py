"""A permit is told, to whoever looks at the attempt or asks once more, only while nothing more stops it than before."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.gate.books import ANN, BOB, HOUR_US, LENDER, TOKENS, Counter, call
from tests.gate.conftest import NOON
from tests.gate.test_laws import HOUSE, choice
from tests.gate.test_registers import HOLD, ended
from zilv.attempts.rows import DAY_US, MINUTE_US, instant
from zilv.clock import now_us
from zilv.gate import signals, still
from zilv.gate.ask import Answer, Receipt, Ruling
from zilv.gate.door import asked
from zilv.gate.gate import Gate
from zilv.gate.refusal import Refused

WEEK_US = 7 * DAY_US
DECEASED = {"person": "王一", "reason": "deceased", "evidence": "e"}


def looked(counter: Counter, answer: Answer) -> Receipt:
    """What `GET /v1/attempts/…` tells."""
    with counter.book.page(write=False) as page:
        return still.attempt(page, answer.attempt_id or "", LENDER, counter.desk)


def again(counter: Counter, key: str, **given: Any) -> Answer:
    """The same ask under the same key."""
    sought = asked(call(key=key, **given), LENDER, TOKENS)
    with counter.book.page() as page:
        (answer,) = still.decided(page, [sought], counter.desk)
    assert not isinstance(answer, Refused)
    return answer


def ruled(counter: Counter) -> Answer:
    """An ask in doubt, under the key `held`, that one person permitted a second later."""
    answer = counter.ask(key="held", party=None)
    counter.at = counter.now() + 1_000_000
    assert counter.rule(answer.attempt_id, ANN).status == "reserved"
    counter.at += 1_000_000
    return answer


def told(counter: Counter, answer: Answer) -> tuple[str, str | None]:
    """Decision and code, which are the same for whoever looks and for the ask's own key."""
    seen = looked(counter, answer).answer
    assert seen == again(counter, "held", party=None)
    return seen.decision, seen.code


def heard(counter: Counter, answer: Answer, signal: signals.Signal) -> None:
    with counter.book.page() as page:
        signals.propose(page, answer.attempt_id or "", signals.Heard(signal=signal, quote="我失业了"), LENDER)


def test_what_a_person_permitted_is_told_to_whoever_looks_and_to_the_ask_s_own_key(counter: Counter) -> None:
    answer = ruled(counter)
    assert told(counter, answer) == ("permit", None)
    assert looked(counter, answer).status == "reserved"
    assert again(counter, "held", party=None).ruled and counter.counted() == 1


def test_this_machine_s_clock_has_no_say_in_what_comes_again(url: str) -> None:
    """The store is a week ahead of it: what was ruled on there comes after whatever this machine takes for now."""
    counter = Counter(url, at=NOON + ((now_us() - NOON) // WEEK_US + 2) * WEEK_US)
    counter.declare()

    async def lived() -> tuple[Answer, Answer]:
        gate = Gate(counter.book, [counter.desk], TOKENS)
        await gate.start()
        held = await gate.ask(call(key="held", party=None), LENDER)
        counter.at = counter.now() + 1_000_000
        await gate.rule(held.attempt_id or "", Ruling(key="r", verdict="permit", reason="a reason"), ANN)
        permit = await gate.ask(call(key="held", party=None), LENDER)
        await gate.stop()
        return held, permit

    held, permit = asyncio.run(lived())
    assert (held.decision, permit.decision, permit.ruled) == ("hold", "permit", True)


def test_of_what_is_asked_for_the_first_time_nothing_more_is_read(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(still, "_since", None)
    assert again(counter, "first", party=None).decision == "hold"
    with pytest.raises(TypeError):
        again(counter, "first", party=None)


@pytest.mark.parametrize("verdict", ["refuse", None])
def test_the_own_key_of_what_nobody_permitted_is_held_as_before(counter: Counter, verdict: str | None) -> None:
    answer = counter.ask(key="held", party=None)
    counter.at = counter.now() + 1
    if verdict:
        counter.rule(answer.attempt_id, ANN, verdict)
    assert again(counter, "held", party=None) == answer == looked(counter, answer).answer


def test_a_hold_acknowledged_after_a_person_s_permit_reaches_it_until_it_ends(counter: Counter) -> None:
    answer = ruled(counter)
    row_id = counter.add("holds", **DECEASED)
    counter.at = counter.now() + MINUTE_US
    assert told(counter, answer) == ("hold", "permit_overtaken")
    seen = looked(counter, answer)
    assert seen.status == "reserved" and seen.answer
    assert any("deceased" in finding.provision for finding in seen.answer.findings)
    ended(counter, row_id)
    assert told(counter, answer) == ("permit", None)


def test_a_hold_acknowledged_after_a_permit_of_the_gate_s_own_reaches_whoever_looks(counter: Counter) -> None:
    first = counter.ask(key="one")
    assert looked(counter, first).answer == first
    counter.add("holds", **HOLD)
    seen = looked(counter, first)
    assert seen.answer == counter.ask(key="one")
    assert seen.answer and (seen.status, seen.answer.code) == ("reserved", "permit_overtaken")


def test_what_stopped_it_when_it_was_permitted_does_not_stop_it_after_a_change_that_concerns_others(
    counter: Counter,
) -> None:
    answer = ruled(counter)
    before = looked(counter, answer)
    counter.add("holds", **DECEASED | {"person": "李二"})
    assert looked(counter, answer) == before


def test_two_persons_override_of_a_hold_ends_with_the_next_hold_though_one_provision_means_both(url: str) -> None:
    counter = Counter(url, law="cn,house/holds", at=NOON)
    counter.declare()
    counter.add("holds", person="王一", reason="dispute", evidence="e")
    answer = counter.ask(key="held", party="debtor")
    assert answer.decision == "deny"
    counter.rule(answer.attempt_id, ANN)
    assert counter.rule(answer.attempt_id, BOB).status == "reserved"
    counter.add("holds", person="李二", reason="cease", evidence="e")
    counter.at = counter.now() + 1
    assert looked(counter, answer).answer == again(counter, "held", party="debtor")
    assert again(counter, "held", party="debtor").decision == "permit"
    counter.add("holds", person="王一", reason="cease", evidence="e")
    assert again(counter, "held", party="debtor").code == "permit_overtaken"
    counter.book.close()


def test_a_hold_that_is_yet_to_begin_shortens_what_a_person_permitted(counter: Counter) -> None:
    answer = ruled(counter)
    begins = counter.now() + 3 * MINUTE_US
    counter.add("holds", **DECEASED | {"since": instant(begins).isoformat()})
    seen = looked(counter, answer).answer
    assert seen and seen.decision == "permit" and seen.dial_by
    assert instant(begins - MINUTE_US) < datetime.fromisoformat(seen.dial_by) < instant(begins)


def test_a_signal_heard_after_a_person_s_permit_reaches_it_but_one_that_he_saw_does_not(counter: Counter) -> None:
    answer = counter.ask(key="held", party=None)
    heard(counter, answer, "hardship")
    counter.at = counter.now() + 1
    counter.rule(answer.attempt_id, ANN)
    counter.add("holds", **DECEASED | {"person": "李二"})
    assert told(counter, answer) == ("permit", None)
    heard(counter, answer, "stop_request")
    assert told(counter, answer) == ("hold", "permit_overtaken")


def test_a_law_that_is_chosen_after_a_person_s_permit_reaches_it(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        counter.ask()
    answer = ruled(counter)
    choice(counter, "cn,house.yaml", counter.now() + MINUTE_US)
    seen = looked(counter, answer).answer
    assert seen and seen.decision == "permit" and seen.dial_by
    assert datetime.fromisoformat(seen.dial_by) < instant(counter.now() + MINUTE_US)
    counter.at = counter.now() + MINUTE_US
    assert told(counter, answer) == ("hold", "permit_overtaken")


def test_what_a_person_permitted_is_held_once_its_time_is_over(counter: Counter) -> None:
    answer = ruled(counter)
    counter.at = counter.now() + HOUR_US
    assert told(counter, answer) == ("hold", "permit_expired")


@pytest.mark.parametrize("end", ["report", "cancel"])
def test_the_own_key_of_what_was_dialled_or_given_back_is_spent(counter: Counter, end: str) -> None:
    answer = ruled(counter)
    given = {"answered": False} if end == "report" else {}
    getattr(counter, end)(answer.attempt_id, **given)
    assert again(counter, "held", party=None).code == "permit_spent"
    assert looked(counter, answer).status in ("reported", "cancelled")
