"""How a request shows whose it is: by a bearer key, or by a signature over its content."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from zilv.errors import ZilvError

SCHEME = "ZILV-HMAC"


class Sent(NamedTuple):
    """What goes over the line: method, path with query, body."""

    method: str
    target: str
    body: bytes


@dataclass(frozen=True)
class Bearer:
    """A key of the form `zk_<id>_<secret>`, sent with every request."""

    key: str = field(repr=False)

    def authorization(self, sent: Sent, now_s: int) -> str:
        """The Authorization header."""
        return f"Bearer {self.key}"


@dataclass(frozen=True)
class Signing:
    """A key's id and its signing secret, which never travels; each signature is good once."""

    key_id: str
    secret: str = field(repr=False)

    def authorization(self, sent: Sent, now_s: int) -> str:
        """The Authorization header."""
        nonce = secrets.token_urlsafe(18)
        digest = hashlib.sha256(sent.body).hexdigest()
        text = "\n".join((SCHEME, sent.method, sent.target, str(now_s), nonce, digest))
        signature = hmac.digest(self.secret.encode(), text.encode(), "sha256").hex()
        return f"{SCHEME} id={self.key_id}, ts={now_s}, nonce={nonce}, sig={signature}"


Credential = Bearer | Signing


def credential_of(key: str | Signing) -> Credential:
    """What can go into a header. Raises ZilvError, which does not quote it."""
    made = Bearer(key) if isinstance(key, str) else key
    try:
        shown = made.authorization(Sent("GET", "/", b""), 0)
    except (AttributeError, UnicodeError):
        shown = ""
    if shown not in ("", "Bearer ") and shown.isascii() and shown.isprintable():
        return made
    raise ZilvError(
        "密钥应为 zk_… 一行可见的 ASCII 字符，或 Signing(key_id, secret) · "
        "the key is expected as zk_…, one line of printable ASCII, or as a Signing(key_id, secret)"
    )
