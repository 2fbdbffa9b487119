"""Newly forbidden attempts of each day upward from a line and newly permitted ones downward, and the same in words."""

from collections.abc import Sequence

from zilv.audit.compare_keys import DayChanges, Kind
from zilv.audit.report.charts import ceiling
from zilv.audit.report.figures import percent
from zilv.audit.report.markup import Attribute, Html, both, el, in_two
from zilv.audit.summary_keys import Words
from zilv.audit.words import number, words

_HALF_PX = 120
"""The height of either direction; direction, not colour alone, tells them apart."""
_SHOWN: dict[Kind, Words] = {
    "newly_forbidden": words("新禁止", "newly forbidden"),
    "newly_permitted": words("新允许", "newly permitted"),
}
_DIRECTION: dict[Kind, Words] = {
    "newly_forbidden": words("向上", "upward"),
    "newly_permitted": words("向下", "downward"),
}
_FILL: dict[Kind, str] = {"newly_forbidden": "fill-forbidden", "newly_permitted": "fill-permitted"}


def chart_of(days: Sequence[DayChanges]) -> list[Html]:
    """What both directions mean, the picture, and its figures in words; nothing where no day has either."""
    most = max((day[kind] for day in days for kind in _SHOWN), default=0)
    if not most:
        return [el("p", in_two("没有一天有新禁止或新允许。", "No day has either."), class_="soft")]
    told = el("p", *(both(_told(days, kind)) for kind in _SHOWN), id="days-told", class_="soft")
    return [_legend(), told, _picture(days, ceiling(most))]


def _legend() -> Html:
    items = []
    for kind, name in _SHOWN.items():
        swatch = el("svg", el("rect", width=12, height=12, class_=_FILL[kind]), width=12, height=12, aria_hidden="true")
        way = _DIRECTION[kind]
        items.append(el("li", swatch, in_two(f"{way['zh']}：{name['zh']}", f"{way['en']}: {name['en']}")))
    return el("ul", *items, class_="legend")


def _told(days: Sequence[DayChanges], kind: Kind) -> Words:
    name, total, most = _SHOWN[kind], sum(day[kind] for day in days), max(days, key=lambda day: day[kind])
    if not total:
        return words(f"{name['zh']}：没有。", f"{name['en'].capitalize()}: none. ")
    return words(
        f"{name['zh']}：共 {number(total)} 次，最多一日 {number(most[kind])} 次（{most['day']}）。",
        f"{name['en'].capitalize()}: {number(total)}, at most {number(most[kind])} a day ({most['day']}). ",
    )


def _picture(days: Sequence[DayChanges], top: int) -> Html:
    bars = [_bars(place, day, len(days), top) for place, day in enumerate(days)]
    return el(
        "svg",
        *(el("text", number(top), x=-8, y=y, class_="tick scale") for y in (12, 2 * _HALF_PX)),
        el("line", x1="0", x2="100%", y1=_HALF_PX, y2=_HALF_PX, class_="axis"),
        *bars,
        class_="plot",
        width="100%",
        height=2 * _HALF_PX,
        role="img",
        aria_labelledby="days",
        aria_describedby="days-told",
    )


def _bars(place: int, day: DayChanges, days: int, top: int) -> Html:
    """A tooltip cannot switch languages, so it has both."""
    forbidden, permitted = (number(day[kind]) for kind in _SHOWN)
    told = f"{day['day']} · 新禁止 newly forbidden {forbidden} · 新允许 newly permitted {permitted}"
    where: dict[str, Attribute] = {"x": percent(place + 0.14, days), "width": percent(0.72, days)}
    up, down = (round(_HALF_PX * day[kind] / top, 2) for kind in _SHOWN)
    return el(
        "g",
        el("title", told),
        el("rect", y=round(_HALF_PX - up, 2), height=up, class_=_FILL["newly_forbidden"], **where),
        el("rect", y=_HALF_PX, height=down, class_=_FILL["newly_permitted"], **where),
    )
