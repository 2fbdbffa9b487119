"""Progress on the terminal: what is being done, how far it is, rows a second. Silent where nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from zilv.cli.language import Language

_STAGES = {
    "hear": ("转写录音", "hearing recordings"),
    "read": ("读取来源", "reading sources"),
    "settle": ("合并去重", "merging"),
    "sort": ("排序存放", "sorting"),
    "judge": ("逐条审查", "judging"),
    "check": ("校验各行", "checking rows"),
    "bind": ("登记", "binding rows"),
    "write": ("写出结果", "writing results"),
}


class _RowsPerSecond(ProgressColumn):
    """Rows a second of the running stage, from the rows told so far."""

    def render(self, task: Task) -> Text:
        """See rich."""
        rows, elapsed = task.fields.get("rows", 0), task.elapsed or 0
        return Text(f"{rows / elapsed:,.0f} rows/s" if rows and elapsed > 0.1 else "", style="dim")


class Stages(Protocol):
    """Told how far each stage is: `done` of `total` of whatever the stage counts, and rows so far."""

    def at(self, stage: str, done: float, total: float, rows: int) -> None:
        """This stage has come so far."""


class _Bars:
    def __init__(self, progress: Progress, lang: Language) -> None:
        self._progress, self._lang = progress, lang
        self._tasks: dict[str, Any] = {}

    def at(self, stage: str, done: float, total: float, rows: int) -> None:
        if stage not in self._tasks:
            words = _STAGES[stage][0 if self._lang == "zh" else 1]
            self._tasks[stage] = self._progress.add_task(words, total=None, rows=0)
        self._progress.update(self._tasks[stage], completed=done, total=max(total, done) or None, rows=rows)


@contextmanager
def stages(lang: Language, quiet: bool) -> Iterator[Stages]:
    """Progress bars on standard error while the block runs; they vanish at its end."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), _RowsPerSecond())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        yield _Bars(progress, lang)
