"""One partition judged: its attempts in order, its registers, and what of other partitions counts with them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zilv.attempts.intake.brief import brief
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.order import laid_out
from zilv.attempts.intake.zones import Zones
from zilv.attempts.rows import Rows
from zilv.audit.findings import table_of as findings_of
from zilv.audit.read import rows_of_table
from zilv.audit.run import Audit, Period
from zilv.audit.spark.registers import registers_of
from zilv.audit.spark.wire import ATTEMPT, BESIDE, REGISTER, column, table_of, unwired
from zilv.privacy.token import to_text
from zilv.registers.rows import Person, Registers
from zilv.rules.judge import lead_by_topic
from zilv.rules.library import Law

JUDGED = pa.schema([("attempts", pa.int64()), ("findings", pa.binary()), ("tally", pa.binary())])
"""What a partition answers: how many attempts it has, and two tables as Parquet."""


@dataclass(frozen=True)
class Judging:
    """How every partition is judged. `supplied`: the registers there are; `actors`: those about actors, whole."""

    law: Law
    period: Period
    zone: ZoneInfo | None
    supplied: frozenset[str]
    actors: Registers

    def judge(self, given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """A partition's rows, sorted by (kind, lender, person, at, attempt_id), as one row of `JUDGED`."""
        rows = table_of(given)
        if rows is None:
            return
        kind = column(rows, "kind")
        mine, beside, entries = (rows.filter(pa.array(kind == one)) for one in (ATTEMPT, BESIDE, REGISTER))
        if not mine.num_rows:
            return
        audit = Audit(self.law, registers_of(entries, self.supplied, self.actors), self.period)
        layout = self._layout(mine, audit, audit.registers.persons)
        here = rows_of_table(layout, "partition", audit.names, audit.shapes)
        facts, found, again = audit.found_apart(layout, here, self._beside(beside, audit))
        led = lead_by_topic(found, self.law)
        findings = findings_of(layout, facts, self.law, led, again) if len(found) else None
        yield _answer(mine.num_rows, findings, audit.tally.table())

    def _layout(self, attempts: pa.Table, audit: Audit, persons: Any) -> pa.Table:
        closed = Closed(audit.names)
        return laid_out(brief(unwired(attempts, audit.names), closed), closed, Zones(persons, self.zone))

    def _beside(self, rows: pa.Table, audit: Audit) -> Rows | None:
        """The attempts of other partitions that some provision counts, with the local time of their own persons."""
        if not rows.num_rows:
            return None
        placed = rows.filter(pc.is_valid(rows.column("zone"))).select(["person", "zone"]).to_pylist()
        zones = {row["person"]: row["zone"] for row in placed}
        persons = [Person(person=to_text("person", token), zone=zone) for token, zone in zones.items()]
        found = rows_of_table(self._layout(rows, audit, persons), "beside", audit.names, audit.shapes)
        meant = audit.counted_per_number(found)
        return meant if len(meant) else None


def _answer(attempts: int, findings: pa.Table | None, tally: pa.Table) -> pa.RecordBatch:
    made = [[attempts], [None if findings is None else _packed(findings)], [_packed(tally)]]
    arrays = [pa.array(values, field.type) for values, field in zip(made, JUDGED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=JUDGED)


def _packed(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def unpacked(data: bytes) -> pa.Table:
    """A table that a partition answered."""
    return pq.read_table(io.BytesIO(data))
