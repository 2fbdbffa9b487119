"""What an audit found, on a terminal, to be read in ten seconds: the answer, which rules, which agencies, what now."""

from collections.abc import Mapping
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from zilv.audit.accounted import unread
from zilv.audit.overview import rests_on, sentence
from zilv.audit.summary_keys import Summary, TopicTally, Words
from zilv.audit.words import OUTCOME, OUTCOMES, Lang, agency_of, number, share, words

TOPICS_SHOWN = 7
AGENCIES_SHOWN = 6
WORST_SHOWN = 3
_WIDTH_MAX = 100
_KINDS = (*OUTCOMES, "clean")
_STYLE = {"forbidden": "red", "undetermined": "magenta", "warned": "yellow", "clean": "dim"}
_SIGN = {"forbidden": "█", "undetermined": "▒", "warned": "▓", "clean": "·"}
"""Colour is never the only difference, so that a pipe or a log shows the same."""
_STEPS = " ▁▂▃▄▅▆▇█"


def print_summary(
    console: Console,
    summary: Summary,
    lang: Lang = "zh",
    files: Mapping[Path, Words] | None = None,
    rejected_at: Words | None = None,
) -> None:
    """Print the summary in one language, no wider than the console; `files`: what was written where.

    `rejected_at`: where the rows stand that could not be read.
    """
    width = min(console.width, _WIDTH_MAX)
    parts: list[RenderableType] = [_answer(summary, lang, width)]
    rejected = summary["accounting"]["rejected"]
    parts += [Text(unread(rejected, rejected_at)[lang], style="yellow")] if rejected else []
    if summary["findings"]["forbidden"] + summary["findings"]["undetermined"] + summary["findings"]["warned"]:
        parts += [_topics(summary, lang, width), _agencies(summary, lang, width), _days(summary, lang, width)]
        parts += [_worst(summary, lang, width)]
    parts += [_remedies(summary, lang)] if summary["doubts"] else []
    parts += [_files(files, lang)] if files else []
    for part in parts:
        console.print(part, width=width, highlight=False)
        console.print()


def _answer(summary: Summary, lang: Lang, width: int) -> Text:
    totals = summary["totals"]
    days = f"{summary['period']['first_day'] or '—'} – {summary['period']['last_day'] or '—'}"
    lenders = ", ".join(lender["lender"] for lender in summary["lenders"][:3])
    text = Text(f"{_TITLE[lang]}  {lenders}  {days}\n", style="dim")
    text.append(sentence(totals)[lang], style="bold")
    if lang == "zh":
        text.append(f"\n{sentence(totals)['en']}")
    if totals["attempts"]:
        text.append("\n")
        text.append_text(_bar(summary, width))
        text.append("\n")
        for kind in _KINDS:
            text.append(f"{_SIGN[kind]} ", style=_STYLE[kind])
            text.append(f"{OUTCOME[kind][lang]} {number(totals[kind])}  ")  # type: ignore[literal-required]
    text.append("\n" + rests_on(summary)[lang], style="dim")
    return text


_TITLE = words("催收触达审查", "Audit of collection attempts")


def _bar(summary: Summary, width: int) -> Text:
    """All attempts as one line; whatever there is shows at least one sign."""
    totals = summary["totals"]
    counts = {kind: totals[kind] for kind in _KINDS}  # type: ignore[literal-required]
    signs = {kind: max(1, round(width * count / totals["attempts"])) if count else 0 for kind, count in counts.items()}
    largest = max(signs, key=lambda kind: signs[kind])
    signs[largest] += width - sum(signs.values())
    text = Text()
    for kind, count in signs.items():
        text.append(_SIGN[kind] * count, style=_STYLE[kind])
    return text


def _table(title: Words, lang: Lang, width: int) -> Table:
    return Table(
        title=title[lang],
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        width=width,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )


def _number_columns(table: Table, *heads: Words, lang: Lang) -> None:
    for head in heads:
        table.add_column(head[lang], justify="right", no_wrap=True)


_PER_1000 = words("每千次", "per 1,000")


def _topics(summary: Summary, lang: Lang, width: int) -> RenderableType:
    found = [topic for topic in summary["topics"] if topic["attempts"]]
    table = _table(words("各项规定", "By rule"), lang, width)
    table.add_column(words("规定", "rule")[lang], ratio=1, overflow="ellipsis", no_wrap=True)
    _number_columns(table, *(OUTCOME[outcome] for outcome in OUTCOMES), _PER_1000, lang=lang)
    for topic in found[:TOPICS_SHOWN]:
        counts = [_count(topic[outcome], outcome) for outcome in OUTCOMES]
        table.add_row(Text(topic["title"][lang]), *counts, share(topic["attempts_per_1000"]))
    table.caption, table.caption_justify = _rest(summary["topics"], found)[lang] or None, "left"
    return table


