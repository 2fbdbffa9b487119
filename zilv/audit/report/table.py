"""Tables that become cards on a phone, read well aloud, and can be sorted where that helps."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zilv.audit.report.markup import Html, both, el, joined
from zilv.audit.summary_keys import Words


class Column(NamedTuple):
    """A heading; `kind` is a class of its cells: number, name, when, wide … or nothing."""

    head: Words
    kind: str = ""


class Cell(NamedTuple):
    """What a cell shows and the number or text it is sorted by."""

    shown: str
    value: str | int | float


Row = Sequence[str | Cell]


def table(columns: Sequence[Column], rows: Iterable[Row], name: str, *, sortable: bool = False) -> Html:
    """A table whose first column names its rows; `name`: the id of the heading that says what it holds.

    Roles are spelt out because cards take a table's display away, and browsers its meaning with it.
    """
    head = el("tr", *(_head(column, sortable) for column in columns), role="row")
    body = [_row(columns, row) for row in rows]
    return el(
        "table",
        el("thead", head, role="rowgroup"),
        el("tbody", *body, role="rowgroup"),
        class_="sortable" if sortable else None,
        role="table",
        aria_labelledby=name,
    )


def _head(column: Column, sortable: bool) -> Html:
    shown = both(column.head)
    return el(
        "th",
        el("button", shown, type="button") if sortable else shown,
        scope="col",
        role="columnheader",
        class_=column.kind or None,
    )


def _row(columns: Sequence[Column], row: Row) -> Html:
    return el(
        "tr", joined(*(_cell(n, c, cell) for n, (c, cell) in enumerate(zip(columns, row, strict=True)))), role="row"
    )


def _cell(place: int, column: Column, cell: str | Cell) -> Html:
    shown, value = (cell.shown, cell.value) if isinstance(cell, Cell) else (cell, None)
    label = {"data_zh": column.head["zh"], "data_en": column.head["en"]}
    if place == 0:
        return el("th", shown, scope="row", role="rowheader", data_v=value, class_=column.kind or None)
    return el("td", shown, role="cell", data_v=value, class_=column.kind or None, **label)
