"""The description of the whole interface: what the front answers, made from its records, beside what Django does."""

from functools import cache
from typing import Any, NamedTuple

import msgspec

from zilv.desk import examples, register_examples
from zilv.desk.api import API
from zilv.desk.front.operations import BATCH_MAX, AskSent, Batched
from zilv.desk.front.routes import HOT, ROUTES, Route
from zilv.desk.problem import CODES, Problem
from zilv.gate.ask import Answer, Cancel, Outcome, Receipt, Ruling
from zilv.gate.ledger import Ledger
from zilv.registers.rows import REGISTERS
from zilv.speech.guard.records import Asked, Verdict

Json = dict[str, Any]
_REF = "#/components/schemas/{name}"


class Described(NamedTuple):
    """What one operation of the hot path says, takes and gives. `sent` None = no body."""

    says: str
    sent: type[msgspec.Struct] | None
    example: Json | None
    given: type[msgspec.Struct]
    answers: dict[str, Json]


class Batch(msgspec.Struct):
    """Up to 1,000 asks; each has its own decision, in order."""

    asks: list[AskSent]


_ASKED = {"permit": examples.PERMIT, "deny": examples.DENY, "store_unreachable": examples.UNREACHABLE}
_STANDS = {"reported": examples.RECEIPT}
HOT_PATH: dict[tuple[str, str], Described] = {
    ("POST", "/v1/asks"): Described(
        "触达前询问：裁决，许可者即预留 · Ask before an attempt: it is decided, and what is permitted is reserved. "
        "The same key again gives the same answer, or what a person has permitted since. Only `permit` permits.",
        AskSent,
        examples.ASK,
        Answer,
        _ASKED,
    ),
    ("POST", "/v1/asks/batch"): Described(
        "批量询问，至多 1000 条，逐条裁决 · Many asks, up to 1,000, each with its own decision, in order",
        Batch,
        examples.BATCH,
        Batched,
        {"two": examples.BATCHED},
    ),
    ("POST", "/v1/peeks"): Described(
        "试问：只裁决，不预留、不记录 · Peek: decided, neither reserved nor recorded",
        AskSent,
        examples.ASK,
        Answer,
        _ASKED,
    ),
    ("GET", "/v1/attempts/{attempt_id}"): Described(
        "一次触达的现状；已失效的准许显示为 hold · How an attempt stands; a permit that stands no longer is a hold",
        None,
        None,
        Receipt,
        _STANDS,
    ),
    ("POST", "/v1/attempts/{attempt_id}/outcome"): Described(
        "回报结果；迟到、重复、乱序均可，自相矛盾或由机构撤回的接通按最严计数 · Report how it went: late, twice or out "
        "of order. An answer that is contradicted, or taken back by an agency alone, counts at its strictest",
        Outcome,
        examples.OUTCOME,
        Receipt,
        _STANDS,
    ),
    ("POST", "/v1/attempts/{attempt_id}/cancel"): Described(
        "取消未拨出的预留 · Give back a reservation that was never dialled",
        Cancel,
        examples.CANCEL,
        Receipt,
        {"cancelled": examples.CANCELLED},
    ),
    ("POST", "/v1/attempts/{attempt_id}/ruling"): Described(
        "具名人员裁决：待定一人，禁止两人 · A named person decides: one on a hold, two different ones on a denial",
        Ruling,
        examples.RULING,
        Receipt,
        {"permitted": examples.RULED},
    ),
    ("GET", "/v1/people/{token}/ledger"): Described(
        "一人的用量、余量、停催、下次可触达时刻 · Used and remaining for one person, holds, next permitted instant",
        None,
        None,
        Ledger,
        {"used": examples.LEDGER},
    ),
    ("POST", "/v1/guard"): Described(
        "将要说的话先过一遍：通过、暂缓、拦下，附条款与可说的话 · What a bot or a message is about to say: pass, hold "
        "or block, with clause and words that may be said instead. Nothing of it is kept. Only `pass` may be said.",
        Asked,
        examples.GUARD_ASKED,
        Verdict,
        {"pass": examples.GUARD_PASS, "block": examples.GUARD_BLOCK},
    ),
}
KEYLESS: dict[str, tuple[str, Json | str]] = {
    "/health": ("进程存活 · The process lives", examples.HEALTH),
    "/ready": ("能否裁决 · Whether asks can be decided now", examples.READY),
    "/metrics": ("Prometheus 指标 · Figures for Prometheus", examples.FIGURES),
    "/openapi.json": ("本说明 · This description", examples.DESCRIPTION),
}
"""What needs no key, and an example of its answer; `keyless.py` answers it."""

_PROBLEMS = sorted({reason.status for reason in CODES.values()})
_NARROWER: dict[str, Json] = {
    "register": {"enum": list(REGISTERS), "example": "holds"},
    "row_id": {"pattern": "^[0-9]{1,18}$", "example": str(register_examples.ROW_ID)},
    "attempt_id": {"pattern": "^[0-9a-z]{1,32}$", "example": examples.RECEIPT["attempt_id"]},
    "person": {"example": examples.LEDGER["person"]},
}
"""What the description says of parameters beyond their type."""

_SECURITY: list[Json] = [{"bearer": []}, {"signed": []}]


@cache
def document() -> bytes:
    """The OpenAPI document, as JSON."""
    return msgspec.json.encode(described())


