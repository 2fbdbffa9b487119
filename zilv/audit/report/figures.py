"""Numbers and small pictures: bars, intervals, marks. Lengths are percent, so that they fit any width."""

from collections.abc import Mapping

from zilv.audit.report.markup import Attribute, Html, both, el, joined
from zilv.audit.words import OUTCOME, OUTCOMES

BAR_PX = 14


def percent(part: float, whole: float) -> str:
    """A length in an SVG."""
    return f"{100 * part / whole:.3f}%" if whole else "0%"


def mark(outcome: str) -> Html:
    """The outcome in words with its sign; never by colour alone."""
    return el("span", both(OUTCOME[outcome]), class_=f"mark {outcome}")


def stacked(counts: Mapping[str, int], widest: int) -> Html:
    """One bar of outcomes side by side; `widest` is the total that fills the width."""
    parts, at = [], 0
    for outcome in OUTCOMES:
        count = counts[outcome]
        if count:
            place: dict[str, Attribute] = {"x": percent(at, widest), "width": percent(count, widest), "height": BAR_PX}
            parts.append(el("rect", class_=f"fill-{outcome}", **place))
        at += count
    return el("svg", *parts, class_="bar", width="100%", height=BAR_PX, aria_hidden="true")


def interval(low: float, value: float, high: float, scale: tuple[float, float]) -> Html:
    """A share as a dot on its interval; `scale` is the overall share (dashed) and the right end of the axis."""
    mean, end = scale
    middle = BAR_PX / 2
    return el(
        "svg",
        el("line", x1="0", x2="100%", y1=middle, y2=middle, class_="axis"),
        el("line", x1=percent(mean, end), x2=percent(mean, end), y1=0, y2=BAR_PX, class_="mean"),
        el("line", x1=percent(low, end), x2=percent(high, end), y1=middle, y2=middle, class_="whisker"),
        el("circle", cx=percent(value, end), cy=middle, r=4, class_="dot"),
        class_="bar",
        width="100%",
        height=BAR_PX,
        aria_hidden="true",
    )


def legend() -> Html:
    """What the colours of a stacked bar mean."""
    items = [
        el("li", el("svg", el("rect", width=12, height=12, class_=f"fill-{o}"), width=12, height=12), both(OUTCOME[o]))
        for o in OUTCOMES
    ]
    return el("ul", joined(*items), class_="legend")
