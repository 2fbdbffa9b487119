"""Our own form in four containers: all that happened to Zheng and Han in the two weeks."""

from collections.abc import Callable, Sequence

from samples.world.exports.export import Export
from samples.world.files import COLUMNS, Row, csv_bytes, json_lines, parquet_bytes, xlsx_bytes
from samples.world.people import HAN, ZHENG
from samples.world.plan import Planned

_YES_NO = {"yes": True, "no": False}


def excerpts(planned: Sequence[Planned]) -> list[Export]:
    """The same attempts as CSV, JSON Lines, Parquet and XLSX, with the same findings."""
    chosen = [p for p in planned if p.row["person"] in {ZHENG.person, HAN.person}]
    rows = [p.row for p in chosen]
    findings = tuple((p.row["attempt_id"], finding) for p in chosen for finding in p.findings)
    ways: dict[str, Callable[[Sequence[Row]], bytes]] = {
        "csv": lambda rows: b"\xef\xbb\xbf" + csv_bytes(rows, COLUMNS),
        "jsonl": _typed_lines,
        "parquet": parquet_bytes,
        "xlsx": xlsx_bytes,
    }
    return [
        Export(f"canonical.{suffix}", "", write(rows), {"accepted": len(rows)}, findings)
        for suffix, write in ways.items()
    ]


def _typed_lines(rows: Sequence[Row]) -> bytes:
    """What is empty is left out; yes and no are true and false, counts are numbers."""
    return json_lines([{name: _typed(name, text) for name, text in row.items() if text} for row in rows])


def _typed(name: str, text: str) -> str | bool | int:
    if name in {"answered", "conversed", "manual"}:
        return _YES_NO[text]
    return int(text) if name in {"seconds", "staff"} else text
