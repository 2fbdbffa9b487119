"""A key in a file that only its user can read: made once, whole or not at all, never over another."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from zilv.errors import ZilvError

KEY_BYTES = 32


def usual_place(environ: Mapping[str, str], name: str) -> Path:
    """The file of this name in the user's configuration. Raises RuntimeError where the user has no home."""
    folder = environ.get("XDG_CONFIG_HOME") or environ.get("APPDATA")
    return (Path(folder) if folder else Path("~/.config").expanduser()) / "zilv" / name


def kept(path: Path) -> bytes:
    """The key in this file, made if it is not there. Raises ZilvError for a bad one, OSError where none can be made."""
    if not path.exists():
        _make(path)
    try:
        text = path.read_text("ascii")
    except UnicodeDecodeError:
        text = ""
    return from_hex(text, str(path))


def from_hex(text: str, where: str) -> bytes:
    """The key that a text writes. Raises ZilvError, which quotes nothing of it."""
    zh, en = f"应为至少 {2 * KEY_BYTES} 位十六进制", f"expected {2 * KEY_BYTES} hex digits or more"
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        raise ZilvError(f"{zh} · {where} is no hexadecimal text; {en}") from None
    if len(key) < KEY_BYTES:
        raise ZilvError(f"{zh} · {where} holds {len(key)} bytes; {en}")
    return key


def _make(path: Path) -> None:
    """Two processes may begin at once: the file that is there first stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink()
