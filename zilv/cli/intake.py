"""`zilv intake`: a first look at a file, and the token of a number or person."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.sources import FormatOption, MapOption, SetOption, SourceOptions, ZoneOption

FileArgument = Annotated[Path, typer.Argument(help="来源文件 · A source file", metavar="FILE")]
KindOption = Annotated[str, typer.Option("--kind", help="person number account line", metavar="KIND")]


def inspect_command(  # noqa: PLR0913
    file: FileArgument,
    json_only: JsonOption = False,
    lang: LanguageOption = None,
    source_format: FormatOption = None,
    mapping: MapOption = None,
    zone: ZoneOption = None,
    constants: SetOption = None,
) -> None:
    """辨认来源格式，试读前十行；号码与人以代号显示。

    Guess a file's format and show its first ten rows as they would be read, tokens in place of people and numbers.

    \b
    zilv intake inspect calls.csv
    zilv intake inspect cdr.csv --format freeswitch --zone Asia/Shanghai
    zilv intake inspect export.xlsx --map mapping.yaml
    """
    inspection = _inspected(file, SourceOptions(source_format, mapping, zone, tuple(constants or ())))
    if json_only:
        print(json.dumps(_plain(inspection), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _show(inspection, chosen(lang))


def _inspected(file: Path, sources: SourceOptions) -> Any:
    from zilv.attempts.intake.inspect import inspect
    from zilv.attempts.intake.options import IntakeOptions
    from zilv.cli.sources import constants_of, regime_zone, tokens_of_installation, zone_named

    tokens, _ = tokens_of_installation()
    zone = zone_named(sources.zone)
    options = IntakeOptions(
        tokens=tokens,
        rejects=Path("rejected.csv"),
        format=sources.format,
        mapping=sources.mapping,
        zone_of_times=zone,
        default_zone=zone or regime_zone(),
        constants=constants_of(sources.constants),
    )
    return inspect(file, options)


def _plain(inspection: Any) -> dict[str, Any]:
    rows = [
        {"row": r.row, "line": r.line, "values": dict(r.values)}
        | ({"problem": {"field": r.problem.field, "reason": r.problem.reason}} if r.problem else {})
        for r in inspection.rows
    ]
    names = ("container", "encoding", "format", "columns", "warnings")
    return {name: getattr(inspection, name) for name in names} | {"rows": rows}


def _show(inspection: Any, lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    kind = f"{inspection.container} {inspection.encoding}".strip()
    console.print(
        f"格式 format: {inspection.format}  ({kind})" if lang == "zh" else f"format: {inspection.format}  ({kind})"
    )
    for warning in inspection.warnings:
        console.print(f"注意 · note: {warning}", markup=False)
    for row in inspection.rows:
        table = Table(
            title=f"第 {row.row} 行" if lang == "zh" else f"row {row.row}", show_header=False, title_justify="left"
        )
        for name, value in row.values.items():
            table.add_row(name, value)
        if row.problem:
            table.add_row("✗ " + row.problem.field, row.problem.reason)
        console.print(table, markup=False)


def token_command(
    text: Annotated[str, typer.Argument(help="号码、客户号等 · The raw identifier; - reads it from standard input")],
    kind: KindOption = "person",
) -> None:
    """某人或某号码在本安装中的代号：用来在报告里找到他。

    The token that stands for a person, number, account or line in this installation's reports.

    \b
    zilv intake token C-000123
    echo 13800001234 | zilv intake token - --kind number
    """
    import sys

    from zilv.cli.sources import tokens_of_installation
    from zilv.errors import ZilvError
    from zilv.privacy.token import PREFIXES

    if kind not in PREFIXES:
        raise ZilvError(f'--kind: "{kind}" 不在文末所列之中 · is not one of {", ".join(PREFIXES)}')
    tokens, warning = tokens_of_installation()
    if warning:
        print(f"注意 · note: {warning}", file=sys.stderr)  # noqa: T201
    print(tokens.text(kind, sys.stdin.read() if text == "-" else text))  # noqa: T201
