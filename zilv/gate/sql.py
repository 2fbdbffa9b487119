"""The statements both books share. `:name` stands for a value, `{name}` for how a store writes a list."""

import re
from typing import Any

from zilv.gate.book import Entry, Kept, Past, Written

ATTEMPT = (*Past._fields, "state", "due", "seconds", "recording", "key_id")
"""The columns of an attempt, in the order in which rows are read and written."""

KINDS = (
    "text",
    "text",
    "bigint",
    "bigint",
    "text",
    "bigint",
    "bigint",
    "text",
    "text",
    "text",
    "smallint",
    "bigint",
    "int",
    "text",
    "text",
)
"""What each of ATTEMPT holds, in PostgreSQL's words."""

_PAST = ", ".join(Past._fields)
_ATTEMPT = ", ".join(ATTEMPT)
_ENTRY = ", ".join(Entry._fields)

_ROW = "row_id, register, lender, person, number, body"
_COUNTS = "lender = :lender and at >= :since and state <> 2"
_CONCERNS = "lender in ('', :lender)"


def both_ways(each: str) -> tuple[str, str]:
    """How attempts and registers' rows are read by person and by number; what is found by both comes twice.

    `each`: how a store takes, for every key of the list `{keys}`, the rows of `{table}` whose `{column}` is that key.
    """
    told = (("gate_attempt", _PAST, _COUNTS), ("gate_register_row", _ROW, _CONCERNS))
    by = (("person", "persons"), ("number", "numbers"))
    past, rows = (
        " union all ".join(
            each.format(keys=keys, table=table, columns=columns, column=column, where=where) for column, keys in by
        )
        for table, columns, where in told
    )
    return past, rows


KNOWN = f"select seq, {_ENTRY} from gate_entry where lender = :lender and idem in {{idems}}"
WRITTEN = f"select seq, {_ENTRY} from gate_entry"
LATEST = "select at from gate_entry order by seq desc limit 1"
VERSION = "select max(seq) from gate_entry where kind in ('register', 'law') and kind = :kind"
KEPT = f"select {_ATTEMPT} from gate_attempt where attempt_id = :attempt_id and lender = :lender"
OVERDUE = f"select {_ATTEMPT} from gate_attempt where state = 0 and due < :now order by due limit :limit"
DECLARED = "select register from gate_register where lender in ('', :lender)"
SHORT = f"""
select {_ROW} from gate_register_row
where register in {{registers}} and lender in ('', :lender) order by row_id
"""

PUT = f"""
insert into gate_attempt ({_ATTEMPT}) values ({{marks}})
on conflict (attempt_id) do update set
at = excluded.at, shape = excluded.shape, state = excluded.state, due = excluded.due,
seconds = excluded.seconds, recording = excluded.recording
"""
WRITE = f"insert into gate_entry ({_ENTRY}) values ({{marks}})"


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
    lists = r":(persons|numbers)\b"
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", re.sub(lists, r"%(\1)s::bigint[]", text))
