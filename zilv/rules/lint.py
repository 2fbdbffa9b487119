"""Everything that is wrong with law files, all at once: where the library stops at the first fault, this goes on."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import RootModel

from zilv.attempts.parse import FieldError, attempt_from
from zilv.errors import LawError
from zilv.registers.parse import row_from, zone_of
from zilv.registers.rows import FILES
from zilv.rules.cases import GIVEN
from zilv.rules.coverage import Initiative
from zilv.rules.library import NO_PROVISIONS, Lines, load_yaml, read, read_provision, shown
from zilv.rules.provision import Case, Instrument, Pack, Provision, Text
from zilv.rules.regime import root_of
from zilv.rules.tighter import looser_than

Where = tuple[str, ...]
Fault = tuple[Where, str]
"""A field, as the keys that lead to it, and what is wrong with it."""


class Instruments(RootModel[dict[str, Instrument]]):
    """`instruments.yaml` as a whole."""


class Topics(RootModel[dict[str, Text]]):
    """`topics.yaml` as a whole."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the files of one law folder may refer to; what is itself faulty is not known."""

    root: Path
    instruments: Mapping[str, Instrument]
    packs: Mapping[str, Pack]
    topics: Mapping[str, Text]
    provisions: Mapping[str, Provision]


def lint(paths: Sequence[Path], law: Path) -> list[str]:
    """Every problem of the files at `paths`, and below them, as `file:line: field: what was expected`.

    `law`: the folder whose instruments and provisions files elsewhere, such as house files, refer to.
    """
    known: dict[Path, Known] = {}
    problems: list[str] = []
    for path in _files(paths):
        root = root_of(path) or law
        if root not in known:
            known[root] = _known(root)
        problems += _problems(path, known[root])
    return problems


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise LawError(f"{path}: there is no such file or folder")
        yield from sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def _known(root: Path) -> Known:
    instruments: dict[str, Instrument] = {}
    packs: dict[str, Pack] = {}
    provisions: dict[str, Provision] = {}
    topics: dict[str, Text] = {}
    with suppress(LawError):
        instruments = read(root / "instruments.yaml", Instruments).root
    with suppress(LawError):
        topics = read(root / "topics.yaml", Topics).root
    for path in root.glob("*/pack.yaml"):
        with suppress(LawError):
            packs[path.parent.name] = read(path, Pack)
    for path in root.glob("*/**/*.yaml"):
        with suppress(LawError):
            provision = read_provision(path, root)
            provisions[provision.id] = provision
    return Known(root, instruments, packs, topics, provisions)


def _problems(path: Path, known: Known) -> list[str]:
    try:
        _, lines = load_yaml(path)
        faults = _faults(path, known)
    except LawError as error:
        return str(error).splitlines()
    return [f"{shown(path)}:{_line(lines, where)}: {'.'.join(where)}: {message}" for where, message in faults]


def _line(lines: Lines, where: Where) -> int:
    return next(lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in lines)


def _faults(path: Path, known: Known) -> list[Fault]:
    if path.name == "instruments.yaml":
        return list(_of_instruments(read(path, Instruments).root))
    if path.name == "pack.yaml":
        return list(_of_zone(("zone",), read(path, Pack).zone))
    if path.name in NO_PROVISIONS:
        if whole := {"initiative.yaml": Initiative, "topics.yaml": Topics}.get(path.name):
            read(path, whole)
        return []
    inside = path.resolve().is_relative_to(known.root)
    provision = read_provision(path.resolve(), known.root if inside else None)
    return [*_of_provision(provision, known, inside), *_of_cases(provision, known)]


def _of_instruments(instruments: Mapping[str, Instrument]) -> Iterator[Fault]:
    for key, instrument in instruments.items():
        older = instrument.supersedes
        if older is not None and older not in instruments:
            yield (key, "supersedes"), f'"{older}" is no instrument of this file'


def _of_zone(where: Where, zone: str) -> Iterator[Fault]:
    if zone != "none":
        try:
            zone_of(zone)
        except FieldError as error:
            yield where, error.reason


def _of_provision(provision: Provision, known: Known, inside: bool) -> Iterator[Fault]:
    house = not inside or provision.pack == "house"
    if known.instruments and not house and provision.cite.instrument not in known.instruments:
        yield ("cite", "instrument"), f'"{provision.cite.instrument}" is not in instruments.yaml'
    if known.topics and not house and provision.checked and provision.topic not in known.topics:
        yield ("topic",), f'"{provision.topic}" is not in topics.yaml'
    if provision.tightens is not None:
        law = known.provisions.get(provision.tightens)
        if law is None:
            yield ("tightens",), f'"{provision.tightens}" is no provision'
        elif looser := looser_than(provision, law):
            yield ("tightens",), f"may only tighten {law.id}, and this is looser: {looser}"


def _of_cases(provision: Provision, known: Known) -> Iterator[Fault]:
    pack = provision.pack if provision.pack in known.packs else (provision.tightens or "").split(".")[0]
    zone = _zone(known.packs[pack].zone if pack in known.packs else "none")
    for n, case in enumerate(provision.cases):
        for where, message in _of_case(provision, case, zone):
            yield ("cases", str(n), *where), message


def _zone(name: str) -> ZoneInfo | None:
    """The zone of this name; none for one that does not exist, which is a fault of the file that names it."""
    try:
        return None if name == "none" else zone_of(name)
    except FieldError:
        return None


def _of_case(provision: Provision, case: Case, zone: ZoneInfo | None) -> Iterator[Fault]:
    yield from _of_attempt(provision, ("attempt",), case.attempt)
    for n, row in enumerate(case.history):
        if not row.get("repeat", "1").isdecimal():
            yield ("history", str(n), "repeat"), f'"{row["repeat"]}" is not a whole number'
        yield from _of_attempt(provision, ("history", str(n)), {k: v for k, v in row.items() if k != "repeat"})
    for name in {*case.registers, *case.missing} - {*FILES}:
        where = ("registers", name) if name in case.registers else ("missing",)
        yield where, f'"{name}" is no register; expected one of {", ".join(FILES)}'
    if case.zone is not None:
        yield from _of_zone(("zone",), case.zone)
    for name in case.registers.keys() & FILES.keys():
        for n, row in enumerate(case.registers[name]):
            try:
                row_from(name, row, _zone(case.zone) if case.zone else zone)
            except FieldError as error:
                yield ("registers", name, str(n), error.field), error.reason
    yield from _of_retry(case.retry_at)


def _of_attempt(provision: Provision, where: Where, row: Mapping[str, str]) -> Iterator[Fault]:
    try:
        attempt_from(GIVEN | provision.given | {"attempt_id": "~"} | dict(row))
    except FieldError as error:
        yield (*where, error.field), error.reason


def _of_retry(retry_at: str | None) -> Iterator[Fault]:
    if retry_at in {None, "never"}:
        return
    try:
        with_offset = datetime.fromisoformat(str(retry_at)).tzinfo is not None
    except ValueError:
        with_offset = False
    if not with_offset:
        yield ("retry_at",), f'"{retry_at}" is neither an ISO 8601 instant with its offset nor never'
