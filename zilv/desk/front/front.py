"""The ASGI application: one line of log, one answer and one bound for each request, whoever makes the answer."""

import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from secrets import token_hex
from typing import Any

from zilv.clock import now_us
from zilv.desk.front import authenticate
from zilv.desk.front.authenticate import Signed, by_bearer, by_signature
from zilv.desk.front.body import Gone, Receive, Scope, Send, body, headers, json_expected
from zilv.desk.front.operations import Call
from zilv.desk.front.routes import Found, find, methods
from zilv.desk.logs import LINES, place
from zilv.desk.metrics import STORE_ERRORS, request_answered
from zilv.desk.problem import Rejected, Reply, problem_reply
from zilv.desk.process import Process, running
from zilv.gate.actor import Actor
from zilv.gate.book import StoreError
from zilv.gate.refusal import Refused

Keyless = Callable[[], Awaitable[Reply]]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
"""As the log names them; any other word is the caller's own, and may hold anything."""

_ALWAYS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


class Exchange:
    """One request on its way: what its line of log will say."""

    __slots__ = ("body", "found", "headers", "key_id", "receive", "request_id", "route", "scope", "send", "status")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send, self.headers = scope, receive, send, headers(scope)
        self.found: Found | None = None
        self.body = b""
        self.route, self.key_id, self.status, self.request_id = "", "", 0, token_hex(8)

    async def reply(self, made: Reply) -> None:
        """Send an answer."""
        self.status = made.status
        length = (b"content-length", str(len(made.body)).encode())
        told = [*made.headers, *_ALWAYS, length, (b"x-request-id", self.request_id.encode())]
        await self.send({"type": "http.response.start", "status": made.status, "headers": told})
        await self.send({"type": "http.response.body", "body": made.body})

    async def pass_on(self, message: MutableMapping[str, Any]) -> None:
        """Send what Django answers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {
                **message,
                "headers": [*message["headers"], *_ALWAYS[:1], (b"x-request-id", self.request_id.encode())],
            }
        await self.send(message)


class Front:
    """Answers the hot path itself, and hands everything else to Django, authenticated and bounded."""

    def __init__(self, django: Callable[..., Awaitable[None]], keyless: Mapping[str, Keyless]) -> None:
        self._django, self._keyless = django, keyless
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        exchange = Exchange(scope, receive, send)
        began = time.perf_counter()
        self.under_way += 1
        try:
            await self._answer(exchange)
        except Gone:
            exchange.status = 499
        except (Rejected, Refused, StoreError) as wrong:
            await exchange.reply(_against(exchange, wrong))
        except Exception as error:  # noqa: BLE001
            LINES.write("request failed", level="error", at=place(error), request_id=exchange.request_id)
            if not exchange.status:
                await exchange.reply(problem_reply(Rejected("internal")))
        finally:
            self.under_way -= 1
            _note(exchange, time.perf_counter() - began)

    async def _answer(self, exchange: Exchange) -> None:
        method, path = exchange.scope["method"], exchange.scope["path"]
        if method == "GET" and (page := self._keyless.get(path)) is not None:
            exchange.route = path
            await exchange.reply(await page())
            return
        found = exchange.found = find(method, path)
        if found is None:
            await self._unknown(exchange, path)
            return
        exchange.route = found.route.template
        process = running()
        actor, sent = await _authenticated(exchange, found, process)
        exchange.key_id = actor.key_id
        if found.route.scopes.isdisjoint(actor.scopes):
            raise Refused("scope_missing", ", ".join(sorted(found.route.scopes)))
        process.rates.take(actor.key_id, 1, time.monotonic())
        if sent is None:
            sent = exchange.body = await _body(exchange, found)
        if found.route.run is None:
            await self._by_django(exchange, actor, sent)
            return

        def spend(count: int) -> None:
            process.rates.take(actor.key_id, count, time.monotonic(), before=1)

        await exchange.reply(await found.route.run(Call(process, actor, sent, found.named, spend)))

    async def _unknown(self, exchange: Exchange, path: str) -> None:
        exchange.route = "unknown"
        taken = methods(path) or (["GET"] if path in self._keyless else [])
        if not taken:
            raise Rejected("no_such_path")
        made = problem_reply(Rejected("method_not_allowed", ", ".join(taken)))
        await exchange.reply(made._replace(headers=(*made.headers, (b"allow", ", ".join(taken).encode()))))

    async def _by_django(self, exchange: Exchange, actor: Actor, sent: bytes) -> None:
        pieces: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": sent, "more_body": False}]

        async def receive() -> MutableMapping[str, Any]:
            if pieces:
                return pieces.pop()
            while (message := await exchange.receive())["type"] != "http.disconnect":
                pass
            return message

        await self._django({**exchange.scope, "zilv.actor": actor}, receive, exchange.pass_on)


def _against(exchange: Exchange, wrong: Rejected | Refused | StoreError) -> Reply:
    """What is answered instead. Without the store an ask is held, whatever else cannot be told."""
    if isinstance(wrong, Rejected) or (isinstance(wrong, Refused) and wrong.code != "store_unreachable"):
        return problem_reply(wrong)
    STORE_ERRORS.labels(exchange.route).inc()
    if isinstance(wrong, StoreError):
        LINES.write("store error", level="error", why=str(wrong), request_id=exchange.request_id)
    if exchange.found is not None and (held := exchange.found.route.without_store) is not None:
        try:
            return held(exchange.body)
        except Rejected as rejected:
            return problem_reply(rejected)
    return problem_reply(Refused("store_unreachable"))


async def _authenticated(exchange: Exchange, found: Found, process: Process) -> tuple[Actor, bytes | None]:
    """Who asks; and the body, where it had to be read to know. Raises Rejected, Gone, StoreError."""
    authorization = exchange.headers.get(b"authorization", b"").decode("latin-1")
    now = now_us() / 1e6
    if process.ring.expired():
        exchange.body = await _body(exchange, found)
        raise StoreError("the keys have not been read for too long")
    if authorization[:7].lower() == "bearer ":
        return by_bearer(authorization, process.ring.get, now), None
    if not authorization.startswith(authenticate.SCHEME):
        raise Rejected("not_authenticated")
    sent = exchange.body = await _body(exchange, found)
    signed = Signed(exchange.scope["method"], _target(exchange.scope), 0, "", sent)
    return await by_signature(authorization, signed, process.ring.get, now, process.nonces.fresh), sent


async def _body(exchange: Exchange, found: Found) -> bytes:
    if found.route.method == "GET":
        return b""
    json_expected(exchange.headers)
    return await body(exchange.headers, exchange.receive, found.route.body_max)


def _target(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope.get("query_string") or b""
    return (raw.split(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")


def _note(exchange: Exchange, seconds: float) -> None:
    route = exchange.route or "unknown"
    request_answered(route, exchange.status, seconds)
    method = exchange.scope["method"]
    LINES.write(
        "request",
        method=method if method in METHODS else "other",
        route=route,
        status=exchange.status,
        ms=round(seconds * 1000, 2),
        key=exchange.key_id,
        request_id=exchange.request_id,
    )
