"""The journal as lines of JSON: what `zilv journal export` writes, and `zilv replay` and others read again."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from zilv.attempts.rows import microseconds
from zilv.errors import ZilvError
from zilv.gate.book import Book, Entry, Written
from zilv.gate.matter import iso
from zilv.privacy.token import from_text, to_text

PAGE = 1_000
FORMAT = 1


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line: what the file is, and after which entry it begins."""

    zilv: str = "journal"
    format: int = FORMAT
    after: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `at`: ISO 8601 UTC. `person`: a token; None: the entry is about none. `body` as it was written."""

    seq: int
    at: str
    kind: str
    lender: str
    attempt_id: str
    idem: str | None
    person: str | None
    body: msgspec.Raw


_encoder = msgspec.json.Encoder()
_head = msgspec.json.Decoder(Head)
_line = msgspec.json.Decoder(Line)


def settled(book: Book, after: int = 0) -> Iterator[Written]:
    """Every entry after `after` in order, as far as nothing can come in between any more."""
    while found := book.settled_after(after, PAGE):
        yield from found
        after = found[-1].seq


def exported(entries: Iterable[Written], after: int = 0) -> Iterator[bytes]:
    """The lines of a file, each with its line break."""
    yield _encoder.encode(Head(after=after)) + b"\n"
    for seq, entry in entries:
        line = Line(
            seq=seq,
            at=iso(entry.at),
            kind=entry.kind,
            lender=entry.lender,
            attempt_id=entry.attempt_id,
            idem=entry.idem,
            person=to_text("person", entry.person) if entry.person else None,
            body=msgspec.Raw(entry.body.encode()),
        )
        yield _encoder.encode(line) + b"\n"


def read(lines: Iterable[bytes]) -> Iterator[tuple[int, Written]]:
    """The entries of a file, each with the number of its line. Raises ZilvError, naming the line.

    The file begins with the journal: what an ask was judged by may lie anywhere before it.
    """
    numbered = enumerate(lines, 1)
    _, first = next(numbered, (1, b""))
    head = _decoded(_head, first, 1)
    if head.zilv != "journal" or head.format != FORMAT:
        raise _wrong(1, f'应为 "zilv": "journal", "format": {FORMAT} · expected "zilv": "journal", "format": {FORMAT}')
    if head.after:
        raise _wrong(1, "文件并非自日志之首导出 · the file does not begin with the journal; export it without --since")
    last = 0
    for number, text in numbered:
        if not text.strip():
            continue
        line: Line = _decoded(_line, text, number)
        if line.seq <= last:
            raise _wrong(number, "seq 未递增 · seq does not ascend")
        last = line.seq
        yield number, Written(line.seq, _entry(line, number))


def _entry(line: Line, number: int) -> Entry:
    person = from_text(line.person) if line.person else 0
    try:
        at = microseconds(datetime.fromisoformat(line.at))
    except (ValueError, TypeError):
        raise _wrong(number, "at: 应为带时区的 ISO 8601 · expected ISO 8601 with an offset") from None
    return Entry(at, line.kind, line.lender, line.attempt_id, line.idem, bytes(line.body).decode(), person)


def _decoded(decoder: Any, text: bytes, number: int) -> Any:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise _wrong(number, without_data(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _wrong(number, "不是一行 JSON · is no line of JSON") from None


def without_data(error: msgspec.ValidationError) -> str:
    """What a record lacks, without what stood in it."""
    where = str(error).rpartition(" - at ")[2] if " - at " in str(error) else ""
    return f"不合所需 · is not as expected{': ' + where if where else ''}"


def _wrong(number: int, why: str) -> ZilvError:
    return ZilvError(f"第 {number} 行 · line {number}: {why}")
