"""`docs/reference/cli.md`: every command with all its options, as its own help says them."""

from collections.abc import Iterator
from typing import Any

from docs.generate.markdown import NOTE
from zilv.cli.main import Deferred, command

WIDTH = 100

_INTRODUCTION = f"""# Commands · 命令

{NOTE}

`zilv COMMAND --help` shows the same.

| exit status | 退出状态 | |
| --- | --- | --- |
| 0 | 未发现问题 | nothing found |
| 1 | 有违反“应当”的情形，或法规文件有误 | breaches of a `shall`, or faults in law files |
| 2 | 输入或用法有误 | bad input or usage; the message says what, where, and what was expected |
| 70 | 程序自身的错误 | a bug in zilv; the message says what to report |
| 130 | 被 Ctrl-C 中断，不留半成品 | stopped by Ctrl-C, with nothing left half-written |

| environment variable | |
| --- | --- |
| `LANG` | English output where it begins with `en`, Chinese otherwise; `--lang` overrides it |
| `ZILV_KEY_FILE` | the file of the key that makes tokens; unless set, `zilv/token.key` in the user's configuration |
| `ZILV_TOKEN_KEY` | the key itself, in hexadecimal, instead of a file |
| `ZILV_SECRET`, `ZILV_SECRET_FILE` | the installation's secret, 64 hexadecimal digits, or its file; made once |
| `ZILV_DATABASE`, `ZILV_HOST`, `ZILV_PORT`, `ZILV_WORKERS`, `ZILV_LAW`, `ZILV_TTL_S`, `ZILV_RATE` | options of \
`zilv serve`; `…_FILE` names a file to read one from |
| `ZILV_DRAIN_S` | so many seconds a server that was told to end goes on answering; 10 unless set |
| `ZILV_DELIVER=no` | a server sends no webhooks itself |
| `ZILV_DEBUG=1` | show the whole traceback of a bug (it may hold personal information) |
| `ZILV_COMPILED=no` | do without numba: the same answers, slowly |
| `NUMBA_CACHE_DIR` | where compiled code is kept; unless set, beside the package or in the user's own cache |
"""


def page() -> str:
    """The page."""
    return "\n".join([_INTRODUCTION, *(_section(path, text) for path, text in helps())])


def commands() -> Iterator[tuple[str, Any, Any]]:
    """Every command and group: its full name, itself, and the context its help is asked in."""
    return _walk("zilv", command(), None)


def helps() -> Iterator[tuple[str, str]]:
    """Every command and group with its help."""
    return ((path, found.get_help(context)) for path, found, context in commands())


def _walk(path: str, found: Any, parent: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(found, Deferred):
        found = found.loaded()
    settings = {"terminal_width": WIDTH, "max_content_width": WIDTH, "resilient_parsing": True}
    context = found.make_context(path.split()[-1], [], parent=parent, **settings)
    yield path, found, context
    for name, inner in getattr(found, "commands", {}).items():
        yield from _walk(f"{path} {name}", inner, context)


def _section(path: str, text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return f"## {path}\n\n```text\n{lines}\n```\n"
