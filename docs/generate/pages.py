"""Which pages are generated, and from what."""

from pathlib import Path

from docs.generate import check_kinds, cli, columns, formats, registers
from zilv.rules import schema

ROOT = Path(__file__).resolve().parents[2]


def pages() -> dict[str, str]:
    """The text of every generated file by its path in the repository."""
    return {
        "docs/reference/columns.md": columns.page(),
        "docs/reference/formats.md": formats.page(),
        "docs/reference/registers.md": registers.page(),
        "docs/reference/check-kinds.md": check_kinds.page(),
        "docs/reference/cli.md": cli.page(),
        "law/provision.schema.json": schema.text(),
    }
