"""What the generated pages share: tables, and how a type reads as the values it allows."""

import types
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Union, get_args, get_origin

NOTE = "<!-- Generated from the code by `make docs`; do not edit here. -->"

_PLAIN = {
    int: "whole number",
    bool: "`yes` `no`",
    str: "text",
    datetime: "ISO 8601 with offset, e.g. `2026-03-02T09:30:00+08:00`",
    date: "`2026-03-02`",
    time: "`HH:MM`",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def values(kind: Any) -> str:
    """The values that a type allows, None left out.

    >>> values(Literal["a", "b"] | None)
    '`a` `b`'
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return values(inner[0])
    if origin is Literal:
        return " ".join(f"`{word}`" for word in inner)
    if origin in {Union, types.UnionType}:
        return " or ".join(values(part) for part in inner if part is not types.NoneType)
    if origin is tuple:
        return f"list of {values(inner[0])}"
    return _PLAIN.get(kind) or f"[{kind.__name__}](#{kind.__name__.lower()})"


def paragraphs(docstring: str | None) -> str:
    """A docstring as Markdown: its paragraphs, each on one line."""
    blocks = (docstring or "").strip().split("\n\n")
    return "\n\n".join(" ".join(line.strip() for line in block.splitlines()) for block in blocks)
