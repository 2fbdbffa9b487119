"""How many attempts of a layout break each rule: zilv, and engines that count by windows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.measured import Timer
from bench.peers.facts import facts
from bench.peers.rules import COUNTS, RULES, conditions, law, sql

Answer = dict[str, int]
NAMES = [rule.name for rule in RULES]


def zilv(layout: Path) -> None:
    """The judgement with the ten rules as its law."""
    from zilv.audit.run import Audit
    from zilv.registers.rows import Registers
    from zilv.rules.three import FORBIDDEN

    chosen = law()
    warm = Audit(chosen, Registers.empty())
    for _ in warm.judged_parts(layout, only_first=True):
        pass
    audit, timer, times = warm.again(), Timer(), np.zeros(len(chosen.judged), np.int64)
    timer.start()
    for _, _, found in audit.judged_parts(layout):
        times += np.bincount(found.provision[found.outcome == FORBIDDEN], minlength=len(times))
    timer.report({p.topic: int(n) for p, n in zip(chosen.judged, times, strict=True)})


def windows(source: str, counted: Callable[[str], str]) -> str:
    """The whole question in SQL; `counted`: a count of rows where a condition holds."""
    frame = "order by instant rows between unbounded preceding and 1 preceding"
    counts = ", ".join(
        f"{counted(conditions(where))} over (partition by lender, {per}, day {frame}) as {name}"
        for name, (per, where) in COUNTS.items()
    )
    rules = ", ".join(f"{counted(sql(rule))} as {rule.name}" for rule in RULES)
    return f"select {rules} from (select *, {counts} from {source}) as counted"


def duckdb_windows(layout: Path) -> None:
    """DuckDB."""
    import duckdb

    connection, timer, folder = duckdb.connect(), Timer(), facts(layout)
    connection.execute("set enable_progress_bar = false")
    timer.start()
    query = windows(f"read_parquet('{folder}/*.parquet')", lambda what: f"count(*) filter (where {what})")
    row = connection.execute(query).fetchall()[0]
    timer.report(dict(zip(NAMES, row, strict=True)))


def clickhouse(layout: Path) -> None:
    """ClickHouse in the process (chdb)."""
    import chdb

    timer, folder = Timer(), facts(layout)
    timer.start()
    told = chdb.query(windows(f"file('{folder}/*.parquet', Parquet)", lambda what: f"countIf({what})"), "JSONEachRow")
    timer.report({name: int(value) for name, value in json.loads(str(told)).items()})


def polars_windows(layout: Path) -> None:
    """Polars, streaming."""
    import polars as pl

    timer, folder = Timer(), facts(layout)
    timer.start()
    frame = pl.scan_parquet(f"{folder}/*.parquet")
    made = []
    for name, (per, where) in COUNTS.items():
        one = pl.sql_expr(conditions(where)).cast(pl.Int32)
        made.append((one.cum_sum().over("lender", per, "day", order_by="instant") - one).alias(name))
    rules = [pl.sql_expr(sql(rule)).sum().alias(rule.name) for rule in RULES]
    found = frame.with_columns(made).select(rules).collect(engine="streaming")
    timer.report(dict(zip(NAMES, found.row(0), strict=True)))


def pandas_groups(layout: Path) -> None:
    """pandas."""
    import pandas as pd

    timer, folder = Timer(), facts(layout)
    timer.start()
    frame = pd.concat([pd.read_parquet(part) for part in sorted(folder.glob("*.parquet"))], ignore_index=True)
    frame = frame.sort_values("instant", kind="stable")
    for name, (per, where) in COUNTS.items():
        counted = _held(frame, where)
        keys = [frame["lender"], frame[per], frame["day"]]
        frame[name] = counted.astype("int32").groupby(keys, observed=True).cumsum() - counted
    timer.report({rule.name: int(_broken(frame, rule).sum()) for rule in RULES})


def _held(frame: Any, where: Any) -> Any:
    held = frame["day"] == frame["day"]
    for name, words in where.items():
        held &= frame[name].isin(words) if isinstance(words, tuple) else frame[name] == words
    return held


def _broken(frame: Any, rule: Any) -> Any:
    broken = _held(frame, rule.where)
    if rule.count:
        broken &= frame[rule.count] >= rule.at_most
    if rule.minutes:
        first, after = rule.minutes
        late, early = frame["minute"] >= first, frame["minute"] < after
        broken &= (late & early) if first < after else (late | early)
    if rule.weekday is not None:
        broken &= (frame["day"] + 3) % 7 == rule.weekday
    return broken


ENGINES: dict[str, Callable[[Path], None]] = {
    "zilv": zilv,
    "duckdb": duckdb_windows,
    "polars": polars_windows,
    "clickhouse": clickhouse,
    "pandas": pandas_groups,
}
TOLD = {
    "zilv": "zilv, the ten rules as its law",
    "duckdb": "DuckDB, windows",
    "polars": "Polars, streaming",
    "clickhouse": "ClickHouse (chdb), windows",
    "pandas": "pandas, groups",
}
