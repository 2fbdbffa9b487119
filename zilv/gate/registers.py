"""The gate's registers: rows added, ended, listed; what binds is what is committed, on every process at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from zilv.attempts.parse import FieldError
from zilv.gate.book import Entry, Page, RegisterRow, Written
from zilv.gate.refusal import Refused
from zilv.gate.standing import PROPOSED, SHORT, proposed_by, row_of
from zilv.gate.steady import BEHIND_US
from zilv.privacy.token import PREFIXES, Tokens, from_text
from zilv.registers.parse import check_identifiers, row_from, within_calendar
from zilv.registers.rows import REGISTERS

_encoder = msgspec.json.Encoder()


class RegisterBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The journal's body of a change to a register. `change`: add, end or declare; `row`: as it stands afterwards.

    `by`, `because`: the person who ended a row, and why, where they were told.
    """

    change: str
    register: str
    key_id: str
    row_id: int = 0
    row: dict[str, Any] | None = None
    by: str = ""
    because: str = ""


class Change(NamedTuple):
    """Whose register is changed, by which key; by which person and why, as far as that is told."""

    lender: str
    register: str
    key_id: str
    by: str = ""
    because: str = ""


def parsed(register: str, row: Mapping[str, str | None], tokens: Tokens, zone: ZoneInfo | None) -> Any:
    """The record of a row as people write it (the columns of the register's file). Raises Refused."""
    if register not in REGISTERS:
        raise Refused("register_unknown", ", ".join(REGISTERS))
    told = {name: (text or "").strip() for name, text in row.items()}
    try:
        check_written(told)
        given = {name: tokens.text(name, text) if name in PREFIXES and text else text for name, text in told.items()}
        return row_from(register, given, zone)
    except FieldError as error:
        raise Refused("register_row_bad", f"{error.field}: {_without_data(error)}") from None


def check_written(row: Mapping[str, str]) -> None:
    """Raises FieldError where a row as people write it would bind nobody, or claims to be a signal's proposal."""
    check_identifiers(row)
    if proposed_by(row.get("evidence", "").strip()):
        raise FieldError("evidence", f"不得以提议的 {PROPOSED} 开头 · begins as a proposal of signals ({PROPOSED})")


def _without_data(error: FieldError) -> str:
    """Why a field cannot be read, without the text that stood in it."""
    reason = error.reason
    return reason.split('"')[-1].strip() if reason.startswith('"') else reason


def add(page: Page, change: Change, records: Iterable[Any]) -> list[int]:
    """Add rows; one that stands already, alike in every column, is not added again. Their numbers, in order.

    Raises Refused for a row that names another lender than the one it would bind.
    """
    records = list(records)
    _check_lender(change, records)
    page.lock_registers()
    at, given = page.now(), [(_columns(change, record), record) for record in records]
    whole = _whole(page, change) if change.register in SHORT else None
    numbers: list[int] = []
    entries: list[Entry] = []
    for start in range(0, len(given), _TOGETHER):
        some = given[start : start + _TOGETHER]
        stands = whole if whole is not None else _alike(page, change, [columns for columns, _ in some])
        fresh = {columns["body"]: (columns, record) for columns, record in some if columns["body"] not in stands}
        stands.update(_added(page, at, [columns for columns, _ in fresh.values()]))
        entries += [_entry(at, change, "add", stands[body], record) for body, (_, record) in fresh.items()]
        numbers += [stands[columns["body"]] for columns, _ in some]
    page.write(entries)
    return numbers


def _check_lender(change: Change, records: Sequence[Any]) -> None:
    for n, record in enumerate(records):
        if getattr(record, "lender", None) not in (None, change.lender):
            place = f"rows[{n}].lender" if len(records) > 1 else "lender"
            raise Refused("register_row_bad", f"{place}: {ANOTHER_LENDER}")


ANOTHER_LENDER = (
    "写的是另一放款机构；请留空，或以该机构的密钥（--lender）登记 · "
    "names another lender; leave it empty, or enter the row with that lender's own key (--lender)"
)


