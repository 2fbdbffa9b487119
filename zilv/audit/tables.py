"""The audit's tables as DuckDB views, whether they lie in memory or in Parquet, in memory that stays flat.

Every reader of findings comes through here, so this is also the door that no raw number passes: a person
that is no token is hidden, and a telephone number inside an attempt's id loses its middle digits.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.audit.aside import of_words
from zilv.audit.findings import SCHEMA
from zilv.errors import LayoutError
from zilv.privacy.token import PREFIXES

Table: TypeAlias = pa.Table | Path
"""Rows in memory, or the one Parquet file that holds them."""

ATTEMPTS_COLUMNS = ("lender", "agency", "day", "attempts")
FINDINGS_COLUMNS = tuple(SCHEMA.names)
"""What every table of findings holds."""

HIDDEN = "(hidden)"
_MEMORY = "500MB"
_MOBILE = r"(^|[^0-9])((?:0086|86)?1[3-9][0-9])[0-9]{4}([0-9]{4})($|[^0-9])"
_MASKED = r"\1\2****\3\4"


@contextmanager
def opened(
    findings: Table, attempts: Table | None = None, *, ordered: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views `findings` and, where given, `attempts`.

    `ordered`: rows come in the order of the source. What does not fit into memory spills to a folder that is
    removed at the end. Raises LayoutError when a column is missing.
    """
    with tempfile.TemporaryDirectory(prefix="zilv-") as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "temp_directory": spill,
            "preserve_insertion_order": ordered,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        connection = duckdb.connect(config=settings)
        try:
            connection.execute("SET enable_progress_bar = false")  # it would write into what a machine reads
            columns = _source(connection, "findings_source", findings, FINDINGS_COLUMNS)
            connection.execute(_findings_view(columns))
            if attempts is not None:
                columns = _source(connection, "attempts_source", attempts, ATTEMPTS_COLUMNS)
                connection.execute(_ATTEMPTS_VIEW.format(day=_day(columns)))
            yield connection
        except duckdb.Error as error:
            raise of_words(error, spill) or error from None
        finally:
            connection.close()


def literal(path: Path) -> str:
    """A path as DuckDB reads that file alone, whatever its name: brackets would make a pattern that fits another."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def batches(connection: duckdb.DuckDBPyConnection, query: str, rows: int = 50_000) -> pa.RecordBatchReader:
    """The result of a query, so many rows at a time and never whole in memory."""
    return connection.sql(query).to_arrow_reader(rows)


def _source(connection: duckdb.DuckDBPyConnection, name: str, table: Table, expected: tuple[str, ...]) -> pa.Schema:
    """Register the table with a column `row`, its place in the source."""
    if isinstance(table, Path):
        schema = _schema(table)
        connection.read_parquet(literal(table), file_row_number=True).create_view(f"{name}_file")
        connection.execute(f"CREATE VIEW {name} AS SELECT *, file_row_number AS row FROM {name}_file")
    else:
        schema = table.schema
        connection.register(name, table.append_column("row", pa.array(np.arange(len(table)))))
    absent = [column for column in expected if column not in schema.names]
    if absent:
        raise LayoutError(f"{name.removesuffix('_source')}: columns missing: {', '.join(absent)}")
    return schema


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise LayoutError(f"{path.name}: cannot be read as Parquet: {error}") from None


_ATTEMPTS_VIEW = """
CREATE VIEW attempts AS
SELECT lender::VARCHAR AS lender, coalesce(agency::VARCHAR, '') AS agency, {day} AS day, attempts::BIGINT AS attempts
FROM attempts_source
"""

_MINUTE_US = 60_000_000
_LOCAL_MINUTE = "days * 1440 + local_time[1:2]::INTEGER * 60 + local_time[4:5]::INTEGER"
_OFFSET = f"""CASE WHEN coalesce(local_time, '') = '' THEN 0
    ELSE {_LOCAL_MINUTE} - epoch_us("at") // {_MINUTE_US} END"""
_TEXT = "provision, topic, outcome, strength, grade, lender, agency, says_zh, says_en, clause, channel, local_time"


def _findings_view(schema: pa.Schema) -> str:
    """`at_text` and `retry_text`: ISO 8601 with the person's offset, '' for none; `beside`: provisions in `also`."""
    token = f"^{PREFIXES['person']}[a-z2-7]{{13}}$"
    masked = f"regexp_replace(attempt_id::VARCHAR, '{_MOBILE}', '{_MASKED}', 'g')"
    text = ", ".join(f"coalesce({name}::VARCHAR, '') AS {name}" for name in _TEXT.split(", "))
    return f"""
CREATE VIEW findings AS
SELECT row, attempt_id::VARCHAR AS raw_id, regexp_replace({masked}, '{_MOBILE}', '{_MASKED}', 'g') AS attempt_id,
    CASE WHEN regexp_matches(person::VARCHAR, '{token}') THEN person::VARCHAR ELSE '{HIDDEN}' END AS person,
    {text}, "at", days AS day, "count", "limit", retry_at, minutes AS offset_minutes,
    {_iso('"at"')} AS at_text, {_iso("retry_at")} AS retry_text,
    strftime(DATE '1970-01-01' + days, '%Y-%m-%d') AS day_text,
    {_names(schema, "also")} AS beside, {_names(schema, "missing")} AS missing
FROM (SELECT *, {_OFFSET} AS minutes FROM (SELECT *, {_day(schema)} AS days FROM findings_source))
"""


def _day(schema: pa.Schema) -> str:
    """The local day as days since 1970-01-01, whether the column holds that or a date."""
    return "(day - DATE '1970-01-01')::INTEGER" if pa.types.is_date(schema.field("day").type) else "day::INTEGER"


def _iso(column: str) -> str:
    local = f"make_timestamp(epoch_us({column}) + minutes * {_MINUTE_US})"
    offset = "printf('%s%02d:%02d', CASE WHEN minutes < 0 THEN '-' ELSE '+' END, abs(minutes) // 60, abs(minutes) % 60)"
    return f"coalesce(strftime({local}, '%Y-%m-%dT%H:%M:%S') || {offset}, '')"


def _names(schema: pa.Schema, column: str) -> str:
    """A column of names, a list or joined by semicolons, as a list."""
    if pa.types.is_list(schema.field(column).type) or pa.types.is_large_list(schema.field(column).type):
        return f"coalesce({column}, [])::VARCHAR[]"
    return f"list_filter(string_split(coalesce({column}::VARCHAR, ''), ';'), lambda name: name <> '')"
