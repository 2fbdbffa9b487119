"""How rows of registers end: now, later, and before now only by a person with a reason."""

import pytest

from tests.gate.books import HOUR_US, Counter
from tests.gate.test_registers import HOLD, changes, ended
from zilv.gate import registers
from zilv.gate.refusal import Refused
from zilv.gate.registers import Change
from zilv.gate.steady import BEHIND_US


def test_an_end_in_the_future_binds_until_then(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD)
    assert ended(counter, row_id, counter.now() + HOUR_US) == counter.now() + HOUR_US
    assert counter.ask(reserve=False).retry_at == "2026-03-02T05:00:00Z"
    counter.at = counter.now() + HOUR_US
    assert counter.ask(reserve=False).decision == "permit"


def test_an_end_never_prolongs(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD)
    ended(counter, row_id, counter.now())
    assert ended(counter, row_id, counter.now() + HOUR_US) == counter.now()
    assert counter.ask(reserve=False).decision == "permit"


def test_a_row_that_ends_before_it_began_never_stood(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD | {"since": "2026-03-02T13:00:00+08:00"})
    ended(counter, row_id)
    counter.at = counter.now() + 2 * HOUR_US
    assert counter.ask(reserve=False).decision == "permit"


@pytest.mark.parametrize("until", [-62_135_596_800_000_001, 253_402_300_800_000_000])
def test_an_end_that_no_calendar_has_is_refused_and_nothing_is_written(counter: Counter, until: int) -> None:
    row_id = counter.add("holds", **HOLD)
    before = changes(counter)
    with pytest.raises(Refused, match=r"register_row_bad.*until"):
        ended(counter, row_id, until)
    assert changes(counter) == before


def test_a_row_ends_before_now_only_where_a_person_says_so_and_why(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD)
    before, past = changes(counter), counter.now() - BEHIND_US - 1
    for by, because in (("", ""), ("li.na", ""), ("", "a mistake")):
        with pytest.raises(Refused, match="end_past"):
            ended(counter, row_id, past, Change("L1", "holds", "key0", by, because))
    assert changes(counter) == before and counter.ask(reserve=False).decision == "deny"
    assert ended(counter, row_id, past, Change("L1", "holds", "key0", "li.na", "a mistake")) == past
    with counter.book.page(write=False) as page:
        *_, (_, _, body) = registers.history(page, "L1", "holds")
    assert (body.change, body.by, body.because) == ("end", "li.na", "a mistake")
    assert ended(counter, row_id, past) == past


def test_a_client_s_own_now_is_now_though_it_has_passed_when_it_arrives(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD)
    until = counter.now()
    counter.at = until + BEHIND_US
    assert ended(counter, row_id, until) == until
    assert counter.ask(reserve=False).decision == "permit"


def test_an_end_that_is_over_by_now_is_told_again_to_whoever_repeats_it(counter: Counter) -> None:
    row_id = counter.add("holds", **HOLD)
    until = ended(counter, row_id, counter.now() + HOUR_US)
    counter.at = counter.now() + 2 * HOUR_US
    assert ended(counter, row_id, until) == until


def test_an_event_has_no_end(counter: Counter) -> None:
    row_id = counter.add("notices", person="王一", kind="outsourcing", agency="A1", at="2026-01-05T00:00:00+08:00")
    with pytest.raises(Refused, match="register_row_bad"):
        ended(counter, row_id, change=Change("L1", "notices", "key0"))