def _whole(page: Page, change: Change) -> dict[str, int]:
    """By body the number of each row of a short register that stands as it was added."""
    return dict(page.do(_STANDS, lender=change.lender, register=change.register))


def _alike(page: Page, change: Change, columns: Sequence[dict[str, Any]]) -> dict[str, int]:
    """By body the number of each row on these persons and numbers that stands as it was added."""
    found: dict[str, int] = {}
    persons = {given["person"] for given in columns} - {0}
    numbers = {given["number"] for given in columns if not given["person"]}
    for name, tokens in (("person", persons), ("number", numbers)):
        if tokens:
            sought = {f"t{n}": token for n, token in enumerate(sorted(tokens))}
            text = _ALIKE.format(name=name, marks=", ".join(f":{mark}" for mark in sought))
            found.update(page.do(text, lender=change.lender, register=change.register, **sought))
    return found


def _added(page: Page, at: int, columns: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Add rows; by body their numbers."""
    if not columns:
        return {}
    names = (*_NAMES, "added")
    given = {f"{name}_{n}": value for n, row in enumerate(columns) for name, value in (row | {"added": at}).items()}
    marks = ", ".join("({})".format(", ".join(f":{name}_{n}" for name in names)) for n in range(len(columns)))
    return dict(page.do(f"{_ADD} values {marks} returning body, row_id", **given))


def end(page: Page, change: Change, row_id: int, until: int | None = None, decided: bool = False) -> int:
    """End a row at `until` (UTC microseconds), now when None; it stays, and binds what lies before. Raises Refused.

    The instant at which it ends. A row that a signal proposed ends only when a person has `decided` on it; before now,
    by more than a client's now takes to come here, only where a person says so and why: attempts of the past are then
    judged without it.
    """
    if until is not None:
        readable_end(until)
    page.lock_registers()
    now = page.now()
    found = page.do(_ONE, row_id=row_id, lender=change.lender, register=change.register)
    if not found:
        raise Refused("register_row_unknown")
    record = row_of(change.register, found[0][0])
    if not decided and proposed_by(record.evidence):
        raise Refused("row_proposed")
    if not hasattr(record, "until"):
        raise Refused("register_row_bad", "an event has no end")
    ends = min(until if until is not None else now, record.until if record.until is not None else 2**62)
    if record.since is not None and ends < record.since:
        ends = record.since
    if ends == record.until:
        return int(ends)
    if ends < now - BEHIND_US and not (change.by and change.because):
        raise Refused("end_past")
    ended = msgspec.structs.replace(record, until=ends)
    page.write([_entry(now, change, "end", row_id, ended)])
    page.do(_END, row_id=row_id, body=_encoder.encode(ended).decode(), ended=page.versions().register)
    return int(ends)


def readable_end(until: int) -> None:
    """Raises Refused where no calendar has the instant (UTC microseconds) at which a row is to end."""
    try:
        within_calendar("until", until)
    except FieldError as error:
        raise Refused("register_row_bad", f"{error.field}: {error.reason}") from None


def register_of(page: Page, lender: str, row_id: int) -> str:
    """In which register a row of this lender stands. Raises Refused."""
    found = page.do(_WHERE, row_id=row_id, lender=lender)
    if not found:
        raise Refused("register_row_unknown")
    return str(found[0][0])


def declare(page: Page, change: Change) -> None:
    """Declare a register complete, unless it is: from now on, no row means that it does not exist."""
    if change.register in page.declared(change.lender):
        return
    page.lock_registers()
    if change.register in page.declared(change.lender):
        return
    page.do(_DECLARE, lender=change.lender, register=change.register)
    page.write([_entry(page.now(), change, "declare", 0, None)])


def redo(page: Page, line: Written) -> None:
    """Do a change again in a book that is built anew from its journal. Raises msgspec.MsgspecError, KeyError."""
    body = msgspec.json.decode(line.entry.body, type=RegisterBody)
    change = Change(line.entry.lender, body.register, body.key_id)
    if body.change == "declare":
        page.do(_DECLARE, lender=change.lender, register=change.register)
        return
    record = msgspec.convert(body.row, REGISTERS[body.register])
    if body.change == "add":
        page.do(_REDO, row_id=body.row_id, added=line.entry.at, **_columns(change, record))
    else:
        page.do(_END, row_id=body.row_id, body=_encoder.encode(record).decode(), ended=line.seq)


def rows(page: Page, lender: str, register: str, person: str | None = None, after: int = 0) -> list[RegisterRow]:
    """The rows of a register that concern this lender, 500 at a time in order of their number, from `after` on."""
    if register not in REGISTERS:
        raise Refused("register_unknown", ", ".join(REGISTERS))
    given = {"register": register, "lender": lender, "after": after}
    if person is None:
        return [RegisterRow(*row) for row in page.do(f"{_ROWS} {_PAGED}", **given)]
    token = from_text(person)
    return [RegisterRow(*row) for row in page.do(f"{_ROWS} and person = :person {_PAGED}", person=token, **given)]


def history(page: Page, lender: str, register: str, after: int = 0) -> list[tuple[int, int, RegisterBody]]:
    """The changes of a register, oldest first: number and instant of the journal's entry, and what changed."""
    found = page.do(_HISTORY, lender=lender, after=after, like=f'%"register":"{register}"%')
    return [(int(seq), int(at), msgspec.json.decode(body, type=RegisterBody)) for seq, at, body in found]


def _columns(change: Change, record: Any) -> dict[str, Any]:
    person, number = getattr(record, "person", None), getattr(record, "number", None)
    if hasattr(record, "lender"):
        record = msgspec.structs.replace(record, lender=change.lender or None)
    return {
        "register": change.register,
        "lender": change.lender,
        "person": from_text(person) if person else 0,
        "number": from_text(number) if number else 0,
        "body": _encoder.encode(record).decode(),
    }


def _entry(at: int, change: Change, what: str, row_id: int, record: Any) -> Entry:
    body = RegisterBody(
        change=what,
        register=change.register,
        key_id=change.key_id,
        row_id=row_id,
        row=None if record is None else msgspec.to_builtins(record),
        by=change.by,
        because=change.because,
    )
    person = getattr(record, "person", None)
    text = _encoder.encode(body).decode()
    return Entry(at, "register", change.lender, "", None, text, from_text(person) if person else 0)


def columns_shown(row: RegisterRow) -> dict[str, Any]:
    """A row as people see it: its number and its columns."""
    shown: dict[str, Any] = {"row_id": row.row_id, **msgspec.to_builtins(row_of(row.register, row.body))}
    return shown


_NAMES = ("register", "lender", "person", "number", "body")
_COLUMNS = ", ".join(_NAMES)
_TOGETHER = 100
"""So many rows are looked up and added by one statement."""

_ALIKE = """
select body, row_id from gate_register_row where {name} in ({marks}) and ended is null
and lender = :lender and register || '' = :register order by row_id desc
"""
"""`|| ''` keeps both stores from looking up what most rows share."""

_STANDS = """
select body, row_id from gate_register_row
where register = :register and lender = :lender and ended is null order by row_id desc
"""
_ADD = f"insert into gate_register_row ({_COLUMNS}, added)"
_REDO = f"""
insert into gate_register_row (row_id, {_COLUMNS}, added)
values (:row_id, :register, :lender, :person, :number, :body, :added)
"""
_ONE = """
select body from gate_register_row where row_id = :row_id and lender = :lender and register = :register
"""
_WHERE = "select register from gate_register_row where row_id = :row_id and lender = :lender"
_END = "update gate_register_row set body = :body, ended = :ended where row_id = :row_id"
_DECLARE = "insert into gate_register (lender, register) values (:lender, :register) on conflict do nothing"
_ROWS = f"""
select row_id, {_COLUMNS} from gate_register_row
where register = :register and lender in ('', :lender) and row_id > :after
"""
_PAGED = "order by row_id limit 500"
_HISTORY = """
select seq, at, body from gate_entry
where kind in ('register', 'law') and kind = 'register' and lender in ('', :lender) and seq > :after and body like :like
order by seq limit 500
"""


def declared(page: Page, lender: str) -> Sequence[str]:
    """The registers declared complete."""
    return page.declared(lender)
