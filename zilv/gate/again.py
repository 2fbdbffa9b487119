"""What becomes known of one attempt may touch others: each is judged again on all that stands around itself."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import NamedTuple

from zilv.attempts.rows import DAY_US
from zilv.errors import LawError
from zilv.gate.actor import Actor
from zilv.gate.book import Page, Past, Seen, Wanted
from zilv.gate.desk import Desk
from zilv.gate.laws import Laws
from zilv.gate.matter import Matter, matter_of
from zilv.gate.weigh import breaches
from zilv.rules.finding import Finding
from zilv.rules.library import Law

Broken = Mapping[str, tuple[Finding, ...]]
"""By attempt_id, what it surely broke; UNJUDGED where nobody can tell."""

UNJUDGED = Finding(
    topic="law_absent",
    provision="",
    outcome="undetermined",
    strength="shall",
    grade="P",
    clause="",
    says_zh="当时适用的法规文本不在此处，未能复判",
    says_en="not judged again: the text of the law that bound then is not here",
)
"""What an attempt has in place of a judgement; what was found before stands beside it."""


class Around(NamedTuple):
    """The persons and numbers by whose whole history an attempt, and all that it may touch, are judged."""

    persons: Set[int]
    numbers: Set[int]

    def wanted(self, lender: str, reach_days: int | None = None) -> Wanted:
        """All that stands about them."""
        return Wanted(lender, sorted(self.persons), sorted(self.numbers), reach_days)

    def lock(self, page: Page, lender: str) -> None:
        """Hold them; those held already are had at once."""
        page.lock(lender, sorted(self.persons), sorted(self.numbers))


def locked_around(page: Page, attempt_id: str, actor: Actor, desk: Desk) -> tuple[Matter, Around]:
    """The attempt, held with whatever it may touch until the page closes. Raises Refused.

    Whom it may touch is looked up before anything is held, so that all are locked at once and in order: who held this
    attempt's number and then waited for another's person would wait for an ask that holds that person and waits for
    the number. Two reports that touch one attempt come one after the other, and none misses what the other told.
    """
    past = matter_of(page, attempt_id, actor).past
    around = _around(past, _met(page, past, desk))
    around.lock(page, past.lender)
    return matter_of(page, attempt_id, actor), around


def judged_again(page: Page, mine: Past, around: Around, desk: Desk, whole: bool) -> tuple[Seen, Broken]:
    """What stands around this attempt, and what surely was forbidden of it and of each that it may touch.

    `whole`: on all that ever was; else as far back as it can matter to what this attempt counts for.
    """

    def look(at: Around) -> Seen:
        if not whole:
            back_days = max(page.now() - mine.at, 0) // DAY_US + 1
            return desk.look(page, at.wanted(mine.lender), {mine.shape}, back_days)
        return desk.read(page, at.wanted(mine.lender))

    seen, touched = _seen(page, mine, around, desk, look)
    return seen, _broken(page, seen, touched, desk)


def changed(page: Page, matter: Matter, found: Broken) -> Broken:
    """Of what was found now, that which was not found before; what was overridden stays found."""
    lender, mine = matter.past.lender, matter.past.attempt_id
    news = {}
    for attempt_id, judged in found.items():
        whose = matter if attempt_id == mine else matter_of(page, attempt_id, Actor("", lender, "", frozenset()))
        if UNJUDGED in judged:
            judged = (*(finding for finding in whose.findings() if finding != UNJUDGED), UNJUDGED)
        topics = {finding.topic for finding in judged}
        now = (*judged, *(finding for finding in whose.overridden() if finding.topic not in topics))
        if now != whose.findings():
            news[attempt_id] = now
    return news


def _seen(page: Page, mine: Past, around: Around, desk: Desk, look: Callable[[Around], Seen]) -> tuple[Seen, set[str]]:
    """All that is needed to judge what this attempt may touch, and which attempts those are."""
    seen = look(around)
    others_us = _others_us(desk)  # under the laws as this page sees them
    touched = [row for row in seen.past if _touches(mine, row, others_us)]
    needed = _around(mine, [(row.person, row.number) for row in touched])
    if not (needed.persons <= around.persons and needed.numbers <= around.numbers):
        # An ask came in between looking up and locking, or a law that looks further. Seldom enough to be locked late:
        # a ring is broken by the server, and who is told `store_unreachable` reports again under the same key.
        needed.lock(page, mine.lender)
        seen = look(needed)
    return seen, {row.attempt_id for row in touched}


def _around(mine: Past, met: Sequence[tuple[int, int]]) -> Around:
    return Around(
        {mine.person, *(person for person, _ in met)},
        {mine.number, *(number for _, number in met)} - {0},
    )


def _touches(mine: Past, row: Past, others_us: int) -> bool:
    """Whether what becomes known of one attempt may matter to another: a later one of its person or, within what is
    counted by number, on its number.
    """
    if row.person == mine.person:
        return row.at >= mine.at
    return mine.number != 0 and row.number == mine.number and mine.at <= row.at < mine.at + others_us


def _met(page: Page, mine: Past, desk: Desk) -> list[tuple[int, int]]:
    """Persons and numbers of attempts that this one may touch, but for its own."""
    given = {"lender": mine.lender, "person": mine.person, "number": mine.number, "since": mine.at}
    found = page.do(_MET, **given, until=mine.at + _others_us(desk))
    return [(int(person), int(number)) for person, number in found]


def _others_us(desk: Desk) -> int:
    """So long after an attempt another person's on its number may be counted with it, under any law in use."""
    days = [
        provision.checked.reach_days(law.zone is not None)
        for law in desk.laws.in_use()
        for provision in law.judged
        if getattr(provision.checked, "per", "person") != "person" and provision.checked is not None
    ]
    if None in days:
        return _EVER_US
    longest = max((each for each in days if each is not None), default=0)
    return (longest + 2) * DAY_US if longest else 0


def _broken(page: Page, seen: Seen, touched: Set[str], desk: Desk) -> dict[str, tuple[Finding, ...]]:
    """What surely was forbidden of each attempt of these, each by the law that bound when it was made."""
    past = [desk.words.as_told(row) for row in seen.past]
    found: dict[str, tuple[Finding, ...]] = {}
    for law, rows in _by_law([row for row in past if row.attempt_id in touched], desk.laws).items():
        if law is None:
            found |= {row.attempt_id: (UNJUDGED,) for row in rows}
            continue
        registers = desk.registers(page, rows[0].lender, seen)
        broken = breaches(past, registers, law, desk.words)
        found |= {row.attempt_id: broken.get(row.attempt_id, ()) for row in rows}
    return found


def _by_law(rows: Sequence[Past], laws: Laws) -> dict[Law | None, list[Past]]:
    """The rows by the law that bound when they were made; None: its text is not here, and is looked for again."""
    sorted_out: dict[Law | None, list[Past]] = {}
    for row in rows:
        try:
            law: Law | None = laws.of(row.lender, row.at)
        except LawError:
            laws.missed(row.lender, row.at)
            law = None
        sorted_out.setdefault(law, []).append(row)
    return sorted_out


_EVER_US = 1 << 61
_MET = """
select person, number from gate_attempt
where person = :person and lender = :lender and at >= :since and state <> 2 and number <> :number
union
select person, number from gate_attempt
where number = :number and lender = :lender and at >= :since and at < :until and state <> 2
and number <> 0 and person <> :person
"""
"""Of an attempt whose person has one number, and whose number one person, nothing."""
