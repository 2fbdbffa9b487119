"""Property: whatever registers say from run to run, the findings are those of one audit by what they say last."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.audit.state.arrivals import CHINA, TOKENS, Going, at_once, options_in, source
from tests.audit.state.test_any_order import LAW, call, rows
from zilv.registers.parse import instant_of
from zilv.registers.rows import Agreement, Hold, Mandate, Notice, Optout, Person, Registers, Relation, Review

P1, P2, P3, P7 = (TOKENS.text("person", name) for name in ("p1", "p2", "p3", "p7"))
FIRST, SECOND = (TOKENS.text("number", f"1380000000{n}") for n in (1, 2))
NOON = instant_of("since", "2026-03-02T12:00:00+08:00", None)
POOL: Sequence[tuple[str, Any]] = (
    ("agreements", Agreement(person=P3, scope="frequency", counts="answered", at_most=2)),
    ("agreements", Agreement(person=P1, scope="time", from_minute=0, to_minute=600)),
    ("holds", Hold(person=P1, reason="complaint")),
    ("holds", Hold(person=P1, reason="complaint", until=NOON)),
    ("holds", Hold(lender="L", person=P2, reason="deceased", since=NOON)),
    ("optouts", Optout(number=SECOND)),
    ("optouts", Optout(person=P1, number=FIRST, since=NOON)),
    ("optouts", Optout(person=P3)),
    ("persons", Person(person=P1, zone="America/New_York")),
    ("persons", Person(person=P2, zone="Asia/Tokyo", since=NOON)),
    ("persons", Person(person=P2, zone="Europe/Berlin")),
    ("relations", Relation(person=P2, number=FIRST, party="contact_person", basis="contract")),
    ("relations", Relation(person=P3, number=SECOND, party="guarantor", basis="contract")),
    ("notices", Notice(person=P1, kind="outsourcing", agency="A", at=NOON)),
    ("reviews", Review(attempt_id="h1", act="threat", status="confirmed", at=0)),
    ("reviews", Review(attempt_id="h1", act="threat", status="refuted", at=1)),
    ("reviews", Review(attempt_id="n2", act="threat", status="found", at=0)),
    ("mandates", Mandate(agency="A")),
)
OF_ALL = len(POOL) - 1
"""The row of the pool that may concern every attempt."""


def registers(chosen: Sequence[int]) -> Registers:
    """All registers, of these rows of the pool."""
    given = Registers.empty()
    found = {name: tuple(POOL[n][1] for n in chosen if POOL[n][0] == name) for name in given.__struct_fields__}
    return Registers(**found)


@example(chosen=[[], [2], [3], []], cuts=[1, 20])
@example(chosen=[[8, 10], [8, 9, 10], [9], [5, 11]], cuts=[9, 12, 25])
@example(chosen=[[14], [15, 14], [14, 15], [11, 12, 14]], cuts=[30])
@settings(max_examples=12, deadline=None)
@given(
    chosen=st.lists(st.lists(st.integers(0, OF_ALL), max_size=8, unique=True), min_size=4, max_size=4),
    cuts=st.lists(st.integers(1, len(rows()) - 1), max_size=3),
)
def test_whatever_registers_say_from_run_to_run_the_findings_are_those_of_one_audit(
    chosen: list[list[int]], cuts: list[int]
) -> None:
    edges = [0, *sorted({*cuts}), len(rows())]
    lots = [rows()[start:end] for start, end in pairwise(edges)]
    lots += [[]] * (len(chosen) - len(lots))
    with tempfile.TemporaryDirectory() as name:
        folder, paths = Path(name), []
        going = Going(folder, Registers())
        for run, (lot, told) in enumerate(zip(lots, chosen, strict=True)):
            new = [source(folder, f"lot {run}", lot)] if lot else []
            paths += new
            answer = going.take(new, LAW, registers(told))
            assert going.findings() == at_once(folder / f"at once {run}", paths, registers(told), LAW)
        assert len(going.findings()) > 8
        assert answer.attempts == answer.fates["accepted"]


@pytest.mark.parametrize(
    ("told", "judged"),
    [
        ({"holds": (Hold(person=P7, reason="plan"),)}, 2),
        ({"agreements": (Agreement(person=P7, scope="frequency", at_most=1),)}, 2),
        ({"persons": (Person(person=P7, zone="Asia/Tokyo"),)}, 2),
        ({"optouts": (Optout(number=TOKENS.text("number", "13900000031")),)}, 1),
        ({"reviews": (Review(attempt_id="a3", act="threat", status="confirmed", at=0),)}, 1),
        ({"relations": (Relation(person=P7, party="guarantor"),)}, 2),
        ({"holds": (Hold(person=TOKENS.text("person", "somebody else"), reason="plan"),)}, 0),
        ({"mandates": (Mandate(agency="A"),)}, 51),
        ({"holds": None}, 51),
    ],
)
def test_only_those_of_whom_registers_say_something_else_are_judged_anew(
    tmp_path: Path, told: dict[str, Any], judged: int
) -> None:
    going, before = Going(tmp_path, Registers()), Registers.empty()
    many = [call(f"a{n}", f"p{n}", "02T10:00:00", number=f"139{n:08}", answered="yes") for n in range(50)]
    path = source(tmp_path, "first", [*many, call("b7", "p7", "02T11:00:00", number="13900000007")])
    assert going.take([path], CHINA, before).judged == 51
    after = Registers(**{name: told.get(name, ()) for name in before.__struct_fields__})
    assert going.take([], CHINA, after).judged == judged, "what comes"
    assert going.findings() == at_once(tmp_path / "after", [path], after, CHINA)
    assert going.take([], CHINA, after).judged == 0, "what stays"
    assert going.take([], CHINA, before).judged == judged, "what ends"
    assert going.findings() == at_once(tmp_path / "before", [path], before, CHINA)


MAP = """
columns:
  attempt_id: attempt_id
  at: at
  number: number
  channel: channel
  lender: lender
  direction: direction
