"""One attempt after the other, its facts and counts given: which of the ten rules does it break?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measured import Timer
from bench.peers.batch import NAMES, windows
from bench.peers.facts import TOLD as BOOLEANS
from bench.peers.facts import WORDS, facts
from bench.peers.rules import COUNTS, RULES, Rule

ATTEMPTS = 20_000

Facts = dict[str, Any]


def sample(layout: Path) -> Path:
    """A file of the first attempts of the layout with their counts, as DuckDB makes them; made once."""
    kept = layout / "facts" / f"sample-{ATTEMPTS}.json"
    if not kept.exists():
        import duckdb

        source = f"read_parquet('{sorted(facts(layout).glob('*.parquet'))[0]}')"
        query = windows(source, lambda what: f"count(*) filter (where {what})")
        counted = query[query.index("from (") + len("from (") : query.rindex(")")]
        columns = ["day", "minute", *WORDS, *BOOLEANS, *COUNTS]
        table = duckdb.connect().execute(
            f"select {', '.join(columns)} from ({counted}) order by person, instant limit {ATTEMPTS}"
        )
        rows = [dict(zip(columns, row, strict=True)) for row in table.fetchall()]
        kept.write_text(json.dumps([{**row, "weekday": (row["day"] + 3) % 7} for row in rows]))
    return kept


def _measured(layout: Path, broken: Callable[[list[Facts]], list[list[int]]]) -> None:
    """`broken`: for each attempt the places of the rules it breaks. The sample is there already: DuckDB's memory while
    it made it would count as the engine's."""
    attempts, timer = json.loads(sample(layout).read_text()), Timer()
    broken(attempts[:500])
    timer.start()
    found = broken(attempts)
    timer.report({name: sum(place in one for one in found) for place, name in enumerate(NAMES)})


def python(layout: Path) -> None:
    """Plain Python, written by hand as one expression a rule: the limit."""
    rules = [eval(f"lambda f: {_python(rule)}") for rule in RULES]
    _measured(layout, lambda attempts: [[n for n, rule in enumerate(rules) if rule(f)] for f in attempts])


def zen(layout: Path) -> None:
    """zen-engine, ten compiled expressions."""
    from zen import compile_expression

    rules = [compile_expression(_infix(rule, "", "and", "or")) for rule in RULES]
    _measured(layout, lambda attempts: [[n for n, rule in enumerate(rules) if rule.evaluate(f)] for f in attempts])


def cedar(layout: Path) -> None:
    """Cedar, ten policies that forbid, asked in batches."""
    from cedarpy import PolicySet, is_authorized_batch

    told = [f"forbid(principal, action, resource) when {{ {_cedar(rule)} }};" for rule in RULES]
    policies = PolicySet.from_str("\n".join([*told, "permit(principal, action, resource);"]))
    who = {"principal": 'Actor::"a"', "action": 'Action::"attempt"', "resource": 'Person::"p"'}

    def broken(attempts: list[Facts]) -> list[list[int]]:
        found = is_authorized_batch([{**who, "context": f} for f in attempts], policies, [])
        return [_forbidding(one.diagnostics.reasons) for one in found]

    _measured(layout, broken)


def _forbidding(reasons: list[str]) -> list[int]:
    places = [int(reason.removeprefix("policy")) for reason in reasons]
    return [place for place in places if place < len(RULES)]


def json_logic(layout: Path) -> None:
    """JSONLogic in Rust (datalogic-py), ten compiled rules."""
    from datalogic_py import Engine

    engine = Engine()
    rules = [engine.compile(json.dumps(_json(rule))) for rule in RULES]
    _measured(layout, lambda attempts: [[n for n, rule in enumerate(rules) if rule.evaluate(f)] for f in attempts])


def _minutes(rule: Rule, prefix: str, both: str, either: str) -> list[str]:
    if not rule.minutes:
        return []
    first, after = rule.minutes
    word = both if first < after else either
    return [f"({prefix}minute >= {first} {word} {prefix}minute < {after})"]


def _infix(rule: Rule, prefix: str, both: str, either: str) -> str:
    parts = [
        f"{prefix}{name} in {json.dumps(list(words))}" if isinstance(words, tuple) else f"{prefix}{name} == {words}"
        for name, words in rule.where.items()
    ]
    parts += [f"{prefix}{rule.count} >= {rule.at_most}"] if rule.count else []
    parts += _minutes(rule, prefix, both, either)
    parts += [] if rule.weekday is None else [f"({prefix}day + 3) % 7 == {rule.weekday}"]
    return f" {both} ".join(parts)


def _python(rule: Rule) -> str:
    told = _infix(rule, "", "and", "or")
    for name in sorted({*WORDS, *BOOLEANS, *COUNTS, "minute", "day"}, key=len, reverse=True):
        told = _named(told, name)
    return told


def _named(told: str, name: str) -> str:
    return re.sub(rf"(?<![\w\"'\[]){name}(?![\w\"'])", f'f["{name}"]', told)


def _cedar(rule: Rule) -> str:
    parts = [
        f"{json.dumps(list(words))}.contains(context.{name})"
        if isinstance(words, tuple)
        else f"context.{name} == {words}"
        for name, words in rule.where.items()
    ]
    parts += [f"context.{rule.count} >= {rule.at_most}"] if rule.count else []
    parts += _minutes(rule, "context.", "&&", "||")
    # Cedar has no remainder: the weekday is given to it.
    parts += [] if rule.weekday is None else [f"context.weekday == {rule.weekday}"]
    return " && ".join(parts)


def _json(rule: Rule) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [
        {"in": [{"var": name}, list(words)]} if isinstance(words, tuple) else {"==": [{"var": name}, words]}
        for name, words in rule.where.items()
    ]
    parts += [{">=": [{"var": rule.count}, rule.at_most]}] if rule.count else []
    if rule.minutes:
        first, after = rule.minutes
        ends = [{">=": [{"var": "minute"}, first]}, {"<": [{"var": "minute"}, after]}]
        parts.append({"and" if first < after else "or": ends})
    weekday = {"%": [{"+": [{"var": "day"}, 3]}, 7]}
    parts += [] if rule.weekday is None else [{"==": [weekday, rule.weekday]}]
    return {"and": parts}


ENGINES: dict[str, Callable[[Path], None]] = {"python": python, "json-logic": json_logic, "zen": zen, "cedar": cedar}
TOLD = {
    "python": "Python by hand",
    "json-logic": "JSONLogic (datalogic-py)",
    "zen": "zen-engine, compiled expressions",
    "cedar": "Cedar (cedarpy), a batch of requests",
}
