"""The book's attempts in canonical columns, as `zilv audit` takes them in."""

from collections.abc import Iterator

import msgspec
import pyarrow as pa

from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import UNTOLD
from zilv.gate import sql
from zilv.gate.book import Book, Kept
from zilv.privacy.token import to_text

PAGE = 5_000

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("attempt_id",)),
        ("at", pa.timestamp("us", "UTC")),
        *((name, pa.string()) for name in ("lender", "person", "channel", "agency", "collector", "account", "product")),
        *((name, pa.string()) for name in ("direction", "party", "mode", "number", "line")),
        *((name, pa.bool_()) for name in ("answered", "conversed")),
        ("seconds", pa.int64()),
        ("manual", pa.bool_()),
        ("staff", pa.int64()),
        *((name, pa.string()) for name in ("recording", "disposition", "purpose", "note")),
    ]
)
"""The canonical columns in their order. What was not told is null; `recording` "?" = nobody told yet whether there is
one; `note` says only that one was written.
"""

_shape = msgspec.json.Decoder(Shape)


def attempts(book: Book, lender: str = "") -> Iterator[pa.Table]:
    """The attempts that count, of one lender or (""), of all, in pages, in the order of their ids."""
    after = ""
    whose = "and lender = :lender" if lender else ""
    while True:
        with book.page(write=False) as page:
            rows = page.do(_PAGE.format(whose=whose), after=after, **({"lender": lender} if lender else {}))
        if not rows:
            return
        kept = [sql.kept_of(row) for row in rows]
        after = kept[-1].past.attempt_id
        columns = zip(*map(canonical, kept), strict=True)
        arrays = [pa.array(list(column), field.type) for column, field in zip(columns, SCHEMA, strict=True)]
        yield pa.table(arrays, schema=SCHEMA)


def canonical(kept: Kept) -> tuple[object, ...]:
    """One attempt as a row of SCHEMA."""
    past, shape = kept.past, _shape.decode(kept.past.shape)
    recording = UNTOLD if shape.recorded is None else (kept.recording or "yes") if shape.recorded else ""
    return (
        past.attempt_id,
        past.at,
        past.lender,
        to_text("person", past.person),
        shape.channel,
        past.agency or None,
        past.collector or None,
        to_text("account", past.account) if past.account else None,
        shape.product,
        shape.direction,
        shape.party,
        shape.mode,
        to_text("number", past.number) if past.number else None,
        past.line or None,
        shape.answered,
        shape.conversed,
        kept.seconds,
        shape.manual,
        shape.staff,
        recording,
        shape.disposition,
        shape.purpose,
        "noted" if shape.noted else None,
    )


_PAGE = f"""
select {", ".join(sql.ATTEMPT)} from gate_attempt where attempt_id > :after and state <> 2 {{whose}}
order by attempt_id limit {PAGE}
"""
