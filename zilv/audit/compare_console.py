"""What another law would change, on a terminal: by rule, provision, agency and day, and a few rows."""

import re
from collections.abc import Mapping
from pathlib import Path

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from zilv.audit.accounted import unread
from zilv.audit.compare_cells import of_each
from zilv.audit.compare_keys import KINDS, Changes, Comparison, ProvisionCell, ProvisionChanges
from zilv.audit.compare_words import (
    CHANGED,
    NEWLY_PERMITTED,
    alike,
    answers,
    anything_changes,
    in_doubt,
    of_several_lenders,
    renamed,
    sentence,
    title,
)
from zilv.audit.summary_keys import Words
from zilv.audit.words import Lang, agency_of, number, words

SHOWN = 8
LISTED = 10
"""So many provisions and days have their own line; the others are summed in one."""
CELLS_EACH = 3
"""So many cells, agency and day, stand under each listed provision."""
EXAMPLES_SHOWN = 5
_WIDTH_MAX = 100
_HEADS = (
    words("新禁止", "newly\nforbidden"),
    words("新允许", "newly\npermitted"),
    words("不再禁止", "no longer\nforbidden"),
    words("更严", "stricter"),
    words("更宽", "milder"),
)


def print_comparison(
    console: Console,
    comparison: Comparison,
    lang: Lang = "zh",
    files: Mapping[Path, Words] | None = None,
    rejected_at: Words | None = None,
) -> None:
    """Print it in one language, no wider than the console; `files`: what was written where.

    `rejected_at`: where the rows stand that could not be read.
    """
    width = min(console.width, _WIDTH_MAX)
    parts: list[RenderableType] = [_answer(comparison, lang)]
    rejected = comparison["accounting"]["rejected"]
    parts += [Text(unread(rejected, rejected_at)[lang], style="yellow")] if rejected else []
    if anything_changes(comparison):
        tables = (_topics, _provisions, _agencies, _days, _examples)
        parts += [made for table in tables if (made := table(comparison, lang, width)).row_count]
    if files:
        parts.append(Text("\n".join(f"{path}  {what[lang]}" for path, what in files.items()), style="dim"))
    for part in parts:
        console.print(part, width=width, highlight=False)
        console.print()


def _answer(comparison: Comparison, lang: Lang) -> Text:
    days = f"{comparison['period']['first_day'] or '—'} – {comparison['period']['last_day'] or '—'}"
    text = Text(f"{title(comparison)[lang]}  {days}\n", style="dim")
    text.append(sentence(comparison)[lang], style="bold")
    if lang == "zh":
        text.append(f"\n{sentence(comparison)['en']}")
    for doubt in in_doubt(comparison):
        text.append(f"\n{doubt[lang]}", style="yellow")
    if anything_changes(comparison):
        text.append(f"\n{NEWLY_PERMITTED[lang]}", style="dim")
    return text


