"""Asking: what is permitted is reserved, what is reserved counts, and nothing is counted twice."""

import asyncio
from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from tests.gate.books import AGENCY, LENDER, STRANGER, TOKENS, Counter, book_at, call
from zilv.attempts.rows import DAY_US, MINUTE_US
from zilv.gate.ask import Answer, Ask
from zilv.gate.door import idem
from zilv.gate.gate import Gate
from zilv.gate.refusal import Refused


def test_a_reservation_counts_as_answered_until_its_outcome_is_told(counter: Counter) -> None:
    given = [counter.ask() for _ in range(4)]
    assert [answer.decision for answer in given] == ["permit", "permit", "permit", "deny"]
    finding = given[3].findings[0]
    assert (finding.topic, finding.count, finding.limit) == ("answered_limit", 4, 3)
    assert (
        given[3].retry_at == "2026-03-03T00:00:00Z"
    )  # 08:00 in Shanghai: the count is over at midnight, the night not
    counter.report(given[0].attempt_id, answered=False)
    assert counter.ask().decision == "permit"
    assert counter.ask().decision == "deny"


def test_lender_and_agencies_count_together_and_lenders_apart(counter: Counter) -> None:
    counter.add("mandates", agency="A1")
    counter.add("notices", person="王一", kind="outsourcing", agency="A1", at="2026-01-05T00:00:00+08:00")
    given = [counter.ask(AGENCY), counter.ask(LENDER), counter.ask(AGENCY), counter.ask(AGENCY)]
    assert [answer.decision for answer in given] == ["permit", "permit", "permit", "deny"]
    assert counter.ask(STRANGER).decision == "permit"


def test_the_same_key_gives_the_same_answer_and_reserves_nothing_more(counter: Counter) -> None:
    first = counter.ask(key="one")
    counter.at = (counter.at or 0) + MINUTE_US - 1
    assert counter.ask(key="one") == first
    assert counter.counted() == 1


def test_a_permit_does_not_stand_for_long_however_often_it_is_asked_for(counter: Counter) -> None:
    first = counter.ask(key="one")
    counter.at = (counter.at or 0) + MINUTE_US
    again = counter.ask(key="one")
    assert (again.decision, again.code, again.attempt_id) == ("hold", "permit_expired", first.attempt_id)
    assert counter.counted() == 1


def test_a_permit_that_was_cancelled_is_no_permit_when_it_is_asked_for_again(counter: Counter) -> None:
    first = counter.ask(key="one")
    counter.cancel(first.attempt_id)
    again = counter.ask(key="one")
    assert (again.decision, again.code, again.attempt_id) == ("hold", "permit_spent", first.attempt_id)
    assert counter.counted() == 0


def test_a_permit_that_was_used_is_no_permit_when_it_is_asked_for_again(counter: Counter) -> None:
    first = counter.ask(key="one")
    counter.report(first.attempt_id, answered=False)
    again = counter.ask(key="one")
    assert (again.decision, again.code, again.attempt_id) == ("hold", "permit_spent", first.attempt_id)
    assert counter.counted() == 1


@pytest.mark.parametrize(
    ("asked_at", "earliest", "latest"),
    [
        ("21:50:00", "21:51:00", "21:51:00"),
        ("21:59:00", "21:59:58", "22:00:00"),
        ("21:59:30", "21:59:58", "22:00:00"),
        ("21:59:59", "21:59:59", "22:00:00"),
    ],
)
def test_a_permit_never_stands_into_the_quiet_hours(
    counter: Counter, asked_at: str, earliest: str, latest: str
) -> None:
    counter.at = microseconds_of(f"2026-03-02T{asked_at}+08:00")
    answer = counter.ask()
    assert answer.decision == "permit" and answer.dial_by
    stands = datetime.fromisoformat(answer.dial_by)
    assert datetime.fromisoformat(f"2026-03-02T{earliest}+08:00") <= stands
    assert stands <= datetime.fromisoformat(f"2026-03-02T{latest}+08:00")


def test_a_permit_never_stands_into_a_hold(counter: Counter) -> None:
    counter.add("holds", person="王一", reason="plan", since="2026-03-02T12:00:30+08:00")
    answer = counter.ask()
    assert answer.decision == "permit" and answer.dial_by
    assert "2026-03-02T04:00:28" <= answer.dial_by < "2026-03-02T04:00:30"


def test_the_same_key_for_something_else_is_refused(counter: Counter) -> None:
    counter.ask(key="one")
    with pytest.raises(Refused, match="key_reused"):
        counter.ask(key="one", person="李二", number="13800000002")
    assert counter.counted() == 1


def test_two_agencies_may_choose_the_same_key(counter: Counter) -> None:
    assert counter.ask(key="one").attempt_id != counter.ask(AGENCY, key="one").attempt_id


def test_no_name_and_key_are_taken_for_another_name_and_key() -> None:
    pairs = [("A", "B:c"), ("A:B", "c"), ("A", ":B:c"), ("A:", "B:c"), ("A::B", "c"), ("", "A:B:c")]
    assert len({idem("ask", agency, key) for agency, key in pairs}) == len(pairs)
    assert idem("ask", "A", "B:c") == "ask:A:B:c"  # as ever, so that stored keys are found


