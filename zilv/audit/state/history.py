"""The history of findings: entries that are only added, each saying which earlier entry it supersedes, if any."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.rows import Int64
from zilv.audit.aside import of_words
from zilv.audit.findings import SCHEMA as FINDING
from zilv.audit.state.kept import parquet, read_through
from zilv.audit.tables import literal

FOUND, WITHDRAWN = "found", "withdrawn"
_PLAIN = [(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in FINDING]
NEW = pa.schema([("key", pa.int64()), ("of_person", pa.int64()), *_PLAIN])
"""What a run found: the attempt's key, its person's token, and the columns of a finding."""

HISTORY = pa.schema([("entry", pa.int64()), ("event", pa.string()), ("supersedes", pa.int64()), *NEW])
"""`event`: found, or withdrawn where an earlier finding no longer holds and nothing takes its place."""

_COLUMNS = ", ".join(f'"{name}"' for name in FINDING.names)
_ENTRY = ", ".join(f'"{name}"' for name in HISTORY.names)
_COMPARED = "FROM standing SEMI JOIN compared USING (key)"
_MEMORY = "1GB"


@dataclass(frozen=True, slots=True)
class Added:
    """What a run added: findings, how many of them supersede an earlier one, and withdrawals."""

    found: int
    superseded: int
    withdrawn: int

    @property
    def entries(self) -> int:
        """In all."""
        return self.found + self.withdrawn


@contextmanager
def _opened(files: Sequence[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views `history` and `standing`: the entries that hold.

    Raises IntakeError where one of the files is damaged.
    """
    for file in files:
        parquet(file, HISTORY.names)
    with tempfile.TemporaryDirectory(prefix="zilv-") as spill:
        connection = duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": spill})
        try:
            connection.execute("SET enable_progress_bar = false")
            if files:
                connection.read_parquet([*map(literal, files)]).create_view("history")
            else:
                connection.register("history", HISTORY.empty_table())
            connection.execute(
                f"CREATE VIEW standing AS SELECT * FROM history ANTI JOIN "
                "(SELECT supersedes AS entry FROM history WHERE supersedes IS NOT NULL) USING (entry) "
                f"WHERE event = '{FOUND}'"
            )
            yield connection
        except duckdb.Error as error:
            for file in files:
                read_through(file, HISTORY.names)
            if isinstance(error, duckdb.IOException):  # one that is not known keeps the words that DuckDB has for it
                raise of_words(error, spill) or OSError(str(error).splitlines()[0]) from error
            raise of_words(error, spill) or error from None
        finally:
            connection.close()


def add(files: Sequence[Path], new: Path, compared: Int64, first: int, out: Path) -> Added:
    """Compare what was found of the attempts with these keys with what stood, and write what differs to `out`.

    `new` holds all their findings (`NEW`). A finding is the same where every column is. Entries are numbered from
    `first` on.
    """
    with _opened(files) as connection:
        connection.read_parquet(literal(new)).create_view("new")
        connection.register("compared", pa.table({"key": compared}))
        connection.execute(f"CREATE TEMP TABLE old AS SELECT {_ENTRY} {_COMPARED}")
        same = " AND ".join(f'new."{name}" IS NOT DISTINCT FROM old."{name}"' for name in FINDING.names)
        columns = ", ".join(f'new."{name}"' for name in NEW.names)
        gone = ", ".join(f'old."{name}"' for name in NEW.names)
        connection.execute(
            "CREATE TEMP TABLE added AS "
            f"SELECT '{FOUND}' AS event, old.entry AS supersedes, {columns} "
            f"FROM new LEFT JOIN old USING (key, topic) WHERE old.entry IS NULL OR NOT ({same}) UNION ALL "
            f"SELECT '{WITHDRAWN}', old.entry, {gone} FROM old ANTI JOIN new USING (key, topic)"
        )
        connection.execute(
            f"COPY (SELECT {first} + row_number() OVER (ORDER BY event, key, topic) - 1 AS entry, * FROM added "
            f"ORDER BY entry) TO '{_quoted(out)}' (FORMAT parquet, COMPRESSION zstd)"
        )
        counts = connection.execute(
            f"SELECT count(*) FILTER (event = '{FOUND}'), "
            f"count(*) FILTER (event = '{FOUND}' AND supersedes IS NOT NULL), "
            f"count(*) FILTER (event = '{WITHDRAWN}') FROM added"
        ).fetchall()[0]
    return Added(*counts)


def write_standing(files: Sequence[Path], out: Path, days: tuple[int | None, int | None]) -> int:
    """The findings that hold, in order, as an audit writes them; `days`: from the first up to the second, or open."""
    since, until = days
    within = " AND ".join(
        ["true"]
        + ([f"day >= {_day(since)}"] if since is not None else [])
        + ([f"day < {_day(until)}"] if until is not None else [])
    )
    with _opened(files) as connection:
        connection.execute(
            f"COPY (SELECT {_COLUMNS} FROM standing WHERE {within} "
            f"ORDER BY lender, person, \"at\", attempt_id, topic, entry) TO '{_quoted(out)}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    return int(pq.read_metadata(out).num_rows)


def write_history(files: Sequence[Path], laws: Sequence[str], out: Path) -> None:
    """Every entry there ever was, with `superseded_by`: the entry that took its place, null where it stands.

    `files`: one of each run, `laws` the law's digest of each; `run` counts from 1, as the files are named.
    """
    ends = list(accumulate((parquet(file, HISTORY.names).metadata.num_rows for file in files), initial=0))
    columns = {"run": range(1, len(ends)), "law": [*laws], "first": ends[:-1], "ends": ends[1:]}
    kinds = pa.schema([("run", pa.int32()), ("law", pa.string()), ("first", pa.int64()), ("ends", pa.int64())])
    with _opened(files) as connection:
        connection.register("runs", pa.table(columns, schema=kinds))
        connection.execute(
            f"COPY (SELECT h.entry, run, law, h.event, h.supersedes, later.entry AS superseded_by, {_prefixed('h')} "
            "FROM history h JOIN runs ON h.entry >= runs.first AND h.entry < runs.ends "
            "LEFT JOIN history later ON later.supersedes = h.entry ORDER BY h.entry) "
            f"TO '{_quoted(out)}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _prefixed(view: str) -> str:
    return ", ".join(f'{view}."{name}"' for name in FINDING.names)


def _day(day: int) -> str:
    return f"DATE '1970-01-01' + {day}"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
