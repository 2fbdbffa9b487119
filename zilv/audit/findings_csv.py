"""`findings.csv`: every finding, for a spreadsheet as it is used in China and for machines.

UTF-8 with a byte order mark, without which Excel shows Chinese as garbage; lines end in CRLF (RFC 4180). A text
that a spreadsheet could take for a formula (it begins with = + - @, their full-width forms, or these after
blanks) or that begins with a control character gets a leading apostrophe; control characters become U+FFFD.
Tokens, ids of provisions, outcomes and dates never begin so; `findings.parquet` holds every text as it came.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from zilv.audit.tables import Table, batches, opened

COLUMNS = (
    'attempt_id, provision, topic, outcome, strength, grade, at_text AS "at", lender, agency, person, '
    '"count", "limit", retry_text AS retry_at, says_zh, says_en, clause, array_to_string(beside, \';\') AS also, '
    "array_to_string(missing, ';') AS missing, channel, day_text AS day, local_time"
)
"""`at`, `retry_at`: ISO 8601 with the person's offset; `also`, `missing`: joined by `;`; empty: none or not known."""

_FORMULA = r"^([\s\x{3000}]*[=+\-@＝＋－＠]|[\x00-\x1f\x7f])"
_CONTROL = r"[\x00-\x1f\x7f]"


def write_csv(path: Path, findings: Table) -> int:
    """Write every finding in the order given; returns how many. `path` is overwritten."""
    written = 0
    options = pa_csv.WriteOptions(eol="\r\n")
    with opened(findings) as connection, path.open("wb") as file:
        reader = batches(connection, f"SELECT {COLUMNS} FROM findings")
        file.write(b"\xef\xbb\xbf")
        with pa_csv.CSVWriter(file, reader.schema, write_options=options) as writer:
            for batch in reader:
                writer.write_batch(_harmless(batch))
                written += batch.num_rows
    return written


def _harmless(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [_harmless_text(c) if pa.types.is_string(c.type) else c for c in batch.columns]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _harmless_text(column: pa.Array) -> pa.Array:
    distinct = column.dictionary_encode()  # the same few sentences fill a batch
    marked = pc.replace_substring_regex(distinct.dictionary, _FORMULA, r"'\1")
    return pc.replace_substring_regex(marked, _CONTROL, "\ufffd").take(distinct.indices)
