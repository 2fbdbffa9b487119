"""Registers as files: one CSV or Parquet a register, in one folder; an absent file is a register not supplied.

A register that is supplied is complete, so one with a row that cannot be read is no register at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from zilv.attempts.intake.chunk import UNRELIABLE, Source
from zilv.attempts.intake.columns import NAMING
from zilv.attempts.intake.inputs import opened
from zilv.attempts.intake.reasons import columns_seen, not_ours, problem
from zilv.attempts.intake.record import FRACTION
from zilv.attempts.parse import FieldError
from zilv.errors import IntakeError, RegisterError
from zilv.privacy.token import PREFIXES, Tokens
from zilv.registers.parse import check_identifiers, columns_of, row_from
from zilv.registers.rows import FILES, Person, Registers, zone_names

SUFFIXES = (".csv", ".parquet")
KEPT_MAX = 1 << 16
"""So many tokens are remembered, for a person met on one row after the other."""

SHOWN = 5
"""So many problems are told in an error."""


class Problem(NamedTuple):
    """Why a row of a register cannot be read. `row` counts from 1 below the header; `reason` holds nobody's data."""

    file: str
    row: int
    field: str
    reason: str

    def told(self) -> str:
        """As an error tells it."""
        return f"{self.file}: 第 {self.row} 行 row {self.row}: {self.field + ': ' if self.field else ''}{self.reason}"


class Reader:
    """Reads registers, each row's identifiers becoming tokens. What cannot be read is told in `problems`.

    A date means midnight where its person lives, as `zones` say by token, else in `zone`.
    """

    def __init__(self, tokens: Tokens, zone: ZoneInfo | None, zones: Mapping[str, ZoneInfo] | None = None) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[str] = []
        self._tokens, self._zone = tokens, zone
        self._zones: Mapping[str, ZoneInfo] = zones or {}
        self._known: dict[tuple[str, str], str] = {}

    def rows(self, register: str, path: Path) -> tuple[Any, ...] | None:
        """The rows of a register; None when any of them cannot be read. Those of `persons` say where persons live."""
        before = len(self.problems)
        made = tuple(record for _, record in self.each(register, path))
        if register == "persons":
            self._tell_of_zones(path, self.learn(made), made)
        return made if len(self.problems) == before else None

    def each(self, register: str, path: Path) -> Iterator[tuple[int, Any]]:
        """The rows that can be read, one by one, each with its number below the header. Raises RegisterError."""
        try:
            file = opened(path)
            with file.file:
                columns = self._columns(register, path, file.source)
                yield from self._made(register, path, file.source, columns)
        except IntakeError as error:
            raise RegisterError(str(error)) from None

    def _columns(self, register: str, path: Path, source: Source) -> frozenset[str]:
        unknown = check_columns(register, str(path), source.names)
        if unknown:
            self.warnings.append(f"{path}: {not_ours(unknown)}")
        return frozenset(columns_of(register))

    def _made(self, register: str, path: Path, source: Source, columns: frozenset[str]) -> Iterator[tuple[int, Any]]:
        for chunk in source.chunks(columns):
            self.problems.extend(Problem(str(path), p.row, p.field, p.reason) for p in chunk.refused)
            for number, row in zip(chunk.row.tolist(), chunk.as_records(), strict=True):
                try:
                    yield number, self.record(register, row)
                except FieldError as error:
                    found = problem(number, 0, error)
                    self.problems.append(Problem(str(path), number, found.field, found.reason))

    def record(self, register: str, row: Mapping[str, str]) -> Any:
        """The record of one row of text; raises FieldError."""
        check_cells(row)
        tokenised = {name: self._token(name, text) if name in PREFIXES else text for name, text in row.items()}
        return row_from(register, tokenised, self._zone_of(register, tokenised))

    def _token(self, kind: str, text: str) -> str:
        known = self._known.get((kind, text))
        if known is None:
            if len(self._known) >= KEPT_MAX:
                self._known.clear()
            known = self._known[kind, text] = self._tokens.text(kind, text) if text.strip() else ""
        return known

    def _zone_of(self, register: str, row: dict[str, str]) -> ZoneInfo | None:
        if register == "persons" and row.get("zone", "").strip():
            return ZoneInfo(_person_zone(row["zone"]))
        return self._zones.get(row.get("person", ""), self._zone)

    def learn(self, persons: Iterable[Person]) -> dict[str, str]:
        """From now on dates mean midnight where these persons live; returns the zone of each."""
        named = zone_names(persons)
        self._zones = {person: ZoneInfo(zone) for person, zone in named.items()}
        return named

    def _tell_of_zones(self, path: Path, named: dict[str, str], persons: tuple[Person, ...]) -> None:
        several = len({(p.person, p.zone) for p in persons if p.zone}) - len(named)
        if several:
            self.warnings.append(in_another_zone(str(path), several))


