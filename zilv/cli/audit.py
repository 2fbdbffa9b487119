"""`zilv audit`: past attempts against the law, with clause, reason and proof."""

import json
import signal
import sys
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from zilv.cli.language import JsonOption, Language, LanguageOption, chosen
from zilv.cli.sources import FormatOption, MapOption, SetOption, SourceOptions, ZoneOption
from zilv.cli.workplace import put_in_place, stop, workplace
from zilv.errors import ZilvError


class FailOn(StrEnum):
    """The mildest finding that makes the exit status 1."""

    forbidden = "forbidden"
    undetermined = "undetermined"
    warned = "warned"
    never = "never"


PathsArgument = Annotated[
    list[Path], typer.Argument(help="来源文件、文件夹或已读入的数据 · Files, folders or a layout", metavar="PATH...")
]
RegistersOption = Annotated[
    Path | None, typer.Option("--registers", help="登记簿文件夹 · Folder of registers (CSV or Parquet)", metavar="DIR")
]
LawOption = Annotated[
    str, typer.Option("--law", help="适用法规，如 cn,house.yaml · Packs and house files, e.g. cn,house.yaml")
]
SinceOption = Annotated[str | None, typer.Option("--since", help="首日（含） · First local day", metavar="DATE")]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="止于该日（不含） · Up to, not including, this day", metavar="DATE")
]
OutOption = Annotated[Path, typer.Option("--out", help="结果文件夹 · Folder for the results", metavar="DIR")]
FailOnOption = Annotated[
    FailOn, typer.Option("--fail-on", help="达到何种程度即退出码 1 · From which outcome on the exit status is 1")
]
KeepOption = Annotated[
    Path | None, typer.Option("--keep", help="保留读入的数据，下次可直接审查 · Keep the layout there", metavar="DIR")
]


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    paths: tuple[Path, ...]
    registers: Path | None
    law: str
    since: date | None
    until: date | None
    out: Path
    keep: Path | None
    sources: SourceOptions
    lang: Language
    quiet: bool


