"""`zilv audit`: past attempts against the law, with clause, reason and proof."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from zilv.cli.continued import continued
from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.on_spark import OnSpark, audited_on_spark
from zilv.cli.sources import FormatOption, MapOption, SetOption, SourceOptions, ZoneOption
from zilv.cli.sweeping import (
    KeepOption,
    OutOption,
    PathsArgument,
    RegistersOption,
    Request,
    SinceOption,
    UntilOption,
    end_as_ctrl_c_does,
    folder_of,
    not_supplied,
    period,
    registers_of,
    taken_in,
    tell_of_compiling,
)
from zilv.cli.unread import (
    REJECTED,
    first_reasons,
    from_layout,
    put_judged,
    refuse_if_no_day_is_left,
    refuse_if_nothing_was_read,
    whereabouts,
)
from zilv.cli.workplace import workplace
from zilv.errors import IntakeError, ZilvError


class Engine(StrEnum):
    """Where the audit runs: in this process, or on Apache Spark."""

    embedded = "embedded"
    spark = "spark"


class FailOn(StrEnum):
    """The mildest finding that makes the exit status 1."""

    forbidden = "forbidden"
    undetermined = "undetermined"
    warned = "warned"
    never = "never"


LawOption = Annotated[
    str, typer.Option("--law", help="适用法规，如 cn,house.yaml · Packs and house files, e.g. cn,house.yaml")
]
StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state",
        help="持续审查：只审新到的与受其影响的 · Go on from here: judge what is new or touched",
        metavar="DIR",
    ),
]
FailOnOption = Annotated[
    FailOn, typer.Option("--fail-on", help="达到何种程度即退出码 1 · From which outcome on the exit status is 1")
]

EngineOption = Annotated[
    Engine, typer.Option("--engine", help="在本机，或在 Spark 集群 · In this process, or on a Spark cluster")
]
MasterOption = Annotated[
    str | None,
    typer.Option("--master", help="Spark 主节点，如 local[2] · Spark's master, e.g. local[2] or yarn", metavar="URL"),
]


def audit_command(  # noqa: PLR0913
    paths: PathsArgument = None,
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
    state: StateOption = None,
    engine: EngineOption = Engine.embedded,
    master: MasterOption = None,
) -> None:
    """审查过往催收触达：哪一次违反了哪一条、由哪家机构、为什么。

    Audit past attempts: which broke which provision, at which agency, and why.

    \b
    zilv audit calls.csv --registers registers --law cn --out result
    zilv audit cdr.json --set lender=my-company --registers registers
    zilv audit march/ --law cn,house.yaml --since 2026-03-01 --until 2026-04-01
    zilv audit calls.csv --json --fail-on warned
    zilv audit today.csv --registers registers --state state --out result
    zilv audit s3a://calls/2026/ --registers s3a://registers --engine spark --master yarn

    结果：findings.parquet .csv .xlsx、summary.json、report.html、rejected.csv。
    退出码：0 没有违反强制性规定，1 有，2 输入或用法有误、没有一行能读入，或所选日期没有触达。

    Results: findings.parquet .csv .xlsx, summary.json, report.html, rejected.csv.
    Exit status: 0 no breach of a shall, 1 breaches found, 2 bad input or usage, none of the rows could be read,
    or no attempt lies in the days asked for.
    """
    sources = SourceOptions(source_format, mapping, zone, tuple(constants or ()))
    days = period(since, until)
    if not paths and state is None:
        raise ZilvError("PATH: 请给出文件、文件夹或已读入的数据 · nothing to audit; name files, folders or a layout")
    if keep is not None and state is not None:
        raise ZilvError(
            "--keep: 审查状态已保留所读入的数据，请与 --state 只给其一 · "
            "a state keeps what was read already; leave one of --keep and --state out"
        )
    if master is not None and engine is not Engine.spark:
        raise ZilvError("--master: 只用于 Spark，请加 --engine spark · is Spark's; add --engine spark")
    files = tuple(map(Path, paths or ())), folder_of(registers)
    request = Request(*files, *days, out, keep, sources, chosen(lang), json_only)
    end_as_ctrl_c_does()
    if engine is Engine.spark:
        summary = audited_on_spark(request, law, OnSpark(tuple(paths or ()), registers, master, state is not None))
    else:
        summary = _audited(request, law) if state is None else continued(request, law, state)
    _tell(summary, request, of_all_runs=state is not None)
    raise typer.Exit(_status(summary, fail_on))


def _tell(summary: Any, request: Request, of_all_runs: bool) -> None:
    """On the terminal. Raises ZilvError where nothing was judged: an audit of nothing is no clean one."""
    if request.quiet:
        print(json.dumps(summary, ensure_ascii=False, indent=2))  # noqa: T201
    where = whereabouts(request, of_all_runs=of_all_runs)
    reasons = () if from_layout(request) else first_reasons(request.out / REJECTED)
    refuse_if_nothing_was_read(summary["accounting"], where, reasons)
    refuse_if_no_day_is_left(request, summary["totals"]["attempts"], summary["accounting"]["accepted"])
    if not summary["totals"]["attempts"]:
        raise IntakeError(
            f"来源中一行也没有，什么也没有审查；{request.out} 保持原样 · "
            f"the sources hold no row, so nothing was judged; {request.out} is as it was"
        )
    if not request.quiet:
        _show(summary, request, where)


def _status(summary: Any, fail_on: FailOn) -> int:
    worse = [kind.value for kind in FailOn if kind is not FailOn.never]
    counted = worse[: worse.index(fail_on.value) + 1] if fail_on is not FailOn.never else []
    return int(any(summary["findings"][kind] for kind in counted))


def _audited(request: Request, choice: str) -> Any:
    """Everything from sources to results; what it writes stands in its place only at the end."""
    from zilv.cli.progress import stages
    from zilv.rules.library import choose

    law = choose(choice)
    known = registers_of(request, law)
    tell_of_compiling(request)
    with workplace(request.out) as work, stages(request.lang, request.quiet) as bars:
        read = taken_in(request, law, known, work, bars)
        summary = _judged(request, (law, known[1]), read, work, bars)
        put_judged(work / "results", request.out, summary)
    return summary


def _judged(request: Request, by: tuple[Any, Any], of: tuple[Path, Any], work: Path, bars: Any) -> Any:
    """Judge the layout and write every result below `work`; returns the summary."""
    from zilv import clock
    from zilv.audit.results import write_results
    from zilv.audit.run import Audit, Period
    from zilv.audit.summary import Basis
    from zilv.rules.reviewed import attempts_named

    law, registers = by
    layout, accounting = of
    audit = Audit(law, registers, Period(request.since, request.until))
    total, done = accounting["accepted"], 0

    def judged(rows: int) -> None:
        nonlocal done
        done += rows
        bars.at("judge", done, total, done)

    generated_at = clock.now().isoformat(timespec="seconds")
    days = request.since, request.until
    reviewed = attempts_named(registers.reviews)
    basis = Basis(law, accounting, not_supplied(registers), *days, generated_at, reviewed)
    findings = work / "results" / "findings.parquet"
    audit.write_findings(layout, findings, judged)
    refuse_if_no_day_is_left(request, audit.tally.rows, total, audit.tally.ends)
    return write_results(work / "results", audit.tally.table(), basis, request.lang)


def _show(summary: Any, request: Request, rejected_at: Any) -> None:
    from rich.console import Console

    from zilv.audit.console import print_summary
    from zilv.audit.results import FILES

    written = {name: words for name, words in FILES.items() if name != REJECTED or not from_layout(request)}
    files = {request.out / name: words for name, words in written.items() if (request.out / name).exists()}
    print_summary(Console(), summary, request.lang, files, rejected_at)
