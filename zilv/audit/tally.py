"""Attempts by their strictest finding: in all, per agency, lender, day and hour.

One pass over all findings gives a small cube, in which every attempt stands once; everything else is read from it.
"""

from datetime import date, timedelta
from typing import Any

import duckdb

from zilv.audit.plain import plain
from zilv.audit.summary_keys import AgencyTally, DayTally, HourTally, LenderTally, Tally
from zilv.audit.wilson import interval
from zilv.errors import LayoutError

_CUBE = """
CREATE TEMP TABLE cube AS
SELECT lender, agency, day, hour, strictest, count(*) AS attempts
FROM (
    SELECT lender, agency, day, any_value(left(local_time, 2)) AS hour,
        max(CASE outcome WHEN 'forbidden' THEN 3 WHEN 'undetermined' THEN 2 ELSE 1 END) AS strictest
    FROM findings GROUP BY lender, agency, day, raw_id
)
GROUP BY ALL
"""
_SPLIT = """sum(attempts) FILTER (strictest = 3) AS forbidden, sum(attempts) FILTER (strictest = 2) AS undetermined,
    sum(attempts) FILTER (strictest = 1) AS warned"""
_COUNTED = "coalesce(forbidden, 0)::BIGINT, coalesce(undetermined, 0)::BIGINT, coalesce(warned, 0)::BIGINT"


def build_cube(connection: duckdb.DuckDBPyConnection) -> None:
    """The table `cube`, which the tallies below read. Raises LayoutError when findings concern attempts not counted."""
    connection.execute(_CUBE)
    strange = connection.execute(
        "SELECT lender, agency, day, concerned, judged "
        "FROM (SELECT lender, agency, day, sum(attempts)::BIGINT AS concerned FROM cube GROUP BY ALL) "
        "LEFT JOIN (SELECT lender, agency, day, sum(attempts)::BIGINT AS judged FROM attempts GROUP BY ALL) "
        "USING (lender, agency, day) WHERE concerned > coalesce(judged, 0) ORDER BY ALL LIMIT 1"
    ).fetchone()
    if strange:
        lender, agency, day, concerned, judged = strange
        raise LayoutError(
            f"attempts: lender {lender!r}, agency {agency!r}, {iso_day(day)}: findings concern {concerned} attempts, "
            f"but only {judged or 0} were counted"
        )


def totals(connection: duckdb.DuckDBPyConnection) -> Tally:
    """All attempts."""
    rows = _rows(connection, "1")
    return _tally(*rows[0][1:]) if rows else _tally(0, 0, 0, 0)


def agencies(connection: duckdb.DuckDBPyConnection) -> list[AgencyTally]:
    """Every agency of every lender, the highest share of forbidden attempts first."""
    made = [_agency(lender, agency, _tally(*counts)) for lender, agency, *counts in _rows(connection, "lender, agency")]
    return sorted(made, key=lambda t: (-t["forbidden_per_1000"], -t["attempts"], t["lender"], t["agency"]))


def lenders(connection: duckdb.DuckDBPyConnection) -> list[LenderTally]:
    """Every lender with all its agencies, by name."""
    return [{**_tally(*counts), "lender": plain(lender)} for lender, *counts in _rows(connection, "lender")]


def days(connection: duckdb.DuckDBPyConnection) -> list[DayTally]:
    """Every day with an attempt, in order."""
    return [{**_tally(*counts), "day": iso_day(day)} for day, *counts in _rows(connection, "day")]


def hours(connection: duckdb.DuckDBPyConnection) -> list[HourTally]:
    """All 24 hours; attempts whose local time nobody can tell are in none."""
    found = connection.execute(
        f"SELECT hour::INTEGER, {_COUNTED} FROM (SELECT hour, {_SPLIT} FROM cube WHERE hour <> '' GROUP BY hour)"
    ).fetchall()
    counted = {hour: counts for hour, *counts in found}
    return [_hour(hour, *counted.get(hour, (0, 0, 0))) for hour in range(24)]


def first_and_last_day(connection: duckdb.DuckDBPyConnection) -> tuple[int, int] | None:
    """The first and the last local day with an attempt, in days since 1970-01-01; None when there is none."""
    first, last = connection.execute("SELECT min(day), max(day) FROM attempts WHERE attempts > 0").fetchall()[0]
    return None if first is None else (first, last)


def iso_day(day: int) -> str:
    """A local day, given in days since 1970-01-01, as ISO 8601."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def per_1000(part: int, whole: int) -> float:
    """The share of `part` in `whole` per 1,000, rounded to 2 decimals; 0 of nothing."""
    return round(1000 * part / whole, 2) if whole else 0.0


def _rows(connection: duckdb.DuckDBPyConnection, by: str) -> list[tuple[Any, ...]]:
    """(*by, attempts, forbidden, undetermined, warned) per group, in order."""
    names = [f"k{n}" for n in range(len(by.split(",")))]
    keys = ", ".join(f"{part} AS {name}" for part, name in zip(by.split(","), names, strict=True))
    shared = ", ".join(names)
    return connection.execute(
        f"SELECT {shared}, coalesce(judged, 0)::BIGINT, {_COUNTED} "
        f"FROM (SELECT {keys}, sum(attempts)::BIGINT AS judged FROM attempts GROUP BY ALL) "
        f"LEFT JOIN (SELECT {keys}, {_SPLIT} FROM cube GROUP BY ALL) USING ({shared}) ORDER BY {shared}"
    ).fetchall()


def _tally(attempts: int, forbidden: int, undetermined: int, warned: int) -> Tally:
    return {
        "attempts": attempts,
        "forbidden": forbidden,
        "undetermined": undetermined,
        "warned": warned,
        "clean": attempts - forbidden - undetermined - warned,
        "forbidden_per_1000": per_1000(forbidden, attempts),
    }


def _agency(lender: str, agency: str, tally: Tally) -> AgencyTally:
    low, high = interval(tally["forbidden"], tally["attempts"])
    return {
        **tally,
        "lender": plain(lender),
        "agency": plain(agency),
        "per_1000_low": round(1000 * low, 2),
        "per_1000_high": round(1000 * high, 2),
    }


def _hour(hour: int, forbidden: int, undetermined: int, warned: int) -> HourTally:
    return {"hour": hour, "forbidden": forbidden, "undetermined": undetermined, "warned": warned}
