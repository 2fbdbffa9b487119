"""What each provision changes for each agency on each day: a table that one can filter and sort, of so many at most."""

from zilv.audit.compare_cells import most_changed
from zilv.audit.compare_keys import KINDS, Comparison, ProvisionCell
from zilv.audit.compare_words import COUNTED, of_several_lenders, renamed
from zilv.audit.report.listing import Head, data_block, frame, select
from zilv.audit.report.markup import Html, both, el, in_two
from zilv.audit.summary_keys import Words
from zilv.audit.words import agency_of, number, words

CELLS_MAX = 10_000
"""So many cells stand in a page, which bounds its size."""

_HEADS = (
    Head("provision", words("条款", "Provision"), "name"),
    Head("agency", words("机构", "Agency"), "name"),
    Head("day", words("日期", "Day"), "when"),
    *(Head(kind, COUNTED[kind], "number") for kind in KINDS),
)


def cells_of(comparison: Comparison) -> tuple[Html, Html] | tuple[None, None]:
    """The section, and the rows that its script reads; neither where nothing changes."""
    if not comparison["provision_cells"]:
        return None, None
    held = most_changed(comparison["provision_cells"], CELLS_MAX)
    present = {cell["provision"] for cell in held}
    titles = {one["id"]: renamed(one) for one in comparison["provisions"] if one["id"] in present}
    several = of_several_lenders(comparison)
    who, days = sorted({(cell["lender"], cell["agency"]) for cell in held}), sorted({cell["day"] for cell in held})
    agencies = [(str(place), agency_of(*one, several)) for place, one in enumerate(who)]
    filters = [
        select("provision", words("条款", "Provision"), [(name, _named(name, titles[name])) for name in titles]),
        select("agency", words("机构", "Agency"), agencies),
        select("day", words("日期", "Day"), [(day, words(day, day)) for day in days]),
    ]
    data = {
        "provisions": [{"id": name, "title": title} for name, title in titles.items()],
        "agencies": [{"id": place, "name": name} for place, name in agencies],
        "days": days,
        "cells": _rows(held, list(titles), who, days),
    }
    return _section(held, len(comparison["provision_cells"]), filters), data_block(_HEADS, data)


def _named(name: str, title: Words) -> Words:
    return words(f"{title['zh']}（{name}）", f"{title['en']} ({name})")


def _rows(
    held: list[ProvisionCell], provisions: list[str], who: list[tuple[str, str]], days: list[str]
) -> list[list[int]]:
    """Provision, agency and day by their place, then the counts."""
    provision, agency, day = ({name: n for n, name in enumerate(names)} for names in (provisions, who, days))
    return [
        [provision[c["provision"]], agency[c["lender"], c["agency"]], day[c["day"]], *(c[kind] for kind in KINDS)]
        for c in held
    ]


def _section(held: list[ProvisionCell], there: int, filters: list[Html]) -> Html:
    without = in_two(
        "未启用脚本，逐格数字请看 compare.json（provision_cells）。",
        "Without scripts, read provision_cells of compare.json.",
    )
    return el(
        "section",
        el("h2", in_two("逐条款、逐机构、逐日", "By provision, agency and day"), id="cells", tabindex=-1),
        el("p", both(_told(len(held), there)), class_="soft"),
        el("noscript", el("p", without)),
        *frame("cells", _HEADS, filters),
        class_="card no-print",
    )


def _told(held: int, there: int) -> Words:
    if held == there:
        return words(
            f"有变化的 {number(there)} 格，全部在此，含义同“各条款”；compare.json（provision_cells）有同样内容。",
            f"All {number(there)} cells in which something changes, counted as by provision; the same are in "
            "compare.json (provision_cells).",
        )
    return words(
        f"有变化的共 {number(there)} 格，本页只收新禁止等变化最多的 {number(held)} 格，另 {number(there - held)} 格"
        "只在 compare.json（provision_cells）；数字的含义同“各条款”。",
        f"Of {number(there)} cells in which something changes this page holds the {number(held)} that change most, the "
        f"newly forbidden first; the other {number(there - held)} stand only in compare.json (provision_cells). "
        "Counted as by provision.",
    )
