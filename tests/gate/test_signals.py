"""What was heard binds at once and everywhere, quotes nobody's identity, and a named person decides on it once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.gate.books import AGENCY, ANN, LENDER, STRANGER, TOKENS, Counter
from tests.gate.conftest import NOON
from zilv.gate import registers, signals
from zilv.gate.actor import Actor
from zilv.gate.refusal import Refused
from zilv.gate.signals import Decided, Heard, Proposal

QUOTE = "我是林小满，我失业了，电话13800138000"


def heard(counter: Counter, attempt_id: str | None, signal: Any = "hardship", actor: Actor = LENDER) -> Proposal:
    assert attempt_id
    with counter.book.page() as page:
        return signals.propose(page, attempt_id, Heard(signal=signal, quote=QUOTE, turn=3), actor)


def decided(counter: Counter, row_id: int, verdict: Any = "confirm", actor: Actor = ANN) -> Proposal:
    with counter.book.page() as page:
        return signals.decide(page, row_id, Decided(verdict=verdict, reason="听过录音"), actor)


def proposals(counter: Counter, lender: str = "L1") -> list[int]:
    with counter.book.page(write=False) as page:
        return [one.row_id for one in signals.open_proposals(page, lender)]


def standing(counter: Counter, register: str = "holds") -> list[dict[str, Any]]:
    with counter.book.page(write=False) as page:
        rows = [registers.columns_shown(row) for row in registers.rows(page, "L1", register)]
    return [row for row in rows if row["until"] is None]


@pytest.fixture
def house(url: str) -> Iterator[Counter]:
    """A book at noon under the house's rule on holds too, every register declared complete."""
    made = Counter(url, "cn,house/holds", NOON)
    made.declare()
    made.add("mandates", agency="A1")
    made.add("notices", person="王一", kind="outsourcing", agency="A1", at="2026-02-01T09:00:00+08:00")
    yield made
    made.book.close()


@pytest.mark.parametrize("signal", ["hardship", "vulnerability", "dispute", "deceased", "stop_request"])
def test_what_an_agency_hears_stops_every_agency_until_it_is_rejected(house: Counter, signal: str) -> None:
    first = house.ask(AGENCY)
    assert first.decision == "permit"
    made = heard(house, first.attempt_id, signal, AGENCY)
    assert made.register == "holds"
    for actor in (AGENCY, LENDER):
        assert house.ask(actor, channel="sms", reserve=False).decision == "deny"
    decided(house, made.row_id, "reject")
    assert house.ask(channel="sms", reserve=False).decision == "permit"


def test_what_is_confirmed_goes_on_binding_and_says_who_confirmed_it(house: Counter) -> None:
    made = heard(house, house.ask().attempt_id)
    confirmed = decided(house, made.row_id)
    assert house.ask(channel="sms", reserve=False).decision == "deny"
    (row,) = standing(house)
    assert row["row_id"] == confirmed.row_id != made.row_id
    assert row["evidence"].startswith("已确认 confirmed · ann · 听过录音 · hardship")
    assert row["since"] == made.row["since"]
    assert proposals(house) == []


def test_the_quote_is_kept_redacted_with_the_contact_it_comes_from(house: Counter) -> None:
    attempt = house.ask().attempt_id
    evidence = heard(house, attempt).row["evidence"]
    assert evidence == f"待确认 proposed · hardship · {attempt}#3 · “我是〔姓名〕，我失业了，电话〔电话〕”"
    assert not any("林小满" in str(body) or "13800138000" in str(body) for body in house.journal("register"))


def test_the_same_again_changes_nothing(house: Counter) -> None:
    attempt = house.ask().attempt_id
    assert heard(house, attempt) == heard(house, attempt)
    assert len(standing(house)) == 1
    heard(house, attempt, "dispute")
    assert len(proposals(house)) == 2


def test_hardship_is_the_persons_and_a_dispute_the_accounts(house: Counter) -> None:
    attempt = house.ask(account="A1").attempt_id
    assert heard(house, attempt, "hardship").row["account"] is None
    assert heard(house, attempt, "dispute").row["account"] == TOKENS.text("account", "A1")


@pytest.mark.parametrize("signal", ["stop_request", "wrong_person"])
def test_a_third_persons_word_closes_the_number(house: Counter, signal: str) -> None:
    asking: dict[str, Any] = {"party": "contact_person", "purpose": "ask_contact", "number": "13900000009"}
    attempt = house.ask(**asking).attempt_id
    made = heard(house, attempt, signal)
    assert (made.register, made.row["number"]) == ("optouts", TOKENS.text("number", "13900000009"))
    assert house.ask(**asking, reserve=False).decision == "deny"


def test_a_wrong_person_without_a_number_cannot_be_entered(house: Counter) -> None:
    attempt = house.ask(number=None, channel="app", mode=None, line=None).attempt_id
    with pytest.raises(Refused) as refused:
        heard(house, attempt, "wrong_person")
    assert refused.value.code == "register_row_bad"


def test_only_a_named_person_of_the_lender_decides_and_once(house: Counter) -> None:
    row_id = heard(house, house.ask().attempt_id).row_id
    for actor, code in (
        (LENDER, "holder_needed"),
        (AGENCY, "scope_missing"),
        (STRANGER._replace(holder="x"), "register_row_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            decided(house, row_id, actor=actor)
        assert refused.value.code == code
    assert proposals(house) == [row_id]
    decided(house, row_id)
    with pytest.raises(Refused) as refused:
        decided(house, row_id)
    assert refused.value.code == "register_row_unknown"


def test_another_lenders_contact_looks_like_one_that_is_not_there(house: Counter) -> None:
    attempt = house.ask().attempt_id
    with pytest.raises(Refused) as refused:
        heard(house, attempt, actor=STRANGER)
    assert refused.value.code == "unknown_attempt"
    heard(house, attempt)
    assert proposals(house, "L2") == []


def test_an_entry_that_nobody_proposed_is_no_proposal(house: Counter) -> None:
    row_id = house.add("holds", person="王一", reason="plan", evidence="plan-17")
    assert proposals(house) == []
    with pytest.raises(Refused):
        decided(house, row_id)
