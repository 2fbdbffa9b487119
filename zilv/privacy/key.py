"""The installation's token key: made once, kept where only its user can read it, never shown.

Whoever has the key can tell which number a token stands for by trying numbers; without it nobody can.
"""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zilv.errors import ZilvError

KEY_BYTES = 32
IN_HEX, IN_FILE = "ZILV_TOKEN_KEY", "ZILV_KEY_FILE"


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The key, and what the user should know about it (None: nothing)."""

    key: bytes = field(repr=False)
    warning: str | None = None


def token_key(environ: Mapping[str, str]) -> TokenKey:
    """The key in `ZILV_TOKEN_KEY` (hex), else in the file `ZILV_KEY_FILE`, else in the user's configuration.

    A file that is not there is made. Where the user's configuration cannot be written, the key is good for this run
    alone. Raises ZilvError for a key that is too short or no hex, and where a file that was named cannot be used.
    """
    if given := environ.get(IN_HEX, "").strip():
        return TokenKey(_from_hex(given, f"the environment variable {IN_HEX}"))
    if named := environ.get(IN_FILE, "").strip():
        return _named(Path(named))
    try:
        return _kept(_usual_place(environ))
    except (OSError, RuntimeError):
        return TokenKey(
            secrets.token_bytes(KEY_BYTES),
            "钥匙无处保存：本次代号只在本次有效，与以往或以后的结果对不上；请设 ZILV_KEY_FILE。"
            "No key could be kept: the tokens of this run fit no other run, earlier or later. "
            f"Name a file for it with {IN_FILE}, or give the key in {IN_HEX}.",
        )


def _named(path: Path) -> TokenKey:
    try:
        return _kept(path.expanduser())
    except (OSError, RuntimeError) as error:
        raise ZilvError(f"{path}, named in {IN_FILE}, can neither be read nor made: {error}") from None


def _usual_place(environ: Mapping[str, str]) -> Path:
    folder = environ.get("XDG_CONFIG_HOME") or environ.get("APPDATA")
    return (Path(folder) if folder else Path("~/.config").expanduser()) / "zilv" / "token.key"


def _kept(path: Path) -> TokenKey:
    """The key in this file, made if it is not there. Raises ZilvError for a bad one, OSError where none can be made."""
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            _make(path)
    try:
        text = path.read_text("ascii")
    except UnicodeDecodeError:
        text = ""
    key = _from_hex(text.strip(), f"the key file {path}")
    others = os.name == "posix" and path.stat().st_mode & 0o077
    return TokenKey(
        key,
        f"密钥文件他人可读：chmod 600 {path} · The key file can be read by others: chmod 600 {path}"
        if others
        else None,
    )


def _make(path: Path) -> None:
    """Put a new key there, whole or not at all, and never over another: two processes may begin at once."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        os.link(partial, path)
    finally:
        partial.unlink()


def _from_hex(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        raise ZilvError(f"{where} is no hexadecimal text; expected {2 * KEY_BYTES} digits 0-9 a-f or more") from None
    if len(key) < KEY_BYTES:
        raise ZilvError(f"{where} holds {len(key)} bytes; expected {KEY_BYTES} or more")
    return key
