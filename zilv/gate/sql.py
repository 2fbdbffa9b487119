"""The statements both books share. `:name` stands for a value, `{name}` for how a store writes a list."""

import re
from typing import Any

from zilv.gate.book import Entry, Kept, Past, Written

ATTEMPT = (*Past._fields, "state", "due", "seconds", "recording", "key_id")
"""The columns of an attempt, in the order in which rows are read and written."""

_PAST = ", ".join(Past._fields)
_ATTEMPT = ", ".join(ATTEMPT)
_ENTRY = ", ".join(Entry._fields)

_ROW = "row_id, register, lender, person, number, body"
_LINE = f"seq, {_ENTRY}"
_COUNTS = "lender = :lender and at >= :since and state <> 2"
_CONCERNS = "lender in ('', :lender)"


def by_key(each: str) -> tuple[str, str, str]:
    """How attempts, registers' rows and entries of the journal are read: by person and number, by `idem`.

    What is found both by person and by number comes twice. `each`: how a store takes, for every key of the list
    `{keys}`, the rows of `{table}` whose `{column}` is that key.
    """
    ways = (("person", "persons"), ("number", "numbers"))
    told = (
        ("gate_attempt", _PAST, _COUNTS, ways),
        ("gate_register_row", _ROW, _CONCERNS, ways),
        ("gate_entry", _LINE, "lender = :lender", (("idem", "idems"),)),
    )
    past, rows, known = (
        " union all ".join(
            each.format(keys=keys, table=table, columns=columns, column=column, where=where) for column, keys in by
        )
        for table, columns, where, by in told
    )
    return past, rows, known


NUMBERED = (("gate_entry", "seq"), ("gate_register_row", "row_id"))
"""What people and programs outside know by a number that the store gives: journal entries and registers' rows."""

WRITTEN = f"select {_LINE} from gate_entry"
LATEST = "select at from gate_entry order by seq desc limit 1"
VERSION = """
select (select seq from gate_entry where kind in ('register', 'law') and kind = :kind order by seq desc limit 1)
"""
KEPT = f"select {_ATTEMPT} from gate_attempt where attempt_id = :attempt_id and lender = :lender"
OVERDUE = f"select {_ATTEMPT} from gate_attempt where state = 0 and due < :now order by due limit :limit"
DECLARED = "select register from gate_register where lender in ('', :lender)"
SHORT = f"""
select {_ROW} from gate_register_row
where register in {{registers}} and lender in ('', :lender) order by row_id
"""

RESERVE = f"insert into gate_attempt ({_ATTEMPT})"
OR_CHANGE = """
on conflict (attempt_id) do update set
at = excluded.at, shape = excluded.shape, state = excluded.state, due = excluded.due,
seconds = excluded.seconds, recording = excluded.recording
"""
WRITE = f"insert into gate_entry ({_ENTRY})"


def kept_of(row: tuple[Any, ...]) -> Kept:
    """A row of ATTEMPT as a record."""
    split = len(Past._fields)
    return Kept(Past(*row[:split]), *row[split:])


def row_of(kept: Kept) -> tuple[Any, ...]:
    """A record as a row of ATTEMPT."""
    return (*kept.past, *kept[1:])


def written(row: tuple[Any, ...]) -> Written:
    """A row of WRITTEN as a record."""
    seq, *entry = row
    return Written(seq, Entry(*entry))


def percent(text: str) -> str:
    """A statement as psycopg writes its values."""
    numbers, words = re.sub(r":(persons|numbers)\b", r"%(\1)s::bigint[]", text), r"%(\1)s::text[]"
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", re.sub(r":(idems)\b", words, numbers))