def test_peeking_leaves_no_trace(counter: Counter) -> None:
    answer = counter.ask(reserve=False)
    assert (answer.decision, answer.attempt_id) == ("permit", None)
    assert counter.counted() == 0
    assert counter.journal("ask") == []


def test_a_register_nobody_declared_leaves_doubt(url: str) -> None:
    counter = Counter(url, at=microseconds_of("2026-03-02T12:00:00+08:00"))
    answer = counter.ask()
    assert answer.decision == "hold"
    assert {f.topic for f in answer.findings if f.outcome == "undetermined"} >= {"quiet_hours", "registered_line"}
    assert answer.retry_at is None


def microseconds_of(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("at", "decision"),
    [("07:59:59", "deny"), ("08:00:00", "permit"), ("21:59:59", "permit"), ("22:00:00", "deny")],
)
def test_quiet_hours_by_the_books_clock(counter: Counter, at: str, decision: str) -> None:
    counter.at = microseconds_of(f"2026-03-02T{at}+08:00")
    assert counter.ask().decision == decision


def test_midnight_begins_a_new_count_for_reservations_too(counter: Counter) -> None:
    for _ in range(3):
        counter.ask()
    counter.at = (counter.at or 0) + DAY_US
    assert counter.ask().decision == "permit"


def test_leap_day_has_its_own_count(counter: Counter) -> None:
    counter.at = microseconds_of("2028-02-28T20:00:00+08:00")
    assert [counter.ask().decision for _ in range(4)] == ["permit", "permit", "permit", "deny"]
    counter.at = microseconds_of("2028-02-29T20:00:00+08:00")
    answers = [counter.ask() for _ in range(4)]
    assert [answer.decision for answer in answers] == ["permit", "permit", "permit", "deny"]
    assert answers[3].retry_at == "2028-03-01T00:00:00Z"


def test_several_asks_on_one_page_are_each_judged_by_themselves(counter: Counter) -> None:
    for _ in range(3):
        counter.ask(person="王一", number="13800000001")
    asks = [{"person": f"王{n}", "number": f"1380000000{n}"} for n in (2, 3)]
    answers = counter.asks([{"person": "王一", "number": "13800000001"}, *asks])
    assert [answer.decision for answer in answers] == ["deny", "permit", "permit"]


def test_a_number_is_counted_whoever_the_debtor(counter: Counter) -> None:
    for n in range(7):
        counter.ask(person=f"person {n}", number="13800000001", mode="interact")
    warned = counter.ask(person="person 9", number="13800000001", mode="interact")
    assert warned.decision == "permit"
    assert [(f.topic, f.outcome) for f in warned.findings] == [("unanswered_attempt_limit", "warned")]


def test_no_raw_identifier_is_in_the_book(counter: Counter) -> None:
    counter.ask(account="6222020000000000000", line="T1")
    counter.add("holds", person="王一", reason="plan", since="2026-03-01")
    counter.ask()
    with counter.book.page(write=False) as page:
        tables = ("gate_attempt", "gate_entry", "gate_register_row")
        everything = str([page.do(f"select * from {table}") for table in tables])
    assert "p_" in everything
    for raw in ("王一", "13800000001", "6222020000000000000"):
        assert raw not in everything


def test_a_key_cannot_speak_for_another_lender_or_agency(counter: Counter) -> None:
    with pytest.raises(Refused, match="other_lender"):
        counter.ask(LENDER, lender="L2")
    with pytest.raises(Refused, match="other_agency"):
        counter.ask(AGENCY, agency="A2")


def test_the_answer_says_when_the_outcome_is_due(counter: Counter) -> None:
    answer = counter.ask()
    assert answer.at and answer.due
    assert datetime.fromisoformat(answer.due) - datetime.fromisoformat(answer.at) == timedelta(hours=1)
    assert datetime.fromisoformat(answer.at).tzinfo == timezone.utc


def test_one_key_at_the_same_time_for_two_persons_is_one_ask_and_one_refusal(url: str) -> None:
    first = Counter(url)
    first.declare()

    async def both() -> list[object]:
        gates = [Gate(book_at(url), [first.desk_like() for _ in range(2)], TOKENS) for _ in range(2)]
        for gate in gates:
            await gate.start()
        asks = [
            gate.ask(call(key="one", person=f"王{n}", number=f"1380000000{n}"), LENDER) for gate in gates for n in "12"
        ]
        others = [gate.ask(call(person=f"李{n}", number=f"1390000000{n}"), LENDER) for gate in gates for n in "123"]
        made = await asyncio.gather(*asks, *others, return_exceptions=True)
        for gate in gates:
            await gate.stop()
        return list(made)

    made = asyncio.run(both())
    answers = [answer for answer in made[:4] if isinstance(answer, Answer)]
    assert len({answer.attempt_id for answer in answers}) == 1
    assert {refused.code for refused in made[:4] if isinstance(refused, Refused)} == {"key_reused"}
    assert [answer.code for answer in made[4:] if isinstance(answer, Answer)] == [None] * 6


def test_a_text_that_ends_in_a_line_end_holds_a_control_character() -> None:
    told = {"key": "k", "lender": "L1", "person": "p", "channel": "voice"}
    assert msgspec.convert({**told, "collector": "c"}, Ask).collector == "c"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**told, "collector": "c\n"}, Ask)
