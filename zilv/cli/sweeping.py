"""What commands share that judge past attempts: which law, registers and sources, where results go."""

import signal
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zilv.cli.language import Language
from zilv.cli.sources import SourceOptions, constants_of, tokens_of_installation, zone_named
from zilv.cli.workplace import stop
from zilv.errors import IntakeError, ZilvError

if TYPE_CHECKING:
    from zilv.attempts.intake.options import IntakeOptions
    from zilv.registers.rows import Registers
    from zilv.rules.library import Law

PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(help="来源文件、文件夹或已读入的数据 · Files, folders or a layout", metavar="PATH..."),
]
RegistersOption = Annotated[
    str | None, typer.Option("--registers", help="登记簿文件夹 · Folder of registers (CSV or Parquet)", metavar="DIR")
]
SinceOption = Annotated[str | None, typer.Option("--since", help="首日（含） · First local day", metavar="DATE")]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="止于该日（不含） · Up to, not including, this day", metavar="DATE")
]
OutOption = Annotated[Path, typer.Option("--out", help="结果文件夹 · Folder for the results", metavar="DIR")]
KeepOption = Annotated[
    Path | None, typer.Option("--keep", help="保留读入的数据，下次可直接审查 · Keep the layout there", metavar="DIR")
]


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    paths: tuple[Path, ...]
    registers: Path | None
    since: date | None
    until: date | None
    out: Path
    keep: Path | None
    sources: SourceOptions
    lang: Language
    quiet: bool


def folder_of(registers: str | None) -> Path | None:
    """The folder that `--registers` names."""
    return None if registers is None else Path(registers)


def day(option: str, text: str | None) -> date | None:
    """The day that an option names; raises ZilvError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ZilvError(f'{option}: "{text}" 不是日期，应如 2026-03-01 · is not a date, e.g. 2026-03-01') from None


def period(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The days of `--since` and `--until`, half open; raises ZilvError, also where no day lies between them."""
    first, end = day("--since", since), day("--until", until)
    if first is not None and end is not None and end <= first:
        raise ZilvError(
            f"--until: {end} 不晚于 --since {first}，其间没有一天；--until 当日不计在内，只看一天请写次日 · "
            f"{end} is not after --since {first}, so no day lies between; the day of --until is not included, "
            "so for one day name the next"
        )
    return first, end


def end_as_ctrl_c_does() -> None:
    """Let whoever ends this command from outside leave no half-written output either."""
    signal.signal(signal.SIGTERM, stop)


def registers_of(request: Request, law: "Law") -> tuple[Any, "Registers"]:
    """The tokens of the installation, and the registers; warnings about either are shown."""
    from zilv.registers.read import read_registers
    from zilv.registers.rows import Registers

    tokens, warning = tokens_of_installation()
    warn([warning] if warning else [])
    registers = Registers()
    if request.registers is not None:
        registers, _, warnings = read_registers(request.registers, tokens, _zone(request, law))
        warn(warnings)
    return tokens, registers


def _zone(request: Request, law: "Law") -> Any:
    """Where persons live whom no register places."""
    return zone_named(request.sources.zone) or law.zone


def taken_in(
    request: Request, law: "Law", known: tuple[Any, "Registers"], work: Path, bars: Any
) -> tuple[Path, dict[str, Any]]:
    """The layout of the sources, and what became of their rows; warnings are shown. `known`: tokens, registers."""
    from zilv.attempts.intake.intake import take_in
    from zilv.attempts.intake.layout import is_layout

    if len(request.paths) == 1 and is_layout(request.paths[0]):
        return request.paths[0], _accounted(_kept(request, law, known, work))
    layout, options = request.keep or work / "layout", options_of(request, law, known, work)
    accounting = take_in(request.paths, layout, options, lambda p: bars.at(p.stage, p.done, p.total, p.rows))
    return layout, _accounted(accounting)


def _kept(request: Request, law: "Law", known: tuple[Any, "Registers"], work: Path) -> Any:
    """What became of the rows of a layout; raises IntakeError where its sources would give other findings now."""
    from zilv.attempts.intake.layout import read_manifest
    from zilv.attempts.intake.made_with import check_fits

    (layout,), sources = request.paths, request.sources
    given = {
        "--format": sources.format,
        "--map": sources.mapping,
        "--set": sources.constants,
        "--keep": request.keep,
    }
    for option in (name for name, value in given.items() if value):
        raise IntakeError(
            f"{option}：{layout} 是已读入的数据，此选项不起作用；请去掉，或重新读入来源文件 · "
            f"{option}: {layout} is a layout, which was read already, so this would "
            "change nothing; leave it out, or take the sources in again"
        )
    manifest = read_manifest(layout)
    check_fits(layout, manifest.made_with, options_of(request, law, known, work))
    return manifest.accounting


def options_of(request: Request, law: "Law", known: tuple[Any, "Registers"], work: Path) -> "IntakeOptions":
    """How the sources are to be read. `known`: tokens, registers."""
    from zilv.attempts.intake.options import IntakeOptions

    tokens, registers = known
    return IntakeOptions(
        tokens=tokens,
        rejects=work / "results" / "rejected.csv",
        format=request.sources.format,
        mapping=request.sources.mapping,
        zone_of_times=zone_named(request.sources.zone),
        default_zone=_zone(request, law),
        constants=constants_of(request.sources.constants),
        registers=registers,
    )


def not_supplied(registers: "Registers") -> tuple[str, ...]:
    """The registers that nobody supplied."""
    return tuple(name for name in registers.__struct_fields__ if getattr(registers, name) is None)


def _accounted(accounting: Any) -> dict[str, Any]:
    names = ("read", "accepted", "merged", "duplicate", "rejected")
    warn(accounting.warnings)
    return {name: getattr(accounting, name) for name in names} | {"warnings": list(accounting.warnings)}


def warn(warnings: Any) -> None:
    """Show warnings on standard error."""
    for warning in warnings:
        print(f"注意 · note: {warning}", file=sys.stderr)  # noqa: T201


def tell_of_compiling(request: Request) -> None:
    """Say why the first run takes longer."""
    from zilv.compiled import compiles_anew

    if compiles_anew() and not request.quiet:
        zh, en = (
            "首次运行：正在编译审查程序，约十秒，仅此一次。",
            "First run: compiling the checks, about ten seconds, once.",
        )
        print(zh if request.lang == "zh" else en, file=sys.stderr)  # noqa: T201
