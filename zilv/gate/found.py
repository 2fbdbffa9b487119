"""What judging again finds is written down; what could not be judged for want of a text is judged once that is here."""

from collections.abc import Iterator, Mapping

from zilv.errors import LawError
from zilv.gate.actor import Actor
from zilv.gate.again import UNJUDGED, Broken, changed, judged_again, locked_around
from zilv.gate.book import Entry, Page, Past, Seen
from zilv.gate.desk import Desk
from zilv.gate.laws import Laws
from zilv.gate.matter import FindingBody, json_of
from zilv.gate.refusal import Refused

SEVERAL = 32
"""So many of one law are tried before a page leaves the rest to those who have these, until it is looked again."""


def write_findings(page: Page, seen: Seen, found: Broken, because: str, mine: Past, laws: Laws) -> None:
    """Into the journal, each in place of what was found of its attempt before."""
    rows = {row.attempt_id: row for row in (*seen.past, mine)}
    page.write(
        [
            Entry(
                seen.now,
                "finding",
                mine.lender,
                attempt_id,
                None,
                json_of(FindingBody(findings=findings, because=because)),
                rows[attempt_id].person,
            )
            for attempt_id, findings in found.items()
        ]
    )
    _keep_in_mind(page, found, rows, laws)


def _keep_in_mind(page: Page, judged: Broken, rows: Mapping[str, Past], laws: Laws) -> None:
    """Which of these attempts wait for the text of their law, and which do no longer."""
    for attempt_id, findings in judged.items():
        chosen = laws.chosen(rows[attempt_id].lender, rows[attempt_id].at)
        if UNJUDGED in findings and chosen is not None:
            page.do(_WAITS, attempt_id=attempt_id, lender=rows[attempt_id].lender, since=chosen.since)
        else:
            page.do(_JUDGED, attempt_id=attempt_id)


def judge_next(page: Page, desk: Desk) -> bool:
    """Judge one attempt whose law could not be read, and can by now; whether there was one that nobody else judges."""
    waiting = list(_waiting(page))
    if waiting:
        desk.laws.refresh(page.versions().law, page)
        desk.laws.look_again(waiting, page)
    for lender, since in waiting:
        try:
            desk.laws.of(lender, since)
        except LawError:
            continue
        for (attempt_id,) in page.do(_FIRST, lender=lender, since=since, several=SEVERAL):
            # what another page had judged by the time it was claimed waits no longer
            if page.claim(lender, attempt_id) and page.do(_STILL, attempt_id=attempt_id):
                _judge(page, attempt_id, lender, desk)
                return True
    return False


def _waiting(page: Page) -> Iterator[tuple[str, int]]:
    """By whose law, and from when on it binds, attempts wait: each once, however many do."""
    last = {"since": -1, "lender": ""}
    while found := page.do(_NEXT, **last):
        ((lender, since),) = found
        yield lender, since
        last = {"since": since, "lender": lender}


def _judge(page: Page, attempt_id: str, lender: str, desk: Desk) -> None:
    try:
        matter, around = locked_around(page, attempt_id, Actor("", lender, "", frozenset()), desk)
    except Refused:  # there is no such attempt any more
        page.do(_JUDGED, attempt_id=attempt_id)
        return
    mine = matter.past
    seen, broken = judged_again(page, mine, around, desk, whole=True)
    judged = {attempt_id: (), **broken}
    write_findings(page, seen, changed(page, matter, judged), f"text of the law for {attempt_id}", mine, desk.laws)
    _keep_in_mind(page, {attempt_id: judged[attempt_id]}, {attempt_id: mine}, desk.laws)


_WAITS = """
insert into gate_unjudged (attempt_id, lender, since) values (:attempt_id, :lender, :since)
on conflict (attempt_id) do update set since = excluded.since
"""
_JUDGED = "delete from gate_unjudged where attempt_id = :attempt_id"
_NEXT = """
select lender, since from gate_unjudged where (since, lender) > (:since, :lender) order by since, lender limit 1
"""
_FIRST = """
select attempt_id from gate_unjudged where lender = :lender and since = :since order by attempt_id limit :several
"""
_STILL = "select 1 from gate_unjudged where attempt_id = :attempt_id"
