"""The files that commands of the speech review are given: there, files, and never written over by their results."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from zilv.errors import ZilvError

Given = TypeVar("Given", Path, list[Path], Path | None, list[Path] | None)


def there(given: Given) -> Given:
    """What an argument or option was given, each a file that is there or a pipe. Raises ZilvError."""
    for path in given if isinstance(given, list) else [given]:
        if path is not None and not path.exists():
            raise ZilvError(f"{path}: 没有这个文件 · there is no such file")
        if path is not None and path.is_dir():
            raise ZilvError(f"{path}: 是文件夹，此处应为文件 · a folder; a file was expected here")
    return given


def apart(option: str, out: Path | None, inputs: Iterable[Path | None]) -> None:
    """Raises ZilvError where a result would be written over what it is made from, by whatever name or link."""
    for path in inputs:
        if out is not None and path is not None and _one_file(out, path):
            raise ZilvError(
                f"{option}: {out}: 与输入 {path} 是同一文件，写入会毁掉它；请换一个文件 · "
                "this is an input too and would be lost; name another file"
            )


def _one_file(out: Path, path: Path) -> bool:
    if out.exists() and path.exists():
        return out.samefile(path) and (out.is_file() or out.is_dir())
    return out.resolve() == path.resolve()
