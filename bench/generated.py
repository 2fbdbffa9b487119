"""Generated attempts in the stored layout, for measuring only: sorted, seeded, any number of rows.

Assumptions, none of them taken from a source: 23 attempts a person over 60 days, most by voice, one in three
answered; 12 agencies, one a person, 1,950 collectors, 300 lines; one in a hundred unqualified or untold, one
line in 300 unregistered, one person in fifty with holds and agreements; about one attempt in ten has a finding. Of
the words of one attempt in ten a review says `clear`, of those of one in 200 `found`, the acts in turn; a person
confirmed one in two of the latter. Reviewed are attempts in which something was said, answered calls and messages.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.rows import DAY_US, MINUTE_US, day_number
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import ACTS
from zilv.audit.numbers import SHARED_NUMBERS, shared_numbers
from zilv.privacy.token import to_text
from zilv.registers.rows import (
    Agreement,
    Hold,
    Line,
    Mandate,
    Notice,
    Optout,
    Qualification,
    Registers,
    Relation,
    Review,
)

ROWS_PER_PART = 1_000_000
ROWS_PER_PERSON = 23
DAYS = 60
FIRST_DAY = day_number(date(2026, 2, 1))
ZONE_US = 8 * 60 * MINUTE_US
AGENCIES = ["", *(f"agency-{n:02}" for n in range(1, 13))]
COLLECTORS_EACH = 150
COLLECTORS = [f"collector-{n:04}" for n in range(len(AGENCIES) * COLLECTORS_EACH)]
LINES = [to_text("line", n + 1) for n in range(300)]
CLEAR_EVERY = 10
FOUND_EVERY = 200
CONFIRMED_EVERY = 2


def shapes() -> tuple[list[str], np.ndarray]:
    """The shapes that occur, as stored, and how likely each is."""
    found, weight = [], []
    for outsourced in (False, True):
        for channel, mode, share in (("voice", "interact", 5), ("voice_bot", "notify", 3), ("sms", "notify", 2)):
            for answered in (True, False) if channel != "sms" else (None,):
                for conversed in (True, False) if answered else (False,):
                    for party in ("debtor", "debtor", "debtor", "contact_person"):
                        shape = Shape(
                            channel=channel,  # type: ignore[arg-type]
                            direction="outbound",
                            party=party,
                            mode=mode,  # type: ignore[arg-type]
                            answered=answered,
                            conversed=conversed if channel != "sms" else None,
                            recorded=bool(answered),
                            disposition="answered" if answered else "no_answer",
                            purpose="collect" if party == "debtor" else "ask_contact",
                            product="cash_loan",
                            outsourced=outsourced,
                            collector_named=channel == "voice",
                        )
                        found.append(msgspec.json.encode(shape).decode())
                        weight.append(share * (4 if party == "debtor" else 0.25) * (1 if answered else 2))
    unique = sorted(set(found))
    share_of = np.zeros(len(unique))
    for text, w in zip(found, weight, strict=True):
        share_of[unique.index(text)] += w
    return unique, share_of / share_of.sum()


def write_layout(folder: Path, rows: int, seed: int = 1) -> Path:
    """A layout of so many rows; returns its folder. Reuses one that is already there."""
    if (folder / "done").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    texts, share = shapes()
    outsourced = np.array([msgspec.json.decode(t, type=Shape).outsourced for t in texts])
    for part, start in enumerate(range(0, rows, ROWS_PER_PART)):
        n = min(ROWS_PER_PART, rows - start)
        pq.write_table(_part(rng, n, (texts, share, outsourced)), folder / f"part-{part:05}.parquet", compression="lz4")
    numbers = shared_numbers(sorted(folder.glob("part-*.parquet")))
    pq.write_table(pa.table({"number": numbers}), folder / SHARED_NUMBERS)
    (folder / "done").touch()
    return folder


def _part(rng: np.random.Generator, n: int, shape_info: tuple[list[str], np.ndarray, np.ndarray]) -> pa.Table:
    texts, share, outsourced = shape_info
    people = np.sort(rng.integers(-(2**62), 2**62, n // ROWS_PER_PERSON + 1))
    person = np.sort(rng.choice(people, n))
    minute = np.clip(rng.normal(14.5 * 60, 150, n), 0, 1439).astype(np.int64)
    day = FIRST_DAY + (rng.random(n) ** 2 * DAYS).astype(np.int64)
    at = day * DAY_US + minute * MINUTE_US - ZONE_US + rng.integers(0, 60, n) * 1_000_000
    order = np.lexsort((at, person))
    at, day, minute = at[order], day[order], minute[order]
    shape = rng.choice(len(texts), n, p=share).astype(np.int32)
    agency = np.where(outsourced[shape], _agency_of(person), 0).astype(np.int32)
    collector = (agency * COLLECTORS_EACH + rng.integers(0, COLLECTORS_EACH, n)).astype(np.int32)
    voice = np.array(['"voice"' in t for t in texts])[shape]
    return pa.table(
        {
            "attempt_id": pa.array(np.char.mod("t%012d", rng.integers(0, 10**12, n))),
            "at": pa.array(at).cast(pa.timestamp("us", "UTC")),
            "lender": _words(["lender-a"], np.zeros(n, np.int32)),
            "agency": _words(AGENCIES, agency),
            "collector": _words(["", *COLLECTORS], np.where(voice, collector + 1, 0)),
            "line": _words(LINES, rng.integers(0, 300, n).astype(np.int32)),
            "person": person,
            "number": person ^ rng.choice([1, 2], n, p=[0.9, 0.1]),
            "account": person ^ 7,
            "day": day.astype(np.int32),
            "minute": minute.astype(np.int16),
            "shape": _words(texts, shape),
            "seconds": rng.integers(0, 300, n).astype(np.int32),
        }
    )


def _words(words: list[str], codes: np.ndarray) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(words))


def registers(folder: Path, share: float = 0.02) -> Registers:
    """Registers that fit the layout: everything in order but for a share of the persons under holds and agreements."""
    some: list[str] = []
    told: list[Notice] = []
    for part in sorted(folder.glob("part-*.parquet")):
        person = np.unique(pq.read_table(part, columns=["person"]).column(0).to_numpy())
        texts = [to_text("person", p) for p in person.tolist()]
        some += texts[: int(len(person) * share)]
        agencies = _agency_of(person).tolist()
        told += [
            Notice(person=p, kind="outsourcing", agency=AGENCIES[a], at=0)
            for n, (p, a) in enumerate(zip(texts, agencies, strict=True))
            if n % 100
        ]
    mid = (FIRST_DAY + 30) * DAY_US
    return Registers(
        agreements=tuple(
            Agreement(person=p, scope="time", from_minute=540, to_minute=1260)
            if n % 2
            else Agreement(person=p, scope="frequency", at_most=5)
            for n, p in enumerate(some)
        ),
        holds=tuple(
            Hold(person=p, reason=("plan", "deceased", "attorney")[n % 3], since=mid) for n, p in enumerate(some)
        ),
        optouts=tuple(Optout(person=p, number=to_text("number", n + 5)) for n, p in enumerate(some)),
        persons=(),
        relations=tuple(Relation(person=p, party="guarantor", basis="contract") for p in some),
        mandates=tuple(Mandate(agency=a) for a in AGENCIES[1:]),
        lines=tuple(Line(line=line, owner="lender-a") for line in LINES[:-1]),
        qualifications=tuple(
            Qualification(collector=c, agency=AGENCIES[n // COLLECTORS_EACH] or None, kind=kind)
            for n, c in enumerate(COLLECTORS)
            if n % 100
            for kind in ("pre_job_exam", "annual_training")
        ),
        notices=tuple(told),
        reviews=tuple(_reviews(folder)),
    )


def _reviews(folder: Path) -> Iterator[Review]:
    """What reviews found; each comes a day after the attempt, or the review, that it is about."""
    for seed, part in enumerate(sorted(folder.glob("part-*.parquet"))):
        ids, at = _reviewed(part, np.random.default_rng(seed))
        found = len(ids) * CLEAR_EVERY // (CLEAR_EVERY + FOUND_EVERY)
        for n, (i, t) in enumerate(zip(ids, at, strict=True)):
            act = ACTS[n % len(ACTS)] if n < found else None
            yield Review(attempt_id=i, act=act, status="found" if act else "clear", at=t + DAY_US)
            if act and n % CONFIRMED_EVERY == 0:
                yield Review(attempt_id=i, act=act, status="confirmed", at=t + 2 * DAY_US)


def _reviewed(part: Path, rng: np.random.Generator) -> tuple[list[str], list[int]]:
    """Ids and instants of the attempts of one file whose words were reviewed, in the order in which they are drawn."""
    table = pq.read_table(part, columns=["attempt_id", "at", "shape"])
    shape = table.column("shape").combine_chunks().dictionary_encode()
    said = np.array([msgspec.json.decode(t, type=Shape).answered is not False for t in shape.dictionary.to_pylist()])
    some = np.flatnonzero(said[shape.indices.to_numpy()])
    drawn = rng.choice(some, table.num_rows // CLEAR_EVERY + table.num_rows // FOUND_EVERY, replace=False)
    at = table.column("at").cast(pa.int64()).take(drawn)
    return table.column("attempt_id").take(drawn).to_pylist(), at.to_pylist()


def _agency_of(person: np.ndarray) -> np.ndarray:
    """The one agency that a person's debts are placed with."""
    return 1 + (person.astype(np.uint64) >> np.uint64(7)) % np.uint64(len(AGENCIES) - 1)
