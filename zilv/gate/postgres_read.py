"""All that a page reads in PostgreSQL, in one statement: attempts, registers' rows, entries, clock and journal.

Each trip to the server wakes two processes, which costs more than what a small page reads.
"""

from collections.abc import Callable, Iterable
from typing import Any

from zilv.clock import steady_us
from zilv.gate import sql
from zilv.gate.book import Entry, Past, RegisterRow, Seen, Versions, Wanted, Written, since
from zilv.gate.steady import Reading, reading

_CLOCK = "(extract(epoch from {}()) * 1000000)::bigint"
CLOCK = f"select {_CLOCK.format('clock_timestamp')}"

VERSIONS = "select {}".format(
    ", ".join("coalesce(({}), 0)".format(sql.VERSION.replace(":kind", f"'{kind}'")) for kind in Versions._fields)
)

_ALL_US = 1 << 62
"""Further back than any attempt."""


_past, _rows, _known = sql.by_key(
    "select {columns} from unnest(:{keys}) as k(key) cross join lateral "
    "(select * from {table} where {column} = k.key and {where} offset 0) as found"
)
"""`offset 0` keeps the planner from reading the whole table where it has not counted its rows yet."""
_since = f"coalesce(:now::bigint, {_CLOCK.format('statement_timestamp')}) - :back"

_PAST, _ROW, _KNOWN, _STANDS = range(4)
_READ = sql.percent(f"""
select {_PAST}, person, at, number, account, attempt_id, lender, shape, line, agency, collector
from ({_past.replace(":since", _since)}) as past
union all
select {_ROW}, row_id, person, number, null, register, lender, body, null, null, null
from ({_rows}) as rows where :registers
union all
select {_KNOWN}, seq, at, person, null, kind, lender, attempt_id, idem, body, null
from ({_known}) as known
union all
select {_STANDS}, coalesce(:now::bigint, {_CLOCK.format("clock_timestamp")}), latest, register, law,
null, null, null, null, null, null
from (select ({sql.LATEST}) as latest) as journal, ({VERSIONS}) as versions(register, law)
""")
"""Four sorts of rows in columns that all share: numbers, then words."""


def seen(do: Callable[..., Any], wanted: Wanted, now: int | None) -> tuple[Seen, Reading]:
    """What stands, and since when it does. `do` does a statement; `now` stands for the store's own instant.

    Raises StoreError where the clock was read too slowly.
    """
    given = {
        "lender": wanted.lender,
        "now": now,
        "back": -since(wanted, 0) or _ALL_US,
        "persons": list(wanted.persons),
        "numbers": list(wanted.numbers),
        "idems": list(wanted.idems),
        "registers": wanted.registers,
    }
    found = _Found()
    before = steady_us()
    wall, steady = reading(lambda: found.take(do(_READ, given)))
    return found.seen(steady), Reading(wall, before)


class _Found:
    """The rows of the answer, by sort; what is found both by person and by number is there once."""

    def __init__(self) -> None:
        self._past: dict[str, Past] = {}
        self._rows: dict[int, RegisterRow] = {}
        self._known: dict[str | None, Written] = {}
        self._stands = (0, 0, 0, 0)

    def take(self, answer: Iterable[tuple[Any, ...]]) -> int:
        """Take every row in; the store's instant."""
        for sort, a, b, c, d, t, u, v, w, x, y in answer:
            if sort == _PAST:
                self._past[t] = Past(t, u, a, b, v, c, d, w, x, y)
            elif sort == _ROW:
                self._rows[a] = RegisterRow(a, t, u, b, c, v)
            elif sort == _KNOWN:
                self._known[w] = Written(a, Entry(b, t, u, v, w, x, c))
            else:
                self._stands = a, b or 0, c, d
        return self._stands[0]

    def seen(self, steady: int) -> Seen:
        """All of it, at that instant of the steady clock."""
        now, latest, *versions = self._stands
        past, rows = list(self._past.values()), list(self._rows.values())
        return Seen(now, steady, latest, Versions(*versions), past, rows, self._known)
