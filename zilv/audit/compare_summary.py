"""Two laws compared, in numbers and example rows: the whole of `compare.json` (its keys: `compare_keys.py`)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zilv import __version__
from zilv.attempts.rows import day_number
from zilv.audit.accounted import accounted
from zilv.audit.compare import CellKey, Compared, Spoken
from zilv.audit.compare_keys import (
    KINDS,
    AgencyChanges,
    Cell,
    Changes,
    Comparison,
    DayChanges,
    ProvisionCell,
    ProvisionChanges,
    Side,
    TopicChanges,
)
from zilv.audit.plain import plain
from zilv.audit.summary_keys import Words
from zilv.audit.tally import iso_day
from zilv.rules.difference import differences
from zilv.rules.explain import clause
from zilv.rules.library import Law
from zilv.rules.provision import Provision, Text
from zilv.rules.three import FORBIDDEN, OUTCOMES, PERMITTED, UNDETERMINED

FORMAT = "zilv.compare/1"

Sides = tuple[tuple[Provision, Law], tuple[Provision, Law]]
"""A provision under the first law and under the second."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the two choices of law as written, the days (None: open); and when it was answered.

    `accounting`: what became of the input rows (`summary_keys.Accounting`).
    """

    before: str
    after: str
    accounting: Mapping[str, Any]
    since: date | None = None
    until: date | None = None
    generated_at: str = ""


def summarise(compared: Compared, question: Question) -> Comparison:
    """Everything that changes, by topic, provision, agency and day, and example rows."""
    days, topics = [day for _, _, day in compared.attempts], _topics(compared)
    return {
        "format": FORMAT,
        "zilv": __version__,
        "generated_at": question.generated_at,
        "before": _side(question.before, compared.laws[0]),
        "after": _side(question.after, compared.laws[1]),
        "period": {
            "since": question.since.isoformat() if question.since else None,
            "until": question.until.isoformat() if question.until else None,
            "first_day": iso_day(min(days)) if days else None,
            "last_day": iso_day(max(days)) if days else None,
        },
        "accounting": accounted(question.accounting),
        "attempts": sum(compared.attempts.values()),
        "persons": compared.persons,
        "totals": _changes(key for key in compared.cells.items() if not key[0][0]),
        "topics": topics,
        "provisions": _provisions(compared),
        "agencies": _agencies(compared),
        "days": _days(compared),
        "cells": [_cell(key, n) for key, n in sorted(compared.cells.items()) if key[4] != key[5]],
        "provision_cells": _provision_cells(compared),
        "examples": [_safe(one) for topic in topics for one in _examples(compared, topic["topic"])],
    }


def _side(choice: str, law: Law) -> Side:
    return {"choice": plain(choice), "version": law.version, "digest": law.digest, "judged": len(law.judged)}


def _changes(cells: Iterable[tuple[CellKey, int]]) -> Changes:
    pairs: Counter[tuple[int, int]] = Counter()
    for (_, _, _, _, before, after), n in cells:
        pairs[before, after] += n
    in_doubt = pairs[UNDETERMINED, UNDETERMINED]
    pairs = Counter({(before, after): n for (before, after), n in pairs.items() if before != after})
    stricter = sum(n for (before, after), n in pairs.items() if after > before)
    return {
        "changed": pairs.total(),
        "stricter": stricter,
        "milder": pairs.total() - stricter,
        "newly_forbidden": sum(n for (_, after), n in pairs.items() if after == FORBIDDEN),
        "newly_permitted": sum(n for (_, after), n in pairs.items() if after == PERMITTED),
        "no_longer_forbidden": sum(n for (before, _), n in pairs.items() if before == FORBIDDEN),
        "in_doubt_under_both": in_doubt,
        "by_answer": [
            {"before": OUTCOMES[before], "after": OUTCOMES[after], "attempts": n}
            for (before, after), n in sorted(pairs.items())
        ],
    }


def _grouped(
    cells: Counter[CellKey], whole: bool, group: Callable[[CellKey], Any]
) -> dict[Any, list[tuple[CellKey, int]]]:
    """Cells of whole attempts, or of topics, by a part of their key."""
    groups: dict[Any, list[tuple[CellKey, int]]] = {}
    for key, n in cells.items():
        if (key[0] == "") == whole:
            groups.setdefault(group(key), []).append((key, n))
    return groups


def _topics(compared: Compared) -> list[TopicChanges]:
    """Every topic of either law, those that change most first."""
    groups = _grouped(compared.cells, False, lambda key: key[0])
    made: list[TopicChanges] = [
        {
            **_changes(groups.get(topic, [])),
            "topic": topic,
            "title": _words(before.topic_title(topic)),
            "title_after": _words(after.topic_title(topic)),
            "provisions": sorted({p.id for law in compared.laws for p in law.judged if p.topic == topic}),
        }
        for topic, ((_, before), (_, after)) in _on_both_sides(compared, lambda p: p.topic).items()
    ]
    return sorted(made, key=lambda one: (-one["newly_forbidden"], -one["changed"], one["topic"]))


def _on_both_sides(compared: Compared, name: Callable[[Provision], str]) -> dict[str, Sides]:
    """By name, a provision as the first law has it and as the second; where one lacks it, the other's for both."""
    first, second = ({name(p): (p, law) for p in reversed(law.judged)} for law in compared.laws)
    return {key: (first.get(key) or second[key], second.get(key) or first[key]) for key in {**first, **second}}


