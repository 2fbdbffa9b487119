"""What may befall the files of a kept layout, each after which it is no longer what intake wrote."""

import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zilv.attempts.intake.layout import write_part


def first_lost(parts: list[Path]) -> None:
    parts[0].unlink()


def last_lost(parts: list[Path]) -> None:
    parts[-1].unlink()


def one_more(parts: list[Path]) -> None:
    shutil.copy(parts[0], f"kept/part-{len(parts):05}.parquet")


def copied(parts: list[Path]) -> None:
    shutil.copy(parts[0], "kept/part-00000 (1).parquet")


def longer(parts: list[Path]) -> None:
    full = next(part for part in parts if pq.read_metadata(part).num_rows)
    table = pq.read_table(full)
    pq.write_table(pa.concat_tables([table, table]), full)


def exchanged(parts: list[Path]) -> None:
    """Two parts of the same size in rows, each a good one by itself."""
    of_rows: dict[int, Path] = {}
    for part in parts:
        other = of_rows.setdefault(pq.read_metadata(part).num_rows, part)
        if other != part and pq.read_metadata(part).num_rows:
            first, second = other.read_bytes(), part.read_bytes()
            other.write_bytes(second)
            part.write_bytes(first)
            return
    raise AssertionError("no two parts are of the same length")


def of_another_month(parts: list[Path]) -> None:
    """A part of as many rows from a layout that was made alike."""
    full = next(part for part in parts if pq.read_metadata(part).num_rows)
    table = pq.read_table(full)
    later = pc.add(table.column("at").cast("int64"), 31 * 86_400_000_000).cast(table.schema.field("at").type)
    write_part(full.parent, int(full.stem[-5:]), table.set_column(1, table.schema.field("at"), later))


def numbers_of_another(parts: list[Path]) -> None:
    pq.write_table(pa.table({"number": pa.array([1], pa.int64())}), "kept/shared-numbers.parquet")


def cut_short(parts: list[Path]) -> None:
    os.truncate(parts[1], parts[1].stat().st_size // 2)


def numbers_lost(parts: list[Path]) -> None:
    Path("kept/shared-numbers.parquet").unlink()


HARMS = [
    first_lost,
    last_lost,
    one_more,
    copied,
    longer,
    cut_short,
    exchanged,
    of_another_month,
    numbers_of_another,
    numbers_lost,
]