def described() -> Json:
    """The OpenAPI document."""
    made: Json = dict(API.get_openapi_schema(path_prefix=""))
    paths: Json = made["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            _show(_common(operation, _route(method.upper(), path)))
    for route in HOT:
        paths.setdefault(route.template, {})[route.method.lower()] = _hot(route)
    paths |= {path: {"get": _keyless(path, *told)} for path, told in KEYLESS.items()}
    made["components"] = {
        "schemas": {**made["components"]["schemas"], **_schemas()},
        "responses": {"Problem": _problem()},
        "securitySchemes": _schemes(),
    }
    made["info"]["description"] = "催收触达闸门：每次触达之前先问 · The gate: ask before every contact attempt"
    made["servers"] = [{"url": "/"}]
    return made


def _route(method: str, path: str) -> Route:
    return next(route for route in ROUTES if (route.method, route.template) == (method, path))


def _common(operation: Json, route: Route) -> Json:
    operation["security"] = _SECURITY
    for parameter in operation.get("parameters", []):
        parameter["schema"] |= _NARROWER.get(parameter["name"], {})
    operation["summary"] = operation["description"].split(" · ")[0]
    needed = " | ".join(sorted(route.scopes))
    operation["description"] = f"{operation['description']}\n\n权限 · scope: {needed}".strip()
    operation["responses"] |= {str(status): {"$ref": "#/components/responses/Problem"} for status in _PROBLEMS}
    return operation


def _show(operation: Json) -> None:
    """An example for each body of an operation that Django answers."""
    name = operation["operationId"]
    bodies = [(operation["responses"][200], register_examples.GIVEN)]
    if "requestBody" in operation:
        bodies.append((operation["requestBody"], register_examples.SENT))
    for body, shown in bodies:
        body["content"]["application/json"]["examples"] = {"example": {"value": shown[name]}}


def _hot(route: Route) -> Json:
    told = HOT_PATH[route.method, route.template]
    operation: Json = {
        "operationId": route.run.__name__ if route.run else "",
        "description": told.says,
        "tags": ["gate"],
        "responses": {"200": _content(told.given, told.answers)},
    }
    if told.sent is not None and told.example is not None:
        operation["requestBody"] = {"required": True, **_content(told.sent, {"example": told.example})}
        operation["requestBody"].pop("description")
    named = [part[1:-1] for part in route.template.split("/") if part.startswith("{")]
    if named:
        operation["parameters"] = [_parameter(name) for name in named]
    return _common(operation, route)


def _parameter(name: str) -> Json:
    token = {"type": "string", "pattern": "^p_[a-z2-7]{13}$", "example": examples.LEDGER["person"]}
    attempt = {"type": "string", "pattern": "^[0-9a-z]{1,32}$", "example": examples.RECEIPT["attempt_id"]}
    return {"name": name, "in": "path", "required": True, "schema": token if name == "token" else attempt}


def _content(kind: type[msgspec.Struct], shown: dict[str, Json]) -> Json:
    named = {name: {"value": value} for name, value in shown.items()}
    schema = {"$ref": _REF.format(name=kind.__name__)}
    return {"description": "OK", "content": {"application/json": {"schema": schema, "examples": named}}}


def _problem() -> Json:
    schema = {"$ref": _REF.format(name="Problem")}
    shown = {"invalid": {"value": examples.INVALID}, "key_reused": {"value": examples.REFUSED}}
    codes = "\n".join(f"- `{code}` ({told.status}): {told.zh} · {told.en}" for code, told in CODES.items())
    return {
        "description": f"问题说明（RFC 9457） · A problem document\n\n{codes}",
        "content": {"application/problem+json": {"schema": schema, "examples": shown}},
    }


def _schemas() -> Json:
    kinds = {kind for told in HOT_PATH.values() for kind in (told.sent, told.given) if kind is not None} | {Problem}
    _, made = msgspec.json.schema_components(sorted(kinds, key=lambda kind: kind.__name__), ref_template=_REF)
    made["Batch"]["properties"]["asks"] |= {"minItems": 1, "maxItems": BATCH_MAX}
    made["Batch"]["additionalProperties"] = False
    return made


def _schemes() -> Json:
    signed = (
        "`ZILV-HMAC id=…, ts=…, nonce=…, sig=…`：sig = HMAC-SHA256(signing secret, lines), in hex; lines, joined by "
        "\\n: `ZILV-HMAC`, method, path with query, ts (seconds), nonce (16-64 of A-Z a-z 0-9 _ -), SHA-256 of the "
        "body in hex"
    )
    return {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "zk_<id>_<secret>"},
        "signed": {"type": "apiKey", "in": "header", "name": "Authorization", "description": signed},
    }


def _keyless(path: str, says: str, shown: Json | str) -> Json:
    kind = "text/plain" if path == "/metrics" else "application/json"
    schema = {"type": "string"} if path == "/metrics" else {"type": "object"}
    content = {"schema": schema, "examples": {"example": {"value": shown}}}
    responses: Json = {"200": {"description": "OK", "content": {kind: content}}}
    if path == "/ready":
        not_ready = {"schema": schema, "examples": {"example": {"value": examples.NOT_READY}}}
        responses["503"] = {"description": "not ready", "content": {kind: not_ready}}
    name = path.strip("/").split(".")[0]
    return {"operationId": name, "summary": says, "tags": ["server"], "security": [], "responses": responses}
