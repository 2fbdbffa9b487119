"""Findings per provision and per topic; those that found nothing stand there too, with zeros."""

import duckdb

from zilv.audit.summary_keys import Findings, ProvisionTally, TopicTally
from zilv.audit.tally import per_1000
from zilv.audit.words import OUTCOMES
from zilv.errors import LayoutError
from zilv.rules.explain import clause
from zilv.rules.force import force_days
from zilv.rules.library import Law
from zilv.rules.provision import Provision

Days = tuple[int, int] | None
"""The first and the last local day judged, in days since 1970-01-01; None: no day at all."""


def provisions(connection: duckdb.DuckDBPyConnection, law: Law, judged: Days, attempts: int) -> list[ProvisionTally]:
    """Every provision considered, the most breaches first. Raises LayoutError for one that the law does not judge."""
    led = _split(connection, "provision")
    beside: dict[str, int] = dict(
        connection.execute(
            "SELECT id, count(*) FROM (SELECT unnest(beside) AS id FROM findings) GROUP BY id"
        ).fetchall()
    )
    strange = sorted((led.keys() | beside.keys()) - {p.id for p in law.judged})
    if strange:
        raise LayoutError(f"findings: provisions the chosen law does not judge: {', '.join(strange)}")
    made = [_provision(p, law, led.get(p.id, _nothing()), beside.get(p.id, 0)) for p in law.judged]
    for tally, provision in zip(made, law.judged, strict=True):
        tally["in_force"] = _in_force(provision, judged)
        tally["attempts_per_1000"] = per_1000(tally["attempts"], attempts)
    return sorted(made, key=lambda t: (-t["forbidden"], -t["attempts"]))


def topics(connection: duckdb.DuckDBPyConnection, law: Law, attempts: int) -> list[TopicTally]:
    """Every topic considered, the most forbidden attempts first; named after its highest-ranking provision."""
    found = _split(connection, "topic")
    made = [
        _topic(topic, law, found.get(topic, _nothing()), attempts)
        for topic in dict.fromkeys(p.topic for p in law.judged)
    ]
    return sorted(made, key=lambda t: (-t["forbidden"], -t["attempts"]))


def all_findings(connection: duckdb.DuckDBPyConnection) -> Findings:
    """How many findings there are of each outcome."""
    return _split(connection, "'all'").get("all", _nothing())


def _nothing() -> Findings:
    return {"forbidden": 0, "undetermined": 0, "warned": 0}


def _split(connection: duckdb.DuckDBPyConnection, by: str) -> dict[str, Findings]:
    split: dict[str, Findings] = {}
    for name, outcome, count in connection.execute(
        f"SELECT {by} AS name, outcome, count(*) FROM findings GROUP BY ALL"
    ).fetchall():
        known = next((one for one in OUTCOMES if one == outcome), None)
        if known is None:
            raise LayoutError(f"findings: outcome {outcome!r} is none of {', '.join(OUTCOMES)}")
        split.setdefault(name, _nothing())[known] = count
    return split


def _in_force(provision: Provision, judged: Days) -> bool:
    since, until = force_days(provision)
    return judged is not None and since <= judged[1] and judged[0] < until


def _provision(provision: Provision, law: Law, led: Findings, beside: int) -> ProvisionTally:
    return {
        "id": provision.id,
        "topic": provision.topic,
        "title": {"zh": provision.title.zh, "en": provision.title.en},
        "clause": clause(provision, law),
        "strength": provision.strength,
        "grade": provision.grade,
        "in_force": False,
        **led,
        "beside": beside,
        "attempts": led["forbidden"] + led["undetermined"] + led["warned"] + beside,
        "attempts_per_1000": 0.0,
    }


def _topic(topic: str, law: Law, found: Findings, attempts: int) -> TopicTally:
    mine = [p for p in law.judged if p.topic == topic]
    concerned = found["forbidden"] + found["undetermined"] + found["warned"]
    return {
        "topic": topic,
        "title": {"zh": law.topic_title(topic).zh, "en": law.topic_title(topic).en},
        "provisions": [p.id for p in mine],
        **found,
        "attempts": concerned,
        "attempts_per_1000": per_1000(concerned, attempts),
    }