"""


def test_a_number_that_relations_give_to_somebody_is_his_as_long_as_they_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "map.yaml").write_text(MAP, "utf-8")
    monkeypatch.setattr(
        "tests.audit.state.arrivals.options_in",
        lambda folder, told: replace(options_in(folder, told), mapping=tmp_path / "map.yaml"),
    )
    calls = [call(f"c{n}", "", f"02T{19 + n}:00:00", number=f"1380000000{n // 2}") for n in range(5)]
    path = source(tmp_path, "first", calls)
    going = Going(tmp_path, Registers())
    assert going.take([path], LAW, registers([])).judged == 5
    for told in [11], [11, 4], [11, 12, 4, 9], [12], []:
        going.take([], LAW, registers(told))
        found = at_once(tmp_path / f"at once {told}", [path], registers(told), LAW)
        assert going.findings() == found != []
        assert any(row["person"] == P2 for row in found) == (11 in told)


def test_a_state_of_a_zilv_that_kept_no_facts_is_judged_anew_once(tmp_path: Path) -> None:
    going, empty = Going(tmp_path, Registers()), Registers.empty()
    path = source(tmp_path, "first", [call(f"a{n}", f"p{n}", "02T23:00:00") for n in range(3)])
    going.take([path], CHINA, empty)
    manifest = tmp_path / "state" / "state.json"
    text = manifest.read_text("utf-8")
    kept = [line for line in text.splitlines() if '"of_all"' not in line]
    assert len(kept) == len(text.splitlines()) - 1
    manifest.write_text("\n".join(kept), "utf-8")
    (tmp_path / "state" / "facts" / "000001.parquet").unlink()
    (tmp_path / "state" / "facts").rmdir()
    held = registers([2])
    assert going.take([], CHINA, held).judged == 3
    assert going.findings() == at_once(tmp_path / "at once", [path], held, CHINA)
    assert going.take([], CHINA, empty).judged == 1
