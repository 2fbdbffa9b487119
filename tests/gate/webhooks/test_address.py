"""Where a webhook may go."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from zilv.errors import ZilvError
from zilv.gate.webhooks.address import Refused, checked_url, permitted, targets
from zilv.gate.webhooks.post import Post

PUBLIC = ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822")
PLAIN = ("10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "100.64.0.1", "::1", "fd00::1")
PRIVATE = (*PLAIN, "::ffff:10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1")
NEVER = ("169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "::ffff:169.254.169.254")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_sent_to(address: str) -> None:
    assert permitted(ip_address(address), private=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_only_where_they_are_allowed(address: str) -> None:
    assert not permitted(ip_address(address), private=False)
    assert permitted(ip_address(address), private=True)


@pytest.mark.parametrize("address", NEVER)
def test_addresses_that_lead_to_the_machine_itself_never(address: str) -> None:
    assert not permitted(ip_address(address), private=False)
    assert not permitted(ip_address(address), private=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example/x",
        "http://hooks.example/x",
        "https://me:secret@hooks.example/",
        "https://hooks.example/#part",
        "https://10.0.0.8/",
        "https://[::1]/",
        "http://localhost:9/",
        "https://localhost/",
        "file:///etc/passwd",
        f"https://hooks.example/{'x' * 1024}",
    ],
)
def test_such_a_url_is_no_endpoint(url: str) -> None:
    with pytest.raises(ZilvError) as error:
        checked_url(url, private=False)
    assert "secret" not in str(error.value)


def test_a_name_is_held_to_what_it_stands_for_when_something_is_sent() -> None:
    with pytest.raises(Refused) as refused:
        targets("https://localhost:9/x", private=False)
    assert refused.value.code == "address_not_permitted"
    with pytest.raises(Refused) as unknown:
        targets("https://nothing.invalid/x", private=False)
    assert unknown.value.code == "name_not_found"
    found = targets("https://localhost:9/x?y=1", private=True)
    assert {(to.host, to.authority, to.url.path) for to in found} == {("localhost", "localhost:9", "/x")}
    assert all(ip_address(to.url.host).is_loopback for to in found)


def test_an_address_nobody_answers_at_is_followed_by_the_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with over_tls(tmp_path, "localhost") as (port, tls):
        real = socket.getaddrinfo

        def both(host: str, *more: Any, **given: Any) -> Any:
            found = real("127.0.0.1", *more, **given)
            return [(*one[:4], ("127.0.0.2", one[4][1])) for one in found] + found if host == "localhost" else found

        monkeypatch.setattr(socket, "getaddrinfo", both)
        assert [to.url.host for to in targets(f"https://localhost:{port}/", private=True)] == ["127.0.0.2", "127.0.0.1"]
        assert asyncio.run(sent_to(port, tls)) == ""


async def sent_to(port: int, tls: ssl.SSLContext) -> str:
    """What comes of sending something to localhost."""
    post = Post(tls, takes_s=5)
    try:
        return await post.send(f"https://localhost:{port}/x", True, b"{}", {})
    finally:
        await post.close()


class _Taking(BaseHTTPRequestHandler):
    hosts: list[str] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.hosts.append(self.headers["host"])
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Silence."""


@contextmanager
def over_tls(folder: Path, name: str) -> Iterator[tuple[int, ssl.SSLContext]]:
    """A receiver with a certificate for `name`; its port, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False).sign(key, SHA256())
    pem = folder / "receiver.pem"
    kept = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(kept + signed.public_bytes(Encoding.PEM))
    server = HTTPServer(("127.0.0.1", 0), _Taking)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], ssl.create_default_context(cafile=str(pem))
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("name", "taken"), [("localhost", True), ("other.example", False)])
def test_the_certificate_is_that_of_the_name_though_the_address_is_the_checked_one(
    tmp_path: Path, name: str, taken: bool
) -> None:
    _Taking.hosts.clear()
    with over_tls(tmp_path, name) as (port, tls):
        assert (asyncio.run(sent_to(port, tls)) == "") is taken
        assert _Taking.hosts == ([f"localhost:{port}"] if taken else [])
