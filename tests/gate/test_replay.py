"""Replaying a journal: every recorded decision comes out the same, and whatever was changed in it is told."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.gate.books import AGENCY, ANN, BOB, HOUR_US, LENDER, STRANGER, TOKENS, Counter, Stores
from tests.gate.conftest import NOON
from zilv.errors import ZilvError
from zilv.gate import registers
from zilv.gate.journal import exported, read, settled
from zilv.gate.laws import activate
from zilv.gate.registers import Change
from zilv.gate.replay import Difference, Tally, replay
from zilv.gate.report import flag_overdue
from zilv.rules.library import choose

STRICTER = "cn,house/three-answered-calls"
Change_ = Callable[[list[dict[str, Any]]], None]


def lived(counter: Counter) -> None:
    """A day of everything that can happen in a book."""
    counter.add("mandates", agency="A1")
    counter.add("notices", person="王一", kind="outsourcing", agency="A1", at="2026-01-05T00:00:00+08:00")
    given = [counter.ask(AGENCY if n % 2 else LENDER).attempt_id for n in range(3)]
    denied = counter.ask()
    counter.report(given[0], answered=False)
    counter.report(given[1], answered=True, conversed=False, recording="")
    counter.asks([{"person": f"person {n}", "number": f"1380000{n:04}"} for n in range(5)])
    counter.cancel(given[2])
    counter.ask(), counter.ask()
    counter.rule(denied.attempt_id, ANN)
    counter.rule(denied.attempt_id, BOB)
    counter.rule(counter.ask(person="李二", party=None).attempt_id, ANN)
    counter.report(given[0], answered=True, conversed=False, recording="r")
    row_id = counter.add("holds", person="李二", reason="plan", since="2026-03-01T00:00:00+08:00")
    counter.ask(person="李二")
    counter.at = counter.now() + 2 * HOUR_US
    with counter.book.page() as page:
        flag_overdue(page)
    with counter.book.page() as page:
        registers.end(page, Change("L1", "holds", "key0"), row_id)
        activate(page, "L1", STRICTER, counter.now() + HOUR_US, "key0")
    counter.ask(person="李二"), counter.ask(STRANGER, person="李二")
    counter.at = counter.now() + HOUR_US
    for _ in range(4):
        counter.ask(person="张三", mode="interact", number="13800000077")
    counter.at = counter.now() + 8 * HOUR_US
    counter.ask(person="张三")


@pytest.fixture(scope="module")
def recorded(stores: Stores) -> list[dict[str, Any]]:
    """The journal of such a day, once for all tests that only change it."""
    counter = Counter(stores.url("sqlite"), at=NOON)
    counter.declare()
    lived(counter)
    lines = file_of(counter)
    counter.book.close()
    return lines


def file_of(counter: Counter) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(settled(counter.book))]


def replayed(
    lines: list[dict[str, Any]], folder: Path, laws: list[str] | None = None, only: tuple[str, ...] = ()
) -> tuple[list[Difference], Tally]:
    tally = Tally()
    raw = [json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines]
    folder.mkdir(exist_ok=True)
    found = list(replay(lambda: iter(raw), laws or ["cn"], frozenset(only), folder, tally))
    return found, tally


def asks(lines: list[dict[str, Any]], decision: str) -> list[dict[str, Any]]:
    return [line for line in lines if line.get("kind") == "ask" and line["body"]["answer"]["decision"] == decision]


def bundle(choice: str) -> str:
    law = choose(choice)
    return f"{law.version}+{law.digest[:12]}"


def test_every_decision_comes_out_as_it_was_recorded_bundle_by_bundle(counter: Counter, tmp_path: Path) -> None:
    lived(counter)
    lines = file_of(counter)
    decisions = {kind: len(asks(lines, kind)) for kind in ("permit", "hold", "deny")}
    assert min(decisions.values()) >= 1
    assert {line["kind"] for line in lines[1:]} == {
        *("ask", "outcome", "cancel", "ruling", "finding", "overdue", "register", "law")
    }
    found, tally = replayed(lines, tmp_path)
    assert found == []
    assert set(tally.judged) == {bundle("cn"), bundle(STRICTER)}
    rulings = sum(line["kind"] == "ruling" and "answer" in line["body"]["receipt"] for line in lines[1:])
    assert tally.judged.total() == tally.equal.total() == sum(decisions.values()) + rulings
    assert tally.all_equal


def test_a_replay_touches_no_live_book(counter: Counter, tmp_path: Path) -> None:
    lived(counter)
    before = file_of(counter)
    counted = counter.counted()
    replayed(before, tmp_path)
    assert (file_of(counter), counter.counted()) == (before, counted)


def permit_a_denial(lines: list[dict[str, Any]]) -> None:
    asks(lines, "deny")[0]["body"]["answer"]["decision"] = "permit"


def deny_a_permit(lines: list[dict[str, Any]]) -> None:
    asks(lines, "permit")[-1]["body"]["answer"]["decision"] = "deny"


def drop_a_finding(lines: list[dict[str, Any]]) -> None:
    asks(lines, "deny")[0]["body"]["answer"]["findings"] = []


def reword_a_finding(lines: list[dict[str, Any]]) -> None:
    asks(lines, "deny")[0]["body"]["answer"]["findings"][0]["says_en"] = "nothing to see"


def advance_a_retry(lines: list[dict[str, Any]]) -> None:
    asks(lines, "deny")[0]["body"]["answer"]["retry_at"] = "2026-03-02T04:00:00Z"


def move_a_register(lines: list[dict[str, Any]]) -> None:
    asks(lines, "permit")[-1]["body"]["register"] -= 1


def name_another_bundle(lines: list[dict[str, Any]]) -> None:
    asks(lines, "permit")[-1]["body"]["answer"]["bundle"] = bundle("cn")


def leave_out_a_hold(lines: list[dict[str, Any]]) -> None:
    lines[:] = [line for line in lines if not (line.get("kind") == "register" and '"plan"' in json.dumps(line))]


def answer_what_was_not(lines: list[dict[str, Any]]) -> None:
    told = next(line for line in lines if line.get("kind") == "outcome")
    told["body"]["told"]["answered"] = True


def leave_out_an_ask(lines: list[dict[str, Any]]) -> None:
    lines.remove(asks(lines, "permit")[-2])


def ruling_without_finding(lines: list[dict[str, Any]]) -> None:
    ruled = [line for line in lines if line.get("kind") == "ruling" and "answer" in line["body"]["receipt"]]
    ruled[0]["body"]["receipt"]["answer"]["findings"] = []


TAMPERED: dict[Change_, str] = {
    permit_a_denial: "decision",
    deny_a_permit: "decision",
    drop_a_finding: "findings",
    reword_a_finding: "findings",
    advance_a_retry: "retry_at",
    move_a_register: "register",
    name_another_bundle: "bundle",
    leave_out_a_hold: "decision",
    answer_what_was_not: "decision",
    leave_out_an_ask: "findings",
    ruling_without_finding: "findings",
}


@pytest.mark.parametrize("change", TAMPERED, ids=lambda change: change.__name__)
def test_what_was_changed_in_a_journal_is_told(recorded: list[dict[str, Any]], tmp_path: Path, change: Change_) -> None:
    lines = deepcopy(recorded)
    change(lines)
    found, tally = replayed(lines, tmp_path)
    assert TAMPERED[change] in {difference.what for difference in found}
    assert not tally.all_equal
    known = {line.get("attempt_id") for line in lines}
    assert all(difference.attempt_id in known for difference in found)


def test_a_law_that_is_not_here_is_named_and_nothing_replayed(recorded: list[dict[str, Any]], tmp_path: Path) -> None:
    lines = deepcopy(recorded)
    for line in asks(lines, "permit")[:2]:
        line["body"]["answer"]["bundle"] = "2019.1+0123456789ab"
    with pytest.raises(ZilvError, match="0123456789ab"):
        replayed(lines, tmp_path)


def test_only_the_bundles_asked_for_are_judged_and_the_others_still_count(
    recorded: list[dict[str, Any]], tmp_path: Path
) -> None:
    lines = deepcopy(recorded)
    lines[-1]["body"]["answer"]["bundle"] = "2019.1+0123456789ab"
    found, tally = replayed(lines, tmp_path, only=(bundle("cn"),))
    assert found == []
    assert set(tally.judged) == {bundle("cn")}
    assert set(tally.left_out) == {bundle(STRICTER), "2019.1+0123456789ab"}
    with pytest.raises(ZilvError, match="0123456789ab"):
        replayed(lines, tmp_path / "other", only=("2019.1+0123456789ab",))


def test_a_law_that_no_entry_chose_is_found_by_its_choice(stores: Stores, tmp_path: Path) -> None:
    counter = Counter(stores.url("sqlite"), law=STRICTER, at=NOON)
    counter.declare()
    for _ in range(4):
        counter.ask(mode="interact")
    with pytest.raises(ZilvError, match="--law"):
        replayed(file_of(counter), tmp_path)
    found, tally = replayed(file_of(counter), tmp_path / "other", ["cn", STRICTER])
    assert (found, tally.equal[bundle(STRICTER)]) == ([], 4)
    counter.book.close()


def _again(raw: list[bytes]) -> bytes:
    """The first ask of a file, once more at its end."""
    ask = next(line for line in raw if b'"kind":"ask"' in line)
    return b'{"seq":99999,' + ask.partition(b",")[2]


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda raw: [], 1),
        (lambda raw: raw[1:], 1),
        (lambda raw: [b'{"zilv":"journal","format":1,"after":7}\n', *raw[1:]], 1),
        (lambda raw: [b'{"zilv":"journal","format":2,"after":0}\n', *raw[1:]], 1),
        (lambda raw: [*raw[:3], b"{\n"], 4),
        (lambda raw: [*raw[:3], b"\xff\xfe\n"], 4),
        (lambda raw: [*raw[:3], raw[2]], 4),
        (lambda raw: [*raw[:3], raw[3].replace(b'"kind":"', b'"kind":"x')], 4),
        (lambda raw: [*raw[:3], raw[3].replace(b'"body":{', b'"body":{"change":7,')], 4),
        (lambda raw: [*raw, _again(raw)], -1),
        (lambda raw: [raw[0], raw[-1].replace(b'"kind":"ask"', b'"kind":"outcome"')], 2),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_naming_the_line(
    recorded: list[dict[str, Any]], tmp_path: Path, spoil: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    raw = spoil([json.dumps(each, separators=(",", ":")).encode() + b"\n" for each in recorded])
    line = line if line > 0 else len(raw)
    with pytest.raises(ZilvError, match=f"line {line}:") as told:
        list(replay(lambda: iter(raw), ["cn"], frozenset(), tmp_path, Tally()))
    assert TOKENS.text("person", "王一") not in str(told.value)


def test_an_outcome_of_an_attempt_that_was_never_asked_for_is_refused(
    recorded: list[dict[str, Any]], tmp_path: Path
) -> None:
    lines = [line for line in recorded if line.get("kind") != "ask"]
    with pytest.raises(ZilvError, match="does not fit"):
        replayed(lines, tmp_path)


def test_an_export_reads_back_as_the_entries_it_was_made_of(counter: Counter) -> None:
    lived(counter)
    entries = list(settled(counter.book))
    assert [entry for _, entry in read(exported(entries))] == entries


def test_an_export_since_an_entry_begins_after_it(counter: Counter) -> None:
    lived(counter)
    lines = file_of(counter)
    middle = lines[len(lines) // 2]["seq"]
    rest = [json.loads(line) for line in exported(settled(counter.book, middle), middle)]
    assert rest == [{"zilv": "journal", "format": 1, "after": middle}, *(x for x in lines[1:] if x["seq"] > middle)]
