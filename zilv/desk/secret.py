"""The installation's secret: made once, kept where only its user can read it; every other key is derived from it."""

from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zilv.errors import ZilvError
from zilv.privacy.keyfile import from_hex, kept, usual_place

IN_HEX, IN_FILE = "ZILV_SECRET", "ZILV_SECRET_FILE"


def secret(environ: Mapping[str, str]) -> bytes:
    """The secret in `ZILV_SECRET` (hex), else in the file `ZILV_SECRET_FILE`, else in the user's configuration.

    A file that is not there is made. Raises ZilvError where it cannot be made or read, or holds something else: with
    another secret the signing keys in the database could not be opened.
    """
    if given := environ.get(IN_HEX, "").strip():
        return from_hex(given, IN_HEX)
    named = environ.get(IN_FILE, "").strip()
    try:
        return kept(Path(named).expanduser() if named else usual_place(environ, "secret.key"))
    except (OSError, RuntimeError) as error:
        raise ZilvError(
            f"{named or 'secret.key'}: 安装密钥既读不出也建不了 · the installation's secret can neither be read nor "
            f"made ({type(error).__name__}); name a file in {IN_FILE}"
        ) from None


def derived(root: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869); purposes tell nothing about each other."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"zilv {purpose}".encode()).derive(root)
