"""Registers over HTTP: list, add, end, declare complete, history; binding on every process once acknowledged."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from zilv.attempts.rows import microseconds
from zilv.desk.problem import Rejected, Wrong
from zilv.desk.process import Process, running
from zilv.gate import registers
from zilv.gate.actor import Actor
from zilv.gate.matter import iso
from zilv.gate.midnight import Midnights, dated, midnights, token
from zilv.gate.refusal import Refused
from zilv.gate.registers import Change
from zilv.privacy.token import PREFIXES, is_token
from zilv.registers.parse import columns_of
from zilv.registers.rows import REGISTERS

router = Router(tags=["registers"])
ROWS_MAX = 1000
INTEGER_MAX = 2**63 - 1

Cell = Annotated[str, Field(max_length=1024, pattern=r"^[^\x00]*$")] | Annotated[int, Field(ge=0, le=10**9)] | None
After = Annotated[int, Field(ge=0, le=INTEGER_MAX, description="从此号之后列起 · List after this number")]


class Strict(Schema):
    """Takes no field it does not know."""

    model_config = ConfigDict(extra="forbid")


class RowsSent(Strict):
    """Rows as the register's file has them: one object a row, column to text; identifiers raw or as tokens.

    A date means midnight where the person lives, as the register of persons says, else where the law binds.
    """

    rows: Annotated[list[Annotated[dict[str, Cell], Field(max_length=32)]], Field(min_length=1, max_length=ROWS_MAX)]


class RowsAdded(Schema):
    """The rows' numbers, in the order in which they were sent; a row that stood already keeps its number."""

    row_ids: list[int]


class RowsListed(Schema):
    """Rows by number; `next`: where to go on, null at the end. `declared`: no row = it does not exist."""

    rows: list[dict[str, Any]]
    declared: bool
    next: int | None


class EndSent(Strict):
    """When a row ends; left out = now. Before now only with a named person's key, and then with the `reason`."""

    until: datetime | None = None
    reason: Annotated[str, Field(max_length=1024, pattern=r"^[^\x00]*$")] = ""


class Ended(Schema):
    """The instant at which the row ends."""

    row_id: int
    until: str


class Declared(Schema):
    """The register is complete from now on."""

    register_: str = Field(serialization_alias="register")
    declared: bool


class Changed(Schema):
    """One change of a register. `by`, `because`: the person who ended a row, and why, as far as that was told."""

    seq: int
    at: str
    change: str
    row_id: int
    key_id: str
    by: str
    because: str
    row: dict[str, Any] | None


class History(Schema):
    """Changes, oldest first; `next`: where to go on, null at the end."""

    changes: list[Changed]
    next: int | None


@router.get("/{register}", response=RowsListed, by_alias=True, operation_id="list_rows")
def listed(request: HttpRequest, register: str, after: After = 0, person: str | None = None) -> Any:
    """列出登记簿 · List a register's rows, 500 at a time; of one person by token."""
    actor = _actor(request, register)
    if person is not None and not (is_token(person) and person.startswith(PREFIXES["person"])):
        raise Rejected("invalid", errors=(Wrong("person", "人员代号 · a person's token p_…"),))

    def read(page: Any) -> Any:
        found = registers.rows(page, actor.lender, register, person, after)
        return {
            "rows": [registers.columns_shown(row) for row in found],
            "declared": register in page.declared(actor.lender),
            "next": found[-1].row_id if len(found) == 500 else None,
        }

    return running().pages.on_page(read)


@router.post("/{register}", response=RowsAdded, by_alias=True, operation_id="add_rows")
def add(request: HttpRequest, register: str, given: RowsSent) -> Any:
    """登记 · Add rows, all or none; the same rows again change nothing."""
    actor = _actor(request, register)
    process = running()
    sent = [_row(register, row, n) for n, row in enumerate(given.rows)]
    midnights = _midnights(process, actor, sent)
    records = [_parsed(process, register, sent, n, midnights) for n in range(len(sent))]
    change = Change(actor.lender, register, actor.key_id)
    return {"row_ids": process.pages.on_page(lambda page: registers.add(page, change, records), write=True)}


