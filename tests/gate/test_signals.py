"""What was heard holds at once and everywhere, quotes nobody's identity, and a named person decides on it once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.gate.books import AGENCY, ANN, LENDER, STRANGER, TOKENS, Counter
from tests.gate.conftest import NOON
from zilv.gate import registers, signals
from zilv.gate.actor import Actor
from zilv.gate.ask import Answer
from zilv.gate.journal import exported, settled
from zilv.gate.ledger import ledger
from zilv.gate.proposed import UNCONFIRMED
from zilv.gate.refusal import Refused
from zilv.gate.replay import Tally, replay
from zilv.gate.signals import Decided, Heard, Proposal

QUOTE = "我是林小满，我失业了，电话13800138000"


def heard(counter: Counter, attempt_id: str | None, signal: Any = "hardship", actor: Actor = LENDER) -> Proposal:
    assert attempt_id
    with counter.book.page() as page:
        return signals.propose(page, attempt_id, Heard(signal=signal, quote=QUOTE, turn=3), actor)


def decided(counter: Counter, row_id: int, verdict: Any = "confirm", actor: Actor = ANN) -> Proposal:
    with counter.book.page() as page:
        return signals.decide(page, row_id, Decided(verdict=verdict, reason="听过录音"), actor)


def held(counter: Counter, **given: Any) -> bool:
    return counter.ask(reserve=False, **given).code == UNCONFIRMED


def refused(answer: Answer) -> bool:
    return any("cn.cba-2026.third-party-refusal" in (one.provision, *one.also) for one in answer.findings)


def standstills(counter: Counter) -> tuple[list[bool], str | None]:
    with counter.book.page(write=False) as page:
        seen = ledger(page, TOKENS.text("person", "王一"), LENDER, counter.desk)
    return [one.proposed for one in seen.holds], seen.next


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
        answer = house.ask(actor, channel="sms", reserve=False)
        assert (answer.decision, answer.code, answer.retry_at) == ("hold", UNCONFIRMED, None)
    decided(house, made.row_id, "reject")
    assert house.ask(channel="sms", reserve=False).decision == "permit"


def test_a_proposal_is_not_ended_like_any_row(house: Counter) -> None:
    made = heard(house, house.ask(AGENCY).attempt_id, actor=AGENCY)
    with pytest.raises(Refused) as refused, house.book.page() as page:
        registers.end(page, registers.Change("L1", "holds", "key0"), made.row_id)
    assert refused.value.code == "row_proposed" and "zilv signals" in str(refused.value)
    assert held(house) and proposals(house) == [made.row_id]
    decided(house, made.row_id, "reject")
    with pytest.raises(Refused, match="row_proposed"), house.book.page() as page:
        registers.end(page, registers.Change("L1", "holds", "key0"), made.row_id, NOON - 1)


@pytest.mark.parametrize("verdict", ["reject", "confirm"])
def test_what_a_person_has_decided_on_is_not_proposed_again(house: Counter, verdict: str) -> None:
    attempt = house.ask().attempt_id
    made = heard(house, attempt)
    decided(house, made.row_id, verdict)
    before = standing(house)
    again = heard(house, attempt)
    assert (again.row_id, again.decided, made.decided) == (made.row_id, True, False)
    with house.book.page() as page:
        other_words = Heard(signal="hardship", quote="没有收入", turn=3)
        assert signals.propose(page, str(attempt), other_words, LENDER).row_id == made.row_id
    assert proposals(house) == [] and standing(house) == before


def test_another_turn_another_signal_and_another_attempt_are_news_after_a_decision(house: Counter) -> None:
    attempt, later = str(house.ask().attempt_id), house.ask().attempt_id
    decided(house, heard(house, attempt).row_id, "reject")
    with house.book.page() as page:
        turns = [
            signals.propose(page, attempt, Heard(signal="hardship", quote=QUOTE, turn=turn), LENDER).row_id
            for turn in (4, 33, None)
        ]
    others = [heard(house, attempt, "vulnerability").row_id, heard(house, later).row_id]
    assert proposals(house) == sorted([*turns, *others]) and len({*turns, *others}) == 5


def test_without_a_turn_only_the_same_words_are_known(house: Counter) -> None:
    attempt = str(house.ask().attempt_id)

    def said(quote: str) -> int:
        with house.book.page() as page:
            return signals.propose(page, attempt, Heard(signal="hardship", quote=quote), LENDER).row_id

    first = said("我失业了")
    decided(house, first, "reject")
    assert said("我失业了") == first != said("我住院了")


def test_a_confirmed_entry_is_ended_like_any_row(house: Counter) -> None:
    confirmed = decided(house, heard(house, house.ask().attempt_id).row_id)
    assert house.ask(reserve=False).decision == "deny"
    with house.book.page() as page:
        registers.end(page, registers.Change("L1", "holds", "key0"), confirmed.row_id)
    assert house.ask(reserve=False).decision == "permit"


_WAIT = "select count(*) from pg_locks where locktype = 'advisory' and not granted"


def test_two_proposals_at_once_are_both_entered(house: Counter) -> None:
    """Both wait for who judges; on PostgreSQL each would hold what the other waits for."""
    attempts = [house.ask(person=person, number=None).attempt_id for person in ("王一", "李二")]
    with ThreadPoolExecutor(2) as pool:
        with house.book.page() as page:
            page.lock("L1", [1], [])
            made = [pool.submit(heard, house, attempt_id) for attempt_id in attempts]
            ends = time.monotonic() + 3
            while time.monotonic() < ends and house.url.startswith("postgresql") and page.do(_WAIT) != [(2,)]:
                time.sleep(0.02)
        assert len({one.result().row_id for one in made}) == 2


def test_what_is_confirmed_goes_on_binding_and_says_who_confirmed_it(house: Counter) -> None:
    made = heard(house, house.ask().attempt_id)
    confirmed = decided(house, made.row_id)
    answer = house.ask(channel="sms", reserve=False)
    assert (answer.decision, answer.code) == ("deny", None)
    (row,) = standing(house)
    assert row["row_id"] == confirmed.row_id != made.row_id
    assert row["evidence"].startswith("已确认 confirmed · ann · 听过录音 · hardship")
    assert row["since"] == made.row["since"]
    assert proposals(house) == []


def test_a_proposal_holds_also_where_no_law_asks_for_it_and_no_law_is_judged_by_it(counter: Counter) -> None:
    """Under `cn` alone hardship stops nothing: it is held until a person has looked, and never found to be a breach."""
    first = counter.ask(channel="sms")
    row_id = heard(counter, first.attempt_id).row_id
    answer = counter.ask(channel="sms", number="13800000002")
    before = counter.ask(channel="sms", person="王三", number="13800000003")
    assert (answer.decision, answer.code) == ("hold", UNCONFIRMED) and answer.findings == before.findings
    decided(counter, row_id)
    assert not held(counter, channel="sms")


def test_what_the_law_denies_stays_denied_while_a_proposal_is_open(house: Counter) -> None:
    attempt = house.ask().attempt_id
    house.add("holds", person="王一", reason="dispute", evidence="letter 7")
    heard(house, attempt)
    answer = house.ask(reserve=False)
    assert (answer.decision, answer.code) == ("deny", None)


def test_a_person_may_permit_one_held_ask_and_the_next_is_held_again(house: Counter) -> None:
    heard(house, house.ask().attempt_id)
    answer = house.ask(channel="sms")
    assert answer.attempt_id and not answer.due
    assert house.rule(answer.attempt_id, ANN).status == "reserved"
    assert held(house, channel="sms")


def test_a_dispute_holds_its_account_and_an_ask_whose_account_nobody_recorded(house: Counter) -> None:
    heard(house, house.ask(account="A1").attempt_id, "dispute")
    assert held(house, channel="sms", account="A1")
    assert held(house, channel="sms")
    assert not held(house, channel="sms", account="A2")


def test_a_held_ask_is_found_as_recorded_when_the_journal_is_judged_again(house: Counter, tmp_path: Path) -> None:
    heard(house, house.ask().attempt_id)
    assert house.ask(channel="sms").decision == "hold"
    lines, tally = list(exported(settled(house.book))), Tally()
    assert list(replay(lambda: lines, ["cn,house/holds"], frozenset(), tmp_path, tally)) == []
    assert tally.judged.total() == 2


def test_the_ledger_tells_a_proposed_standstill_from_a_confirmed_one(house: Counter) -> None:
    made = heard(house, house.ask().attempt_id)
    assert standstills(house) == ([True], None)
    decided(house, made.row_id)
    assert standstills(house)[0][-1] is False


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
    assert held(house, person="王二", number="13900000009")
    assert not held(house, person="王二", number="13900000008")
    assert not refused(house.ask(**asking, reserve=False))
    decided(house, made.row_id)
    answer = house.ask(**asking, reserve=False)
    assert answer.decision == "deny"
    assert refused(answer)


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