def audit_command(  # noqa: PLR0913
    paths: PathsArgument,
    registers: RegistersOption = None,
    law: LawOption = "cn",
    since: SinceOption = None,
    until: UntilOption = None,
    out: OutOption = Path("zilv-audit"),
    fail_on: FailOnOption = FailOn.forbidden,
    json_only: JsonOption = False,
    lang: LanguageOption = None,
    source_format: FormatOption = None,
    mapping: MapOption = None,
    zone: ZoneOption = None,
    constants: SetOption = None,
    keep: KeepOption = None,
) -> None:
    """审查过往催收触达：哪一次违反了哪一条、由哪家机构、为什么。

    Audit past attempts: which broke which provision, at which agency, and why.

    \b
    zilv audit calls.csv --registers registers --law cn --out result
    zilv audit cdr.json --set lender=my-company --registers registers
    zilv audit march/ --law cn,house.yaml --since 2026-03-01 --until 2026-04-01
    zilv audit calls.csv --json --fail-on warned

    结果：findings.parquet .csv .xlsx、summary.json、report.html、rejected.csv。
    退出码：0 没有违反强制性规定，1 有，2 输入或用法有误。

    Results: findings.parquet .csv .xlsx, summary.json, report.html, rejected.csv.
    Exit status: 0 no breach of a shall, 1 breaches found, 2 bad input or usage.
    """
    sources = SourceOptions(source_format, mapping, zone, tuple(constants or ()))
    days = _day("--since", since), _day("--until", until)
    request = Request(tuple(paths), registers, law, *days, out, keep, sources, chosen(lang), json_only)
    signal.signal(signal.SIGTERM, stop)
    summary = _audited(request)
    if json_only:
        print(json.dumps(summary, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _show(summary, request)
    raise typer.Exit(_status(summary, fail_on))


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ZilvError(f'{option}: "{text}" is not a date, e.g. 2026-03-01') from None


def _status(summary: Any, fail_on: FailOn) -> int:
    worse = [kind.value for kind in FailOn if kind is not FailOn.never]
    counted = worse[: worse.index(fail_on.value) + 1] if fail_on is not FailOn.never else []
    return int(any(summary["findings"][kind] for kind in counted))


def _audited(request: Request) -> Any:
    """Everything from sources to results; what it writes stands in its place only at the end."""
    from zilv.cli.progress import stages
    from zilv.cli.sources import tokens_of_installation, zone_named
    from zilv.registers.read import read_registers
    from zilv.registers.rows import Registers
    from zilv.rules.library import choose

    law = choose(request.law)
    zone = zone_named(request.sources.zone) or law.zone
    tokens, warning = tokens_of_installation()
    _warn([warning] if warning else [])
    registers = Registers()
    if request.registers is not None:
        registers, _, warnings = read_registers(request.registers, tokens, zone)
        _warn(warnings)
    _tell_of_compiling(request)
    with workplace(request.out) as work, stages(request.lang, request.quiet) as bars:
        layout, accounting = _taken_in(request, (tokens, registers, zone), work, bars)
        _warn(accounting["warnings"])
        summary = _judged(request, (law, registers), (layout, accounting), work, bars)
        put_in_place(work / "results", request.out)
    return summary


def _taken_in(request: Request, known: tuple[Any, Any, Any], work: Path, bars: Any) -> tuple[Path, dict[str, Any]]:
    """The layout of the sources, and what became of their rows."""
    from zilv.attempts.intake.intake import take_in
    from zilv.attempts.intake.layout import is_layout, read_manifest
    from zilv.attempts.intake.options import IntakeOptions
    from zilv.cli.sources import constants_of, zone_named

    if len(request.paths) == 1 and is_layout(request.paths[0]):
        return request.paths[0], _accounted(read_manifest(request.paths[0]).accounting)
    tokens, registers, zone = known
    options = IntakeOptions(
        tokens=tokens,
        rejects=work / "results" / "rejected.csv",
        format=request.sources.format,
        mapping=request.sources.mapping,
        zone_of_times=zone_named(request.sources.zone),
        default_zone=zone,
        constants=constants_of(request.sources.constants),
        registers=registers,
    )
    layout = request.keep or work / "layout"
    accounting = take_in(request.paths, layout, options, lambda p: bars.at(p.stage, p.done, p.total, p.rows))
    return layout, _accounted(accounting)


def _accounted(accounting: Any) -> dict[str, Any]:
    names = ("read", "accepted", "merged", "duplicate", "rejected")
    return {name: getattr(accounting, name) for name in names} | {"warnings": list(accounting.warnings)}


def _judged(request: Request, by: tuple[Any, Any], of: tuple[Path, Any], work: Path, bars: Any) -> Any:
    """Judge the layout and write every result below `work`; returns the summary."""
    from zilv import clock
    from zilv.audit.results import write_results
    from zilv.audit.run import Audit, Period
    from zilv.audit.summary import Basis

    law, registers = by
    layout, accounting = of
    audit = Audit(law, registers, Period(request.since, request.until))
    total, done = accounting["accepted"], 0

    def judged(rows: int) -> None:
        nonlocal done
        done += rows
        bars.at("judge", done, total, done)

    missing = tuple(name for name in registers.__struct_fields__ if getattr(registers, name) is None)
    generated_at = clock.now().isoformat(timespec="seconds")
    basis = Basis(law, accounting, missing, request.since, request.until, generated_at)
    findings = work / "results" / "findings.parquet"
    audit.write_findings(layout, findings, judged)
    return write_results(work / "results", audit.tally.table(), basis, request.lang)


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        print(f"注意 · note: {warning}", file=sys.stderr)  # noqa: T201


def _tell_of_compiling(request: Request) -> None:
    from zilv.compiled import compiles_anew

    if compiles_anew() and not request.quiet:
        zh, en = (
            "首次运行：正在编译审查程序，约十秒，仅此一次。",
            "First run: compiling the checks, about ten seconds, once.",
        )
        print(zh if request.lang == "zh" else en, file=sys.stderr)  # noqa: T201


def _show(summary: Any, request: Request) -> None:
    from rich.console import Console

    from zilv.audit.console import print_summary
    from zilv.audit.results import FILES

    files = {request.out / name: words for name, words in FILES.items() if (request.out / name).exists()}
    print_summary(Console(), summary, request.lang, files)
