"""What the user may say about the sources, and what is told while they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from zilv.attempts.attempt import COLUMNS
from zilv.attempts.parse import FieldError, attempt_from
from zilv.errors import IntakeError
from zilv.privacy.token import Tokens
from zilv.registers.rows import Registers

_NOT_CONSTANT = ("attempt_id", "at")


@dataclass(frozen=True, kw_only=True)
class IntakeOptions:
    """How sources are read.

    `format`: the name of a format, `canonical`, or None to guess. `mapping`: a mapping file in place of a format.
    `zone_of_times`: of times without offset; None rejects them in canonical input. `default_zone`: of persons whom no
    register places; None leaves their minute unknown. `constants`: values for columns that the source lacks.
    `rejects`: the CSV of rejected rows. Raises IntakeError for a constant that no row could have.
    """

    tokens: Tokens
    rejects: Path
    format: str | None = None
    mapping: Path | None = None
    zone_of_times: ZoneInfo | None = None
    default_zone: ZoneInfo | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    registers: Registers | None = None

    def __post_init__(self) -> None:
        if self.format is not None and self.mapping is not None:
            raise IntakeError("格式与映射文件请只给其一 · a format and a mapping file were named; name one of the two")
        for name, text in self.constants.items():
            if name not in COLUMNS or name in _NOT_CONSTANT:
                allowed = ", ".join(column for column in COLUMNS if column not in _NOT_CONSTANT)
                raise IntakeError(
                    f'"{name}" 不能统一设定，应为文末所列之一 · cannot be set for all rows; expected one of {allowed}'
                )
            _check_constant(name, text)


def _check_constant(name: str, text: str) -> None:
    if not text.strip():
        raise IntakeError(f"--set {name}: 为空，请去掉 · is empty; leave it out")
    given = {"attempt_id": "any", "at": "2000-01-01T00:00:00Z", "lender": "any", "person": "any", "channel": "voice"}
    try:
        attempt_from({**given, name: text})
    except FieldError as error:
        raise IntakeError(f"--set {name}: {error.reason}") from None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far intake is. `done` of `total`: bytes while reading, buckets after. `rows`: read so far."""

    stage: Literal["read", "settle", "sort"]
    file: str
    done: int
    total: int
    rows: int


Told = Callable[[Progress], None]
"""Who is told how far intake is."""
