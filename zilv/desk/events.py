"""The journal as a feed: what happened at this lender, in the order in which it took effect."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from zilv.desk.process import running
from zilv.desk.registers import INTEGER_MAX
from zilv.gate.actor import Actor
from zilv.gate.book import Entry, Written
from zilv.gate.matter import iso
from zilv.gate.webhooks.payload import law_shown

router = Router(tags=["events"])
READ_MAX = 5_000
"""So many lines of the journal, other lenders' among them, are looked through for one answer."""


class Event(Schema):
    """One line of the journal. `body` depends on `kind`; identifiers in it are tokens."""

    seq: int
    at: str
    kind: str
    attempt_id: str
    body: dict[str, Any]


class Events(Schema):
    """Events after `after`; ask again with `next`. No events and the same `next` = nothing new."""

    events: list[Event]
    next: int


@router.get("", response=Events, by_alias=True, operation_id="events")
def events(
    request: HttpRequest,
    after: Annotated[int, Field(ge=0, le=INTEGER_MAX, description="上次的 next · The last answer's `next`")] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> Any:
    """事件 · What happened, oldest first; nothing comes in between later."""
    actor: Actor = request.scope["zilv.actor"]  # type: ignore[attr-defined]
    book, pages = running().book, running().pages
    found: list[Written] = []
    seen, read = after, 0
    while len(found) < limit and read < READ_MAX:
        lines = pages.in_turn(lambda since=seen: book.settled_after(since, 500))  # type: ignore[misc]
        if not lines:
            break
        read += len(lines)
        mine = [line for line in lines if line.entry.lender in ("", actor.lender)][: limit - len(found)]
        found += mine
        seen = mine[-1].seq if len(found) == limit else lines[-1].seq
    return HttpResponse(_encoded(found, seen), content_type="application/json")


def _encoded(found: Sequence[Written], seen: int) -> bytes:
    shown = [
        {
            "seq": line.seq,
            "at": iso(line.entry.at),
            "kind": line.entry.kind,
            "attempt_id": line.entry.attempt_id,
            "body": _body(line.entry),
        }
        for line in found
    ]
    return msgspec.json.encode({"events": shown, "next": seen})


def _body(entry: Entry) -> object:
    if entry.kind == "law":
        return law_shown(msgspec.json.decode(entry.body))
    return msgspec.Raw(entry.body.encode())
