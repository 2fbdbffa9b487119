"""Who asks: a bearer key, or a request signed with the key's signing secret."""

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from zilv.desk.keys.credential import hashed, split
from zilv.desk.keys.ring import Held
from zilv.desk.problem import Rejected
from zilv.gate.actor import Actor

SCHEME = "ZILV-HMAC"
WINDOW_S = 300
"""A signature's instant lies at most so far from the server's, before or after."""

KEPT_S = WINDOW_S + 60
"""So long after its instant a request is remembered: by a server whose clock is ahead, for one whose is behind."""

_SIGNED = re.compile(
    rf"{SCHEME} id=([a-z0-9]{{1,32}}), ?ts=(\d{{1,12}}), ?nonce=([A-Za-z0-9_-]{{16,64}}), ?sig=([0-9a-f]{{64}})"
)
_NOBODY = b"\0" * 32
Keys = Callable[[str], Held | None]
Fresh = Callable[[str, int], Awaitable[bool]]


class Signed(NamedTuple):
    """What a signature was made over, beside the secret."""

    method: str
    target: str
    ts: int
    nonce: str
    body: bytes

    def text(self) -> bytes:
        """One line each: scheme, method, path with query, instant, nonce, SHA-256 of the body in hex."""
        digest = hashlib.sha256(self.body).hexdigest()
        return "\n".join((SCHEME, self.method, self.target, str(self.ts), self.nonce, digest)).encode()

    def signature(self, signing: str) -> str:
        """HMAC-SHA256 in hex."""
        return hmac.digest(signing.encode(), self.text(), "sha256").hex()


def by_bearer(authorization: str, keys: Keys, now: float) -> Actor:
    """The actor of a bearer key. Raises Rejected, in the same words and time for every reason."""
    key_id, secret = split(authorization[7:].strip())
    held = keys(key_id)
    given = hashed(secret)
    proofs = held.proofs if held else ()
    good = [p for p in proofs if hmac.compare_digest(p.hash, given) and (p.until is None or now < p.until)]
    if not proofs:
        hmac.compare_digest(_NOBODY, given)
    return _standing(held if good else None, now)


async def by_signature(authorization: str, request: Signed, keys: Keys, now: float, fresh: Fresh) -> Actor:
    """The actor of a signed request; `request` has no ts and nonce yet. Raises Rejected, StoreError."""
    found = _SIGNED.fullmatch(authorization)
    if found is None:
        raise Rejected("not_authenticated")
    key_id, ts, nonce, signature = found[1], int(found[2]), found[3], found[4]
    request = request._replace(ts=ts, nonce=nonce)
    held = keys(key_id)
    proofs = held.proofs if held else ()
    good = [p for p in proofs if hmac.compare_digest(request.signature(p.signing), signature) and _holds(p.until, now)]
    if not proofs:
        request.signature("nobody's")
    actor = _standing(held if good else None, now)
    if abs(now - ts) > WINDOW_S:
        raise Rejected("clock_skew", f"server: {int(now)}")
    if not await fresh(f"{key_id}:{nonce}", ts + KEPT_S):
        raise Rejected("replayed")
    return actor


def _holds(until: float | None, now: float) -> bool:
    return until is None or now < until


def _standing(held: Held | None, now: float) -> Actor:
    if held is None or (held.expires is not None and held.expires <= now):
        raise Rejected("not_authenticated")
    return held.actor
