"""`zilv audit --engine spark`: the same audit on a cluster, from the command line to its results."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from zilv.cli.sweeping import Request, options_of, tell_of_compiling, warn
from zilv.cli.unread import put_judged
from zilv.cli.workplace import workplace
from zilv.errors import ZilvError

_MASTER = re.compile(
    r"local(\[([1-9]\d*|\*)(, *[1-9]\d*)?\])?|local-cluster\[[\d, ]+\]|yarn|(spark|k8s|mesos)://\S+", re.ASCII
)
"""What Spark takes for a master."""


@dataclass(frozen=True)
class OnSpark:
    """Where Spark runs and finds what it reads, as it writes paths. `with_state`: whether --state was given."""

    paths: tuple[str, ...]
    registers: str | None
    master: str | None
    with_state: bool


def audited_on_spark(request: Request, choice: str, where: OnSpark) -> Any:
    """Everything from sources to results, which stand on this machine at the end; returns the summary."""
    _check(request, where)
    from zilv import clock
    from zilv.audit.results import write_results
    from zilv.audit.run import Period
    from zilv.audit.spark.run import Question, audit, session
    from zilv.audit.summary import Basis
    from zilv.cli.progress import stages
    from zilv.cli.sources import tokens_of_installation
    from zilv.registers.rows import FILES, Registers
    from zilv.rules.library import choose

    law = choose(choice)
    tokens, warning = tokens_of_installation()
    warn([warning] if warning else [])
    tell_of_compiling(request)
    period = Period(request.since, request.until)
    with workplace(request.out) as work, stages(request.lang, request.quiet) as bars, session(where.master) as spark:
        options = options_of(request, law, (tokens, Registers()), work)
        question = Question(law, where.paths, where.registers, options, period)
        results = work / "results"
        answer = audit(
            spark, question, results / "findings.parquet", lambda done, total: bars.at("judge", done, total, done)
        )
        warn([*answer.warnings, *answer.accounting["warnings"]])
        absent = tuple(name for name in FILES if name not in answer.supplied)
        generated_at = clock.now().isoformat(timespec="seconds")
        days = request.since, request.until
        basis = Basis(law, answer.accounting, absent, *days, generated_at, answer.reviewed)
        summary = write_results(results, answer.tally.table(), basis, request.lang)
        put_judged(results, request.out, summary)
    return summary


def check_master(master: str | None) -> None:
    """Raise ZilvError for a master that Spark would not know, which it tells in pages of Java."""
    if master is not None and not _MASTER.fullmatch(master):
        raise ZilvError(
            f'--master: "{master}" 不是 Spark 的 master；可写 local[2]、yarn、spark://HOST:7077 等 · '
            "is no master of Spark's; it is local[2], yarn, spark://HOST:7077, k8s://https://HOST:443 or the like"
        )


def _check(request: Request, where: OnSpark) -> None:
    check_master(where.master)
    from zilv.attempts.intake.layout import is_layout, no_source

    for path in filter(is_layout, request.paths):
        raise no_source(str(path))
    if find_spec("pyspark") is None or find_spec("pandas") is None:
        raise ZilvError(
            "--engine spark: 需要 Spark · needs Spark: pip install 'zilv[spark]'；并装 Java 17 · and Java 17 "
            "(openjdk-17-jre-headless)"
        )
    refused = {
        "--state": where.with_state,
        "--keep": request.keep is not None,
        "--format": request.sources.format not in {None, "canonical"},
        "--map": request.sources.mapping is not None,
    }
    for option, given in refused.items():
        if given:
            raise ZilvError(
                f"{option}: 不能与 --engine spark 同用，它只读规范列的 Parquet，并全部判定 · "
                "not with --engine spark, which reads canonical Parquet and judges all of it"
            )
