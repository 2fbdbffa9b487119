"""Whether a layout may be judged by these registers, in this zone, under this token key: what intake fixed must agree.

Local days and minutes, the persons behind numbers, and all tokens are in the rows; a layout that was made with other
ones than it is judged with would give other findings than its sources, and nobody would see it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from zilv.attempts.intake.layout import MadeWith
from zilv.attempts.intake.options import IntakeOptions
from zilv.errors import IntakeError
from zilv.privacy.token import from_text, mark_of
from zilv.registers.rows import Person, Registers, Relation, zone_names

_DO = "请与读入时给出相同的，或重新读入来源文件", "give what was given then, or take the sources in again"


def made_with_of(options: IntakeOptions, numbers_alone: bool) -> MadeWith:
    """What fixes the rows of a layout. `numbers_alone`: whether any attempt names no person, only a number."""
    registers = options.registers or Registers()
    return MadeWith(
        mark=mark_of(options.tokens),
        zone=_key(options.default_zone),
        zone_of_times=_key(options.zone_of_times),
        persons=_digest(_placed(registers.persons or (), options.default_zone)),
        relations=_digest(_told_of_numbers(registers.relations or ())) if numbers_alone else None,
    )


def check_fits(layout: Path, made: MadeWith, options: IntakeOptions) -> None:
    """Raise IntakeError, which says what differs, where this layout's sources would now be read otherwise.

    `options.zone_of_times` None: nobody said anything of it, and that of the layout holds.
    """
    now = made_with_of(options, made.relations is not None)
    for zh, en in _differences(made, now):
        raise IntakeError(f"{layout}: {zh}；未作任何审查。{_DO[0]} · {en}; nothing was judged: {_DO[1]}")


def _differences(made: MadeWith, now: MadeWith) -> Iterator[tuple[str, str]]:
    """In Chinese and English."""
    if now.mark != made.mark:
        yield (
            "读入时用的是另一把代号钥匙，登记簿与这些数据对不上",
            "was made under another token key, which no register fits",
        )
    if now.zone_of_times not in {None, made.zone_of_times}:
        was = made.zone_of_times
        yield (
            f"--zone {now.zone_of_times}：读入时{f'为 {was}' if was else '未给出'}，时刻已定",
            f"--zone {now.zone_of_times}: was {was or 'not given'} when its times were read",
        )
    if now.zone != made.zone:
        yield (
            f"登记簿未列时区的人，读入时算作在 {made.zone or '未知时区'}，"
            f"现（--law 或 --zone）为 {now.zone or '未知时区'}，当地日期与时刻会不同",
            f"took whom no register places to live in {made.zone or 'a zone nobody knows'}, which is "
            f"{now.zone or 'a zone nobody knows'} now (by --law or --zone), so local days and times would differ",
        )
    for name in ("persons", "relations"):
        if getattr(now, name) != getattr(made, name):
            yield (
                f"登记簿 {name} 与读入时所说不同（--registers）",
                f"was made when the register of {name} said something else (--registers)",
            )


def _key(zone: ZoneInfo | None) -> str | None:
    return zone.key if zone else None


def _placed(persons: Iterable[Person], zone: ZoneInfo | None) -> Iterator[tuple[int, str]]:
    """Who lives elsewhere than in `zone`, and where: no other row of the register moves a clock."""
    for person, name in zone_names(persons).items():
        if name != _key(zone):
            yield from_text(person), name


def _told_of_numbers(relations: Iterable[Relation]) -> Iterator[tuple[Any, ...]]:
    """What intake reads of relations."""
    for row in relations:
        if row.number:
            yield row.number, row.person, row.party, row.lender, row.since, row.until


def _digest(rows: Iterable[Any]) -> str:
    """SHA-256 of rows whatever their order, each once."""
    written = sorted({msgspec.msgpack.encode(row) for row in rows})
    return hashlib.sha256(b"".join(written)).hexdigest()
