"""The worst findings, ranked so that a few rows show every rule that was broken."""

from typing import Any

import duckdb

from zilv.audit.plain import plain
from zilv.audit.summary_keys import Words
from zilv.audit.tables import Table, opened
from zilv.audit.words import OUTCOMES, words

Row = dict[str, Any]

RANKING: Words = words(
    "先违规，再无法判定，后提示；同一结论内，各主题最严重的一条轮流排列；同一主题内，超出上限越多越靠前，其次时间早者靠前。",
    "Forbidden first, then undetermined, then warned; within an outcome the topics take turns, each giving its worst "
    "row; within a topic, the further beyond the limit the earlier, then by time.",
)

_KEPT_AT_LEAST = {"undetermined": 0.15, "warned": 0.15}
"""The share of a full table that is kept for the milder outcomes, so that filtering by them finds some."""

_COLUMNS = (
    "attempt_id, at_text, day_text, local_time, lender, agency, person, channel, topic, provision, outcome, "
    'strength, grade, "count", "limit", retry_text, says_zh, says_en, clause, beside'
)
# How far beyond the limit, above the time in microseconds, is one number; the rest decides between equals.
_SEVERITY = """row(
    coalesce("limit" - "count", 0)::HUGEINT * 18446744073709551616::HUGEINT + epoch_us("at"),
    attempt_id::VARCHAR, lender::VARCHAR, provision::VARCHAR
)"""


def worst(findings: Table, at_most: int, *, strictest_only: bool = False) -> list[Row]:
    """At most so many findings, the worst first, as `RANKING` says.

    A row has the columns of a finding; `at` and `retry_at` are ISO 8601 texts with the person's offset ('' for none),
    `day` is ISO 8601, `also` a list, `local` and `retry_local` read YYYY-MM-DD HH:MM. Every outcome keeps a share of
    a full list unless `strictest_only`.
    """
    with opened(findings) as connection:
        return worst_rows(connection, at_most, strictest_only=strictest_only)


def worst_rows(connection: duckdb.DuckDBPyConnection, at_most: int, *, strictest_only: bool = False) -> list[Row]:
    """The same, from a connection that `opened` gave."""
    ranked = _ranked(connection, at_most)
    chosen = (
        [place for kind in ranked.values() for place in kind][:at_most] if strictest_only else _fair(ranked, at_most)
    )
    if not chosen:
        return []
    order = {place: rank for rank, place in enumerate(chosen)}
    connection.execute("CREATE OR REPLACE TEMP TABLE chosen (row BIGINT)")
    connection.execute("INSERT INTO chosen SELECT unnest(?)", [chosen])
    cursor = connection.execute(f"SELECT row, {_COLUMNS} FROM findings SEMI JOIN chosen USING (row)")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    return [_shown(row) for row in sorted(rows, key=lambda row: order[row["row"]])]


def _ranked(connection: duckdb.DuckDBPyConnection, at_most: int) -> dict[str, list[int]]:
    """Places of rows per outcome, the topics taking turns."""
    groups = connection.execute(
        f"SELECT outcome, topic, arg_min(row, {_SEVERITY}, {at_most}) FROM findings GROUP BY ALL ORDER BY topic"
    ).fetchall()
    ranked: dict[str, list[int]] = {}
    for outcome in OUTCOMES:
        topics = [places for kind, _, places in groups if kind == outcome]
        turns = max(map(len, topics), default=0)
        ranked[outcome] = [places[turn] for turn in range(turns) for places in topics if turn < len(places)]
    return ranked


def _fair(ranked: dict[str, list[int]], at_most: int) -> list[int]:
    """Each outcome its share, the rest to the strictest."""
    left = at_most - sum(min(len(ranked[kind]), int(at_most * share)) for kind, share in _KEPT_AT_LEAST.items())
    chosen: list[int] = []
    for kind in OUTCOMES:
        kept = min(len(ranked[kind]), int(at_most * _KEPT_AT_LEAST.get(kind, 0)))
        taken = min(len(ranked[kind]), kept + left)
        left -= taken - kept
        chosen += ranked[kind][:taken]
    return chosen


def _shown(row: Row) -> Row:
    safe = {name: plain(value) if isinstance(value, str) else value for name, value in row.items()}
    del safe["row"]
    at, retry = safe.pop("at_text"), safe.pop("retry_text")
    unknown = "" if safe["local_time"] else " UTC"
    return safe | {
        "at": at,
        "day": safe.pop("day_text"),
        "local": _minute(at) + unknown,
        "retry_at": retry,
        "retry_local": _minute(retry) + unknown if retry else "",
        "also": safe.pop("beside"),
    }


def _minute(iso: str) -> str:
    return iso[:16].replace("T", " ")
