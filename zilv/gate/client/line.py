"""The line to the gate: one request, sent again while that may help, and bounded in time whatever happens."""

import asyncio
import random
import ssl
from contextlib import suppress
from typing import NamedTuple

import httpx

from zilv import __version__
from zilv.clock import now
from zilv.errors import ZilvError
from zilv.gate.client.backoff import pause_s, told_s, transient
from zilv.gate.client.credential import Credential, Sent
from zilv.gate.client.failure import UNREACHABLE, GateError
from zilv.gate.client.wire import not_understood, refusal

BODY_MAX = 16 << 20
CLOSE_S = 1.0
"""So long at most closing waits for requests that it has cut off, and so long for connections."""

CLOSED = "this client was closed"
CONNECT_SHARE = 0.3
"""So much of the time a single connection may take to come about, so that another can be tried."""


class _Got(NamedTuple):
    status: int
    body: bytes
    wait_s: float | None


class Line:
    """Belongs to one event loop. `deadline_s` bounds everything, waiting between tries included."""

    def __init__(self, url: str, credential: Credential, deadline_s: float, tls: ssl.SSLContext | None) -> None:
        self.url = origin(url)
        self._credential, self._deadline_s = credential, bounded(deadline_s)
        verify = tls or (ssl.create_default_context() if self.url.startswith("https:") else False)
        # No proxy and no .netrc from the environment: what is asked is about persons and goes to the gate alone.
        self._http = httpx.AsyncClient(
            base_url=self.url,
            verify=verify,
            trust_env=False,
            timeout=httpx.Timeout(None, connect=deadline_s * CONNECT_SHARE),
            headers={"user-agent": f"zilv/{__version__}", "accept": "application/json"},
        )
        self._closed = False
        self._under_way: dict[asyncio.Timeout, asyncio.Future[None]] = {}

    async def send(self, sent: Sent) -> bytes:
        """The body of a good answer. Raises GateError: what the gate refused, or `gate_unreachable`."""
        if self._closed:
            raise GateError(UNREACHABLE, CLOSED)
        last = [f"no answer within {self._deadline_s:g} s"]
        try:
            async with asyncio.timeout(self._deadline_s) as bound:
                ended = self._under_way[bound] = asyncio.get_running_loop().create_future()
                try:
                    return await self._tried(sent, bound.when() or 0.0, last)
                finally:
                    del self._under_way[bound]
                    ended.set_result(None)
        except TimeoutError:
            pass
        raise GateError(UNREACHABLE, CLOSED if self._closed else last[-1])

    async def _tried(self, sent: Sent, until: float, last: list[str]) -> bytes:
        loop, tried = asyncio.get_running_loop(), 0
        while True:
            got, tried = await self._once(sent, last), tried + 1
            if got is not None and not transient(got.status):
                return _good(got)
            if got is not None:
                last.append(f"HTTP {got.status}")
            pause = pause_s(tried, random.random(), got.wait_s if got else None)
            if loop.time() + pause >= until:
                raise TimeoutError
            await asyncio.sleep(pause)

    async def _once(self, sent: Sent, last: list[str]) -> _Got | None:
        """What came back, None where nothing did, for whatever reason: who asks must be answered."""
        headers = {"authorization": self._credential.authorization(sent, int(now().timestamp()))}
        if sent.body:
            headers["content-type"] = "application/json"
        try:
            request = self._http.build_request(sent.method, sent.target, content=sent.body or None, headers=headers)
            response = await self._http.send(request, stream=True)
            try:
                return _Got(response.status_code, await _body(response), told_s(response.headers, now()))
            finally:
                await response.aclose()
        except GateError:
            raise
        except Exception as error:  # noqa: BLE001
            last.append(type(error).__name__)
            return None

    async def close(self) -> None:
        """Cut off what is under way, each as if its time were over, then let go of connections; all in bounded time."""
        self._closed = True
        ending = list(self._under_way.values())
        for bound in self._under_way:
            if not bound.expired():
                bound.reschedule(0.0)
        if ending:
            await asyncio.wait(ending, timeout=CLOSE_S)
        with suppress(Exception):  # a connection that cannot be let go of is gone already
            async with asyncio.timeout(CLOSE_S):
                await self._http.aclose()


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > BODY_MAX:
            raise not_understood()
    return bytes(body)


def _good(got: _Got) -> bytes:
    if got.status == 200:
        return got.body
    raise refusal(got.status, got.body)


def origin(url: str) -> str:
    """Scheme, host and port of a gate's address, with the path it may lie below. Raises ZilvError."""
    try:
        parsed = httpx.URL(url)
        parsed.raw_host.decode("ascii").encode("idna")  # as it is done before a name is looked up
    except (httpx.InvalidURL, TypeError, UnicodeError):
        parsed = httpx.URL("")
    known = parsed.host and (parsed.port is None or 0 < parsed.port < 1 << 16)
    if not known or parsed.scheme not in {"http", "https"} or parsed.userinfo or parsed.query or parsed.fragment:
        raise ZilvError(
            "闸门地址应形如 https://gate.example:8720，不含用户名与参数 · "
            "the gate's address is expected like https://gate.example:8720, without user name or query"
        )
    return str(parsed).rstrip("/")


def bounded(deadline_s: float) -> float:
    """A deadline that can be kept. Raises ZilvError."""
    if not 0 < deadline_s < float("inf"):
        raise ZilvError("deadline_s 须为正的秒数 · deadline_s is expected in seconds, more than 0")
    return deadline_s
