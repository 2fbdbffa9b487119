"""Attempts and registers that are hard to divide: one person with most of them, ids and numbers that several share."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.run import Audit, Period
from zilv.privacy.token import Tokens
from zilv.registers.read import read_registers
from zilv.rules.library import Law, choose

TOKENS = Tokens(b"k" * 32)
BEIJING = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 3, 1, 15, 30, tzinfo=timezone.utc)
PERSONS = 60
SHARED = "13800000000"
"""A number on which a dozen persons are called."""

REGISTERS = {
    "agreements": "lender,person,scope,from,to,at_most,since,until\n"
    + "".join(f"L{n % 2},p{n},time,09:00,20:00,,2026-03-05,2026-03-20\n" for n in range(0, 40, 4))
    + "".join(f"L{n % 2},p{n},frequency,,,5,2026-03-05,\n" for n in range(1, 40, 4)),
    "holds": "lender,person,reason,since,until\n"
    + "".join(f",p{n},{('plan', 'attorney')[n % 2]},2026-03-10,2026-03-15\n" for n in range(0, 60, 5)),
    "optouts": "lender,person,number,channel,since\n"
    f",p1,{SHARED},,2026-03-12\n,,13900000007,,2026-03-04\nL0,p9,,sms,2026-03-03\n",
    "persons": "person,zone,since\n"
    + "".join(f"p{n},{('America/New_York', 'Asia/Urumqi', 'Europe/Berlin')[n % 3]},\n" for n in range(0, 60, 7))
    + "p0,Asia/Tokyo,2026-01-01\n",
    "relations": "lender,person,number,party,basis\n"
    + "".join(f",p{n},1390000{n:04},contact_person,contract\n" for n in range(0, 60, 3)),
    "mandates": "lender,agency\nL0,A1\nL1,A1\n",
    "lines": "line,owner\n02100000001,L0\n02100000002,A1\n",
    "qualifications": "collector,agency,kind\nc1,A1,pre_job_exam\nc1,A1,annual_training\nc2,,pre_job_exam\n",
    "notices": "lender,person,kind,agency,at\n" + "".join(f",p{n},outsourcing,A1,2026-03-03\n" for n in range(50)),
    "reviews": "lender,attempt_id,act,status,turn,at\n"
    + "".join(f",a{n},threat,found,3,2026-04-01\n" for n in range(0, 4_000, 11))
    + "".join(f"L{n % 2},a{n},threat,{('confirmed', 'refuted')[n % 2]},,2026-04-02\n" for n in range(0, 4_000, 33))
    + "".join(f", a{n} ,insult,confirmed,,2026-04-02\n" for n in range(0, 4_000, 97))
    + "".join(f",a{n},,clear,,2026-04-01\n" for n in range(1, 4_000, 11))
    + ",nobody's,threat,confirmed,,2026-04-02\n",
}


def attempts(of_one: int, seed: int = 1) -> list[dict[str, Any]]:
    """Canonical rows: `of_one` attempts of one person, some fifty of each other; repeated, contradicting, bad ones."""
    chance = random.Random(seed)
    rows = [_attempt(chance, n, "p0") for n in range(of_one)]
    rows += [_attempt(chance, of_one + n, f"p{1 + n % (PERSONS - 1)}") for n in range(50 * PERSONS)]
    rows += _tied(chance)
    again = [dict(row, seconds=chance.choice([None, 5, 700]), agency=None) for row in chance.sample(rows, 60)]
    another = [dict(row, person="p3") for row in chance.sample(rows, 20)]
    bad = [dict(row, attempt_id=f"b{n}", **wrong) for n, (row, wrong) in enumerate(zip(rows, _WRONG, strict=False))]
    rows += [*again, *another, *bad]
    chance.shuffle(rows)
    return rows


_WRONG: tuple[dict[str, Any], ...] = (
    {"channel": "fax"},
    {"at": None},
    {"at": FIRST.replace(year=1970)},
    {"person": None},
    {"seconds": -1},
    {"lender": " "},
)


def _tied(chance: random.Random) -> list[dict[str, Any]]:
    """Unanswered calls to the shared number, all at one instant, two of each person, ten or more under each lender."""
    call = {"at": FIRST, "number": SHARED, "channel": "voice", "direction": "outbound", "mode": "interact"}
    missed = {"answered": False, "conversed": None, "disposition": "no_answer", "agency": None}
    persons = [f"p{n}" for n in range(5, PERSONS, 5)] * 2
    return [{**_attempt(chance, n, who), **call, **missed, "attempt_id": f"t{n}"} for n, who in enumerate(persons)]


def _attempt(chance: random.Random, number: int, person: str) -> dict[str, Any]:
    voice = chance.random() < 0.8
    answered = chance.random() < 0.4 if voice else None
    outsourced = chance.random() < 0.5
    own = f"1390000{int(person[1:]):04}"
    return {
        "attempt_id": f" a{number}" if number % 97 == 0 else f"a{number}",
        "at": FIRST + timedelta(seconds=chance.randrange(25 * 24 * 3600)),
        "lender": f"L{int(person[1:]) % 2}",
        "person": person,
        "channel": chance.choice(("voice", "voice_bot")) if voice else chance.choice(("sms", "app", "visit")),
        "agency": "A1" if outsourced else None,
        "collector": chance.choice(("c1", "c2", None)),
        "account": chance.choice((None, "x", "y")),
        "direction": "outbound" if chance.random() < 0.95 else None,
        "party": chance.choice(("debtor", "debtor", "debtor", "contact_person", None)),
        "mode": chance.choice(("notify", "interact", None)),
        "number": SHARED if int(person[1:]) % 5 == 0 and chance.random() < 0.3 else own,
        "line": chance.choice(("02100000001", "02100000009", None)),
        "answered": answered,
        "conversed": chance.choice((True, None)) if answered else None,
        "seconds": chance.choice((None, 0, 30)),
        "recording": "r" if chance.random() < 0.9 else None,
        "disposition": None if answered is None else ("answered" if answered else "no_answer"),
        "purpose": "collect",
    }


def written(folder: Path, rows: list[dict[str, Any]]) -> tuple[Path, Path]:
    """The rows as two Parquet files of one folder, and the registers."""
    source, registers = folder / "attempts", folder / "registers"
    for made in (source, registers):
        made.mkdir(parents=True)
    table = pa.Table.from_pylist(rows)
    table = table.set_column(1, "at", table.column("at").cast(pa.timestamp("us", "UTC")))
    half = len(rows) // 2
    pq.write_table(table.slice(0, half), source / "part-1.parquet")
    pq.write_table(table.slice(half), source / "part-2.parquet")
    for name, text in REGISTERS.items():
        (registers / f"{name}.csv").write_text(text, "utf-8")
    return source, registers


def options_for(folder: Path) -> IntakeOptions:
    """How they are read."""
    return IntakeOptions(tokens=TOKENS, rejects=folder / "rejected.csv", default_zone=BEIJING)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an audit is asked. `zone_of_times`: of instants without an offset; `constants`: of --set."""

    law: Law
    period: Period = field(default_factory=Period)
    zone_of_times: ZoneInfo | None = None
    constants: Mapping[str, str] = field(default_factory=dict)


CHINA = Asked(law=choose("cn"))


def embedded(
    folder: Path, source: Path, registers: Path, asked: Asked = CHINA
) -> tuple[list[tuple[str, ...]], Any, Audit]:
    """The findings by the embedded engine, what became of the rows, and the audit."""
    known, _, _ = read_registers(registers, TOKENS, BEIJING)
    folder.mkdir()
    options = replace(options_for(folder), registers=known, constants=asked.constants)
    options = replace(options, zone_of_times=asked.zone_of_times)
    accounting = take_in([source], folder / "layout", options)
    audit = Audit(asked.law, known, asked.period)
    audit.write_findings(folder / "layout", folder / "findings.parquet")
    return findings(pq.read_table(folder / "findings.parquet")), accounting, audit


def findings(table: pa.Table) -> list[tuple[str, ...]]:
    """Every finding with all its columns, in an order of their own."""
    return sorted(_told(table))


def _told(table: pa.Table) -> Iterator[tuple[str, ...]]:
    for row in table.to_pylist():
        yield tuple(str(value) for value in row.values())
