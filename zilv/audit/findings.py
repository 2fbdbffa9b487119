"""Findings as a table: one row per attempt and topic, with what a person needs to check it."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zilv.attempts.rows import MINUTE_UNKNOWN, MINUTE_US, Int64
from zilv.audit.plain import masked
from zilv.audit.read import read_columns
from zilv.privacy.token import to_text
from zilv.rules.checks.check import NEVER
from zilv.rules.explain import ABSENCES, Seen, absent_bits, absent_facts, clause, missing_for, sentence
from zilv.rules.facts import Facts
from zilv.rules.judge import Found, Led, blocked_rows
from zilv.rules.library import Law
from zilv.rules.retry import retry_at
from zilv.rules.three import OUTCOMES, UNDETERMINED

WORDS = pa.dictionary(pa.int32(), pa.string())

SCHEMA = pa.schema(
    [
        ("attempt_id", pa.string()),
        ("provision", WORDS),
        ("topic", WORDS),
        ("outcome", WORDS),
        ("strength", WORDS),
        ("grade", WORDS),
        ("at", pa.timestamp("us", "UTC")),
        ("day", pa.date32()),
        ("local_time", pa.string()),
        ("lender", WORDS),
        ("agency", WORDS),
        ("person", pa.string()),
        ("channel", WORDS),
        ("count", pa.int32()),
        ("limit", pa.int32()),
        ("retry_at", pa.timestamp("us", "UTC")),
        ("says_zh", WORDS),
        ("says_en", WORDS),
        ("clause", WORDS),
        ("also", WORDS),
        ("missing", WORDS),
    ]
)
"""Columns of `findings.parquet`. `agency` null is the lender itself. `retry_at` null: no passing of time mends it, or
the attempt is only warned of. `also` names the other provisions of the topic that were broken, and `missing` the facts
and registers that a doubt is about, `;` between."""


def table_of(part: Path | pa.Table, facts: Facts, law: Law, judged: Led, again: Facts | None) -> pa.Table:
    """The findings of one file, or of its table in memory, with everything that `SCHEMA` names.

    `again`: the facts that say when each attempt would be permitted, which begin with these rows; None leaves that out.
    """
    leads, rows = judged.leads, facts.rows
    row = leads.row
    provisions = [law.judged[p] for p in range(len(law.judged))]
    says = _sentences(facts, law, leads)
    minute = rows.minute[row].astype(np.int64)
    columns: dict[str, Any] = {
        "attempt_id": _without_numbers(read_columns(part, ["attempt_id"], row).column(0)),
        "provision": _words([p.id for p in provisions], leads.provision),
        "topic": _words([p.topic for p in provisions], leads.provision),
        "outcome": _words(list(OUTCOMES), leads.outcome),
        "strength": _words([p.strength for p in provisions], leads.provision),
        "grade": _words([p.grade for p in provisions], leads.provision),
        "at": pa.array(rows.at[row]).cast(pa.timestamp("us", "UTC")),
        "day": pa.array(rows.day[row]).cast(pa.date32()),
        "local_time": _clock(minute, rows.at[row]),
        "lender": _words(rows.names.known, rows.lender[row]),
        "agency": _words(rows.names.known, rows.agency[row], rows.agency[row] == 0),
        "person": _persons(facts, row),
        "channel": _words([s.channel for s in rows.shapes.known], rows.shape[row]),
        "count": pa.array(leads.count, mask=leads.count < 0),
        "limit": pa.array(leads.limit, mask=leads.limit < 0),
        "retry_at": _retry(again, law, judged) if again else pa.nulls(len(row), SCHEMA.field("retry_at").type),
        "says_zh": says[0],
        "says_en": says[1],
        "clause": _words([clause(p, law) for p in provisions], leads.provision),
        "also": _also(law, judged),
        "missing": says[2],
    }
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _words(words: list[str], codes: Any, null: Any = None) -> pa.DictionaryArray:
    """A dictionary column; equal words share one code, so that nothing later sees them as two."""
    unique = list(dict.fromkeys(words))
    place = {word: n for n, word in enumerate(unique)}
    code_of = np.array([place[word] for word in words], np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(code_of[codes], pa.int32(), mask=null), pa.array(unique, pa.string())
    )


def _without_numbers(attempt_id: pa.ChunkedArray) -> pa.ChunkedArray:
    """The ids, with the middle of any mobile number inside one hidden: some diallers make ids of numbers."""
    if not pc.any(pc.match_substring_regex(attempt_id, "1[3-9][0-9]{9}")).as_py():
        return attempt_id
    return pa.chunked_array([pa.array([masked(text) for text in attempt_id.to_pylist()], pa.string())])


def _persons(facts: Facts, row: Int64) -> pa.Array:
    """The token of the person of each row; each is written out once."""
    run = facts.run_of_row()[row]
    met = np.zeros(len(facts.run_persons()), np.bool_)
    met[run] = True
    texts = pa.array([to_text("person", p) for p in facts.run_persons()[met].tolist()], pa.string())
    return texts.take(pa.array(np.cumsum(met)[run] - 1))


@lru_cache(maxsize=1)
def _times_of_day() -> pa.Array:
    return pa.array([f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(24 * 3600)], pa.string())


def _clock(minute: Int64, at: Int64) -> pa.Array:
    """Local time of day HH:MM:SS; null where nobody knows the zone."""
    second = minute * 60 + at % MINUTE_US // 1_000_000
    return _times_of_day().take(pa.array(second, pa.int32(), mask=minute == MINUTE_UNKNOWN))


def _retry(facts: Facts, law: Law, judged: Led) -> pa.Array:
    opens = np.full(len(facts.rows), NEVER)
    blocked = np.zeros(len(facts.rows), np.bool_)
    blocked[judged.all.row[judged.all.outcome >= UNDETERMINED]] = True
    blocking = np.flatnonzero(blocked)
    if blocking.size:
        opens[blocking] = retry_at(facts, law, blocking, blocked_rows(judged.all, blocking))
    at = opens[judged.leads.row]
    return pa.array(at, pa.int64(), mask=at == NEVER).cast(pa.timestamp("us", "UTC"))


def _sentences(facts: Facts, law: Law, leads: Found) -> tuple[pa.DictionaryArray, ...]:
    """What each finding says in both languages, and what is missing; each is made once, findings repeat them."""
    known = facts.rows.shapes.known
    by_doubt = facts.rows.shape[leads.row].astype(np.int64) * ABSENCES + absent_bits(facts.rows, leads.row)
    numbers = int(leads.limit.max(initial=-1)) + 2
    by_breach = (leads.count.astype(np.int64) + 1) * numbers + leads.limit + 1
    detail = np.where(leads.doubt, by_doubt, by_breach)
    kind = (leads.provision.astype(np.int64) * len(OUTCOMES) + leads.outcome) * 2 + leads.doubt
    details = int(detail.max(initial=0)) + 1
    found = pa.array(kind * details + detail).dictionary_encode()
    zh, en, missing = [], [], []
    for key in found.dictionary.to_pylist():
        (place, outcome), (doubt, rest) = (
            divmod(key // details // 2, len(OUTCOMES)),
            (key // details % 2, key % details),
        )
        shape, absent = divmod(rest, ABSENCES) if doubt else (0, 0)
        count, limit = (-1, -1) if doubt else (rest // numbers - 1, rest % numbers - 1)
        seen = Seen(outcome, bool(doubt), count, limit, known[shape], absent_facts(absent))
        says = sentence(law.judged[place], seen, facts.registers)
        zh.append(says.zh)
        en.append(says.en)
        missing.append(";".join(missing_for(law.judged[place], seen, facts.registers)))
    codes = found.indices.to_numpy(zero_copy_only=False)
    return _words(zh, codes), _words(en, codes), _words(missing, codes)


def _also(law: Law, judged: Led) -> pa.DictionaryArray:
    """The other provisions of the topic that the same attempt broke."""
    distinct, back = judged.distinct_beside()
    return _words([";".join(law.judged[p].id for p in places) for places in distinct], back)
