"""Of whom registers speak, with a digest of all they say of each: so a later run sees of whom they say otherwise."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zilv.attempts.intake.keys import among, keys_of
from zilv.attempts.rows import Int64
from zilv.audit.state.kept import columns_of
from zilv.audit.state.settled import Settled
from zilv.privacy.token import from_text
from zilv.registers.rows import REVIEWS, Registers

PERSON, NUMBER, ATTEMPT = range(3)
SCHEMA = pa.schema([("kind", pa.int64()), ("subject", pa.int64()), ("digest", pa.int64())])
"""`kind` and `subject`: a person's or number's token, or an attempt's key. `digest` 0: nothing is said of it."""

OF_ALL = ("mandates", "lines", "qualifications")
"""Registers of agencies, lines and collectors: one row of them may concern any attempt."""


@dataclass(frozen=True, slots=True)
class Facts:
    """n subjects, in the order of (kind, subject), each once, with the digest of what is said of it."""

    kind: Int64
    subject: Int64
    digest: Int64

    def write(self, path: Path) -> None:
        """Write them as one run's file."""
        pq.write_table(pa.table({name: getattr(self, name) for name in SCHEMA.names}, schema=SCHEMA), path)

    def concerned(self, settled: Settled) -> Int64:
        """The keys, ascending, of the attempts about these persons, on these numbers, and these attempts."""
        person, number, attempt = (np.sort(self.subject[self.kind == kind]) for kind in (PERSON, NUMBER, ATTEMPT))
        concerned = among(settled.person, person) | among(settled.number, number) | among(settled.key, attempt)
        keys: Int64 = settled.key[concerned]
        return keys


NOTHING = Facts(*(np.zeros(0, np.int64) for _ in SCHEMA))


def of_all(registers: Registers) -> str:
    """SHA-256 of what concerns every attempt: the registers of `OF_ALL`, and which of the others there are."""
    said = [(name, rows if name in OF_ALL else rows is not None) for name, rows in _each(registers)]
    return hashlib.sha256(msgspec.msgpack.encode(said)).hexdigest()


def facts_of(registers: Registers) -> Facts:
    """What registers say of persons, numbers and attempts; the order of rows of one subject counts, no other."""
    digests: dict[tuple[int, int], bytes] = {}
    encoder = msgspec.msgpack.Encoder()
    for name, rows in _each(registers):
        told = rows if rows and name not in OF_ALL else ()
        for row, subjects in zip(told, _subjects(name, told), strict=True):
            said = name.encode() + encoder.encode(row)
            for subject in subjects:
                digests[subject] = hashlib.blake2b(digests.get(subject, b"") + said, digest_size=8).digest()
    ordered = sorted(digests)
    columns = np.array(ordered, np.int64).reshape(-1, 2)
    joined = b"".join(digests[subject] for subject in ordered)
    return Facts(columns[:, 0], columns[:, 1], np.frombuffer(joined, np.int64))


def read(files: Sequence[Path]) -> Facts:
    """What the registers of the last run said: of each subject the latest of these files that names it counts."""
    said, _, last = _grouped([_one(file) for file in files])
    return Facts(said.kind[last], said.subject[last], said.digest[last])


def changed(before: Facts, now: Facts) -> Facts:
    """The subjects of whom something else is said now."""
    both, lot, last = _grouped([before, now])
    twice = np.flatnonzero(~last) + 1
    former = np.where(lot == 0, both.digest, 0)
    former[twice] = both.digest[twice - 1]
    said = np.where(lot == 1, both.digest, 0)
    differs = last & (said != former)
    return Facts(both.kind[differs], both.subject[differs], said[differs])


def _each(registers: Registers) -> Iterator[tuple[str, tuple[Any, ...] | None]]:
    return ((name, getattr(registers, name)) for name in registers.__struct_fields__)


def _subjects(register: str, rows: Sequence[Any]) -> list[tuple[tuple[int, int], ...]]:
    """Of each row the subjects, as (kind, subject)."""
    if register == REVIEWS:
        return [((ATTEMPT, key),) for key in keys_of(pa.array([r.attempt_id for r in rows], pa.string())).tolist()]
    tokens = [((PERSON, row.person), (NUMBER, getattr(row, "number", None))) for row in rows]
    return [tuple((kind, from_text(token)) for kind, token in named if token) for named in tokens]


def _grouped(lots: Sequence[Facts]) -> tuple[Facts, Int64, NDArray[np.bool_]]:
    """All that several lots say, ordered by subject, then by lot; the lot of each; whether it is its subject's last."""
    kind, subject, digest, lot = (
        np.concatenate([np.zeros(0, np.int64), *columns])
        for columns in (
            [facts.kind for facts in lots],
            [facts.subject for facts in lots],
            [facts.digest for facts in lots],
            [np.full(len(facts.kind), n) for n, facts in enumerate(lots)],
        )
    )
    order = np.lexsort((lot, subject, kind))
    kind, subject = kind[order], subject[order]
    last = np.append((kind[1:] != kind[:-1]) | (subject[1:] != subject[:-1]), True)[: len(order)]
    return Facts(kind, subject, digest[order]), lot[order], last


def _one(file: Path) -> Facts:
    return Facts(*columns_of(file, SCHEMA))
