"""What an event says to the outside: tokens, closed words and figures; nothing that a person has written."""

import json
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import msgspec

from zilv.gate.book import Written
from zilv.gate.matter import iso
from zilv.privacy.token import PREFIXES, is_token, to_text

_ASK = ("agency", "channel", "direction", "party", "mode", "purpose", "product", "manual", *PREFIXES)
_ANSWER = ("decision", "retry_at", "due", "bundle", "code")
_FINDING = ("topic", "provision", "outcome", "strength", "clause", "count", "limit")
_TOLD = ("answered", "conversed", "seconds", "disposition", "verdict")
_REGISTER = ("change", "register", "row_id", "key_id")
_LAW = ("choice", "version", "digest", "since", "key_id")
_KEY = ("key_id", "what", "agency", "scopes")


def payload(line: Written) -> bytes:
    """The body that is sent; the same line always gives the same bytes."""
    entry = line.entry
    body = msgspec.json.decode(entry.body)
    data = {
        "seq": line.seq,
        "lender": entry.lender,
        **({"attempt_id": entry.attempt_id} if entry.attempt_id else {}),
        **({"person": to_text("person", entry.person)} if entry.person else {}),
        **_SAID.get(entry.kind, _nothing)(body),
    }
    told = {"type": entry.kind, "timestamp": iso(entry.at), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def law_shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """A choice of law; of a house file its name and digest, not where it lies on the installation's machine."""
    parts = [PurePath(part.strip()) for part in str(body.get("choice", "")).split(",")]
    choice = ",".join(part.name if part.is_absolute() else str(part) for part in parts)
    return _picked({**body, "choice": choice}, _LAW)


def _nothing(body: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _asked(body: Mapping[str, Any]) -> dict[str, Any]:
    ask, answer = body.get("ask", {}), body.get("answer", {})
    shown = {n: v for n, v in _picked(ask, _ASK).items() if n not in PREFIXES or is_token(str(v))}
    return {"ask": shown, "answer": {**_picked(answer, _ANSWER), "findings": _findings(answer)}}


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    receipt = body.get("receipt", {})
    told = body.get("told", {})
    recorded = {"recorded": bool(told["recording"])} if told.get("recording") is not None else {}
    return {**_picked(told, _TOLD), **recorded, "status": receipt.get("status"), "findings": _findings(receipt)}


def _found(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"findings": _findings(body)}


def _picked(body: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: body[name] for name in names if body.get(name) is not None}


def _findings(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_picked(found, _FINDING) for found in body.get("findings", ())]


_SAID: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "ask": _asked,
    "outcome": _told,
    "cancel": _told,
    "ruling": _told,
    "finding": _found,
    "register": lambda body: _picked(body, _REGISTER),
    "law": law_shown,
    "key": lambda body: _picked(body, _KEY),
}
