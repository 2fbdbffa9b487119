"""A small HTTP server that answers as a test has written down: for what a healthy gate never does."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

PERMIT = {"decision": "permit", "attempt_id": "0661a", "at": "2026-03-02T04:00:00Z", "due": "2026-03-02T05:00:00Z"}


class Got(NamedTuple):
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    def json(self) -> Any:
        """Its body."""
        return json.loads(self.body)


class Say(NamedTuple):
    """One answer. `drip_s`: between two bytes of the body; `cut`: hang up in the middle of it."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    drip_s: float = 0.0
    cut: bool = False
    hang_s: float = 0.0


def says(made: Any, status: int = 200, **headers: str) -> Say:
    """A JSON answer."""
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Say(status, json.dumps(made).encode(), told)


class Scripted:
    """Answers with each of `script` in turn, the last one for ever; keeps what it was asked."""

    def __init__(self, *script: Say) -> None:
        self.got: list[Got] = []
        self._script = script
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._next))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def _next(self, got: Got) -> Say:
        self.got.append(got)
        return self._script[min(len(self.got), len(self._script)) - 1]

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve while the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


def _handler(answer: Callable[[Got], Say]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told = answer(Got(self.command, self.path, headers, body, time.monotonic()))
            time.sleep(told.hang_s)
            try:
                self._tell(told)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _tell(self, told: Say) -> None:
            self.send_response(told.status)
            for name, value in told.headers:
                self.send_header(name, value)
            self.send_header("content-length", str(len(told.body) + told.cut))
            self.end_headers()
            if told.drip_s:
                for n in range(len(told.body)):
                    self.wfile.write(told.body[n : n + 1])
                    self.wfile.flush()
                    time.sleep(told.drip_s)
            else:
                self.wfile.write(told.body)
            self.close_connection = told.cut

        do_GET = do_POST  # noqa: N815

        def log_message(self, *told: object) -> None:
            """Silence."""

    return Handler
