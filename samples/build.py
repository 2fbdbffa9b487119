"""Writes the samples anew: `python -m samples.build`. The same code writes the same bytes.

What the audit must find is written from the plan of the stories, by whoever read the law, not by running zilv.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from samples.world import people
from samples.world.earlier import earlier
from samples.world.exports.all import exports
from samples.world.exports.canonical import excerpts
from samples.world.files import COLUMNS, csv_bytes
from samples.world.plan import Planned, attempt, days_told
from samples.world.registers import COLUMNS as REGISTER_COLUMNS
from samples.world.registers import registers
from samples.world.routine import routine
from samples.world.stories.all import told

FINDING_COLUMNS = ("attempt_id", "topic", "outcome", "provision")
ACCOUNT_COLUMNS = ("file", "options", "read", "accepted", "merged", "duplicate", "rejected", "findings")


class Late(NamedTuple):
    """A row that came after its time: again, with what was missing, or unreadable. `field`: what is wrong with it."""

    row: dict[str, str]
    fate: str
    field: str = ""


def build(folder: Path) -> None:
    """Write every generated file of the samples below `folder`."""
    for name, data in sorted(files().items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def files() -> dict[str, bytes]:
    """Every generated file by its path below `samples/`."""
    planned = month()
    rows = [dict(p.row) for p in planned]
    late = late_rows(rows)
    made = {
        "attempts.csv": csv_bytes([*rows, *(one.row for one in late)], COLUMNS),
        "expected-findings.csv": csv_bytes(_findings(planned), FINDING_COLUMNS),
        "expected-house.csv": csv_bytes(_house_findings(planned), FINDING_COLUMNS),
        "expected-rows.csv": csv_bytes(_fates(late, after=len(rows)), ("row", "fate", "field")),
        "earlier.csv": csv_bytes([p.row for p in earlier()], COLUMNS),
        "expected-earlier.csv": csv_bytes(_findings(earlier()), FINDING_COLUMNS),
    }
    for name, entries in registers().items():
        made[f"registers/{name}.csv"] = csv_bytes(entries, REGISTER_COLUMNS[name].split())
    all_exports = [*excerpts(planned), *exports()]
    made |= {f"formats/{export.file}": export.data for export in all_exports}
    made["formats/expected.csv"] = csv_bytes([export.account() for export in all_exports], ACCOUNT_COLUMNS)
    return made


def month() -> list[Planned]:
    """The attempts of the two weeks in order of time."""
    stories = told()
    return sorted([*stories, *routine(days_told(stories))], key=lambda p: (p.row["at"], p.row["attempt_id"]))


def late_rows(rows: Sequence[dict[str, str]]) -> list[Late]:
    """What came late. Two of `rows` lose their recording here, which comes as rows of their own."""
    recorded = [row for row in rows if row["attempt_id"].startswith("R") and row.get("recording")]
    late = []
    for row in (recorded[20], recorded[45]):
        names = ("attempt_id", "at", "lender", "person", "channel", "recording")
        late.append(Late({name: row[name] for name in names}, "merged"))
        row["recording"] = ""
    late += [Late(dict(row), "duplicate") for row in (recorded[5], recorded[30], recorded[31])]
    unreadable = {"at": "2026-03-09 10:00:00", "channel": "电话", "seconds": "约 40 秒"}
    for n, (field, text) in enumerate(unreadable.items(), 1):
        row = attempt(f"B{n}", f"03-09 1{n}:00", people.ZHOU, people.MH1, {})
        late.append(Late({**row, field: text}, "rejected", field))
    return late


def _fates(late: Iterable[Late], after: int) -> list[dict[str, str]]:
    return [{"row": str(after + n), "fate": one.fate, "field": one.field} for n, one in enumerate(late, 1)]


def _findings(planned: Iterable[Planned]) -> list[dict[str, str]]:
    found = [(p.row["attempt_id"], *finding) for p in planned for finding in p.findings]
    return [dict(zip(FINDING_COLUMNS, one, strict=True)) for one in sorted(found)]


def _house_findings(planned: Iterable[Planned]) -> list[dict[str, str]]:
    found = [(p.row["attempt_id"], *p.house) for p in planned if p.house is not None]
    return [dict(zip(FINDING_COLUMNS, one, strict=True)) for one in sorted(found)]


if __name__ == "__main__":
    build(Path(__file__).parent)