def _table(name: Words, first: Words, lang: Lang, width: int, *, whole: bool = False) -> Table:
    """`whole`: names too long for their column go on in the next line."""
    table = Table(
        title=name[lang],
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        width=width,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    table.add_column(first[lang], ratio=1, overflow="fold" if whole else "ellipsis", no_wrap=not whole)
    for head in _HEADS:
        table.add_column(head[lang], justify="right", no_wrap=True)
    return table


def _counts(*summed: Changes | ProvisionChanges | ProvisionCell) -> list[Text]:
    values = [sum(changes[kind] for changes in summed) for kind in KINDS]
    styles = ("red", "green", "green", "", "")
    return [
        Text(number(value) if value else "–", style=style if value else "dim")
        for value, style in zip(values, styles, strict=True)
    ]


def _topics(comparison: Comparison, lang: Lang, width: int) -> Table:
    table = _table(words("各项规定", "By rule"), words("规定", "rule"), lang, width, whole=True)
    changed = [topic for topic in comparison["topics"] if topic["changed"]]
    for topic in changed[:SHOWN]:
        table.add_row(Text(renamed(topic)[lang]), *_counts(topic))
    alike = len(comparison["topics"]) - len(changed)
    more = len(changed) - SHOWN
    zh = [f"还有 {more} 个主题有变化"] * (more > 0) + [f"{alike} 个主题没有变化"] * (alike > 0)
    en = [f"{more} more change"] * (more > 0) + [f"{alike} do not change"] * (alike > 0)
    table.caption, table.caption_justify = ("；".join(zh) if lang == "zh" else "; ".join(en)) or None, "left"
    return table


def _agencies(comparison: Comparison, lang: Lang, width: int) -> Table:
    table = _table(words("各机构", "By agency"), words("机构", "agency"), lang, width)
    changed, several = [one for one in comparison["agencies"] if one["changed"]], of_several_lenders(comparison)
    for one in changed[:SHOWN]:
        table.add_row(Text(agency_of(one["lender"], one["agency"], several)[lang]), *_counts(one))
    more = len(changed) - SHOWN
    if more > 0:
        table.caption, table.caption_justify = words(f"还有 {more} 家", f"{more} more")[lang], "left"
    return table


def _provisions(comparison: Comparison, lang: Lang, width: int) -> Table:
    table = _table(words("各条款", "By provision"), words("条款", "provision"), lang, width, whole=True)
    changed = [one for one in comparison["provisions"] if any(one[kind] for kind in KINDS)]
    cells = of_each(comparison["provision_cells"], [one["id"] for one in changed[:LISTED]], CELLS_EACH)
    several = of_several_lenders(comparison)
    for one in changed[:LISTED]:
        table.add_row(_name(one, lang), *_counts(one))
        for cell in cells[one["id"]]:
            where = f"  {cell['day']} {agency_of(cell['lender'], cell['agency'], several)[lang]}"
            table.add_row(Text(where, style="dim"), *_counts(cell))
    more = changed[LISTED:]
    if more:
        table.add_row(words(f"其余 {len(more)} 条合计", f"the other {len(more)} together")[lang], *_counts(*more))
    note = words(
        f"一次触达可计入多条；各条之下是变化最多的 {CELLS_EACH} 格（日期、机构），全部见页面与 JSON",
        f"an attempt may count under several; below each its {CELLS_EACH} agencies and days that change most, all of "
        "which are in page and JSON",
    )
    table.caption, table.caption_justify = note[lang], "left"
    return table


class _Id:
    """An id, which goes on in the next line after a dot or a hyphen rather than in the middle of a word; and a mark."""

    def __init__(self, text: str, mark: str) -> None:
        self.text, self.mark = text, mark

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = [""]
        for part in re.findall(r"[^.-]*[.-]|[^.-]+$", self.text):
            if lines[-1] and len(lines[-1] + part) > options.max_width:
                lines.append("")
            lines[-1] += part
        yield Text("\n".join(lines), style="dim").append(self.mark, style="not dim yellow")


def _name(one: ProvisionChanges, lang: Lang) -> RenderableType:
    """Its title, the second law's below the first's where they differ, its id, and whether the laws state it alike."""
    name = Text(one["title"][lang])
    if one["title_after"] != one["title"]:
        name.append(f"\n→ {one['title_after'][lang]}")
    return Group(name, _Id(one["id"], f" · {CHANGED[lang]}" if one["differs"] else ""))


def _days(comparison: Comparison, lang: Lang, width: int) -> Table:
    """The days that change most, in order."""
    table = _table(words("各日", "By day"), words("日期", "day"), lang, width)
    changed = [one for one in comparison["days"] if one["changed"]]
    by_change = sorted(changed, key=lambda one: (-one["changed"], one["day"]))
    for one in sorted(by_change[:LISTED], key=lambda one: one["day"]):
        table.add_row(Text(one["day"]), *_counts(one))
    more = by_change[LISTED:]
    if more:
        table.add_row(words(f"其余 {len(more)} 日合计", f"the other {len(more)} together")[lang], *_counts(*more))
        note = words(f"逐日列出变化最多的 {LISTED} 日", f"the {LISTED} that change most are listed")
        table.caption, table.caption_justify = note[lang], "left"
    return table


def _examples(comparison: Comparison, lang: Lang, width: int) -> Table:
    table = Table(title=words("例", "Examples")[lang], title_justify="left", title_style="bold", box=None, width=width)
    table.show_header = False
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    several = of_several_lenders(comparison)
    for row in comparison["examples"][:EXAMPLES_SHOWN]:
        says = Text(row["says_zh"] if lang == "zh" else row["says_en"])
        agency = f"{agency_of(row['lender'], row['agency'], several)[lang]} ({alike(row['attempts'])[lang]})"
        who = Text(f"{agency}  {row['attempt_id']}  {row['person']}", style="dim")
        when = f"{row['day']} {(row['local_time'] or '')[:5]}\n{answers(row['before'], row['after'])[lang]}"
        table.add_row(Text(when), Text("\n").join([says, who]))
    return table
