"""A near-miss is near: with one of its facts changed, or one row of a register, the provision speaks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from msgspec import structs

from zilv.attempts.attempt import Attempt
from zilv.attempts.parse import attempt_from
from zilv.attempts.rows import microseconds
from zilv.attempts.vocabulary import ACTS, CHANNELS, DIRECTIONS, MODES, PARTIES, PURPOSES
from zilv.privacy.token import Tokens
from zilv.registers.read import read_registers
from zilv.registers.rows import Registers
from zilv.rules.library import Law, choose, everything
from zilv.rules.screen import screen
from zilv.simulate.other_law import OTHER_LAW
from zilv.simulate.simulate import ATTEMPTS_OF, REGISTERS_FOLDER, TRUTH_FILE, simulate
from zilv.simulate.stories.other_law.all import CHOICES
from zilv.simulate.world import DAYS_MIN, PEOPLE_MIN, World

TOKENS = Tokens(b"k" * 32)
BEIJING = ZoneInfo("Asia/Shanghai")
HOUR = 3600
SHIFTS = tuple(timedelta(seconds=sign * n) for n in (1, HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR) for sign in (-1, 1))
TOKENED, NAMED = ("account", "number"), ("product", "agency", "collector", "line")
WORDS: dict[str, tuple[Any, ...]] = {
    "channel": CHANNELS,
    "direction": DIRECTIONS,
    "party": PARTIES,
    "mode": MODES,
    "purpose": PURPOSES,
    "answered": (True, False),
    "conversed": (True, False),
    "recording": (None,),
    "staff": (1,),
}


class Case(NamedTuple):
    """An attempt with what was before it, and what the registers have of its debtor and actor."""

    attempt: Attempt
    history: tuple[Attempt, ...]
    registers: Registers

    def speaks(self, law: Law) -> bool:
        """Whether that law finds it anything but permitted."""
        return bool(screen(self.attempt, self.history, self.registers, law).findings)


class NearMiss(NamedTuple):
    """One near-miss, and the provision that it nearly breaks."""

    law: str
    story: str
    provision: str
    case: Case


def others_of(made: Case) -> dict[str, set[Any]]:
    """The other values around an attempt: accounts, numbers, products, actors of its debtor's other attempts."""
    around = (*made.history, *(made.registers.relations or ()), *(made.registers.optouts or ()))
    found = {name: {None, *(getattr(one, name, None) for one in around)} for name in (*TOKENED, *NAMED)}
    return found | {name: found[name] | {f"{name}-of-nobody"} for name in NAMED}


def with_other_columns(made: Case) -> Iterator[Case]:
    """The attempt with one of its own facts changed."""
    at = made.attempt.at
    changes = [{"at": at + shift} for shift in SHIFTS]
    changes += [{name: value} for name, values in WORDS.items() for value in values]
    changes += [{name: value} for name, values in others_of(made).items() for value in sorted(values, key=str)]
    for change in changes:
        yield made._replace(attempt=structs.replace(made.attempt, **change))


def with_other_past(made: Case) -> Iterator[Case]:
    """The attempt made once more, and with one fact of one attempt before it changed."""
    again = structs.replace(made.attempt, attempt_id="again", at=made.attempt.at - timedelta(seconds=1))
    yield made._replace(history=(*made.history, again))
    for n, before in enumerate(made.history):
        for change in ({"answered": True}, {"answered": False}, {"party": "debtor"}, {"direction": "outbound"}):
            yield made._replace(history=(*made.history[:n], structs.replace(before, **change), *made.history[n + 1 :]))


def with_other_rows(made: Case) -> Iterator[Case]:
    """One row of a register left out, or changed."""
    at = microseconds(made.attempt.at)
    for name in made.registers.__struct_fields__:
        rows = getattr(made.registers, name)
        for n, row in enumerate(rows):
            if getattr(row, "agency", None) not in (None, made.attempt.agency):
                continue  # another agency's: of no concern to this attempt
            kept = (*rows[:n], *rows[n + 1 :])
            for changed in ((), *((one,) for one in _other(name, row, at))):
                yield made._replace(registers=structs.replace(made.registers, **{name: (*kept, *changed)}))