def _rest(topics: list[TopicTally], found: list[TopicTally]) -> Words:
    more, clean = max(0, len(found) - TOPICS_SHOWN), len(topics) - len(found)
    zh = [f"还有 {more} 个主题有问题"] if more else []
    en = [f"{more} more with findings"] if more else []
    zh += [f"{clean} 个主题未发现问题"] if clean else []
    en += [f"{clean} without findings"] if clean else []
    return words("；".join(zh), "; ".join(en))


def _count(value: int, outcome: str) -> Text:
    return Text(number(value) if value else "–", style=_STYLE[outcome] if value else "dim")


def _agencies(summary: Summary, lang: Lang, width: int) -> RenderableType:
    table = _table(
        words("各机构（每千次违规，95% 区间）", "By agency (forbidden per 1,000, 95 % interval)"), lang, width
    )
    table.add_column(words("机构", "agency")[lang], ratio=1, overflow="ellipsis", no_wrap=True)
    heads = (words("触达", "attempts"), OUTCOME["forbidden"], _PER_1000, words("95% 区间", "95 % interval"))
    _number_columns(table, *heads, lang=lang)
    several = len(summary["lenders"]) > 1
    for tally in summary["agencies"][:AGENCIES_SHOWN]:
        name = agency_of(tally["lender"], tally["agency"], several)[lang]
        interval = f"{share(tally['per_1000_low'])}–{share(tally['per_1000_high'])}"
        counts = number(tally["attempts"]), _count(tally["forbidden"], "forbidden")
        table.add_row(Text(name), *counts, share(tally["forbidden_per_1000"]), interval)
    more = len(summary["agencies"]) - AGENCIES_SHOWN
    if more > 0:
        table.caption, table.caption_justify = words(f"还有 {more} 家", f"{more} more")[lang], "left"
    return table


def _days(summary: Summary, lang: Lang, width: int) -> Text:
    """Forbidden attempts a day as a line of small bars; long periods show their last days."""
    label = words("每日违规", "Forbidden a day")[lang]
    days = summary["days"][-(width - 34) :]
    most = max((day["forbidden"] for day in days), default=0)
    text = Text(f"{label}  ", style="bold")
    for day in days:
        step = -(-day["forbidden"] * 8 // most) if most else 0
        text.append(_STEPS[step], style="red")
    text.append(words(f"  最多 {number(most)}", f"  at most {number(most)}")[lang])
    return text


def _worst(summary: Summary, lang: Lang, width: int) -> RenderableType:
    table = _table(words("先看这几条", "Look at these first"), lang, width)
    table.show_header = False
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    several = len(summary["lenders"]) > 1
    for row in summary["worst"]["rows"][:WORST_SHOWN]:
        says = Text(row["says_zh"] if lang == "zh" else row["says_en"], style=_STYLE[row["outcome"]])
        clause = Text(row["clause"], no_wrap=True, overflow="ellipsis")
        agency = agency_of(row["lender"], row["agency"], several)[lang]
        who = Text(f"{agency}  {row['attempt_id']}  {row['person']}", style="dim")
        table.add_row(row["local"], Group(says, clause, who))
    return table


def _remedies(summary: Summary, lang: Lang) -> Text:
    """What would settle the doubts, the most rewarding first."""
    settles: dict[str, int] = {}
    for doubt in summary["doubts"]:
        remedy = doubt["remedy"][lang]
        settles[remedy] = settles.get(remedy, 0) + doubt["attempts"]
    text = Text(words("消除存疑", "To settle the doubts")[lang], style="bold")
    for remedy, attempts in sorted(settles.items(), key=lambda item: -item[1])[:3]:
        count = words(f"{number(attempts)} 次", number(attempts))[lang]
        text.append(f"\n• {count}: {remedy}", style="default not bold")
    return text


def _files(files: Mapping[Path, Words], lang: Lang) -> Text:
    text = Text(words("文件", "Files")[lang], style="bold")
    for path, meaning in files.items():
        text.append(f"\n{path}", style="default not bold")
        text.append(f"  {meaning[lang]}", style="dim not bold")
    return text