@router.put("/{register}", response=Declared, by_alias=True, operation_id="declare_register")
def declare(request: HttpRequest, register: str) -> Any:
    """声明完整 · Declare a register complete: from now on, no row means that it does not exist."""
    actor = _actor(request, register)
    change = Change(actor.lender, register, actor.key_id)
    running().pages.on_page(lambda page: registers.declare(page, change), write=True)
    return {"register_": register, "declared": True}


@router.post("/{register}/{row_id}/end", response=Ended, by_alias=True, operation_id="end_row")
def end(request: HttpRequest, register: str, row_id: str, given: EndSent) -> Any:
    """终止 · End a row; it stays, and binds what lies before.

    早于现在的终止须用属于具名人员的密钥并附理由 · An end before now needs a named person's key and a `reason`.
    """
    actor = _actor(request, register)
    number = row_number(row_id)
    if given.until is not None and given.until.utcoffset() is None:
        raise Rejected("invalid", errors=(Wrong("until", "带时区的时刻 · an instant with its offset"),))
    until = microseconds(given.until) if given.until is not None else None
    if until is not None:
        registers.readable_end(until)
    change = Change(actor.lender, register, actor.key_id, actor.holder, given.reason.strip())
    ends = running().pages.on_page(lambda page: registers.end(page, change, number, until), write=True)
    return {"row_id": number, "until": iso(ends)}


@router.get("/{register}/history", response=History, by_alias=True, operation_id="register_history")
def history(request: HttpRequest, register: str, after: After = 0) -> Any:
    """变更历史 · What was changed in a register, by which key, and when."""
    actor = _actor(request, register)
    found = running().pages.on_page(lambda page: registers.history(page, actor.lender, register, after))
    told = ("change", "row_id", "key_id", "by", "because", "row")
    changes = [{"seq": seq, "at": iso(at), **{name: getattr(body, name) for name in told}} for seq, at, body in found]
    return {"changes": changes, "next": found[-1][0] if len(found) == 500 else None}


def _actor(request: Any, register: str) -> Actor:
    if register not in REGISTERS:
        raise Refused("register_unknown", ", ".join(REGISTERS))
    actor: Actor = request.scope["zilv.actor"]
    return actor


def row_number(text: str) -> int:
    """A row's number as it stands in an address. Raises Refused for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= INTEGER_MAX):
        raise Refused("register_row_unknown")
    return int(text)


def _midnights(process: Process, actor: Actor, rows: list[dict[str, str | None]]) -> Midnights:
    """Where the dates of these rows are midnights; nothing is asked where none tells a date."""
    of = [row for row in rows if dated(row)]
    persons = {token(row, process.tokens) for row in of} - {""}
    if not of:
        return Midnights()
    return process.pages.on_page(lambda page: midnights(page, actor.lender, process.laws, persons))


def _parsed(process: Process, register: str, sent: list[dict[str, str | None]], n: int, midnights: Midnights) -> Any:
    """The record of a row; where several were sent, a refusal says which. Raises Refused."""
    try:
        return registers.parsed(register, sent[n], process.tokens, midnights.of(sent[n], process.tokens))
    except Refused as refused:
        if refused.code != "register_row_bad" or len(sent) == 1:
            raise
        raise Refused(refused.code, f"rows[{n}].{refused.detail}") from None


def _row(register: str, row: dict[str, str | int | None], n: int) -> dict[str, str | None]:
    columns = columns_of(register)
    if not set(row) <= set(columns):
        raise Rejected("invalid", errors=(Wrong(f"rows[{n}]", "列 · columns: " + ", ".join(columns)),))
    return {name: None if value is None else str(value) for name, value in row.items()}
