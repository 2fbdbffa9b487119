"""A number that persons in several zones share: each call counts on the day of whom it was about, as in the audit."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.gate.audited import audited, exported
from tests.gate.books import LENDER, TOKENS, Counter
from tests.gate.test_laws import HOUSE
from zilv.attempts.rows import DAY_US, microseconds
from zilv.gate.ledger import ledger
from zilv.rules.library import Law, choose

MORNING = microseconds(datetime.fromisoformat("2026-03-03T09:00:00+08:00"))
"""A Tuesday in Shanghai; in Santiago it is still Monday, ten at night."""

LATER = microseconds(datetime.fromisoformat("2026-03-03T10:00:00-03:00"))
"""The same Tuesday in Santiago."""


@pytest.fixture
def law(tmp_path: Path) -> Law:
    """Whoever no register places lives in Chile. One call a day to a number."""
    house = HOUSE.replace("at_most: 2, per: person, window: days, days: 14", "at_most: 1, per: number, window: day")
    (tmp_path / "house.yaml").write_text(house, "utf-8")
    return choose(f"cl,cn,{tmp_path / 'house.yaml'}")


@pytest.fixture
def counter(url: str, law: Law) -> Iterator[Counter]:
    """王一 lives in China; he was called in the morning, on a number that he shares with 李二 in Chile, who was called
    on it the day before.
    """
    made = Counter(url, law, at=LATER - DAY_US)
    made.declare()
    made.add("persons", person="王一", zone="Asia/Shanghai")
    assert made.ask(person="李二").decision == "permit"
    made.at = MORNING
    assert made.ask().decision == "permit"
    made.at = LATER
    yield made
    made.book.close()


def test_a_call_of_the_same_day_where_its_person_lives_counts_though_it_was_another_day_here(
    counter: Counter, law: Law, tmp_path: Path
) -> None:
    answer = counter.ask(person="李二")
    (finding,) = [finding for finding in answer.findings if finding.topic == "house_calls"]
    assert (answer.decision, finding.count, finding.limit) == ("deny", 2, 1)
    told = counter.report(answer.attempt_id, answered=True, recording="r")
    assert "house_calls" in [finding.topic for finding in told.findings]
    rows = exported(counter, tmp_path / "attempts.parquet")
    found = [row for row in audited(tmp_path, counter, rows, law) if row["topic"] == "house_calls"]
    assert [(row["attempt_id"], row["count"]) for row in found] == [(answer.attempt_id, 2)]


def test_of_whom_nobody_asks_nothing_but_the_zone_is_taken(counter: Counter) -> None:
    counter.add("holds", person="王一", reason="deceased", evidence="e")
    found = counter.ask(person="李二", reserve=False).findings
    assert "house_calls" in [finding.topic for finding in found]
    assert [finding.provision for finding in found if "deceased" in finding.provision] == []


def test_the_ledger_counts_it_too(counter: Counter) -> None:
    with counter.book.page(write=False) as page:
        told = ledger(page, TOKENS.text("person", "李二"), LENDER, counter.desk)
    assert [(used.used, used.limit) for used in told.limits if used.topic == "house_calls"] == [(1, 1)]
