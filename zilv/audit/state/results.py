"""What holds after a run, as every audit leaves it, and beside it the whole history."""

from collections import Counter
from datetime import date
from pathlib import Path

from zilv.attempts.rows import day_number
from zilv.audit.results import write_results
from zilv.audit.run import Tally
from zilv.audit.state import history
from zilv.audit.state.folder import State
from zilv.audit.summary import Basis
from zilv.audit.summary_keys import Summary
from zilv.audit.words import Lang

HISTORY_FILE = "history.parquet"


def write_results_of(
    state: State, folder: Path, tally: Counter[tuple[str, str, int]], basis: Basis, lang: Lang
) -> Summary:
    """Write every result of the days that `basis` asks for into `folder`; returns the summary.

    `tally`: attempts per (lender, agency, day).
    """
    days = (_number(basis.since), _number(basis.until))
    files = state.files("history")
    history.write_standing(files, folder / "findings.parquet", days)
    history.write_history(files, [run.law for run in state.manifest.runs], folder / HISTORY_FILE)
    inside = {key: n for key, n in tally.items() if _within(key[2], days)}
    return write_results(folder, Tally(Counter(inside)).table(), basis, lang)


def _number(day: date | None) -> int | None:
    return None if day is None else day_number(day)


def _within(day: int, days: tuple[int | None, int | None]) -> bool:
    since, until = days
    return (since is None or since <= day) and (until is None or day < until)
