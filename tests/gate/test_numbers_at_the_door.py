"""A refusal binds its number however it is spelt, and what is no whole number comes in nowhere."""

from pathlib import Path
from typing import Any

import pytest

from tests.gate.books import LENDER, TOKENS, Counter, call
from zilv.gate.door import asked
from zilv.gate.import_registers import Import
from zilv.gate.refusal import Refused

ASKING: dict[str, Any] = {"party": "contact_person", "purpose": "ask_contact"}
SPELT = (
    "13912345678",
    "013912345678",
    "+86 139 1234 5678",
    "１３９１２３４５６７８",
    "139\u20101234\u20105678",
    "tel:13912345678;ext=1",
)
MASKED = "139****5678"


def refusing(counter: Counter, number: str) -> None:
    """The debtor is lost, and a third person has refused to be called on this number."""
    counter.add("holds", person="王一", reason="deceased", since="2026-03-01T00:00:00+08:00")
    counter.add("optouts", person="王一", number=number)


def test_a_refusal_is_not_dodged_by_another_spelling(counter: Counter) -> None:
    refusing(counter, "13912345678")
    for spelt in SPELT:
        assert counter.ask(**ASKING, number=spelt, reserve=False).decision == "deny", spelt
    assert counter.ask(**ASKING, number="13912345679", reserve=False).decision == "permit"


@pytest.mark.parametrize("spelt", SPELT)
def test_a_refusal_that_was_written_in_another_spelling_binds(counter: Counter, spelt: str) -> None:
    refusing(counter, spelt)
    assert counter.ask(**ASKING, number="13912345678", reserve=False).decision == "deny"


@pytest.mark.parametrize("number", [MASKED, "139＊＊＊＊5678", "王一", "a@b.example", " ", "anonymous"])
def test_an_ask_with_a_masked_number_or_none_at_all_is_refused_and_quotes_nothing(number: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(call(number=number), LENDER, TOKENS)
    assert refused.value.code == "number_bad" and refused.value.reason.status == 422
    assert not number.strip() or number not in str(refused.value)


def test_an_ask_with_a_token_or_without_a_number_is_taken() -> None:
    token = TOKENS.text("number", "13912345678")
    assert asked(call(number=token), LENDER, TOKENS).ask.number == token
    assert asked(call(number=None), LENDER, TOKENS).number == 0


@pytest.mark.parametrize("register", ["optouts", "relations"])
def test_a_row_with_a_masked_number_is_refused(counter: Counter, register: str) -> None:
    more = {"party": "contact_person"} if register == "relations" else {}
    with pytest.raises(Refused, match="register_row_bad") as refused:
        counter.add(register, person="王一", number=MASKED, **more)
    assert refused.value.detail.startswith("number: 已打码") and "5678" not in str(refused.value)


def test_a_cell_of_blanks_is_empty(counter: Counter) -> None:
    with pytest.raises(Refused, match=r"person: .* · is required"):
        counter.add("holds", person=" ", reason="plan")


def test_a_file_with_a_masked_number_binds_nothing(counter: Counter, folder: Path) -> None:
    path = folder / "optouts.csv"
    path.write_text(f"person,number\n王一,13912345678\n王一,{MASKED}\n", "utf-8")
    work = Import(counter.book, "L1", "cli", TOKENS, "cn")
    (taken,) = work.take(path, [], lambda stage, done, total: None)
    assert [(problem.row, problem.field) for problem in taken.problems] == [(2, "number")]
    reason = "已打码，请导出完整号码 · is masked; export full numbers"
    assert (taken.added, [p.reason for p in taken.problems]) == (0, [reason])


def of(kind: str, whose: str) -> dict[str, Any]:
    return {kind: whose}


@pytest.mark.parametrize("nobody", ["  ", "\u200b", "\u200b \u2060", "\x00"])
@pytest.mark.parametrize("kind", ["person", "account", "number"])
def test_who_cannot_be_seen_is_nobody_and_refused(counter: Counter, kind: str, nobody: str) -> None:
    with pytest.raises(Refused) as refused:
        counter.ask(**of(kind, nobody))
    assert refused.value.code == ("number_bad" if kind == "number" else "identifier_bad")
    assert counter.counted() == 0


@pytest.mark.parametrize(("kind", "other"), [("person", "number"), ("number", "person"), ("account", "person")])
def test_a_token_of_another_kind_is_refused_at_the_door(counter: Counter, kind: str, other: str) -> None:
    assert counter.ask(**of(kind, TOKENS.text(kind, "13912345678")), reserve=False).decision == "permit"
    with pytest.raises(Refused, match="token of another kind") as refused:
        counter.ask(**of(kind, TOKENS.text(other, "13912345678")), reserve=False)
    assert refused.value.reason.status == 422


@pytest.mark.parametrize("person", ["\u200b", TOKENS.text("number", "13912345678")])
def test_a_row_about_nobody_is_refused_also_in_a_file(counter: Counter, folder: Path, person: str) -> None:
    with pytest.raises(Refused, match="register_row_bad"):
        counter.add("holds", person=person, reason="plan")
    path = folder / "holds.csv"
    path.write_text(f"person,reason\n{person},plan\n", "utf-8")
    (taken,) = Import(counter.book, "L1", "cli", TOKENS, "cn").take(path, [], lambda stage, done, total: None)
    assert [(problem.row, problem.field) for problem in taken.problems] == [(1, "person")]
