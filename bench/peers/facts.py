"""The layout's facts as canonical columns of their own, which every other engine reads."""

from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.shape import Shape
from zilv.audit.read import parts_of

WORDS = ("channel", "party", "mode", "purpose")
TOLD = ("answered", "conversed", "recorded", "noted", "outsourced")
"""1 yes, 0 no, -1 not recorded."""


def facts(layout: Path) -> Path:
    """A folder of Parquet files with the same rows; made once."""
    folder = layout / "facts"
    if not (folder / "done").exists():
        folder.mkdir(exist_ok=True)
        for part in parts_of(layout):
            pq.write_table(_spread(pq.read_table(part)), folder / part.name, compression="lz4")
        (folder / "done").touch()
    return folder


def _spread(table: pa.Table) -> pa.Table:
    shape = table.column("shape").combine_chunks()
    shape = shape if pa.types.is_dictionary(shape.type) else shape.dictionary_encode()
    told = [msgspec.json.decode(text, type=Shape) for text in shape.dictionary.to_pylist()]
    kept = table.select(["lender", "person", "number", "day", "minute"])
    made = kept.append_column("instant", table.column("at").cast(pa.int64()))
    for name in WORDS:
        words = pa.array([getattr(one, name) or "" for one in told])
        made = made.append_column(name, words.take(shape.indices))
    for name in TOLD:
        codes = pa.array([_code(getattr(one, name)) for one in told], pa.int8())
        made = made.append_column(name, codes.take(shape.indices))
    return made


def _code(value: bool | None) -> int:
    return -1 if value is None else int(value)
