"""What is told against itself, or taken back: it counts at its strictest until who may says otherwise."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gate.books import AGENCY, LENDER, Counter, Stores
from tests.gate.conftest import NOON
from tests.gate.test_replay import asks, file_of, replayed
from tests.gate.test_report import ANSWERED, TALKED, outsource, topics
from zilv.errors import ZilvError
from zilv.gate.ask import Outcome
from zilv.gate.matter import matter_of
from zilv.gate.report import report, said_in
from zilv.gate.told import together

SHOWN: list[dict[str, Any]] = [
    {"seconds": 1},
    {"recording": "r"},
    {"conversed": True},
    {"disposition": "answered"},
    {"disposition": "wrong_person"},
]


@pytest.mark.parametrize("shown", SHOWN)
def test_an_unanswered_call_that_shows_an_answer_counts_on(counter: Counter, shown: dict[str, Any]) -> None:
    given = [counter.ask() for _ in range(3)]
    for answer in given:
        counter.report(answer.attempt_id, answered=False, **shown)
    assert counter.ask().decision == "deny"
    counter.report(given[0].attempt_id, answered=False)
    assert counter.ask().decision == "permit"


@pytest.mark.parametrize("shown", [{"seconds": 0}, {"recording": ""}, {"disposition": "busy"}, {"conversed": False}])
def test_an_unanswered_call_that_shows_nothing_else_is_believed(counter: Counter, shown: dict[str, Any]) -> None:
    given = [counter.ask() for _ in range(3)]
    counter.report(given[0].attempt_id, answered=False, **shown)
    assert counter.ask().decision == "permit"


def test_a_visit_that_met_nobody_is_believed_although_it_took_time_and_was_recorded(counter: Counter) -> None:
    shape = []
    for channel in ("visit", "voice"):
        attempt_id = counter.ask(channel=channel, staff=2, mode="interact", collector="c").attempt_id or ""
        counter.report(attempt_id, answered=False, seconds=600, recording="r")
        with counter.book.page(write=False) as page:
            kept = page.kept("L1", attempt_id)
        assert kept is not None
        shape.append(json.loads(kept.past.shape))
    assert [told[-1] for told in shape] == [False, True], "the last says whether it counts at its strictest"


@pytest.mark.parametrize("shown", SHOWN)
def test_an_answer_shown_after_an_unanswered_call_counts(counter: Counter, shown: dict[str, Any]) -> None:
    given = [counter.ask() for _ in range(3)]
    counter.report(given[0].attempt_id, answered=False)
    counter.report(given[0].attempt_id, **shown)
    assert counter.ask().decision == "deny"


@pytest.mark.parametrize("together", [True, False])
def test_an_invalid_number_on_which_somebody_talked_counts(counter: Counter, together: bool) -> None:
    talked: dict[str, Any] = {"seconds": 30}
    given = [counter.ask().attempt_id for _ in range(3)]
    for attempt_id in given:
        counter.report(attempt_id, disposition="invalid_number", **(talked if together else {}))
        counter.report(attempt_id, noted=True, **({} if together else talked))
    assert counter.ask().decision == "deny"
    contact: dict[str, Any] = {"party": "contact_person", "purpose": "ask_contact", "mode": "interact"}
    assert counter.ask(reserve=False, **contact).decision != "permit", "the debtor is not lost"


def test_a_doubted_answer_without_a_conversation_stays_without_one(counter: Counter) -> None:
    outsource(counter)
    told: list[tuple[bool | None, bool | None]] = []
    for conversed in (False, True):
        attempt_id = counter.ask(AGENCY, mode="interact").attempt_id or ""
        counter.report(attempt_id, AGENCY, answered=True, conversed=conversed)
        counter.report(attempt_id, AGENCY, answered=False)
        with counter.book.page(write=False) as page:
            matter = matter_of(page, attempt_id, LENDER)
        known = together([said_in(matter, line.entry) for line in matter.later if line.entry.kind == "outcome"])
        told.append((known.answered, known.conversed))
    assert told == [(None, False), (None, None)]


TAKEN_BACK: list[dict[str, Any]] = [
    {"answered": False},
    {"answered": False, "seconds": 0, "recording": "", "disposition": "no_answer"},
    {"answered": False, "conversed": False, "disposition": "invalid_number"},
]


@pytest.mark.parametrize("taken_back", TAKEN_BACK)
def test_an_answer_that_an_agency_takes_back_counts_until_the_lender_confirms_it(
    counter: Counter, taken_back: dict[str, Any]
) -> None:
    outsource(counter)
    given = [counter.ask(AGENCY).attempt_id for _ in range(3)]
    for attempt_id in given:
        counter.report(attempt_id, AGENCY, seconds=30, **ANSWERED)
        for _ in range(2):
            counter.report(attempt_id, AGENCY, **taken_back)
    assert counter.ask(AGENCY).decision == "deny"
    counter.report(given[0], LENDER, answered=False)
    counter.report(given[0], AGENCY, **taken_back)
    assert [counter.ask(AGENCY).decision for _ in range(2)] == ["permit", "deny"]


def test_a_conversation_that_an_agency_takes_back_counts_until_the_lender_confirms_it(counter: Counter) -> None:
    outsource(counter)
    given = [counter.ask(AGENCY, mode="interact").attempt_id for _ in range(3)]
    for attempt_id in given:
        counter.report(attempt_id, AGENCY, **TALKED)
        for _ in range(2):
            counter.report(attempt_id, AGENCY, conversed=False)
    assert counter.ask(AGENCY, mode="interact").decision == "deny"
    counter.report(given[0], LENDER, conversed=False)
    assert counter.ask(AGENCY, mode="interact").decision == "permit"


def test_an_answer_in_doubt_is_no_breach_and_keeps_what_was_told(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    assert topics(counter.report(attempt_id, answered=False, seconds=30)) == []
    assert topics(counter.report(attempt_id, recording="")) == []
    with counter.book.page(write=False) as page:
        kept = page.kept("L1", attempt_id or "")
    assert kept is not None and kept.seconds == 30


def test_an_older_report_that_does_not_say_who_told_it_is_an_agency_s_where_it_may_be(counter: Counter) -> None:
    outsource(counter)
    given = [counter.ask(actor).attempt_id or "" for actor in (LENDER, AGENCY)]
    said = []
    with counter.book.page() as page:
        for attempt_id in given:
            report(page, attempt_id, Outcome(key="o", answered=False), LENDER, counter.desk)
            matter = matter_of(page, attempt_id, LENDER)
            entry = next(line.entry for line in matter.later if line.entry.kind == "outcome")
            older = {name: value for name, value in json.loads(entry.body).items() if name != "by_lender"}
            said += [
                said_in(matter, entry).by_lender,
                said_in(matter, entry._replace(body=json.dumps(older))).by_lender,
            ]
    assert said == [True, True, True, False]


def test_outcomes_are_put_together_by_the_rule_they_were_taken_in_by(stores: Stores, tmp_path: Path) -> None:
    counter = Counter(stores.url("sqlite"), at=NOON)
    counter.declare()
    given = [counter.ask().attempt_id for _ in range(3)]
    for attempt_id in given:
        counter.report(attempt_id, answered=False, seconds=20)
    counter.ask()
    lines = file_of(counter)
    counter.book.close()
    assert [len(asks(lines, decision)) for decision in ("permit", "deny")] == [3, 1]
    assert replayed(lines, tmp_path)[0] == []
    for outcome in (line["body"] for line in lines if line.get("kind") == "outcome"):
        assert outcome.pop("rule") == 2
        assert outcome.pop("by_lender")
    older, _ = replayed(lines, tmp_path / "older")
    assert [(found.what, found.recorded, found.found) for found in older][:1] == [("decision", "deny", "permit")]
    next(line for line in lines if line.get("kind") == "outcome")["body"]["rule"] = 3
    with pytest.raises(ZilvError, match="does not fit"):
        replayed(lines, tmp_path / "newer")