def _differ(laws: tuple[Law, Law]) -> dict[str, list[str]]:
    """By id, the fields of a provision that the laws state differently; its cases oblige nobody."""
    return {
        one.provision.id: [field for field, *_ in one.fields if not field.startswith(("cases.", "given."))]
        for one in differences(*laws)
        if one.kind == "changed"
    }


def _words(text: Text) -> Words:
    return {"zh": text.zh, "en": text.en}


def _provisions(compared: Compared) -> list[ProvisionChanges]:
    """Every provision that judges under either law, those that change most first."""
    held = [{p.id for p in law.judged} for law in compared.laws]
    differ = _differ(compared.laws)
    made = [
        _provision(sides, (name in held[0], name in held[1]), differ.get(name, []), compared.spoken.get(name, Spoken()))
        for name, sides in _on_both_sides(compared, lambda p: p.id).items()
    ]
    return sorted(made, key=lambda one: (*(-one[kind] for kind in KINDS), one["id"]))


def _provision(sides: Sides, there: tuple[bool, bool], differs: list[str], spoken: Spoken) -> ProvisionChanges:
    (first, before), (second, after) = sides
    return {
        "id": first.id,
        "topic": first.topic,
        "title": _words(first.title),
        "clause": clause(first, before),
        "topic_after": second.topic,
        "title_after": _words(second.title),
        "clause_after": clause(second, after),
        "differs": differs,
        "in_before": there[0],
        "in_after": there[1],
        "speaks_before": spoken.before,
        "speaks_after": spoken.after,
        "newly_forbidden": spoken.newly_forbidden,
        "newly_permitted": spoken.newly_permitted,
        "no_longer_forbidden": spoken.no_longer_forbidden,
        "stricter": spoken.stricter,
        "milder": spoken.milder,
    }


def _provision_cells(compared: Compared) -> list[ProvisionCell]:
    """Each provision, agency and day with a change."""
    return [
        {
            "provision": plain(provision),
            "lender": plain(lender),
            "agency": plain(agency),
            "day": iso_day(day),
            "newly_forbidden": compared.by_provision[provision, lender, agency, day, "newly_forbidden"],
            "newly_permitted": compared.by_provision[provision, lender, agency, day, "newly_permitted"],
            "no_longer_forbidden": compared.by_provision[provision, lender, agency, day, "no_longer_forbidden"],
            "stricter": compared.by_provision[provision, lender, agency, day, "stricter"],
            "milder": compared.by_provision[provision, lender, agency, day, "milder"],
        }
        for provision, lender, agency, day in sorted({key[:4] for key in compared.by_provision})
    ]


def _agencies(compared: Compared) -> list[AgencyChanges]:
    """Every agency that acted, those that change most first."""
    groups = _grouped(compared.cells, True, lambda key: (key[1], key[2]))
    attempts: Counter[tuple[str, str]] = Counter()
    for (lender, agency, _), n in compared.attempts.items():
        attempts[lender, agency] += n
    made: list[AgencyChanges] = [
        {**_changes(groups.get(key, [])), "lender": plain(key[0]), "agency": plain(key[1]), "attempts": n}
        for key, n in attempts.items()
    ]
    return sorted(made, key=lambda a: (-a["newly_forbidden"], -a["changed"], a["lender"], a["agency"]))


def _days(compared: Compared) -> list[DayChanges]:
    """Every day with an attempt, in order."""
    groups = _grouped(compared.cells, True, lambda key: key[3])
    attempts: Counter[int] = Counter()
    for (_, _, day), n in compared.attempts.items():
        attempts[day] += n
    ordered = sorted(attempts.items())
    return [{**_changes(groups.get(day, [])), "day": iso_day(day), "attempts": n} for day, n in ordered]


def _cell(key: CellKey, attempts: int) -> Cell:
    topic, lender, agency, day, before, after = key
    return {
        "topic": topic,
        "lender": plain(lender),
        "agency": plain(agency),
        "day": iso_day(day),
        "before": OUTCOMES[before],
        "after": OUTCOMES[after],
        "attempts": attempts,
    }


def _examples(compared: Compared, topic: str) -> list[dict[str, Any]]:
    """The examples of one topic, those that become forbidden first."""
    kept = {key: rows for key, rows in compared.examples.items() if key[0] == topic}
    ordered = [(key, row) for key in sorted(kept, key=lambda key: (-key[2], -key[1])) for row in kept[key]]
    return [row | {"attempts": compared.cells[_cell_key(key, row)]} for key, row in ordered]


def _cell_key(change: tuple[str, int, int], row: dict[str, Any]) -> CellKey:
    topic, before, after = change
    return topic, row["lender"], row["agency"], day_number(date.fromisoformat(row["day"])), before, after


def _safe(example: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) if isinstance(value, str) else value for name, value in example.items()}
