"""Every row that was taken in, kept as it came, and those of some attempts found again."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zilv.attempts.intake.accounting import Rejects, Tally
from zilv.attempts.intake.buckets import Buckets, bucket_of_key
from zilv.attempts.intake.columns import SCHEMA, code_of
from zilv.attempts.intake.gather import Gather
from zilv.attempts.intake.inputs import buckets_for, files_of
from zilv.attempts.intake.keys import among, keys_of
from zilv.attempts.intake.options import IntakeOptions, Told
from zilv.attempts.rows import Int64
from zilv.audit.state.folder import State, names_of
from zilv.audit.state.held import writing
from zilv.audit.state.kept import parquet, reading

KEPT = SCHEMA.append(pa.field("key", pa.int64()))
ROWS_PER_GROUP = 1 << 17
ROWS_PER_BUCKET = 1 << 19
_READ_BEFORE = "此前已读入，其中各行不再计入 · was read before; its rows are left out"


class Arrived:
    """What a run took in: the keys of its attempts, and warnings."""

    def __init__(self, keys: Int64, warnings: list[str]) -> None:
        self.keys, self.warnings = keys, warnings


def take(
    state: State, paths: Sequence[Path], options: IntakeOptions, rejects: Rejects, scratch: Path, told: Told
) -> Arrived:
    """Read files and keep their rows. A file that was read before, byte for byte, is told of and left out."""
    manifest = state.manifest
    files, warnings = files_of(paths)
    names, tally, count = names_of(manifest.names), Tally(len(files)), buckets_for(files)
    by_id = Buckets(scratch, "new", count, SCHEMA)
    gather = Gather(options, names, tally, rejects, lambda rows: by_id.laid(rows, bucket_of_key(_keys(rows), count)))
    gather.read(files, told)
    digests = [_as_read(described.digest, options) for described in gather.described]
    before = set(manifest.digests)
    known = [digest in before for digest in digests]
    warnings += [f"{file}: {_READ_BEFORE}" for file, k in zip(files, known, strict=True) if k]
    keys = _keep(state, by_id, np.array(known, np.bool_))
    for number, (file, digest) in enumerate(zip(files, digests, strict=True)):
        if not known[number]:
            fates = tally.fates_of(number)
            manifest.fates["read"] += fates["read"]
            manifest.fates["rejected"] += fates["rejected"]
        manifest.files.append(str(file))
        manifest.digests.append(digest)
    manifest.names = names.known
    return Arrived(keys, [*warnings, *gather.warnings])


def _as_read(digest: str, options: IntakeOptions) -> str:
    """A file together with how it was read: read otherwise, it says something else."""
    mapping = options.mapping.read_bytes().hex() if options.mapping else ""
    zone = options.zone_of_times.key if options.zone_of_times else ""
    how = (digest, options.format or "", mapping, zone, sorted(options.constants.items()))
    return hashlib.sha256(repr(how).encode()).hexdigest()


def _keep(state: State, by_id: Buckets, left_out: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Int64:
    """Write the rows as this run's; returns the keys of their attempts, ascending, each once."""
    first_file, keys = len(state.manifest.files), [np.zeros(0, np.int64)]
    out = state.next_file("rows")
    with writing(out), pq.ParquetWriter(out, KEPT, compression="zstd", write_page_checksum=True) as writer:
        for table in by_id.tables():
            table = table.filter(pa.array(~left_out[table.column("file").to_numpy()]))
            if not table.num_rows:
                continue
            files = pc.add(table.column("file"), first_file).cast(pa.int32())
            table = table.set_column(table.schema.get_field_index("file"), "file", files)
            key = _keys(table)
            writer.write_table(table.append_column("key", pa.array(key)).cast(KEPT), row_group_size=ROWS_PER_GROUP)
            keys.append(np.unique(key))
    return np.unique(np.concatenate(keys))


def rows_of(files: Sequence[Path], keys: Int64, scratch: Path, name: str) -> Iterator[pa.Table]:
    """All rows of the attempts with these keys (ascending), those of one attempt always together."""
    count = 1
    while count * ROWS_PER_BUCKET < len(keys):
        count *= 2
    buckets = Buckets(scratch, name, count, SCHEMA)
    for file in files:
        for table in _wanted(file, keys):
            buckets.add(table, bucket_of_key(_keys(table), count))
    yield from buckets.tables()


def _wanted(path: Path, keys: Int64) -> Iterator[pa.Table]:
    file = parquet(path, KEPT.names)
    for group in range(file.num_row_groups):
        with reading(path):
            wanted = among(file.read_row_group(group, columns=["key"]).column(0).to_numpy(), keys)
            rows = file.read_row_group(group, columns=SCHEMA.names).cast(SCHEMA) if wanted.any() else None
        if rows is not None:
            yield rows.filter(pa.array(wanted))


def addressing(files: Sequence[Path], keys: Int64, parties: Sequence[str]) -> Int64:
    """Those of these keys (both ascending) with a row that names one of these parties, or nobody."""
    codes, found = [0, *(code_of("party")[party] for party in parties)], [np.zeros(0, np.int64)]
    for path in files:
        file = parquet(path, KEPT.names)
        for group in range(file.num_row_groups):
            with reading(path):
                key, party = (c.to_numpy() for c in file.read_row_group(group, columns=["key", "party"]).columns)
            found.append(key[among(key, keys) & np.isin(party, codes)])
    return np.unique(np.concatenate(found))


def _keys(rows: pa.Table) -> Int64:
    return keys_of(rows.column("attempt_id"))
