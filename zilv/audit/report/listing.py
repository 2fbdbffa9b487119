"""A table that one can filter, sort and turn page by page: its frame, and its rows as data that `listing.js` reads.

A page holds at most one, so that its elements have names of their own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from zilv.audit.report.markup import Html, both, el, in_two
from zilv.audit.summary_keys import Words
from zilv.audit.words import words


class Head(NamedTuple):
    """A column: its name for sorting, its heading, the class of its cells."""

    name: str
    label: Words
    kind: str = ""


def frame(heading: str, heads: Sequence[Head], filters: Sequence[Html]) -> list[Html]:
    """Filters, count, empty table and buttons, all of which wait for the script; `heading`: the id of what names them.

    They stand directly in a card, whose tables become cards themselves on a phone.
    """
    reset = el("button", in_two("重置", "Reset"), type="reset")
    form = el(
        "form",
        *filters,
        reset,
        id="filters",
        role="search",
        aria_labelledby=heading,
        class_="needs-script",
        hidden=True,
    )
    shown = el("p", id="shown", class_="shown needs-script", role="status", hidden=True)
    return [form, shown, _table(heading, heads), _pager(heading)]


def select(name: str, label: Words, options: Iterable[tuple[str, Words]]) -> Html:
    """A filter. Options hold text only, so the script sets their language."""
    every = words("全部", "All")
    made = [
        el("option", text["zh"], value=value, data_text_zh=text["zh"], data_text_en=text["en"])
        for value, text in (("", every), *options)
    ]
    return el("label", both(label), el("select", *made, id=name, name=name))


def _table(heading: str, heads: Sequence[Head]) -> Html:
    made = [
        el(
            "th",
            el("button", both(head.label), type="button", data_sort=head.name),
            scope="col",
            role="columnheader",
            class_=head.kind or None,
        )
        for head in heads
    ]
    return el(
        "table",
        el("thead", el("tr", *made, role="row"), role="rowgroup"),
        el("tbody", id="rows", role="rowgroup"),
        role="table",
        id="table",
        aria_labelledby=heading,
        class_="needs-script",
        hidden=True,
    )


def _pager(heading: str) -> Html:
    return el(
        "nav",
        el("button", in_two("上一页", "Previous"), type="button", id="previous"),
        el("span", id="page"),
        el("button", in_two("下一页", "Next"), type="button", id="next"),
        class_="pager needs-script",
        aria_labelledby=heading,
        hidden=True,
    )


def data_block(heads: Sequence[Head], data: Mapping[str, Any]) -> Html:
    """Columns and rows as JSON that cannot end its element."""
    text = json.dumps({"heads": [head._asdict() for head in heads], **data}, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return el("script", Html(text), type="application/json", id="data")
