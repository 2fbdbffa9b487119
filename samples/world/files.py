"""Tables as bytes: the same table, the same bytes, on every machine."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

COLUMNS = [
    "attempt_id",
    "at",
    "lender",
    "person",
    "channel",
    "agency",
    "collector",
    "account",
    "product",
    "direction",
    "party",
    "mode",
    "number",
    "line",
    "answered",
    "conversed",
    "seconds",
    "manual",
    "staff",
    "recording",
    "disposition",
    "purpose",
    "note",
]
"""The canonical columns of an attempt."""

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

Row = Mapping[str, str]


def csv_bytes(rows: Iterable[Row], columns: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A header and the rows; what a row lacks is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def json_array(records: Iterable[Mapping[str, Any]]) -> bytes:
    """One JSON array, a record a line."""
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    return f"[\n{lines}\n]\n".encode()


def json_lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """One JSON object a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def parquet_bytes(rows: Sequence[Row]) -> bytes:
    """Canonical rows as Parquet: `at` a timestamp in UTC, `seconds` and `staff` numbers, the rest text."""
    columns = {name: [row.get(name) or None for row in rows] for name in COLUMNS}
    made: dict[str, Any] = {name: pa.array(texts, pa.string()) for name, texts in columns.items()}
    moments = [datetime.fromisoformat(row["at"]) for row in rows]
    made["at"] = pa.array(moments, pa.timestamp("s", "UTC"))
    for name in ("seconds", "staff"):
        made[name] = pa.array([int(text) if text else None for text in columns[name]], pa.int32())
    out = io.BytesIO()
    pq.write_table(pa.table(made), out, compression="none", use_dictionary=False, store_schema=False)
    return out.getvalue()


def xlsx_bytes(rows: Iterable[Row]) -> bytes:
    """Canonical rows as the first sheet of a workbook, all as text; not compressed, and dated to no day."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": datetime(2026, 3, 16, tzinfo=timezone.utc)})
    sheet = book.add_worksheet("attempts")
    sheet.write_row(0, 0, COLUMNS)
    for n, row in enumerate(rows, 1):
        for m, name in enumerate(COLUMNS):
            if row.get(name):
                sheet.write_string(n, m, row[name])
    book.close()
    return _stored(packed)


def _stored(packed: io.BytesIO) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return out.getvalue()
