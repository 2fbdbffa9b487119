"""What commands that ask a gate over HTTP are told: where it is, and with which key."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.errors import ZilvError

if TYPE_CHECKING:
    from zilv.gate.client.credential import Signing

UrlOption = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="闸门地址 · The gate, e.g. https://gate.example:8720")
]
KeyFileOption = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        metavar="FILE",
        help="密钥文件：zk_… 一行，或 zilv key create --json 的输出（则逐次签名） · "
        "File with the key zk_…, or what `zilv key create --json` printed: then requests are signed",
    ),
]
_BYTES_MAX = 4096


def credential_in(path: Path) -> "tuple[str | Signing, str | None]":
    """The key in a file, and what the user should know about the file. Raises ZilvError, quoting nothing of it."""
    try:
        with path.open("rb") as file:
            text = file.read(_BYTES_MAX).decode("utf-8-sig").strip()
        others = os.name == "posix" and path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise ZilvError(
            f"--key-file: {path}: 无法读取 · cannot be read ({type(error).__name__}); "
            "expected the text zk_…, or what `zilv key create --json` printed"
        ) from None
    warning = f"密钥文件他人可读：chmod 600 {path} · The key file can be read by others: chmod 600 {path}"
    return _credential(text, path), warning if others else None


def _credential(text: str, path: Path) -> "str | Signing":
    from zilv.gate.client.credential import Signing

    if text.startswith("zk_") and text.isascii() and len(text.split()) == 1:
        return text
    try:
        shown = json.loads(text)
        return Signing(str(shown["id"]), str(shown["signing_secret"]))
    except (ValueError, KeyError, TypeError):
        pass
    raise ZilvError(
        f"--key-file: {path}: 不含密钥 · holds no key; expected one line zk_…, or what `zilv key create --json` printed"
    )
