"""Registers as Spark reads them: rows of text with tokens, those of one person together, become dated entries."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa

from zilv.attempts.intake import chunk
from zilv.attempts.intake.reasons import problem
from zilv.attempts.intake.tabular import DelimitedText
from zilv.attempts.parse import FieldError
from zilv.audit.spark.lines import Lines
from zilv.audit.spark.reading import FILE, ROW, as_chunk, shown
from zilv.audit.spark.wire import ENTRY, REGISTER, batches, table_of
from zilv.privacy.token import PREFIXES, Tokens, from_text
from zilv.registers.parse import columns_of
from zilv.registers.read import Problem, Reader, check_cells
from zilv.registers.rows import FILES, REVIEWS, Registers

TOLD = pa.schema(
    [
        ("register", pa.string()),
        ("person", pa.int64()),
        ("number", pa.int64()),
        ("told", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("reason", pa.string()),
    ]
)
"""A row of a register as JSON of its texts; `person` and `number` 0: it names none. `row`, from 1, of which `file`.
`reason`: why it is refused."""

ABOUT_ACTORS = ("mandates", "lines", "qualifications")
"""Registers of agencies, lines and collectors, which do not grow with the attempts: sent whole to every partition."""
ABOUT_PERSONS = tuple(name for name in FILES if name not in (*ABOUT_ACTORS, REVIEWS))
"""Registers whose entries go where their person is judged; reviews go where their attempt is."""


@dataclass(frozen=True)
class Telling:
    """Reads the rows of one register's file, identifiers becoming tokens."""

    register: str
    path: str
    tokens: Tokens = field(repr=False)

    def tell(self, given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows as Parquet has them, with `FILE` and `ROW`, as rows of `TOLD`; cells as a CSV would hold them.

        Raises IntakeError.
        """
        for batch in given:
            rows = as_chunk(batch).as_records()
            places = zip(rows, batch.column(FILE).to_pylist(), batch.column(ROW).to_pylist(), strict=True)
            made = [self._told(dict(row), unquote(file), place + 1) for row, file, place in places]
            yield from batches(pa.Table.from_pylist(made, schema=TOLD))

    def tell_lines(self, given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """All lines (`lines.LINE`) of a CSV, in order, as rows of `TOLD`; the embedded engine's reader reads them."""
        for found in DelimitedText(Lines(shown(self.path), given)).chunks(frozenset(columns_of(self.register))):
            made = [self._refused(self.path, torn) for torn in found.refused]
            rows = zip(found.row.tolist(), found.as_records(), strict=True)
            made += [self._told(dict(row), self.path, place) for place, row in rows]
            yield from batches(pa.Table.from_pylist(made, schema=TOLD))

    def _refused(self, file: str, why: chunk.Problem) -> dict[str, Any]:
        made = {"register": self.register, "person": 0, "number": 0, "told": "", "file": shown(file)}
        return made | {"row": why.row, "reason": _reason(shown(file), why)}

    def _told(self, row: dict[str, str], file: str, place: int) -> dict[str, Any]:
        try:
            check_cells(row)
        except FieldError as error:
            return self._refused(file, problem(place, 0, error))
        row |= {name: self.tokens.text(name, row[name]) for name in PREFIXES if row.get(name, "").strip()}
        keys = {name: from_text(row[name]) if row.get(name, "").strip() else 0 for name in ("person", "number")}
        return {"register": self.register, "told": json.dumps(row), "file": shown(file), "row": place, **keys}


def _reason(file: str, why: chunk.Problem) -> str:
    return Problem(file, why.row, why.field, why.reason).told()


@dataclass(frozen=True)
class Entering:
    """Makes entries. `zone`: where persons live whom no register places."""

    zone: ZoneInfo | None

    def enter(self, given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows of `TOLD`, all of a person together, as rows of `ENTRY`."""
        told = table_of(given)
        if told is None:
            return
        reader = Reader(Tokens(b""), self.zone)
        rows = sorted(told.to_pylist(), key=lambda row: (row["register"] != "persons", row["register"], row["told"]))
        persons = [self._entry(reader, row) for row in rows if row["register"] == "persons"]
        named = reader.learn(record for record, made in persons if record is not None)
        others = {(record.person, record.zone): entry for record, entry in persons if record and record.zone}
        for (person, zone), entry in others.items():
            entry["another_zone"] = int(zone != named[person])
        made = [entry for _, entry in persons]
        for entry in made:
            entry["zone"] = named.get(entry.pop("token", ""))
        made += [self._entry(reader, row)[1] for row in rows if row["register"] != "persons"]
        yield from batches(pa.Table.from_pylist(made, schema=ENTRY))

    def _entry(self, reader: Reader, row: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        made = {"kind": REGISTER, **{name: row[name] for name in ("register", "person", "number", "reason")}}
        if made["reason"]:
            return None, made | {"file": row["file"], "row": row["row"]}
        told = json.loads(row["told"])
        try:
            record = reader.record(row["register"], told)
        except FieldError as error:
            reason = _reason(row["file"], problem(row["row"], 0, error))
            return None, made | {"file": row["file"], "row": row["row"], "reason": reason}
        if row["register"] == REVIEWS:
            made |= {"lender": record.lender, "attempt_id": record.attempt_id}
        return record, made | {"entry": msgspec.msgpack.encode(record), "token": told.get("person", "")}


def registers_of(entries: pa.Table, supplied: frozenset[str], actors: Registers) -> Registers:
    """The registers of one partition: its persons' entries, its attempts' reviews, and those about actors.

    `supplied`: which there are.
    """
    found = _decoded(entries)
    mine = {name: tuple(found[name]) for name in (*ABOUT_PERSONS, REVIEWS) if name in supplied}
    return msgspec.structs.replace(actors, **mine)


def _decoded(entries: pa.Table) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    names = entries.column("register").to_pylist()
    for name, entry in zip(names, entries.column("entry").to_pylist(), strict=True):
        found[name].append(msgspec.msgpack.decode(entry, type=FILES[name]))
    return found


def actors_of(entries: pa.Table, supplied: frozenset[str]) -> Registers:
    """The registers about actors, of their entries."""
    found = _decoded(entries)
    return Registers(**{name: tuple(found[name]) for name in ABOUT_ACTORS if name in supplied})
