"""What an audit found, in numbers small enough to read: the whole of `summary.json` (its keys: `summary_keys.py`).

Attempts are counted once, by their strictest finding, so every line adds up to the attempts judged. Millions of
findings are aggregated by DuckDB; only small tables come into Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zilv import __version__
from zilv.audit import by_provision, tally
from zilv.audit.accounted import accounted
from zilv.audit.doubts import doubts, gaps, missing_registers
from zilv.audit.summary_keys import LawUsed, Period, Summary, WordsJudged
from zilv.audit.tables import Table, opened
from zilv.audit.worst import RANKING, worst_rows
from zilv.registers.rows import REVIEWS
from zilv.rules.library import Law

FORMAT = "zilv.audit.summary/1"
WORST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Basis:
    """What an audit rests on. `accounting`: what became of the input rows (`summary_keys.Accounting`).

    `since` and `until`: the days asked for, None where open. `generated_at` is shown as it is: pure code asks
    no clock. `reviewed`: of how many attempts the register of reviews says what their words were.
    """

    law: Law
    accounting: Mapping[str, Any]
    registers_missing: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    generated_at: str = ""
    reviewed: int = 0


def summarise(findings: Table, attempts: Table, basis: Basis) -> Summary:
    """The summary of one audit; `attempts` holds (lender, agency, day, attempts).

    Raises LayoutError where columns lack, or findings and attempts or findings and law do not fit together.
    """
    with opened(findings, attempts, ordered=False) as connection:
        tally.build_cube(connection)
        totals, judged = tally.totals(connection), tally.first_and_last_day(connection)
        return {
            "format": FORMAT,
            "zilv": __version__,
            "generated_at": basis.generated_at,
            "period": _period(basis, judged),
            "totals": totals,
            "findings": by_provision.all_findings(connection),
            "provisions": by_provision.provisions(connection, basis.law, judged, totals["attempts"]),
            "topics": by_provision.topics(connection, basis.law, totals["attempts"]),
            "agencies": tally.agencies(connection),
            "lenders": tally.lenders(connection),
            "days": tally.days(connection),
            "hours": tally.hours(connection),
            "worst": {"ranking": RANKING, "rows": worst_rows(connection, WORST_ROWS, strictest_only=True)},
            "doubts": doubts(connection),
            "registers_missing": missing_registers(basis.law, basis.registers_missing),
            "words": _words(basis),
            "law": _law_used(basis.law),
            "accounting": accounted(basis.accounting),
        }


def _period(basis: Basis, judged: tuple[int, int] | None) -> Period:
    return {
        "since": basis.since.isoformat() if basis.since else None,
        "until": basis.until.isoformat() if basis.until else None,
        "first_day": tally.iso_day(judged[0]) if judged else None,
        "last_day": tally.iso_day(judged[1]) if judged else None,
    }


def _words(basis: Basis) -> WordsJudged:
    asking = [p.id for p in basis.law.judged if p.checked is not None and REVIEWS in p.checked.consults()]
    return {"provisions": asking, "reviewed": basis.reviewed}


def _law_used(law: Law) -> LawUsed:
    return {
        "version": law.version,
        "digest": law.digest,
        "packs": sorted(law.packs),
        "considered": [p.id for p in law.judged],
        "gaps": gaps(law),
    }