def _other(register: str, row: Any, at: int) -> Iterator[Any]:
    if register == "reviews":
        yield from (structs.replace(row, act=act, status="confirmed") for act in ((row.act,) if row.act else ACTS))
    if register == "notices":
        yield structs.replace(row, at=at + 1)
    if hasattr(row, "since"):
        yield structs.replace(row, since=at + 1)
        yield structs.replace(row, since=None, until=None)
    if getattr(row, "at_most", None) is not None:
        yield structs.replace(row, at_most=row.at_most - 1)


def variants(made: Case) -> Iterator[Case]:
    """The attempt with one fact changed, in every way tried."""
    yield from with_other_rows(made)
    yield from with_other_columns(made)
    yield from with_other_past(made)


def read(folder: Path, files: Sequence[str]) -> dict[str, Case]:
    """By attempt_id every attempt with its past and its registers."""
    known, _, _ = read_registers(folder / REGISTERS_FOLDER, TOKENS, BEIJING)
    attempts = [attempt_from(_texts(row)) for file in files for row in pq.read_table(folder / file).to_pylist()]
    near: dict[Any, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        for key in {(attempt.lender, attempt.person), (attempt.lender, attempt.number)}:
            near[key].append(attempt)
    return {a.attempt_id: Case(a, _past(a, near), _about(a, known)) for a in attempts}


def _texts(row: dict[str, Any]) -> dict[str, str]:
    given = {name: value for name, value in row.items() if value is not None}
    return {name: value.isoformat() if name == "at" else str(value) for name, value in given.items()}


def _past(attempt: Attempt, near: dict[Any, list[Attempt]]) -> tuple[Attempt, ...]:
    number = (attempt.lender, attempt.number)
    around = [*near[attempt.lender, attempt.person], *(near[number] if attempt.number else ())]
    before = {a.attempt_id: a for a in around if a.at <= attempt.at and a is not attempt}
    return tuple(before.values())


def _about(attempt: Attempt, known: Registers) -> Registers:
    def concerns(row: Any) -> bool:
        told = {
            name: getattr(row, name) for name in ("person", "collector", "line", "attempt_id") if hasattr(row, name)
        }
        return all(value in (None, getattr(attempt, name)) for name, value in told.items())

    rows = {name: getattr(known, name) for name in known.__struct_fields__}
    return Registers(**{name: tuple(filter(concerns, each)) for name, each in rows.items()})


@pytest.fixture(scope="module")
def near_misses(tmp_path_factory: pytest.TempPathFactory) -> list[NearMiss]:
    """Every near-miss of a small world."""
    folder = tmp_path_factory.mktemp("world")
    simulate(World(PEOPLE_MIN, DAYS_MIN, seed=1), folder)
    made = []
    for place, files in ((folder, tuple(ATTEMPTS_OF.values())), (folder / OTHER_LAW, _files_of_other_law())):
        cases = read(place, files)
        for row in pq.read_table(place / TRUTH_FILE).to_pylist():
            if row["kind"] == "near_miss":
                provisions = row["provisions"].split(";")
                made += [NearMiss(row.get("law", "cn"), row["story"], p, cases[row["attempt_id"]]) for p in provisions]
    return made


def _files_of_other_law() -> tuple[str, ...]:
    return tuple(f"{name}.parquet" for name in CHOICES)


def alone(whole: Law, provision: str) -> Law:
    """The law that has this provision only."""
    return Law([one for one in whole.judged if one.id == provision], whole.instruments, whole.packs)


def test_one_fact_changed_and_the_provision_of_a_near_miss_speaks(near_misses: list[NearMiss]) -> None:
    whole = {name: choose(name) for name in {one.law for one in near_misses}}
    laws = {(one.law, one.provision): alone(whole[one.law], one.provision) for one in near_misses}
    assert {provision for _, provision in laws} == {p.id for p in everything().judged if not p.id.startswith("house.")}
    far = []
    for name, story, provision, made in near_misses:
        law = laws[name, provision]
        assert not made.speaks(law)
        if not any(variant.speaks(law) for variant in variants(made)):
            far.append((story, provision, f"{made.attempt.at:%m-%d %H:%M}", made.attempt.channel))
    assert not far, far
