"""`docs/reference/formats.md`: every source format, what it is known by and how its traps are read."""

import inspect

from docs.generate.markdown import NOTE, table
from zilv.attempts.intake.format import Format
from zilv.attempts.intake.formats import FORMATS

_CONTAINERS = {"csv": "CSV, XLSX", "json": "JSON, JSON Lines", "any": "CSV, XLSX, JSON, JSON Lines"}

_INTRODUCTION = f"""# Source formats · 来源格式

{NOTE}

Besides the canonical form ([columns](columns.md), as CSV, JSON Lines, Parquet or XLSX), these exports are read as they
are. `--format NAME` names one; without it the fields in the third column tell. Anything else is described by a
[mapping file](../guides/intake.md#a-file-that-no-format-fits).
"""


def page() -> str:
    """The page."""
    rows = [_row(form) for form in FORMATS.values()]
    head = table(("name", "", "known by", "file"), rows)
    return "\n".join([_INTRODUCTION, head, "", *(_section(form) for form in FORMATS.values())])


def _row(form: Format) -> tuple[str, str, str, str]:
    known_by = " ".join(f"`{name}`" for name in sorted(form.telltale))
    return f"[{form.name}](#{form.name})", form.title, known_by, _CONTAINERS[form.container]


def _section(form: Format) -> str:
    module = inspect.getmodule(form.read)
    return f"## {form.name}\n\n{inspect.cleandoc(getattr(module, '__doc__', None) or form.title)}\n"
