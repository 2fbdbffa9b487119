"""What if another law had applied: the same attempts judged under two laws, and where the answers differ."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from zilv.attempts.rows import Int8, Int64
from zilv.audit.compare_keys import Kind
from zilv.audit.findings import table_of
from zilv.audit.read import parts_of
from zilv.audit.run import Audit
from zilv.rules.facts import Facts
from zilv.rules.judge import Found, lead_by_topic
from zilv.rules.library import Law
from zilv.rules.three import FORBIDDEN, OUTCOMES, PERMITTED

ANSWERS = len(OUTCOMES)
EXAMPLES_EACH = 5
"""So many examples of each change on each topic are kept, the earliest; and the earliest of each provision in it."""

CellKey = tuple[str, str, str, int, int, int]
"""Topic (empty: the attempt as a whole), lender, agency, local day, answer before, answer after."""

ProvisionKey = tuple[str, str, str, int, Kind]
"""Provision, lender, agency, local day, kind of change."""

_FORBIDDEN_ALONE: tuple[Kind, Kind] = ("no_longer_forbidden", "newly_forbidden")
_OF_SECOND: tuple[Kind, Kind] = ("stricter", "newly_forbidden")
"""What the findings of the second law tell; the other kinds are told by those of the first."""


@dataclass
class Spoken:
    """Of one provision: attempts it speaks of under either law, and of those the ones whose topic changes.

    `newly_forbidden`, `no_longer_forbidden`: attempts that as a whole are forbidden under the second law only, or the
    first only, and that it forbids there. `newly_permitted`: attempts of which the second law finds nothing at all and
    that it speaks of under the first.
    """

    before: int = 0
    after: int = 0
    stricter: int = 0
    milder: int = 0
    newly_forbidden: int = 0
    no_longer_forbidden: int = 0
    newly_permitted: int = 0


@dataclass
class Compared:
    """What two laws said. `cells` leaves out what both permit; `by_provision` divides what `spoken` says of changes."""

    laws: tuple[Law, Law]
    attempts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    cells: Counter[CellKey] = field(default_factory=Counter)
    spoken: dict[str, Spoken] = field(default_factory=dict)
    examples: dict[tuple[str, int, int], list[dict[str, Any]]] = field(default_factory=dict)
    persons: int = 0
    by_provision: Counter[ProvisionKey] = field(default_factory=Counter)


def compare(first: Audit, law: Law, layout: Path, progress: Callable[[int], None] = lambda rows: None) -> Compared:
    """The attempts of a layout under the law of `first` and under `law`; persons stay in the zone they were read in."""
    second = first.under(law)
    made = Compared((first.law, law))
    parts = parts_of(layout)
    for audit in (first, second):
        audit.prepare(parts)
    for part in parts:
        facts = first.facts_of(part)
        _add(made, part, facts, (first.found(part, facts), second.found(part, facts)))
        progress(len(facts.rows))
    made.attempts = first.tally.attempts
    return made


def _add(made: Compared, part: Path, facts: Facts, found: tuple[Found, Found]) -> None:
    rows = len(facts.rows)
    before, after = (_strictest(one.row, one.outcome, rows) for one in found)
    _count(made.cells, "", facts, before, after)
    _forbid(made, facts, found, before, after)
    _tell(made, "newly_permitted", facts, found[0].take(np.flatnonzero(after[found[0].row] == PERMITTED)))
    made.persons += len(np.unique(facts.rows.person[before != after]))
    topics = [np.array([p.topic for p in law.judged] or [""]) for law in made.laws]
    for topic in sorted({*topics[0], *topics[1]} - {""}):
        mine = [np.flatnonzero(names[one.provision] == topic) for names, one in zip(topics, found, strict=True)]
        about = (found[0].take(mine[0]), found[1].take(mine[1]))
        if len(about[0]) or len(about[1]):
            _add_topic(made, str(topic), part, facts, about)


def _add_topic(made: Compared, topic: str, part: Path, facts: Facts, found: tuple[Found, Found]) -> None:
    before, after = (_strictest(one.row, one.outcome, len(facts.rows)) for one in found)
    _count(made.cells, topic, facts, before, after)
    change = after.astype(np.int16) - before
    _speak(made, facts, found, change)
    for pair in np.unique((before * ANSWERS + after)[change != 0]).tolist():
        answers = divmod(pair, ANSWERS)
        side = int(answers[1] > answers[0])
        meant = np.flatnonzero((before == answers[0]) & (after == answers[1]))
        speaks = _of_rows(found[side], meant)
        rows = _told(part, facts, made.laws[side], _of_rows(speaks, _earliest(facts, speaks)))
        _keep(made.examples.setdefault((topic, *answers), []), rows, topic, answers)


def _strictest(row: Int64, outcome: Int8, rows: int) -> Int8:
    answer = np.zeros(rows, np.int8)
    np.maximum.at(answer, row, outcome)
    return answer


def _count(cells: Counter[CellKey], topic: str, facts: Facts, before: Int8, after: Int8) -> None:
    """Add the rows of which either law finds something."""
    rows = facts.rows
    index = np.flatnonzero((before != 0) | (after != 0))
    if not index.size:
        return
    known, first = rows.names.known, int(rows.day.min())
    sizes = (len(known), len(known), int(rows.day.max()) - first + 1, ANSWERS, ANSWERS)
    columns = (rows.lender[index], rows.agency[index], rows.day[index] - first, before[index], after[index])
    for (lender, agency, day, was, becomes), n in _times(columns, sizes):
        cells[topic, known[lender], known[agency], first + day, was, becomes] += n


def _times(columns: tuple[Any, ...], sizes: tuple[int, ...]) -> Iterable[tuple[tuple[int, ...], int]]:
    """How often the columns, each of so many values, have the same values together."""
    codes, times = np.unique(np.ravel_multi_index(columns, sizes), return_counts=True)
    return zip(
        zip(*(part.tolist() for part in np.unravel_index(codes, sizes)), strict=True), times.tolist(), strict=True
    )


def _speak(made: Compared, facts: Facts, found: tuple[Found, Found], change: Any) -> None:
    for side, (law, one) in enumerate(zip(made.laws, found, strict=True)):
        for place, times in zip(*(part.tolist() for part in np.unique(one.provision, return_counts=True)), strict=True):
            said = made.spoken.setdefault(law.judged[place].id, Spoken())
            said.before, said.after = said.before + times * (1 - side), said.after + times * side
    _tell(made, "milder", facts, found[0].take(np.flatnonzero(change[found[0].row] < 0)))
    _tell(made, "stricter", facts, found[1].take(np.flatnonzero(change[found[1].row] > 0)))


def _forbid(made: Compared, facts: Facts, found: tuple[Found, Found], before: Int8, after: Int8) -> None:
    """Count each attempt that one law alone forbids under every provision that forbids it there."""
    alone = (before == FORBIDDEN) & (after != FORBIDDEN), (after == FORBIDDEN) & (before != FORBIDDEN)
    for kind, one, mine in zip(_FORBIDDEN_ALONE, found, alone, strict=True):
        _tell(made, kind, facts, one.take(np.flatnonzero((one.outcome == FORBIDDEN) & mine[one.row])))


def _tell(made: Compared, kind: Kind, facts: Facts, found: Found) -> None:
    """Count the attempts of these findings under each provision, in all and by agency and day."""
    if not len(found):
        return
    judged = made.laws[kind in _OF_SECOND].judged
    rows, known, first = facts.rows, facts.rows.names.known, int(facts.rows.day.min())
    sizes = (len(judged), len(known), len(known), int(rows.day.max()) - first + 1)
    columns = (found.provision, rows.lender[found.row], rows.agency[found.row], rows.day[found.row] - first)
    for (place, lender, agency, day), n in _times(columns, sizes):
        made.by_provision[judged[place].id, known[lender], known[agency], first + day, kind] += n
        said = made.spoken.setdefault(judged[place].id, Spoken())
        setattr(said, kind, getattr(said, kind) + n)


def _earliest(facts: Facts, found: Found) -> Int64:
    """The earliest rows of these findings, and the earliest of each provision."""
    order = np.lexsort((found.row, facts.rows.at[found.row]))
    row = found.row[order]
    _, each = np.unique(row, return_index=True)
    _, of_provision = np.unique(found.provision[order], return_index=True)
    chosen: Int64 = np.unique(np.concatenate([row[np.sort(each)[:EXAMPLES_EACH]], row[of_provision]]))
    return chosen


def _of_rows(found: Found, rows: Int64) -> Found:
    return found.take(np.flatnonzero(np.isin(found.row, rows)))


def _told(part: Path, facts: Facts, law: Law, found: Found) -> list[dict[str, Any]]:
    """The findings in words."""
    led = lead_by_topic(found, law)
    rows: list[dict[str, Any]] = table_of(part, facts, law, led, None).to_pylist()
    return rows


_SHOWN = ("attempt_id", "local_time", "lender", "agency", "person", "channel", "count", "limit")
_OF_FINDING = ("provision", "says_zh", "says_en", "clause", "also")


def _keep(kept: list[dict[str, Any]], rows: Iterable[dict[str, Any]], topic: str, answers: tuple[int, int]) -> None:
    """Add rows to the examples of one change, of which the earliest stay, and the earliest that names a provision."""
    for row in rows:
        example = {name: row[name] for name in (*_SHOWN, *_OF_FINDING)}
        example |= {"day": row["day"].isoformat(), "at": row["at"].isoformat(), "agency": row["agency"] or ""}
        example |= {"topic": topic, "before": OUTCOMES[answers[0]], "after": OUTCOMES[answers[1]]}
        kept.append(example)
    kept.sort(key=lambda example: (example["at"], example["attempt_id"]))
    kept[:] = _worth_keeping(kept)


def _worth_keeping(examples: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    named: set[str] = set()
    kept = []
    for n, example in enumerate(examples):
        names = {example["provision"], *filter(None, example["also"].split(";"))}
        if n < EXAMPLES_EACH or not names <= named:
            kept.append(example)
        named |= names
    return kept
