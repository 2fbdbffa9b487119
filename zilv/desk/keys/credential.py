"""What a key shows: a secret of 256 bits, and another to sign requests with. Neither can be read from the database."""

import hashlib
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zilv.desk.secret import derived
from zilv.errors import ZilvError

PREFIX = "zk_"
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_ID_LENGTH, _NONCE_BYTES = 12, 12


class Credential(NamedTuple):
    """Shown once, when a key is made or rotated."""

    key_id: str
    secret: str
    signing: str

    @property
    def bearer(self) -> str:
        """What goes after `Bearer` in the Authorization header."""
        return f"{PREFIX}{self.key_id}_{self.secret}"


def new_credential(key_id: str = "") -> Credential:
    """Fresh secrets, for a new key or for one that is there."""
    made = key_id or "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))
    return Credential(made, secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def split(bearer: str) -> tuple[str, str]:
    """Key id and secret of a bearer text; two empty texts for anything else."""
    parts = bearer.split("_", 2)
    return (parts[1], parts[2]) if len(parts) == 3 and bearer.startswith(PREFIX) else ("", "")


def hashed(secret: str) -> bytes:
    """What is kept of a secret; it is random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).digest()


class Seal:
    """Seals signing secrets with AES-256-GCM, each to its key, under a key derived from the installation's secret."""

    def __init__(self, root: bytes) -> None:
        self._cipher = AESGCM(derived(root, "signing secrets of keys"))

    def close(self, key_id: str, text: str) -> bytes:
        """The sealed text."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), key_id.encode())

    def open(self, key_id: str, sealed: bytes) -> str:
        """The text again. Raises ZilvError where it was sealed to another key or under another secret, or damaged."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key_id.encode()).decode()
        except (InvalidTag, ValueError):
            raise ZilvError(
                f"密钥 {key_id} 的签名密钥无法解封：安装密钥已换？ · "
                f"the signing secret of key {key_id} cannot be opened: is this another installation's secret?"
            ) from None
