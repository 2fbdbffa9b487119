"""Persons of attempts whose source names a number only: the one whom the register has, else the number's own."""

from pathlib import Path

import pytest

from tests.attempts.intake.taken import TOKENS, Taken, is_balanced, take
from zilv.attempts.rows import microseconds
from zilv.attempts.shape import Shape
from zilv.registers.parse import row_from
from zilv.registers.rows import Registers, Relation

NUMBER = "138-0000-0001"
MAP = """
columns:
  attempt_id: id
  at: at
  number: {from: to, optional: yes}
  person: {from: who, optional: yes}
  party: {from: party, optional: yes}
  recording: {from: rec, optional: yes}
  channel: {constant: voice}
"""


def relation(person: str, party: str, **more: str) -> Relation:
    row = {"person": TOKENS.text("person", person), "number": TOKENS.text("number", NUMBER), "party": party} | more
    made = row_from("relations", row, None)
    assert isinstance(made, Relation)
    return made


def told(folder: Path, *relations: Relation, rows: str = "c1,2026-03-02 09:30:00,+86 13800000001,,,\n") -> Taken:
    mapping = folder / "map.yaml"
    mapping.write_text(MAP, encoding="utf-8")
    source = "id,at,to,who,party,rec\n" + rows
    registers = Registers(relations=relations)
    return take(folder, source, mapping=mapping, constants={"lender": "L"}, registers=registers)


def who(taken: Taken) -> tuple[int, str | None]:
    shape = taken.attempts[0]["shape"]
    assert isinstance(shape, Shape)
    return taken.attempts[0]["person"], shape.party


OWN = (TOKENS.value("person", "13800000001"), None)


def test_a_number_that_one_person_has_is_that_persons(tmp_path: Path) -> None:
    taken = told(tmp_path, relation("debtor-7", "guarantor"), relation("debtor-7", "guarantor", basis="contract"))
    assert who(taken) == (TOKENS.value("person", "debtor-7"), "guarantor")


def test_a_number_that_nobody_has_stands_for_a_person_of_its_own(tmp_path: Path) -> None:
    assert who(told(tmp_path)) == OWN


def test_a_number_that_two_persons_have_stands_for_neither(tmp_path: Path) -> None:
    assert who(told(tmp_path, relation("debtor-7", "debtor"), relation("debtor-8", "contact_person"))) == OWN


def test_of_one_person_who_is_two_parties_the_party_is_not_guessed(tmp_path: Path) -> None:
    taken = told(tmp_path, relation("debtor-7", "debtor"), relation("debtor-7", "contact_person"))
    assert who(taken) == (TOKENS.value("person", "debtor-7"), None)


@pytest.mark.parametrize(
    "more",
    [
        {"lender": "another"},
        {"since": "2026-03-02T01:30:00.000001Z"},
        {"until": "2026-03-02T01:30:00Z"},
    ],
    ids=str,
)
def test_a_relation_of_another_lender_or_time_does_not_fit(tmp_path: Path, more: dict[str, str]) -> None:
    assert who(told(tmp_path, relation("debtor-7", "debtor", **more))) == OWN


def test_a_relation_fits_from_its_first_instant_for_its_lender(tmp_path: Path) -> None:
    fits = relation("debtor-7", "debtor", lender="L", since="2026-03-02T01:30:00Z", until="2026-03-02T01:30:00.000001Z")
    assert fits.since is not None and fits.until == fits.since + 1
    assert who(told(tmp_path, fits)) == (TOKENS.value("person", "debtor-7"), "debtor")


def test_a_person_or_party_that_the_source_names_stands(tmp_path: Path) -> None:
    named = told(tmp_path, relation("debtor-7", "debtor"), rows="c1,2026-03-02 09:30:00,13800000001,debtor-9,,\n")
    assert who(named) == (TOKENS.value("person", "debtor-9"), None)
    party = told(tmp_path, relation("debtor-7", "debtor"), rows="c1,2026-03-02 09:30:00,13800000001,,heir,\n")
    assert who(party) == (TOKENS.value("person", "debtor-7"), "heir")


def test_rows_that_know_a_part_each_make_one_attempt(tmp_path: Path) -> None:
    rows = (
        "c1,2026-03-02 09:30:00,13800000001,,,\nc1,2026-03-02 09:31:00,,,,r.wav\nc1,2026-03-02 09:32:00,,debtor-9,,\n"
    )
    taken = told(tmp_path, rows=rows)
    assert (taken.accounting.accepted, taken.accounting.merged) == (1, 2)
    assert who(taken) == (TOKENS.value("person", "debtor-9"), None)
    assert taken.attempts[0]["shape"].recorded
    assert microseconds(taken.attempts[0]["at"]) == 1_772_415_000_000_000


def test_an_attempt_that_no_row_names_a_number_or_person_for_is_refused_with_all_its_rows(tmp_path: Path) -> None:
    rows = "c1,2026-03-02 09:30:00,,,,r.wav\nc2,2026-03-02 09:30:00,13800000001,,,\nc1,2026-03-02 09:30:00,,,,\n"
    taken = told(tmp_path, rows=rows)
    assert taken.ids == ["c2"]
    what = "is required and empty, here and in other rows of this attempt_id"
    reason = f"必填，但此行与同一 attempt_id 的其他行均为空 · {what}"
    assert taken.reasons == [("1", "person", reason), ("3", "person", reason)]
    assert is_balanced(taken.accounting)
    assert (taken.accounting.accepted, taken.accounting.rejected) == (1, 2)
    assert taken.accounting.files[0].format == "map"
