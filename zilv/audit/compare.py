"""What if another law had applied: the same attempts judged under two laws, and where the answers differ."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from zilv.attempts.rows import Int8, Int64
from zilv.audit.findings import table_of
from zilv.audit.read import parts_of
from zilv.audit.run import Audit
from zilv.rules.facts import Facts
from zilv.rules.judge import Found, lead_by_topic
from zilv.rules.library import Law
from zilv.rules.three import FORBIDDEN, OUTCOMES, PERMITTED

ANSWERS = len(OUTCOMES)
EXAMPLES_EACH = 5
"""So many examples of each change on each topic are kept, the earliest."""

CellKey = tuple[str, str, str, int, int, int]
"""Topic (empty: the attempt as a whole), lender, agency, local day, answer before, answer after."""


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
    """What two laws said. `cells` leaves out what both permit."""

    laws: tuple[Law, Law]
    attempts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    cells: Counter[CellKey] = field(default_factory=Counter)
    spoken: dict[str, Spoken] = field(default_factory=dict)
    examples: dict[tuple[str, int, int], list[dict[str, Any]]] = field(default_factory=dict)
    persons: int = 0


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
    _forbid(made, found, before, after)
    _permit(made, found[0], after)
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
    _speak(made, found, change)
    for pair in np.unique((before * ANSWERS + after)[change != 0]).tolist():
        answers = divmod(pair, ANSWERS)
        side = int(answers[1] > answers[0])
        meant = np.flatnonzero((before == answers[0]) & (after == answers[1]))
        earliest = meant[np.lexsort((meant, facts.rows.at[meant]))][:EXAMPLES_EACH]
        rows = _told(part, facts, made.laws[side], _of_rows(found[side], earliest))
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
    codes, times = np.unique(np.ravel_multi_index(columns, sizes), return_counts=True)
    keys = zip(*(part.tolist() for part in np.unravel_index(codes, sizes)), times.tolist(), strict=True)
    for lender, agency, day, was, becomes, n in keys:
        cells[topic, known[lender], known[agency], first + day, was, becomes] += n


def _speak(made: Compared, found: tuple[Found, Found], change: Any) -> None:
    for side, (law, one) in enumerate(zip(made.laws, found, strict=True)):
        turned = change[one.row] > 0 if side else change[one.row] < 0
        for place in np.unique(one.provision).tolist():
            mine = one.provision == place
            said = made.spoken.setdefault(law.judged[place].id, Spoken())
            if side:
                said.after, said.stricter = said.after + int(mine.sum()), said.stricter + int((mine & turned).sum())
            else:
                said.before, said.milder = said.before + int(mine.sum()), said.milder + int((mine & turned).sum())


def _forbid(made: Compared, found: tuple[Found, Found], before: Int8, after: Int8) -> None:
    """Count each attempt that one law alone forbids under every provision that forbids it there."""
    alone = (before == FORBIDDEN) & (after != FORBIDDEN), (after == FORBIDDEN) & (before != FORBIDDEN)
    for side, (law, one) in enumerate(zip(made.laws, found, strict=True)):
        forbids = one.provision[(one.outcome == FORBIDDEN) & alone[side][one.row]]
        for place, times in zip(*(part.tolist() for part in np.unique(forbids, return_counts=True)), strict=True):
            said = made.spoken.setdefault(law.judged[place].id, Spoken())
            if side:
                said.newly_forbidden += times
            else:
                said.no_longer_forbidden += times


def _permit(made: Compared, found: Found, after: Int8) -> None:
    """Count each attempt of which only the first law finds something under every provision that speaks of it there."""
    speaks = found.provision[after[found.row] == PERMITTED]
    for place, times in zip(*(part.tolist() for part in np.unique(speaks, return_counts=True)), strict=True):
        made.spoken.setdefault(made.laws[0].judged[place].id, Spoken()).newly_permitted += times


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
    """Add rows to the examples of one change, of which the earliest stay."""
    for row in rows:
        example = {name: row[name] for name in (*_SHOWN, *_OF_FINDING)}
        example |= {"day": row["day"].isoformat(), "at": row["at"].isoformat(), "agency": row["agency"] or ""}
        example |= {"topic": topic, "before": OUTCOMES[answers[0]], "after": OUTCOMES[answers[1]]}
        kept.append(example)
    kept.sort(key=lambda example: (example["at"], example["attempt_id"]))
    del kept[EXAMPLES_EACH:]
