"""A plain count of what stands in a book, made without the gate and its rules: who had room left, line by line.

It counts one provision, calls answered on one day, and holds for askers that come near no other.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any, NamedTuple

import psycopg

CAP = 3
"""So many calls a day may be answered; one whose outcome is not known may have been."""

RESERVED, REPORTED, CANCELLED = 0, 1, 2


class Line(NamedTuple):
    """One line of the journal."""

    seq: int
    at: int
    kind: str
    attempt_id: str
    idem: str | None
    person: int
    body: dict[str, Any]


class Contents(NamedTuple):
    """The journal in its order, and the state of each attempt."""

    journal: list[Line]
    states: dict[str, int]


class Told(NamedTuple):
    """What a process was told by the gate and wrote down: an answer to an ask, or that something was taken in.

    `kind`: ask, outcome or cancel; `decision`: of an ask; `answered`: of an outcome.
    """

    kind: str
    key: str
    attempt_id: str
    decision: str = ""
    answered: bool = False


def contents(url: str) -> Contents:
    """Everything in the database at one instant, read with the store's own client."""
    lines, rows = _read(url, _JOURNAL, "select attempt_id, state from gate_attempt")
    states = dict(rows)
    assert len(states) == len(rows)
    return Contents([Line._make((*line[:-1], json.loads(line[-1]))) for line in lines], states)


_JOURNAL = """
select seq, at, kind, attempt_id, idem, person, body from gate_entry
where kind in ('ask', 'outcome', 'cancel') order by seq
"""


def _read(url: str, *texts: str) -> list[list[tuple[Any, ...]]]:
    if url.startswith("sqlite:///"):
        file = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True, isolation_level=None)
        with closing(file):
            file.execute("begin")
            return [list(file.execute(text)) for text in texts]
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return [connection.execute(text).fetchall() for text in texts]


def faults(found: Contents, told: Iterable[Told], all_told: bool = True) -> list[str]:
    """What is wrong, in words; nothing where all is well. `all_told`: nobody was cut off before he could write down."""
    told = list(told)
    return [
        *_miscounted(found.journal),
        *_torn(found),
        *_lost(found, told),
        *(_unheard(found, told) if all_told else ()),
    ]


def _miscounted(journal: list[Line]) -> Iterator[str]:
    """Each ask in the order in which they took effect: permitted with room left, denied with none."""
    open_to: dict[int, set[str]] = {}
    last: dict[int, int] = {}
    for line in journal:
        counted = open_to.setdefault(line.person, set())
        if line.kind == "ask":
            decision, room = line.body["answer"]["decision"], len(counted) < CAP
            if decision != ("permit" if room else "deny"):
                yield f"{line.seq}: {decision} with {len(counted)} of {CAP} used"
            if decision == "permit":
                counted.add(line.attempt_id)
            if line.at <= last.get(line.person, 0):
                yield f"{line.seq}: not later than what took effect before it"
            last[line.person] = line.at
        elif line.kind == "cancel" or line.body["told"].get("answered") is False:
            counted.discard(line.attempt_id)
        if len(counted) > CAP:
            yield f"{line.seq}: {len(counted)} count"


def _torn(found: Contents) -> Iterator[str]:
    """Journal and attempts say the same, so no page was kept by half."""
    expected: dict[str, int] = {}
    for line in found.journal:
        if line.kind == "ask" and line.body["answer"]["decision"] == "permit":
            expected[line.attempt_id] = RESERVED
        elif line.kind == "outcome":
            expected[line.attempt_id] = REPORTED
        elif line.kind == "cancel":
            expected[line.attempt_id] = CANCELLED
    for attempt_id in sorted(expected.keys() | found.states.keys()):
        if expected.get(attempt_id) != found.states.get(attempt_id):
            yield f"{attempt_id}: state {found.states.get(attempt_id)}, by the journal {expected.get(attempt_id)}"


def _lost(found: Contents, told: list[Told]) -> Iterator[str]:
    """All that was acknowledged is there, once, and as it was told."""
    kept = Counter(line.idem for line in found.journal)
    written = {line.idem: line for line in found.journal}
    for one in told:
        idem = f"ask::{one.key}" if one.kind == "ask" else f"{one.kind}:{one.attempt_id}:{one.key}"
        if kept[idem] != 1:
            yield f"{one}: stands {kept[idem]} times"
            continue
        line = written[idem]
        if line.attempt_id != one.attempt_id:
            yield f"{one}: stands as another attempt"
        elif one.kind == "ask" and line.body["answer"]["decision"] != one.decision:
            yield f"{one}: stands as {line.body['answer']['decision']}"
        elif one.kind == "outcome" and line.body["told"]["answered"] != one.answered:
            yield f"{one}: stands with another outcome"


def _unheard(found: Contents, told: list[Told]) -> Iterator[str]:
    """Nothing stands that nobody was told of."""
    heard = {(one.kind, one.attempt_id) for one in told}
    for line in found.journal:
        if (line.kind, line.attempt_id) not in heard:
            yield f"{line.seq}: {line.kind} that nobody was told of"
