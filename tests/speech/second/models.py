"""A real HTTP server that plays a language model: good, bad or hostile. It keeps every byte it was sent."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple

Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class Model(NamedTuple):
    """`received`: path, headers and body of each request, as bytes."""

    url: str
    received: list[bytes]
    gone: Event


@contextmanager
def model(answer: Answer) -> Iterator[Model]:
    """A model that answers so."""
    received: list[bytes] = []
    gone = Event()

    class Handler(BaseHTTPRequestHandler):
        """Keeps what came, then answers."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append(f"{self.path}\n{self.headers}".encode() + body)
            try:
                answer(self, json.loads(body))
            except OSError:
                gone.set()

        def do_GET(self) -> None:
            received.append(b"GET " + self.path.encode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield Model(f"http://127.0.0.1:{server.server_port}/v1", received, gone)
    finally:
        gone.set()
        server.shutdown()
        server.server_close()


def sent(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """One answer, whole."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def saying(content: Any) -> Answer:
    """Says this, whatever is asked."""
    return lambda handler, _: sent(handler, completion(content))


def completion(content: Any) -> bytes:
    """A chat completion with this content."""
    return json.dumps(
        {"id": "x", "choices": [{"index": 0, "message": {"role": "assistant", "content": content}}]}
    ).encode()


def findings(*found: tuple[int, str, str]) -> str:
    """A reply of the agreed form."""
    return json.dumps({"findings": [{"turn": turn, "act": act, "quote": quote} for turn, act, quote in found]})


def shown(asked: dict[str, Any]) -> dict[str, Any]:
    """The data that stood in the user's message."""
    data: dict[str, Any] = json.loads(asked["messages"][1]["content"])
    return data
