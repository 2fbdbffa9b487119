"""Audits a layout: every file read, judged and its findings written, one file after the other, in flat memory."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.names import Names
from zilv.attempts.rows import Rows, day_number, joined
from zilv.attempts.shape import Shapes
from zilv.audit.findings import SCHEMA, table_of
from zilv.audit.numbers import NumberFindings, by_number
from zilv.audit.read import among, parts_of, read_rows
from zilv.compiled import compiled
from zilv.registers.rows import Registers
from zilv.rules.facts import Facts
from zilv.rules.judge import Found, gathered, judge, lead_by_topic
from zilv.rules.library import Law


@dataclass(frozen=True)
class Period:
    """The local days whose attempts are reported, half open; None = open. Earlier ones still count."""

    since: date | None = None
    until: date | None = None

    def of(self, rows: Rows) -> Any:
        """For each row whether it lies in the period."""
        inside = np.ones(len(rows), np.bool_)
        if self.since is not None:
            inside &= rows.day >= day_number(self.since)
        if self.until is not None:
            inside &= rows.day < day_number(self.until)
        return inside


@dataclass
class Tally:
    """What was judged: attempts per (lender, agency, local day). `ends`: the first and the last day of each file's
    rows, be they in the period or not."""

    attempts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    rows: int = 0
    ends: set[int] = field(default_factory=set)

    def add(self, facts: Facts, inside: Any) -> None:
        """Count the rows that lie in the period."""
        rows = facts.rows
        self.rows += int(inside.sum())
        if len(rows):
            self.ends |= {int(rows.day.min()), int(rows.day.max())}
        if not inside.any():
            return
        lender, lenders = facts.places("lender")
        agency, agencies = facts.places("agency")
        first = int(rows.day.min())
        times = np.zeros((len(lenders), len(agencies), int(rows.day.max()) - first + 1), np.int64)
        tally(lender, rows.lender, agency, rows.agency, rows.day - first, inside, times)
        known = rows.names.known
        for of_lender, of_agency, day in np.argwhere(times).tolist():
            key = known[lenders[of_lender]], known[agencies[of_agency]], first + day
            self.attempts[key] += int(times[of_lender, of_agency, day])

    def table(self) -> pa.Table:
        """Columns lender, agency (empty: the lender itself), day, attempts."""
        rows = sorted((*key, n) for key, n in self.attempts.items())
        names = ("lender", "agency", "day", "attempts")
        kinds = (pa.string(), pa.string(), pa.int32(), pa.int64())
        columns = zip(*rows, strict=True) if rows else ((), (), (), ())
        arrays = [pa.array(list(column), kind) for column, kind in zip(columns, kinds, strict=True)]
        return pa.table(arrays, names=list(names))


@compiled
def tally(lender, lenders, agency, agencies, day, inside, times):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Adds every row that is inside to `times`; `lender` and `agency` give the place of each name's number."""
    for i in range(day.size):
        if inside[i]:
            times[lender[lenders[i]], agency[agencies[i]], day[i]] += 1


class Audit:
    """One audit: its law and registers, and what all its files share."""

    def __init__(self, law: Law, registers: Registers, period: Period | None = None) -> None:
        self.law, self.registers, self.period = law, registers, period or Period()
        self.names, self.shapes = Names(), Shapes()
        self.tally = Tally()
        self._kept: dict[Any, Any] = {}
        numbered = set(by_number(law))
        self._per_person = [n for n in range(len(law.judged)) if n not in numbered]
        self._numbers = NumberFindings(law, registers, self._kept)

    def again(self) -> "Audit":
        """The same audit with nothing tallied yet; what was read of law and registers is kept."""
        return self.under(self.law)

    def under(self, law: Law) -> "Audit":
        """The same audit under another law, with nothing tallied yet; both can judge the same facts."""
        other = Audit(law, self.registers, self.period)
        other.names, other.shapes, other._kept = self.names, self.shapes, self._kept
        other._numbers = NumberFindings(law, self.registers, self._kept)
        return other

    def prepare(self, parts: list[Path]) -> None:
        """Judge what lies in several of these files at once, before any of them is judged."""
        self._numbers.prepare(parts, self.names, self.shapes)

    def facts_of(self, part: Path) -> Facts:
        """What is known of the rows of one file."""
        return Facts(read_rows(part, self.names, self.shapes), self.registers, self._kept, among(part))

    def found(self, part: Path, facts: Facts) -> Found:
        """The findings of one file within the period; its rows are tallied."""
        found = gathered([judge(facts, self.law, self._per_person), self._numbers.of(part, facts)])
        return self._within(facts, found)

    def later(self, part: Path, facts: Facts) -> Facts:
        """What must be known beside one file's rows, and after them, to say when each would be permitted."""
        beside = self._numbers.beside(part, facts)
        return Facts(joined([facts.rows, beside]), self.registers, self._kept) if len(beside) else facts

    def found_apart(self, table: pa.Table, rows: Rows, beside: Rows | None) -> tuple[Facts, Found, Facts]:
        """For rows that lie in no file but in a table: their facts, findings within the period, what `later` gives.

        `beside`: all other rows that a provision counts with some of these. The rows are tallied.
        """
        facts = Facts(rows, self.registers, self._kept, among(table))
        again = Facts(joined([rows, beside]), self.registers, self._kept) if beside is not None else facts
        found = gathered([judge(facts, self.law, self._per_person), self._numbers.among(again, len(rows))])
        return facts, self._within(facts, found), again

    def counted_per_number(self, rows: Rows) -> Rows:
        """Those of these rows that a provision counts per number, surely or perhaps."""
        return rows.take(self._numbers.counted(Facts(rows, self.registers, self._kept)))

    def judged_parts(self, layout: Path, only_first: bool = False) -> Iterator[tuple[Path, Facts, Found]]:
        """For each file of a layout, or only its first: its path, its facts and its findings within the period."""
        parts = parts_of(layout)[: 1 if only_first else None]
        self.prepare(parts)
        for part in parts:
            facts = self.facts_of(part)
            yield part, facts, self.found(part, facts)

    def _within(self, facts: Facts, found: Found) -> Found:
        inside = self.period.of(facts.rows)
        self.tally.add(facts, inside)
        return found if inside.all() else found.take(np.flatnonzero(inside[found.row]))

    def write_findings(self, layout: Path, out: Path, progress: Callable[[int], None] = lambda rows: None) -> int:
        """Judge every file of the layout and write `out`, sorted within each file; returns how many findings.

        `progress` is told the rows of each file once it is judged.
        """
        written = 0
        with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
            for part, facts, found in self.judged_parts(layout):
                if len(found):
                    table = table_of(part, facts, self.law, lead_by_topic(found, self.law), self.later(part, facts))
                    writer.write_table(table)
                    written += table.num_rows
                progress(len(facts.rows))
        return written
