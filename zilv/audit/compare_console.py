"""What another law would change, on a terminal: by rule, provision, agency and day, and a few rows."""

from collections.abc import Mapping
from pathlib import Path

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from zilv.audit.accounted import unread
from zilv.audit.compare_keys import KINDS, Changes, Comparison, ProvisionChanges
from zilv.audit.compare_words import NEWLY_PERMITTED, answers, sentence, title
from zilv.audit.summary_keys import Words
from zilv.audit.words import Lang, agency_name, number, words

SHOWN = 8
LISTED = 10
"""So many provisions and days have their own line; the others are summed in one."""
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
    if comparison["totals"]["changed"]:
        tables = (_topics, _provisions, _agencies, _days, _examples)
        parts += [table(comparison, lang, width) for table in tables]
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
    if comparison["totals"]["changed"]:
        text.append(f"\n{NEWLY_PERMITTED[lang]}", style="dim")
    return text


def _table(name: Words, first: Words, lang: Lang, width: int) -> Table:
    table = Table(
        title=name[lang],
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        width=width,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    table.add_column(first[lang], ratio=1, overflow="ellipsis", no_wrap=True)
    for head in _HEADS:
        table.add_column(head[lang], justify="right", no_wrap=True)
    return table


def _counts(*summed: Changes | ProvisionChanges) -> list[Text]:
    values = [sum(changes[kind] for changes in summed) for kind in KINDS]
    styles = ("red", "green", "green", "", "")
    return [
        Text(number(value) if value else "–", style=style if value else "dim")
        for value, style in zip(values, styles, strict=True)
    ]


def _topics(comparison: Comparison, lang: Lang, width: int) -> RenderableType:
    table = _table(words("各项规定", "By rule"), words("规定", "rule"), lang, width)
    changed = [topic for topic in comparison["topics"] if topic["changed"]]
    for topic in changed[:SHOWN]:
        table.add_row(Text(topic["title"][lang]), *_counts(topic))
    alike = len(comparison["topics"]) - len(changed)
    more = len(changed) - SHOWN
    zh = [f"还有 {more} 个主题有变化"] * (more > 0) + [f"{alike} 个主题没有变化"] * (alike > 0)
    en = [f"{more} more change"] * (more > 0) + [f"{alike} do not change"] * (alike > 0)
    table.caption, table.caption_justify = ("；".join(zh) if lang == "zh" else "; ".join(en)) or None, "left"
    return table


def _agencies(comparison: Comparison, lang: Lang, width: int) -> RenderableType:
    table = _table(words("各机构", "By agency"), words("机构", "agency"), lang, width)
    several = len({one["lender"] for one in comparison["agencies"]}) > 1
    changed = [one for one in comparison["agencies"] if one["changed"]]
    for one in changed[:SHOWN]:
        name = agency_name(one["agency"])[lang] + (f" ({one['lender']})" if several else "")
        table.add_row(Text(name), *_counts(one))
    more = len(changed) - SHOWN
    if more > 0:
        table.caption, table.caption_justify = words(f"还有 {more} 家", f"{more} more")[lang], "left"
    return table


def _provisions(comparison: Comparison, lang: Lang, width: int) -> RenderableType:
    table = _table(words("各条款", "By provision"), words("条款", "provision"), lang, width)
    changed = [one for one in comparison["provisions"] if any(one[kind] for kind in KINDS)]
    for one in changed[:LISTED]:
        table.add_row(Text(one["title"][lang]).append(f"\n{one['id']}", style="dim"), *_counts(one))
    more = changed[LISTED:]
    if more:
        table.add_row(words(f"其余 {len(more)} 条合计", f"the other {len(more)} together")[lang], *_counts(*more))
    note = words("一次触达可计入多条", "an attempt may count under several provisions")
    table.caption, table.caption_justify = note[lang], "left"
    return table


def _days(comparison: Comparison, lang: Lang, width: int) -> RenderableType:
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


def _examples(comparison: Comparison, lang: Lang, width: int) -> RenderableType:
    table = Table(title=words("例", "Examples")[lang], title_justify="left", title_style="bold", box=None, width=width)
    table.show_header = False
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for row in comparison["examples"][:EXAMPLES_SHOWN]:
        says = Text(row["says_zh"] if lang == "zh" else row["says_en"])
        who = Text(f"{agency_name(row['agency'])[lang]}  {row['attempt_id']}  {row['person']}", style="dim")
        when = f"{row['day']} {(row['local_time'] or '')[:5]}\n{answers(row['before'], row['after'])[lang]}"
        table.add_row(Text(when), Text("\n").join([says, who]))
    return table
