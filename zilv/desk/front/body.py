"""A request's body: bounded while it is read, in bytes and in time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from zilv.desk.problem import Rejected

Scope = MutableMapping[str, Any]
Headers = Mapping[bytes, bytes]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

READ_S = 10.0
"""After so long a body that is still coming is no longer waited for."""


class Gone(Exception):  # noqa: N818
    """Whoever asked has hung up."""


def headers(scope: Scope) -> Headers:
    """The headers by name; of several of one name, the first."""
    return dict(reversed(scope["headers"]))


async def body(told: Headers, receive: Receive, limit: int) -> bytes:
    """The whole body. Raises Rejected once it is more than `limit` bytes or takes too long, Gone."""
    length = told.get(b"content-length", b"")
    if length.isdigit() and int(length) > limit:
        raise Rejected("too_large", f"{limit} bytes at most")
    try:
        async with asyncio.timeout(READ_S):
            message = await receive()
            first = _piece(message, limit)
            if not message.get("more_body") or length == str(len(first)).encode():
                return first
            return await _rest(first, receive, limit)
    except TimeoutError:
        raise Rejected("too_slow") from None


async def _rest(first: bytes, receive: Receive, limit: int) -> bytes:
    pieces, size, more = [first], len(first), True
    while more:
        message = await receive()
        piece = _piece(message, limit - size)
        size += len(piece)
        pieces.append(piece)
        more = bool(message.get("more_body"))
    return b"".join(pieces)


def _piece(message: MutableMapping[str, Any], room: int) -> bytes:
    if message["type"] == "http.disconnect":
        raise Gone
    piece: bytes = message.get("body", b"")
    if len(piece) > room:
        raise Rejected("too_large")
    return piece


def json_expected(told: Headers) -> None:
    """Raises Rejected for a body that says it is something else than JSON in UTF-8."""
    kind = told.get(b"content-type", b"").lower().replace(b" ", b"").replace(b'"', b"")
    if kind not in (b"", b"application/json", b"application/json;charset=utf-8"):
        raise Rejected("not_json")
