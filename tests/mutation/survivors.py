"""The changes that no test can notice, each with its reason: read from the page that lists them."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "internals" / "mutants.md"
_ITEM = re.compile(r"^- `(?P<within>[^`]+)` `(?P<before>[^`]+)` → `(?P<after>[^`]+)`: (?P<reason>.+)$", re.MULTILINE)


def explained() -> dict[str, str]:
    """The reason of each listed survivor, by the change's name."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    return {f"{m['within']}: {m['before']} → {m['after']}": m["reason"] for m in _ITEM.finditer(text)}


def as_item(name: str, reason: str) -> str:
    """The line of the page for a change."""
    within, _, change = name.partition(": ")
    before, _, after = change.partition(" → ")
    return f"- `{within}` `{before}` → `{after}`: {reason}"
