"""The zone is part of which law was chosen; choices made when digests did not cover it find the law they meant."""

import pytest

from tests.gate.books import HOUR_US, Counter
from tests.gate.conftest import NOON
from tests.gate.test_law_texts import forget
from tests.gate.test_laws import choice
from zilv.gate import law_texts
from zilv.gate import laws as laws_module
from zilv.rules.library import Law, choose

NIGHT = NOON + 11 * HOUR_US + HOUR_US // 2
"""Half past eleven at night in China, noon in Chile."""


@pytest.fixture(autouse=True)
def at_night(counter: Counter) -> None:
    counter.at = NIGHT


def decided(counter: Counter, law: str | Law = "cn") -> str | None:
    """What a machine that has just started on this book decides: the decision, or why it holds."""
    other = Counter(counter.url, law=law, at=counter.now())
    answer = other.ask(reserve=False)
    other.book.close()
    return answer.code or answer.decision


def as_before(counter: Counter) -> None:
    """The choices name their laws as before digests covered the zone."""
    with counter.book.page() as page:
        for choice_ in ("cn", "cl,cn", "cn,cl"):
            page.do("update gate_law set digest = :d where choice = :c", d=choose(choice_).legacy, c=choice_)


@pytest.mark.parametrize(("last", "decision"), [("cn,cl", "deny"), ("cl,cn", "permit")])
def test_the_same_packs_in_another_order_are_another_law(counter: Counter, last: str, decision: str) -> None:
    choice(counter, ",".join(reversed(last.split(","))), counter.now())
    choice(counter, last, counter.now() + 1)
    counter.at = counter.now() + 1
    assert counter.ask(reserve=False).decision == decision
    for own in ("cl,cn", "cn,cl"):
        assert decided(counter, own) == decision


def test_a_zone_put_right_binds_from_the_next_choice_on(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    law = choose("cn")
    wrong = Law(
        law.provisions, law.instruments, {"cn": law.packs["cn"].model_copy(update={"zone": "America/Santiago"})}
    )
    monkeypatch.setattr(laws_module, "choose", lambda text: wrong)
    choice(counter, "cn")
    assert counter.ask(reserve=False).decision == "permit"
    monkeypatch.undo()
    choice(counter, "cn")
    assert counter.ask(reserve=False).decision == decided(counter) == "deny"


def test_a_text_whose_zone_was_changed_in_the_table_binds_nobody(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice(counter, "cn")
    forged = choose("cn").text.replace('"Asia/Shanghai"', '"America/Santiago"')
    with counter.book.page() as page:
        page.do("update gate_law_text set text = :forged", forged=forged)
    assert decided(counter, "us-reg-f") == "deny"
    monkeypatch.setattr(law_texts, "choose", nowhere)
    assert decided(counter, choose("us-reg-f")) == "law_differs"


def nowhere(text: str) -> Law:
    """No file says it."""
    return choose("cn,nowhere.yaml")


@pytest.mark.parametrize(("chosen", "decision"), [("cn", "deny"), ("cn,cl", "deny"), ("cl,cn", "permit")])
def test_a_choice_of_before_finds_its_text_by_its_packs(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, chosen: str, decision: str
) -> None:
    """By files, or as the step that keeps texts put them into the book."""
    for one in ("cn,cl", "cl,cn", chosen):
        choice(counter, one)
    as_before(counter)
    with monkeypatch.context() as patched:
        patched.setattr(law_texts, "choose", nowhere)
        assert [decided(counter, choose(own)) for own in ("us-reg-f", "cl,cn", "cn,cl")] == [decision] * 3
    forget(counter)
    assert [decided(counter, own) for own in ("us-reg-f", "cl,cn", "cn,cl")] == [decision] * 3


def test_a_choice_of_before_that_two_texts_fit_binds_nobody(counter: Counter) -> None:
    law = choose("cn")
    moved = Law(
        law.provisions, law.instruments, {"cn": law.packs["cn"].model_copy(update={"zone": "America/Santiago"})}
    )
    choice(counter, "cn")
    as_before(counter)
    with counter.book.page() as page:
        page.do("insert into gate_law_text (digest, text) values (:d, :t)", d=moved.digest, t=moved.text)
    assert decided(counter) == "law_differs"
    forget(counter)
    assert decided(counter, moved) == "law_differs"
    assert decided(counter) == "deny"
