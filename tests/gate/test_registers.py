"""Registers on a page: what is added, ended and declared binds the next ask, and stays in the journal."""

from typing import Any

import pytest

from tests.gate.books import HOUR_US, STRANGER, TOKENS, Counter
from zilv.gate import registers
from zilv.gate.refusal import Refused
from zilv.gate.registers import Change
from zilv.registers.rows import REGISTERS

HOLD = {"person": "王一", "reason": "plan", "since": "2026-03-01T00:00:00+08:00", "evidence": "plan-17"}
PERSON = TOKENS.text("person", "王一")


def ended(counter: Counter, row_id: int, until: int | None = None, change: Change | None = None) -> int:
    with counter.book.page() as page:
        return registers.end(page, change or Change("L1", "holds", "key0"), row_id, until)


def listed(counter: Counter, register: str = "holds", lender: str = "L1", **given: Any) -> list[dict[str, Any]]:
    with counter.book.page(write=False) as page:
        return [registers.columns_shown(row) for row in registers.rows(page, lender, register, **given)]


def changes(counter: Counter, register: str = "holds", lender: str = "L1") -> list[str]:
    with counter.book.page(write=False) as page:
        return [body.change for _, _, body in registers.history(page, lender, register)]


def test_a_hold_binds_the_next_ask_and_its_end_frees_the_one_after(counter: Counter) -> None:
    assert counter.ask().decision == "permit"
    row_id = counter.add("holds", **HOLD)
    held = counter.ask()
    assert (held.decision, [finding.topic for finding in held.findings]) == ("deny", ["hold_plan"])
    ended(counter, row_id)
    assert counter.ask().decision == "permit"


@pytest.mark.parametrize(
    ("register", "row", "before", "after"),
    [
        ("lines", {"line": "T2", "owner": "L1"}, "deny", "permit"),
        ("agreements", {"person": "王一", "scope": "frequency", "at_most": "0"}, "permit", "deny"),
        ("agreements", {"person": "王一", "scope": "time", "from": "20:00", "to": "21:00"}, "permit", "deny"),
        ("optouts", {"person": "王一", "number": "13800000001"}, "permit", "permit"),
    ],
)
def test_what_is_added_to_a_register_binds_the_next_ask(
    counter: Counter, register: str, row: dict[str, str], before: str, after: str
) -> None:
    line = "T2" if register == "lines" else "T1"
    assert counter.ask(line=line, reserve=False).decision == before
    counter.add(register, **row)
    assert counter.ask(line=line, reserve=False).decision == after


def test_a_refusal_closes_a_number_to_third_persons(counter: Counter) -> None:
    asking: dict[str, Any] = {"party": "contact_person", "purpose": "ask_contact", "number": "13900000009"}
    counter.add("holds", person="王一", reason="deceased", since="2026-03-01T00:00:00+08:00")
    assert counter.ask(**asking, reserve=False).decision == "permit"
    counter.add("optouts", person="王一", number="13900000009")
    assert counter.ask(**asking, reserve=False).decision == "deny"


def test_a_register_binds_asks_of_other_desks_on_the_same_book(counter: Counter) -> None:
    other = Counter(counter.url, at=counter.now())
    assert other.ask(reserve=False).decision == "permit"
    row_id = counter.add("holds", **HOLD)
    assert other.ask(reserve=False).decision == "deny"
    ended(counter, row_id)
    assert other.ask(reserve=False).decision == "permit"
    other.book.close()


def test_a_short_register_binds_asks_of_other_desks_on_the_same_book(counter: Counter) -> None:
    other = Counter(counter.url, at=counter.now())
    assert other.ask(reserve=False, line="T2").decision == "deny"
    row_id = counter.add("lines", line="T2", owner="L1")
    assert other.ask(reserve=False, line="T2").decision == "permit"
    ended(counter, row_id, change=Change("L1", "lines", "key0"))
    assert other.ask(reserve=False, line="T2").decision == "deny"
    other.book.close()


def test_a_row_that_begins_later_binds_from_then_on_and_an_answer_says_until_when(counter: Counter) -> None:
    counter.add("holds", **HOLD | {"since": "2026-03-02T13:00:00+08:00", "until": "2026-03-02T14:00:00+08:00"})
    assert counter.ask(reserve=False).decision == "permit"
    counter.at = counter.now() + HOUR_US
    held = counter.ask(reserve=False)
    assert (held.decision, held.retry_at) == ("deny", "2026-03-02T06:00:00Z")
    counter.at = counter.now() + HOUR_US
    assert counter.ask(reserve=False).decision == "permit"