def check_cells(row: Mapping[str, str]) -> None:
    """Raises FieldError where a row as a file holds it, not yet of tokens, has an identifier that would bind nobody."""
    for name in NAMING:
        if row.get(name, "").strip() == UNRELIABLE:
            raise FieldError(name, FRACTION)
    check_identifiers(row)


def in_another_zone(where: str, rows: int) -> str:
    """The warning that so many rows of the register of persons place someone where he is not taken to live."""
    return (
        f"{where}: {rows} 行给人另一时区；以 since 最晚者为准，同样晚的取字母在前者 · "
        f"{rows} rows give a person another zone; the latest since counts, of equally late ones the zone that is first "
        "in the alphabet"
    )


def check_columns(register: str, where: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that are none of the register's; raises RegisterError where one that it needs is not there."""
    known = columns_of(register)
    required = [f.encode_name for f in msgspec.structs.fields(FILES[register]) if f.required]
    missing = [name for name in required if name not in names]
    if missing:
        raise RegisterError(
            f"{where}: 缺少列 {', '.join(missing)}，登记簿 {register} 的列见文末 · "
            f"lacks the columns {', '.join(missing)}; a register of {register} has {', '.join(known)}. "
            f"{columns_seen(tuple(names))}"
        )
    return tuple(name for name in names if name not in known)


def _person_zone(text: str) -> str:
    person = row_from("persons", {"person": "any", "zone": text}, None)
    return str(person.zone)


def read_registers(
    folder: Path, tokens: Tokens, zone: ZoneInfo | None, strict: bool = True
) -> tuple[Registers, list[Problem], list[str]]:
    """The registers in a folder, the problems of their rows, and warnings.

    Persons, numbers, accounts and lines become tokens. A date is midnight where its person lives, else in `zone`.
    Raises RegisterError for a file that cannot be read and, if `strict`, for any row that cannot; if not `strict`, a
    register with such a row counts as not supplied.
    """
    reader = Reader(tokens, zone)
    paths = files_of(folder, reader.warnings)
    made = {register: reader.rows(register, path) for register, path in paths.items()}
    problems = sorted(reader.problems)
    if problems and strict:
        raise incomplete([problem.told() for problem in problems[:SHOWN]], len(problems))
    return Registers(**made), problems, reader.warnings


def files_of(folder: Path, warnings: list[str]) -> dict[str, Path]:
    """By register its file in a folder, `persons` first. Raises RegisterError."""
    if not folder.is_dir():
        raise RegisterError(
            f"{folder}: 不是文件夹，应含文末所列的文件 · "
            f"is no folder; expected one with files such as {', '.join(FILES)} (.csv)"
        )
    found = chosen_among(str(folder), [path.name for path in folder.iterdir()], warnings)
    return {register: folder / name for register, name in found.items()}


def chosen_among(folder: str, names: Iterable[str], warnings: list[str]) -> dict[str, str]:
    """By register its file's name among those in a folder, `persons` first: their zones say what a date means.

    Raises RegisterError where a register has two.
    """
    found: dict[str, str] = {}
    others = []
    for name in sorted(names):
        stem, suffix = PurePath(name).stem, PurePath(name).suffix.lower()
        if suffix not in SUFFIXES or stem not in FILES:
            others.append(name)
        elif stem in found:
            raise RegisterError(
                f"{folder}: 同时有 {found[stem]} 与 {name}，请移去其一 · "
                f"holds both {found[stem]} and {name}; remove one of them"
            )
        else:
            found[stem] = name
    others = [name for name in others if not name.startswith((".", "~$"))]
    if others:
        known = ", ".join(FILES)
        warnings.append(
            f"{folder}: 没有名为 {', '.join(others)} 的登记簿，应为文末所列 · "
            f"no register is called {', '.join(others)}; expected {known} (.csv or .parquet)"
        )
    return {name: found[name] for name in ("persons", *FILES) if name in found}


def incomplete(problems: Sequence[str], count: int) -> RegisterError:
    """What is wrong with registers of which so many rows cannot be read; `problems`: the first `SHOWN`, as told."""
    en = "a register with a row that cannot be read is not complete; mend these rows"
    more = [f"另有 {count - SHOWN} 行 · and {count - SHOWN} more"] if count > SHOWN else []
    return RegisterError("\n".join([f"登记簿有不可读的行即不完整，请更正以下各行 · {en}:", *problems, *more]))
