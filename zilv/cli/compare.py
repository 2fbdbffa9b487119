"""`zilv compare`: the same attempts under two sets of law, and what would change."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.sources import FormatOption, MapOption, SetOption, SourceOptions, ZoneOption
from zilv.cli.sweeping import (
    KeepOption,
    PathsArgument,
    RegistersOption,
    Request,
    SinceOption,
    UntilOption,
    end_as_ctrl_c_does,
    folder_of,
    period,
    registers_of,
    taken_in,
    tell_of_compiling,
    warn,
)
from zilv.cli.unread import (
    REJECTED,
    first_reasons,
    from_layout,
    refuse_if_no_day_is_left,
    refuse_if_nothing_was_read,
    whereabouts,
)
from zilv.cli.workplace import put_in_place, workplace
from zilv.errors import IntakeError, ZilvError

LawsOption = Annotated[
    list[str],
    typer.Option("--law", help="写两次：原规定、新规定 · Twice: the law there is, the law to try", metavar="LAW"),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="写出页面与 JSON 的文件夹 · Folder for page and JSON", metavar="DIR")
]
PAGE, DATA = "compare.html", "compare.json"
NO_ZONE = (
    "两套规定都没有自己的时区，也未给出 --zone：登记簿未列时区的人，当地时刻无从得知，"
    "看时刻的规定两边都无法判定，显不出变化 · neither law has a zone of its own and there is no --zone: of persons "
    "whom no register places nobody knows the time of day: what goes by it is in doubt under both, without change"
)


def compare_command(  # noqa: PLR0913
    law: LawsOption,
    paths: PathsArgument = None,
    registers: RegistersOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    out: OutOption = None,
    json_only: JsonOption = False,
    lang: LanguageOption = None,
    source_format: FormatOption = None,
    mapping: MapOption = None,
    zone: ZoneOption = None,
    constants: SetOption = None,
    keep: KeepOption = None,
) -> None:
    """假如改用另一套规定：同样的触达按两套规定各审一遍，看哪些将变为禁止、哪些不再禁止，逐主题、逐条款、逐机构、逐日。

    What if: the same attempts under two sets of law; what would newly be forbidden or permitted, by rule, provision,
    agency and day.

    \b
    zilv compare --law cn --law cn,house.yaml calls.csv --registers registers
    zilv compare --law cn --law us-reg-f calls.csv --registers registers --out what-if
    zilv compare --law cn --law cn,house.yaml march --json

    结果：终端表格，条款与日各至多十行，其余合计；给出 --out 时另写 compare.html 与 compare.json。
    退出码：0 已比较，2 输入或用法有误、来源中没有一行、没有一行能读入，或所选日期没有触达。

    Results: tables on the terminal, at most ten provisions and ten days, the rest summed; with --out also compare.html
    and compare.json. Exit status: 0 compared, 2 bad input or usage, the sources hold no row, none of the rows could
    be read, or no attempt lies in the days asked for.
    """
    if len(law) != 2:
        raise ZilvError(
            f"--law: 给了 {len(law)} 次，比较须给两次：原规定、新规定 · "
            f"given {len(law)} times; a comparison needs it twice: the law there is, the law to try"
        )
    if not paths:
        raise ZilvError("PATH: 请给出文件、文件夹或已读入的数据 · nothing to compare; name files, folders or a layout")
    sources = SourceOptions(source_format, mapping, zone, tuple(constants or ()))
    days = period(since, until)
    place = out or Path("zilv-compare")
    files = tuple(map(Path, paths)), folder_of(registers)
    request = Request(*files, *days, place, keep, sources, chosen(lang), json_only)
    end_as_ctrl_c_does()
    comparison, reasons = _compared(request, (law[0], law[1]), written=out is not None)
    if json_only:
        print(json.dumps(comparison, ensure_ascii=False, indent=2))  # noqa: T201
    refuse_if_nothing_was_read(comparison["accounting"], whereabouts(request, out is not None), reasons)
    if not comparison["attempts"]:
        raise IntakeError("来源中一行也没有，什么也没有比较 · the sources hold no row, so nothing was compared")
    if not json_only:
        _show(comparison, request, written=out is not None)


def _compared(request: Request, choices: tuple[str, str], written: bool) -> tuple[Any, tuple[str, ...]]:
    """From sources to the comparison, and why the first rows were refused; files stand in place only at the end."""
    from zilv import clock
    from zilv.audit.compare import compare
    from zilv.audit.compare_summary import Question, summarise
    from zilv.audit.run import Audit, Period
    from zilv.cli.progress import stages
    from zilv.rules.library import choose

    before, after = map(choose, choices)
    home = before if before.zone else after
    warn([] if home.zone or request.sources.zone else [NO_ZONE])
    known = registers_of(request, home)
    tell_of_compiling(request)
    with workplace(request.out) as work, stages(request.lang, request.quiet) as bars:
        layout, accounting = taken_in(request, home, known, work, bars)
        reasons = first_reasons(work / "results" / REJECTED)
        done = 0

        def judged(rows: int) -> None:
            nonlocal done
            done += rows
            bars.at("judge", done, accounting["accepted"], done)

        first = Audit(before, known[1], Period(request.since, request.until))
        days = request.since, request.until
        question = Question(*choices, accounting, *days, clock.now().isoformat(timespec="seconds"))
        compared = compare(first, after, layout, judged)
        refuse_if_no_day_is_left(request, first.tally.rows, accounting["accepted"], first.tally.ends)
        comparison = summarise(compared, question)
        if written:
            _put(comparison, work / "results", request)
    return comparison, reasons


def _put(comparison: Any, results: Path, request: Request) -> None:
    """Put the results in their place; of no attempt only the refused rows: such a page would look clean."""
    if comparison["attempts"]:
        _write(comparison, results, request)
        put_in_place(results, request.out)
    elif comparison["accounting"]["read"]:
        put_in_place(results, request.out, REJECTED)


def _write(comparison: Any, results: Path, request: Request) -> None:
    import msgspec

    from zilv.audit.report.compare_page import render_comparison

    (results / DATA).write_bytes(msgspec.json.format(msgspec.json.encode(comparison), indent=2))
    (results / PAGE).write_text(render_comparison(comparison, request.lang), "utf-8")


def _show(comparison: Any, request: Request, written: bool) -> None:
    from rich.console import Console

    from zilv.audit.compare_console import print_comparison
    from zilv.audit.results import FILES
    from zilv.audit.words import words

    files = {
        request.out / PAGE: words("页面：用浏览器打开", "the page: open it in a browser"),
        request.out / DATA: words("全部数字：供程序读取", "all figures, for machines"),
    }
    if comparison["accounting"]["rejected"] and not from_layout(request):
        files[request.out / REJECTED] = FILES[REJECTED]
    print_comparison(Console(), comparison, request.lang, files if written else None, whereabouts(request, written))
