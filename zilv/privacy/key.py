"""The installation's token key: made once, kept where only its user can read it, never shown.

Whoever has the key can tell which number a token stands for by trying numbers; without it nobody can.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zilv.errors import ZilvError
from zilv.privacy.keyfile import KEY_BYTES, from_hex, kept, usual_place

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
        return TokenKey(from_hex(given, f"the environment variable {IN_HEX}"))
    if named := environ.get(IN_FILE, "").strip():
        return _named(Path(named))
    try:
        return _kept(usual_place(environ, "token.key"))
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


def _kept(path: Path) -> TokenKey:
    """The key in this file. Raises ZilvError for a bad one, OSError where none can be made."""
    key = kept(path)
    others = os.name == "posix" and path.stat().st_mode & 0o077
    return TokenKey(
        key,
        f"密钥文件他人可读：chmod 600 {path} · The key file can be read by others: chmod 600 {path}"
        if others
        else None,
    )
