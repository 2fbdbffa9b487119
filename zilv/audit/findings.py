"""Findings as a table: one row per attempt and topic, with what a person needs to check it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from zilv.attempts.rows import MINUTE_UNKNOWN, MINUTE_US, Int64
from zilv.audit.read import read_columns
from zilv.privacy.token import to_text
from zilv.rules.checks.check import NEVER
from zilv.rules.explain import Seen, absent_bits, absent_facts, clause, missing_for, sentence
from zilv.rules.facts import Facts
from zilv.rules.judge import Found, blocked_rows, lead_by_topic, retry_at
from zilv.rules.library import Law
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


@dataclass(frozen=True)
class Judged:
    """The findings of one file: all of them, those that lead their topic, and what each leads."""

    all: Found
    leads: Found
    groups: list[Int64]


def led(found: Found, law: Law) -> Judged:
    """One finding per row and topic leads."""
    leads, groups = lead_by_topic(found, law)
    return Judged(found, leads, groups)


def table_of(part: Path, facts: Facts, law: Law, judged: Judged) -> pa.Table:
    """The findings of one file with everything that `SCHEMA` names."""
    leads, rows = judged.leads, facts.rows
    row = leads.row
    provisions = [law.judged[p] for p in range(len(law.judged))]
    says = _sentences(facts, law, leads)
    minute = rows.minute[row].astype(np.int64)
    person, back = np.unique(rows.person[row], return_inverse=True)
    columns: dict[str, Any] = {
        "attempt_id": read_columns(part, ["attempt_id"], row).column(0),
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
        "person": pa.array([to_text("person", int(p)) for p in person]).take(pa.array(back)),
        "channel": _words([s.channel for s in rows.shapes.known], rows.shape[row]),
        "count": pa.array(leads.count, mask=leads.count < 0),
        "limit": pa.array(leads.limit, mask=leads.limit < 0),
        "retry_at": _retry(facts, law, judged),
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


def _clock(minute: Int64, at: Int64) -> pa.Array:
    """Local time of day HH:MM:SS; null where nobody knows the zone."""
    second = at % MINUTE_US // 1_000_000
    of_day, back = np.unique(minute * 60 + second, return_inverse=True)
    texts = pa.array([f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in of_day.tolist()], pa.string())
    return pa.array(
        texts.take(pa.array(back)).to_numpy(zero_copy_only=False), pa.string(), mask=minute == MINUTE_UNKNOWN
    )


def _retry(facts: Facts, law: Law, judged: Judged) -> pa.Array:
    leads = judged.leads
    blocking = np.unique(judged.all.row[judged.all.outcome >= UNDETERMINED])
    at = np.full(len(leads), NEVER)
    if blocking.size:
        opens = retry_at(facts, law, blocking, blocked_rows(judged.all, blocking))
        place = np.minimum(np.searchsorted(blocking, leads.row), len(blocking) - 1)
        at = np.where(blocking[place] == leads.row, opens[place], NEVER)
    return pa.array(at, pa.int64(), mask=at == NEVER).cast(pa.timestamp("us", "UTC"))


def _sentences(facts: Facts, law: Law, leads: Found) -> tuple[pa.DictionaryArray, ...]:
    """What each finding says in both languages, and what is missing; each is made once, findings repeat them."""
    known = facts.rows.shapes.known
    shape = np.where(leads.doubt, facts.rows.shape[leads.row], 0)
    absent = np.where(leads.doubt, absent_bits(facts.rows, leads.row), 0)
    parts: list[Any] = [leads.provision, leads.outcome, leads.doubt, leads.count, leads.limit, shape, absent]
    distinct, back = np.unique(np.stack(parts).astype(np.int32), axis=1, return_inverse=True)
    zh, en, missing = [], [], []
    for p, o, d, c, n, s, a in distinct.T.tolist():
        seen = Seen(o, bool(d), c, n, known[s], absent_facts(a))
        says = sentence(law.judged[p], seen, facts.registers)
        zh.append(says.zh)
        en.append(says.en)
        missing.append(";".join(missing_for(law.judged[p], seen, facts.registers)))
    codes = back.reshape(-1)
    return _words(zh, codes), _words(en, codes), _words(missing, codes)


def _also(law: Law, judged: Judged) -> pa.DictionaryArray:
    """The other provisions of the topic that the same attempt broke."""
    place: dict[tuple[int, ...], int] = {(): 0}
    codes = np.zeros(len(judged.leads), np.int32)
    provision = judged.all.provision
    for n, group in enumerate(judged.groups):
        if len(group) > 1:
            codes[n] = place.setdefault(tuple(provision[group[1:]].tolist()), len(place))
    return _words([";".join(law.judged[p].id for p in others) for others in place], codes)
