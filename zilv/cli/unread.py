"""Where nothing is left to judge: rows that could not be read, where they stand; and days without an attempt."""

import csv
from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zilv.cli.sweeping import Request
from zilv.cli.workplace import put_in_place
from zilv.errors import IntakeError, ZilvError

if TYPE_CHECKING:
    from zilv.audit.summary_keys import Summary, Words

REJECTED = "rejected.csv"
REASONS_SHOWN = 3


def put_judged(results: Path, out: Path, summary: "Summary") -> None:
    """Move an audit's results into their place; of no attempt only the refused rows: such results would look clean.

    A history that another audit left there would be taken for this one's, and goes.
    """
    from zilv.audit.state.results import HISTORY_FILE

    if summary["totals"]["attempts"]:
        put_in_place(results, out, gone={HISTORY_FILE} - {path.name for path in results.iterdir()})
    elif summary["accounting"]["read"]:
        put_in_place(results, out, REJECTED)


def from_layout(request: Request) -> bool:
    """Whether an earlier run read the rows: this one writes no file of rejected rows."""
    from zilv.attempts.intake.layout import is_layout

    return len(request.paths) == 1 and is_layout(request.paths[0])


def whereabouts(request: Request, written: bool = True, of_all_runs: bool = False) -> "Words":
    """Where the rejected rows stand. `written`: whether results stay; `of_all_runs`: whether earlier ones count too."""
    from zilv.audit.words import words

    if from_layout(request):
        return words(
            "见当初读入时的 rejected.csv · see the rejected.csv of the run that read them",
            "see the rejected.csv of the run that read them",
        )
    if not written:
        return words(
            "加 --out DIR 可留存各行及原因 · add --out DIR to keep them with their reasons",
            "add --out DIR to keep them with their reasons",
        )
    kept = request.out / REJECTED
    if of_all_runs:
        return words(
            f"历次合计，本次的见 · over all runs; this run's in {kept}", f"over all runs; this run's in {kept}"
        )
    return words(str(kept), str(kept))


def first_reasons(rejected: Path) -> tuple[str, ...]:
    """Why the first rows of a file of rejected rows were refused; the file holds nobody's data."""
    if not rejected.exists():
        return ()
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        rows = list(islice(csv.DictReader(file), REASONS_SHOWN))
    return tuple(
        f"{row['file']}: 第 {row['row']} 行 row {row['row']}: {row['field']}: {row['reason']}".replace(": :", ":")
        for row in rows
    )


def refuse_if_nothing_was_read(accounting: Any, where: "Words", reasons: tuple[str, ...]) -> None:
    """Raises IntakeError where there were rows and not one could be taken in: no answer is no clean answer."""
    if not accounting["read"] or accounting["accepted"]:
        return
    read = f"{accounting['read']:,}"
    raise IntakeError(
        "\n".join(
            [
                f"读入 {read} 行，无一可用，什么也没有审查 · {read} rows read, none could be used: nothing was judged",
                *(f"  {reason}" for reason in reasons),
                f"  被拒各行 · rejected rows: {where['zh']}",
                "  用 zilv intake inspect FILE 查看如何读取 · zilv intake inspect FILE shows how a file is read",
            ]
        )
    )


def refuse_if_no_day_is_left(request: Request, judged: int, read: int, days: Collection[int] = ()) -> None:
    """Raises ZilvError where attempts were read and none lies in the days asked for: no answer is no clean answer.

    `judged`: how many lie in them; `days`: first and last local day, or all days, of what was read, where known.
    """
    if judged or not read:
        return
    given = {"--since": request.since, "--until": request.until}
    asked = " ".join(f"{option} {day}" for option, day in given.items() if day is not None)
    zh, en = _days_there_are(days)
    raise ZilvError(f"{asked}：所选日期没有触达；{zh} · {asked}: no attempt lies in these days; {en}")


def _days_there_are(days: Collection[int]) -> tuple[str, str]:
    from zilv.audit.tally import iso_day

    if not days:
        return "去掉日期选项可见全部", "leave the days out to see all"
    first, last = iso_day(min(days)), iso_day(max(days))
    return f"所读入的触达在 {first} 至 {last} 之间", f"those that were read lie from {first} to {last}"