def test_declaring_ends_doubt(url: str) -> None:
    counter = Counter(url, at=1_772_424_000_000_000)
    counter.declare(*(name for name in REGISTERS if name != "holds"))
    doubtful = counter.ask(reserve=False)
    assert doubtful.decision == "hold"
    assert {finding.topic for finding in doubtful.findings} == {"hold_plan", "hold_other"}
    counter.declare("holds")
    assert counter.ask(reserve=False).decision == "permit"
    assert changes(counter) == ["declare"]
    counter.book.close()


def test_a_register_one_lender_declared_stays_in_doubt_for_another(url: str) -> None:
    counter = Counter(url, at=1_772_424_000_000_000)
    with counter.book.page() as page:
        for register in REGISTERS:
            registers.declare(page, Change("L1", register, "key0"))
    assert counter.ask(reserve=False, line=None, channel="app").decision == "permit"
    assert counter.ask(STRANGER, reserve=False, line=None, channel="app").decision == "hold"
    counter.book.close()


def test_the_same_row_again_is_the_same_row(counter: Counter) -> None:
    first = counter.add("holds", **HOLD)
    assert counter.add("holds", **HOLD) == first
    assert counter.add("holds", **HOLD | {"evidence": "plan-18"}) != first
    assert changes(counter) == ["declare", "add", "add"]


def test_a_row_that_ended_may_be_added_anew(counter: Counter) -> None:
    first = counter.add("holds", **HOLD)
    ended(counter, first)
    assert counter.ask(reserve=False).decision == "permit"
    assert counter.add("holds", **HOLD) != first
    assert counter.ask(reserve=False).decision == "deny"


@pytest.mark.parametrize("change", [Change("L2", "holds", "key2"), Change("L1", "optouts", "key0")])
def test_another_lender_s_row_is_as_unknown_as_one_that_never_was(counter: Counter, change: Change) -> None:
    row_id = counter.add("holds", **HOLD)
    for number in (row_id, 10**9):
        with pytest.raises(Refused) as refused:
            ended(counter, number, change=change)
        assert (refused.value.code, refused.value.detail) == ("register_row_unknown", "")
    assert counter.ask(reserve=False).decision == "deny"


def test_another_lender_s_rows_bind_and_show_nothing_here(counter: Counter) -> None:
    counter.add("holds", **HOLD)
    assert counter.ask(STRANGER, reserve=False).decision == "permit"
    assert listed(counter, lender="L2") == []
    assert changes(counter, lender="L2") == ["declare"]


def test_a_row_of_every_lender_binds_each(counter: Counter) -> None:
    with counter.book.page() as page:
        record = registers.parsed("holds", HOLD, TOKENS, None)
        registers.add(page, Change("", "holds", "cli"), [record])
    assert counter.ask(reserve=False).decision == counter.ask(STRANGER, reserve=False).decision == "deny"
    assert listed(counter) == listed(counter, lender="L2") != []


@pytest.mark.parametrize(("register", "row"), [("holds", HOLD), ("mandates", {"agency": "A1"})])
def test_a_row_that_names_another_lender_is_refused_whole_and_binds_nobody(
    counter: Counter, register: str, row: dict[str, str]
) -> None:
    given = [registers.parsed(register, one, TOKENS, None) for one in (row, row | {"lender": "L2"})]
    for sent, place in ((given, "rows[1].lender: "), (given[1:], "lender: ")):
        with pytest.raises(Refused) as refused, counter.book.page() as page:
            registers.add(page, Change("L1", register, "key0"), sent)
        assert refused.value.code == "register_row_bad" and refused.value.detail.startswith(place)
        assert "L2" not in str(refused.value)
    assert listed(counter, register) == []


def test_a_row_of_every_lender_names_none(counter: Counter) -> None:
    record = registers.parsed("holds", HOLD | {"lender": "L1"}, TOKENS, None)
    with pytest.raises(Refused, match="register_row_bad"), counter.book.page() as page:
        registers.add(page, Change("", "holds", "cli"), [record])
    assert counter.add("holds", **HOLD, lender="L1") == counter.add("holds", **HOLD)


def test_rows_are_listed_by_number_and_by_person_in_tokens(counter: Counter) -> None:
    first = counter.add("holds", **HOLD)
    second = counter.add("holds", **HOLD | {"person": "李二"})
    assert [row["row_id"] for row in listed(counter)] == [first, second]
    assert [row["row_id"] for row in listed(counter, after=first)] == [second]
    (mine,) = listed(counter, person=PERSON)
    assert (mine["row_id"], mine["person"], mine["reason"], mine["evidence"]) == (first, PERSON, "plan", "plan-17")
    assert "王一" not in str(listed(counter))


