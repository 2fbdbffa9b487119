"""Requests as they are sent, and what comes back as the records of `zilv.gate.ask`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar
from urllib.parse import quote
from uuid import uuid4

import msgspec

from zilv.gate.ask import Answer, Ask, Cancel, Outcome, Ruling
from zilv.gate.client.credential import Sent
from zilv.gate.client.failure import INVALID, UNREACHABLE, GateError, Problem

BATCH_ASKS, BATCH_BYTES = 1000, 900 * 1024
"""So much goes into one request at most; the gate takes 1,000 asks and 1 MiB."""

Record = TypeVar("Record")
Told = Literal["outcome", "cancel", "ruling"]
_TOLD: dict[Told, type[msgspec.Struct]] = {"outcome": Outcome, "cancel": Cancel, "ruling": Ruling}
_PLACE = re.compile(r"`\$\.?([a-z_]+)`|field `([a-z_]+)`")


class _Item(msgspec.Struct, frozen=True):
    answer: Answer | None = None
    problem: Problem | None = None


class _Items(msgspec.Struct, frozen=True):
    items: list[_Item]


def ask_body(fields: Mapping[str, Any]) -> bytes:
    """The body of one ask, with a key made where none is given. Raises GateError for what is no ask."""
    return _body(fields, Ask, {"lender": "the key's"})


def told(kind: Told, attempt_id: str, fields: Mapping[str, Any]) -> Sent:
    """An outcome, a cancellation or a ruling. Raises GateError for what is none."""
    return Sent("POST", f"{attempt_path(attempt_id)}/{kind}", _body(fields, _TOLD[kind], {}))


def attempt_path(attempt_id: str) -> str:
    """Where one attempt is. Raises GateError for what no path can hold."""
    try:
        return f"/v1/attempts/{quote(attempt_id, safe='')}"
    except (TypeError, ValueError):
        pass
    raise GateError(INVALID, "attempt_id")


def _body(fields: Mapping[str, Any], kind: type[msgspec.Struct], left_out: Mapping[str, Any]) -> bytes:
    try:
        given = {**fields}
        given["key"] = given.get("key") or uuid4().hex
        msgspec.convert({**left_out, **given}, kind)
        return msgspec.json.encode(given)
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
    except (TypeError, ValueError, RecursionError):
        found = None
    raise GateError(INVALID, (found[1] or found[2]) if found else "a value that is no text, number or yes/no")


def batches(bodies: Sequence[bytes]) -> list[Sequence[bytes]]:
    """The bodies of asks in their order, as many to a batch as the gate takes."""
    made: list[list[bytes]] = []
    size = 0
    for body in bodies:
        size += len(body) + 1
        if not made or len(made[-1]) == BATCH_ASKS or size > BATCH_BYTES:
            made.append([])
            size = len(body)
        made[-1].append(body)
    return list(made)


def batch(bodies: Sequence[bytes]) -> Sent:
    """One batch as a request."""
    return Sent("POST", "/v1/asks/batch", b'{"asks":[' + b",".join(bodies) + b"]}")


def batch_answers(body: bytes, asked: int) -> list[Answer]:
    """What a batch came to, one for each ask. Raises GateError."""
    items = decoded(body, _Items).items
    if len(items) != asked:
        raise not_understood()
    return [_answered(item) for item in items]


def _answered(item: _Item) -> Answer:
    if item.problem is not None:
        return item.problem.error().as_answer()
    return not_understood().as_answer() if item.answer is None else reserved(item.answer)


def reserved(answer: Answer) -> Answer:
    """The answer to an ask; a permit that names no reservation is none."""
    if answer.decision == "permit" and not answer.attempt_id:
        return not_understood().as_answer()
    return answer


def decoded(body: bytes, kind: type[Record]) -> Record:
    """A record that the gate sent. Raises GateError."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    raise not_understood()


def refusal(status: int, body: bytes) -> GateError:
    """Why the gate refused, from its problem document."""
    try:
        return msgspec.json.decode(body, type=Problem).error()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return GateError(UNREACHABLE, f"HTTP {status} without a problem document: is this the gate?")


def not_understood() -> GateError:
    """Something came back that is no answer of the gate's."""
    return GateError(UNREACHABLE, "what came back is no answer of the gate's")
