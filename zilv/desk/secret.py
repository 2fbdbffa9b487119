"""The installation's secret: made once, kept where only its user can read it; every other key is derived from it."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zilv.errors import ZilvError

SECRET_BYTES = 32
IN_HEX, IN_FILE = "ZILV_SECRET", "ZILV_SECRET_FILE"


def secret(environ: Mapping[str, str]) -> bytes:
    """The secret in `ZILV_SECRET` (hex), else in the file `ZILV_SECRET_FILE`, else in the user's configuration.

    A file that is not there is made. Raises ZilvError where it cannot be made or read, or holds something else: with
    another secret the signing keys in the database could not be opened.
    """
    if given := environ.get(IN_HEX, "").strip():
        return _from_hex(given, IN_HEX)
    path = Path(environ.get(IN_FILE, "").strip() or _usual_place(environ)).expanduser()
    try:
        if not path.exists():
            _make(path)
        return _from_hex(path.read_text("ascii").strip(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ZilvError(
            f"{path}: 安装密钥既读不出也建不了 · the installation's secret can neither be read nor made "
            f"({type(error).__name__}); name a file in {IN_FILE}"
        ) from None


def derived(root: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869); purposes tell nothing about each other."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"zilv {purpose}".encode()).derive(root)


def _usual_place(environ: Mapping[str, str]) -> Path:
    folder = environ.get("XDG_CONFIG_HOME") or environ.get("APPDATA")
    return (Path(folder) if folder else Path("~/.config")) / "zilv" / "secret.key"


def _make(path: Path) -> None:
    """Whole or not at all, and never over another: two processes may begin at once."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES) + "\n")
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink()


def _from_hex(text: str, where: str) -> bytes:
    with suppress(ValueError):
        found = bytes.fromhex(text)
        if len(found) >= SECRET_BYTES:
            return found
    raise ZilvError(f"{where}: 应为至少 {2 * SECRET_BYTES} 位十六进制 · expected {2 * SECRET_BYTES} hex digits or more")
