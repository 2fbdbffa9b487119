"""What commands that read a dialler's export ask for: format, mapping, zone, constants, and the tokens' key."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from zilv.errors import IntakeError

FormatOption = Annotated[
    str | None, typer.Option("--format", help="来源格式，默认自动辨认 · Source format; guessed unless named")
]
MapOption = Annotated[
    Path | None, typer.Option("--map", help="列对照文件（YAML） · Mapping file for any other format", metavar="FILE")
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--zone", help="无时区的时间属于哪个时区 · Zone of times without one, e.g. Asia/Shanghai"),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="来源缺少的列统一取值 · A value for a column the source lacks", metavar="COLUMN=VALUE"),
]


@dataclass(frozen=True)
class SourceOptions:
    """How sources are read, as the command line gave it."""

    format: str | None
    mapping: Path | None
    zone: str | None
    constants: tuple[str, ...]


def zone_named(name: str | None) -> ZoneInfo | None:
    """The zone of this name, None for none; raises IntakeError."""
    from zilv.attempts.parse import FieldError
    from zilv.registers.parse import zone_of

    try:
        return zone_of(name) if name else None
    except FieldError as error:
        raise IntakeError(f"--zone: {error.reason}") from None


def regime_zone() -> ZoneInfo:
    """The zone of whoever no register places, where no law was chosen: China's."""
    from zilv.rules.library import law_folder, read
    from zilv.rules.provision import Pack

    pack: Pack = read(law_folder() / "cn" / "pack.yaml", Pack)
    return ZoneInfo(pack.zone)


def constants_of(given: tuple[str, ...]) -> dict[str, str]:
    """COLUMN=VALUE pairs; raises IntakeError for anything else."""
    pairs = [text.partition("=") for text in given]
    wrong = next((f"{name}" for name, sign, value in pairs if not (sign and name and value)), None)
    if wrong is not None:
        zh, en = "应写作 列=值，如 --set lender=示例消金", "is not COLUMN=VALUE, e.g. --set lender=my-company"
        raise IntakeError(f'--set: "{wrong}" {zh} · {en}')
    return {name: value for name, _, value in pairs}


def tokens_of_installation() -> tuple[Any, str | None]:
    """The tokens of this installation, and what the user should know about their key."""
    from zilv.privacy.key import token_key
    from zilv.privacy.token import Tokens

    key = token_key(os.environ)
    return Tokens(key.key), key.warning
