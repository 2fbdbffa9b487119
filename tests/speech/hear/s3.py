"""An object store for tests: moto's, which speaks S3 over HTTP and checks who asks when it is told to."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import pytest
from moto import settings
from moto.server import ThreadedMotoServer

KEY, SECRET = "AKIAINVENTEDFORTESTS", "invented-secret-that-nobody-may-see"
_HTTP = httpx.Client(trust_env=False, timeout=60)
_SIGNED = {"Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20260101/us-east-1/s3/aws4_request"}
"""Enough for moto to take a request for signed, as long as it lets everybody in."""


class Bucket(NamedTuple):
    """A bucket named `calls`. `endpoint`: host and port; `asked`: requests so far, method and path."""

    endpoint: str
    asked: list[str]

    def put(self, key: str, content: bytes) -> None:
        _HTTP.put(self._at(key), content=content, headers=_SIGNED).raise_for_status()

    def delete(self, key: str) -> None:
        _HTTP.delete(self._at(key), headers=_SIGNED).raise_for_status()

    def gets(self, key: str) -> int:
        """How often the content of an object was asked for."""
        return self.asked.count(f"GET /calls/{key}")

    def _at(self, key: str) -> str:
        return f"http://{self.endpoint}/calls/{quote(key)}"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A store with one empty bucket, and an environment that leads to it and to no other."""
    asked: list[str] = []
    monkeypatch.setattr("werkzeug.serving.WSGIRequestHandler.log_request", _noting(asked))
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        reset = _HTTP.post(f"http://{host}:{port}/moto-api/reset")  # it keeps objects for longer than a server
        reset.raise_for_status()
        _HTTP.put(f"http://{host}:{port}/calls").raise_for_status()
        yield Bucket(f"{host}:{port}", asked)
    finally:
        server.stop()


def _noting(asked: list[str]) -> Any:
    def note(handler: Any, code: object = "-", size: object = "-") -> None:
        asked.append(f"{handler.command} {handler.path}")

    return note


def let_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the store knows no key, this one neither."""
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0.0)