def test_an_ended_row_is_listed_with_its_end(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD)
    ended(counter, row_id)
    (row,) = listed(counter)
    assert (row["row_id"], row["until"]) == (row_id, counter.now())


def test_history_tells_each_change_with_instant_key_and_row(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD)
    counter.at = counter.now() + HOUR_US
    ended(counter, row_id, change=Change("L1", "holds", "key7"))
    with counter.book.page(write=False) as page:
        *_, (seq, at, added), (later, end_at, end) = registers.history(page, "L1", "holds")
        assert registers.history(page, "L1", "holds", after=seq) == [(later, end_at, end)]
    assert (added.change, added.row_id, added.key_id, at) == ("add", row_id, "key0", counter.now() - HOUR_US)
    assert (end.change, end.row_id, end.key_id, end_at) == ("end", row_id, "key7", counter.now())
    assert added.row and end.row
    assert (added.row["until"], end.row["until"]) == (None, counter.now())


@pytest.mark.parametrize(
    ("register", "row", "field"),
    [
        ("holds", {"person": "王一"}, "reason"),
        ("holds", {"reason": "plan"}, "person"),
        ("holds", {"person": "王一", "reason": "王一的理由"}, "reason"),
        ("holds", {"person": "王一", "reason": "plan", "since": "13800000001"}, "since"),
        ("holds", {"person": "王一", "reason": "plan", "since": "2026-03-02T10:00"}, "since"),
        ("holds", {"person": "王一", "reason": "plan", "since": "2026-02-30"}, "since"),
        ("holds", HOLD | {"until": "2026-02-01T00:00:00+08:00"}, "until"),
        ("holds", {"person": "王一", "reason": "plan", "remark": "13800000001"}, "remark"),
        ("agreements", {"person": "王一", "scope": "time", "from": "8点", "to": "9点"}, "from"),
        ("agreements", {"person": "王一", "scope": "frequency"}, "at_most"),
        ("agreements", {"person": "王一", "scope": "frequency", "at_most": "13800000001x"}, "at_most"),
        ("agreements", {"person": "王一", "scope": "frequency", "at_most": "9" * 30}, "at_most"),
        ("holds", HOLD | {"until": "9999-12-31T23:59:59-12:00"}, "until"),
        ("holds", HOLD | {"evidence": "待确认 proposed · hardship"}, "evidence"),
        ("persons", {"person": "王一", "zone": "王一的家"}, "zone"),
        ("optouts", {"channel": "voice"}, "person"),
        ("notices", {"person": "王一", "kind": "outsourcing", "at": "2026-01-05T00:00:00+08:00"}, "agency"),
    ],
)
def test_a_bad_row_is_refused_naming_the_column_and_quoting_nothing(
    counter: Counter, register: str, row: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        counter.add(register, **row)
    assert refused.value.code == "register_row_bad"
    assert refused.value.detail.startswith(f"{field}: ")
    for raw in ("王一", "13800000001", "10:00", "8点"):
        assert raw not in str(refused.value)


def test_a_register_that_is_none_is_refused(counter: Counter) -> None:
    with pytest.raises(Refused, match="register_unknown"):
        counter.add("friends", person="王一")
    with pytest.raises(Refused, match="register_unknown"):
        listed(counter, "friends")


def test_of_several_rows_with_a_bad_one_none_is_added(counter: Counter) -> None:
    with pytest.raises(Refused), counter.book.page() as page:
        good = registers.parsed("holds", HOLD, TOKENS, None)
        registers.add(page, Change("L1", "holds", "key0"), [good])
        registers.add(page, Change("L1", "holds", "key0"), [registers.parsed("holds", {}, TOKENS, None)])
    assert listed(counter) == []
    assert counter.ask(reserve=False).decision == "permit"


def test_what_changes_nothing_is_not_written(counter: Counter) -> None:
    row = counter.add("holds", person="王一", reason="plan")
    with counter.book.page() as page:
        ends = registers.end(page, Change("L1", "holds", "key0"), row)
    written = len(counter.journal("register"))
    counter.at = counter.now() + HOUR_US
    with counter.book.page() as page:
        assert registers.end(page, Change("L1", "holds", "key0"), row) == ends
        registers.declare(page, Change("L1", "holds", "key0"))
    assert len(counter.journal("register")) == written
