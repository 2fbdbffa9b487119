"""`docs/reference/check-kinds.md`: the closed set of checks a law file may choose from."""

import inspect
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from docs.generate.markdown import NOTE, paragraphs, table, values
from zilv.rules.checks.limit import AgreedFrequency
from zilv.rules.lost import Lost
from zilv.rules.provision import CHECK_KINDS, kind_name
from zilv.rules.when import When

PARTS: tuple[type[BaseModel], ...] = (When, AgreedFrequency, Lost)

_INTRODUCTION = f"""# Check kinds · 检查的种类

{NOTE}

A law file names one of these as `check.kind` and fills in the numbers; nothing else can be written there. A new sort of
obligation is a new kind, reviewed as code. `zilv law list` shows which provision uses which.

法规文件只能从下列种类中选一种并填入数字。每种都列出其文件的案例必须展示的边界。
"""


def page() -> str:
    """The page."""
    kinds = [_section(f"## {kind_name(kind)}", kind, inspect.getmodule(kind)) for kind in CHECK_KINDS]
    parts = [_section(f"### {part.__name__}", part, None) for part in PARTS]
    return "\n".join([_INTRODUCTION, *kinds, "## What the fields are made of\n", *parts])


def _section(head: str, model: type[BaseModel], module: Any) -> str:
    first = f"*{_sentence(module.__doc__)}*\n\n" if module else ""
    rows = [_field(name, model) for name in model.model_fields if name != "kind"]
    return f"{head}\n\n{first}{paragraphs(model.__doc__)}\n\n{table(('field', 'values', 'unless given'), rows)}\n"


def _sentence(docstring: str | None) -> str:
    says = paragraphs(docstring).split(": ", 1)[1]
    return says[0].upper() + says[1:]


def _field(name: str, model: type[BaseModel]) -> tuple[str, str, str]:
    field = model.model_fields[name]
    return f"`{name}`", values(field.annotation), _default(field.default)


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "must be given"
    if value is None:
        return "no condition"
    if isinstance(value, BaseModel):
        return f"{values(type(value))} as it stands"
    return f"`{', '.join(value) if isinstance(value, tuple) else value}`"
