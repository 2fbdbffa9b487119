"""Two processes report at once of attempts that touch the same others: nobody is turned away, no finding is lost."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

import pytest

from tests.gate.books import HOUR_US, Believing, Counter
from tests.gate.conftest import NOON
from tests.gate.test_report import ANSWERED, UNANSWERED, found
from zilv.attempts.rows import MINUTE_US
from zilv.gate.book import Page, Seen
from zilv.gate.desk import Desk
from zilv.rules.library import Law, choose

HOUSE = """
id: house.one-answered-call-to-a-number
title: {zh: 同一号码每日接通, en: Answered calls to a number}
topic: house_number
cite: {instrument: house, article: "1", url: unknown}
grade: P
strength: shall
in_force: {since: 2020-01-01}
says: {zh: 同一号码每日接通不超过一次, en: At most one answered call a day to one number}
reading: {zh: 不论债务人, en: Whoever the debtor}
check: {kind: limit, when: {channel: [voice, voice_bot], answered: "yes"}, at_most: 1, per: number, window: day}
given: {number: N1, answered: "yes"}
cases:
  - name: first
    attempt: {at: 2026-03-02T18:00:00+08:00}
    expect: permitted
  - name: second
    attempt: {at: 2026-03-02T18:00:00+08:00}
    history: [{at: 2026-03-02T09:00:00+08:00, person: P2}]
    expect: forbidden
"""
CALLS = {
    "own 1": ("李二", "13800000011"),
    "own 2": ("李二", "13800000012"),
    "own 3": ("李二", "13800000013"),
    "a1": ("王一", "13800000001"),
    "b1": ("李二", "13800000001"),
    "b2": ("李二", "13800000002"),
    "a2": ("王一", "13800000002"),
}
"""Two persons share two numbers, in this order; one of them was called on his own ones before."""


class MeetingDesk(Desk):
    """A desk at which each of two, once its page is read, waits until the other's is too; not for ever."""

    def __init__(self, like: Desk, meeting: threading.Barrier) -> None:
        super().__init__(like.laws.another(), HOUR_US)
        self.steady, self._meeting = Believing(), meeting

    def refresh(self, seen: Seen, page: Page) -> None:
        """See `Desk.refresh`."""
        super().refresh(seen, page)
        with suppress(threading.BrokenBarrierError):
            self._meeting.wait(0.5)


class Lived(NamedTuple):
    """Two processes' books on one database, and by name the attempts of `CALLS`, none of which was answered."""

    counters: tuple[Counter, Counter]
    given: dict[str, str | None]

    def answered(self, name: str, counter: Counter) -> None:
        """It was answered after all."""
        counter.report(self.given[name], **ANSWERED)

    def broken(self) -> dict[str, list[str]]:
        """What was found, by name."""
        names = {attempt_id: name for name, attempt_id in self.given.items()}
        return {names[attempt_id]: sorted(topics) for attempt_id, topics in found(self.counters[0]).items() if topics}


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    """The law of China, and of answered calls to one number one a day."""
    house = tmp_path_factory.mktemp("law") / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    return choose(f"cn,{house}")


@pytest.fixture
def lived(url: str, law: Law) -> Iterator[Lived]:
    """Every call was made, also what was denied, and nobody answered."""
    counters = Counter(url, law, NOON), Counter(url, law, NOON)
    counters[0].declare()
    given = {}
    for counters[0].at, (name, (person, number)) in enumerate(CALLS.items(), NOON):
        given[name] = counters[0].ask(person=person, number=number).attempt_id
    for counter in counters:
        counter.at = NOON + MINUTE_US
    for attempt_id in given.values():
        counters[0].report(attempt_id, **UNANSWERED)
    yield Lived(counters, given)
    for counter in counters:
        counter.book.close()


def at_once(lived: Lived, first: str, second: str) -> None:
    """Each by a connection of its own; each has read, or waits for the other, before either ends."""
    meeting = threading.Barrier(2)
    for counter in lived.counters:
        counter.desk = MeetingDesk(counter.desk, meeting)
    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(lived.answered, *of) for of in zip((first, second), lived.counters, strict=True)]
    for report in made:
        report.result()


def in_turn(lived: Lived, first: str, second: str) -> None:
    """The second once the first is done."""
    lived.answered(first, lived.counters[0])
    lived.answered(second, lived.counters[1])


Reported = Callable[[Lived, str, str], None]
either_way = pytest.mark.parametrize("reported", [in_turn, at_once])


@either_way
@pytest.mark.parametrize("first", ["a1 b1", "a1 b2", "b1 a2", "a1 a2"])
def test_reports_that_cross_on_shared_numbers_are_all_taken_and_nothing_is_lost(
    lived: Lived, first: str, reported: Reported
) -> None:
    told = first.split()
    rest = [name for name in ("b2", "a2", "b1", "a1") if name not in told]
    reported(lived, *told)
    assert lived.broken() == ({"b1": ["house_number"]} if first == "a1 b1" else {})
    reported(lived, *rest)
    assert lived.broken() == {"b1": ["house_number"], "a2": ["house_number"]}


@either_way
@pytest.mark.parametrize("told", [("a1", "own 3"), ("own 3", "a1")])
def test_of_one_attempt_is_found_what_one_report_tells_of_its_number_and_the_other_of_its_person(
    lived: Lived, told: tuple[str, str], reported: Reported
) -> None:
    for name in ("own 1", "own 2", "b1"):
        lived.answered(name, lived.counters[0])
    assert lived.broken() == {}
    reported(lived, *told)
    assert lived.broken() == {"b1": ["answered_limit", "house_number"]}
