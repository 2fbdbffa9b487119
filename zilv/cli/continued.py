"""`zilv audit --state`: the audit that goes on, from the command line to its results."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zilv.cli.sweeping import (
    Request,
    not_supplied,
    options_of,
    registers_of,
    tell_of_compiling,
    warn,
)
from zilv.cli.unread import put_judged, refuse_if_no_day_is_left
from zilv.cli.workplace import refuse_folders, workplace
from zilv.errors import ZilvError

if TYPE_CHECKING:
    from zilv.audit.state.refresh import Answer


def continued(request: Request, choice: str, folder: Path) -> Any:
    """Judge what is new or touched, and write what holds after it; returns the summary."""
    from zilv import clock
    from zilv.audit.state.folder import opened
    from zilv.audit.state.refresh import Question, refresh
    from zilv.audit.state.results import write_results_of
    from zilv.audit.summary import Basis
    from zilv.cli.progress import stages
    from zilv.rules.library import choose
    from zilv.rules.reviewed import attempts_named

    law = choose(choice)
    known = registers_of(request, law)
    _refuse_in_vain(request, folder)
    tell_of_compiling(request)
    with opened(folder) as state, workplace(request.out) as work, stages(request.lang, request.quiet) as bars:
        if not request.paths and not state.manifest.runs:
            raise _empty(folder)
        scratch = work / "scratch"
        scratch.mkdir()
        options = options_of(request, law, known, work)
        at = clock.now().isoformat(timespec="seconds")
        answer = refresh(
            state,
            request.paths,
            Question(law, known[1], options, at, scratch),
            lambda p: bars.at(p.stage, p.done, p.total, p.rows),
            lambda done, total: bars.at("judge", done, total, done),
        )
        warn(answer.warnings)
        days, reviewed = (request.since, request.until), attempts_named(known[1].reviews)
        basis = Basis(law, answer.accounting(), not_supplied(known[1]), *days, at, reviewed)
        summary = write_results_of(state, work / "results", answer.tally, basis, request.lang)
        put_judged(work / "results", request.out, summary)
    _tell(answer, request)
    refuse_if_no_day_is_left(request, summary["totals"]["attempts"], answer.attempts, {day for *_, day in answer.tally})
    return summary


def _refuse_in_vain(request: Request, folder: Path) -> None:
    """Raise ZilvError where nothing is there to judge, or a result has no place: before a state is begun or goes on."""
    from zilv.attempts.intake.inputs import files_of
    from zilv.audit.results import FILES
    from zilv.audit.state.folder import is_new

    for option, inside in (("--state", folder), ("--out", request.out)):
        _refuse_inside_sources(option, inside, request.paths)
    files_of(request.paths)
    if not request.paths and is_new(folder):
        raise _empty(folder)
    refuse_folders(request.out, FILES)


def _refuse_inside_sources(option: str, folder: Path, sources: Sequence[Path]) -> None:
    """Raise ZilvError where the next run would read as sources what this one writes: not below a hidden name."""
    from zilv.attempts.intake.inputs import HIDDEN

    for source in sources:
        if not source.is_dir() or not folder.resolve().is_relative_to(source.resolve()):
            continue
        if not any(name.startswith(HIDDEN) for name in folder.resolve().relative_to(source.resolve()).parts):
            raise ZilvError(
                f"{option}: {folder} 在来源文件夹 {source} 之内，下一次会被当作来源读入；请另选一处 · "
                f"lies in the source folder {source}, where the next run would read it as a source; name another place"
            )


def _empty(folder: Path) -> ZilvError:
    return ZilvError(
        f"--state: {folder} 中还没有任何触达，请核对名称，或同时给出 PATH · "
        "holds nothing yet; check its name, or give a PATH"
    )


def _tell(answer: "Answer", request: Request) -> None:
    if request.quiet:
        return
    added = answer.added
    fresh = added.found - added.superseded
    zh = (
        f"全部 {answer.attempts:,} 次触达中，本次重审 {answer.judged:,} 次：新增问题 {fresh:,} 条，"
        f"替代旧结论 {added.superseded:,} 条，撤回 {added.withdrawn:,} 条。"
    )
    en = (
        f"Of {answer.attempts:,} attempts {answer.judged:,} were judged anew: {fresh:,} findings are new, "
        f"{added.superseded:,} supersede earlier ones, {added.withdrawn:,} were withdrawn."
    )
    print(zh if request.lang == "zh" else en, file=sys.stderr)  # noqa: T201
