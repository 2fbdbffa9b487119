"""Which rules were broken: one line a topic with its bar; opened, the provisions with their text and reading."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from zilv.audit.report.figures import legend, stacked
from zilv.audit.report.markup import Html, both, el, in_two, joined
from zilv.audit.summary_keys import ProvisionTally, Summary, TopicTally
from zilv.audit.words import GRADE, STRENGTH, known, number, share
from zilv.rules.explain import clause
from zilv.rules.library import Law
from zilv.rules.provision import Provision


def provision_section(summary: Summary, law: Law) -> Html:
    """Topics with findings first, with bars; those without follow, folded, so that a clean result is seen."""
    found = [topic for topic in summary["topics"] if topic["attempts"]]
    clean = [topic for topic in summary["topics"] if not topic["attempts"]]
    widest = max((topic["attempts"] for topic in found), default=0)
    tallies = {p["id"]: p for p in summary["provisions"]}
    lines = [_topic(topic, widest, _told(topic, tallies, law)) for topic in found]
    return el(
        "section",
        el("h2", in_two("各项规定", "By rule"), id="rules"),
        el(
            "p",
            in_two("点开一行，看条文、理解与来源。", "Open a line for the text, its reading and its source."),
            class_="soft",
        ),
        legend()
        if found
        else el("p", in_two("所审规定均未发现问题。", "No findings under any rule judged."), class_="good"),
        el("div", *lines, class_="rules") if lines else None,
        _clean(clean, tallies, law) if clean else None,
        class_="card",
    )


def _topic(topic: TopicTally, widest: int, told: Html) -> Html:
    counts = {"forbidden": topic["forbidden"], "undetermined": topic["undetermined"], "warned": topic["warned"]}
    figures = el(
        "span",
        el("b", number(topic["attempts"])),
        el(
            "span",
            in_two(f"每千次 {share(topic['attempts_per_1000'])}", f"{share(topic['attempts_per_1000'])} per 1,000"),
        ),
        class_="figures",
    )
    rows = el("a", in_two("看明细", "show rows"), href=f"#topic={topic['topic']}", class_="rows")
    title = el("span", both(topic["title"]), class_="title")
    return el(
        "details",
        el("summary", title, stacked(counts, widest), figures),
        el("p", rows, class_="no-print"),
        told,
    )


def _clean(topics: Sequence[TopicTally], tallies: dict[str, ProvisionTally], law: Law) -> Html:
    items = [
        el("details", el("summary", el("span", both(topic["title"]), class_="title")), _told(topic, tallies, law))
        for topic in topics
    ]
    count = len(topics)
    return el(
        "details",
        el("summary", in_two(f"另有 {count} 个主题未发现问题", f"{count} more topics without findings"), class_="good"),
        el("div", *items, class_="rules"),
        class_="clean",
    )


def _told(topic: TopicTally, tallies: dict[str, ProvisionTally], law: Law) -> Html:
    by_id = {p.id: p for p in law.provisions}
    return joined(*(_provision(tallies[name], by_id[name], law) for name in topic["provisions"]))


def _provision(tally: ProvisionTally, provision: Provision, law: Law) -> Html:
    return el("article", provision_text(provision, law), el("p", both_counts(tally), class_="soft"), class_="law")


def provision_text(provision: Provision, law: Law) -> Html:
    """What a provision says, how it is read, where it stands."""
    title = law.instruments[provision.cite.instrument].title
    return joined(
        el("h4", both({"zh": provision.title.zh, "en": provision.title.en})),
        el("p", both({"zh": provision.says.zh, "en": provision.says.en})),
        el(
            "dl",
            _term(in_two("理解", "Reading"), both({"zh": provision.reading.zh, "en": provision.reading.en})),
            _term(
                in_two("条款", "Clause"), joined(in_two(clause(provision, law), f"{title.en}, {_article(provision)}"))
            ),
            _term(in_two("强度", "Strength"), both(known(STRENGTH, provision.strength))),
            _term(in_two("来源", "Source"), joined(both(known(GRADE, provision.grade)), _link(provision.cite.url))),
            _term(in_two("施行", "In force"), _force(provision)),
            _term(in_two("编号", "Id"), el("code", provision.id)),
        ),
    )


def _article(provision: Provision) -> str:
    article = provision.cite.article
    return "article unknown" if article == "unknown" else f"Art. {article}" if article.isdecimal() else article


def _term(name: Html, value: Html) -> Html:
    return el("div", el("dt", name), el("dd", value))


def _link(url: str) -> Html | None:
    """Only a web address becomes a link, and nothing is loaded from it."""
    if urlsplit(url).scheme not in {"http", "https"}:
        return None
    return el(
        "a", in_two("查看来源", "open source"), href=url, rel="noopener noreferrer", target="_blank", class_="source"
    )


def _force(provision: Provision) -> Html:
    since, until = provision.in_force.since, provision.in_force.until
    if until is None:
        return in_two(f"自 {since} 起", f"from {since}")
    return in_two(f"{since} 起，至 {until}（不含）", f"from {since} until {until} (excluded)")


def both_counts(tally: ProvisionTally) -> Html:
    """How often it led a finding, and how often a stricter one of its topic did."""
    if not tally["in_force"]:
        return in_two("本期不适用。", "Not in force in this period.")
    lead = tally["attempts"] - tally["beside"]
    if not tally["attempts"]:
        return in_two("已审查，未发现问题。", "Judged; no findings.")
    return in_two(
        f"以此条为主的问题 {number(lead)} 次；同时触及、列于更严的条款之后 {number(tally['beside'])} 次。",
        f"Leads {number(lead)} findings; stands beside a stricter provision in {number(tally['beside'])} more.",
    )
