"""The report as one page: what it may do is nailed down in its own policy, so it cannot reach anything outside."""

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from zilv.audit.report.agencies import agency_section
from zilv.audit.report.basis import basis_section, open_section
from zilv.audit.report.charts import day_card, hour_card
from zilv.audit.report.findings_table import findings_data, findings_section
from zilv.audit.report.markup import Html, el, joined
from zilv.audit.report.overview import contents, masthead, verdict
from zilv.audit.report.provisions import provision_section
from zilv.audit.report.worst_rows import worst_section
from zilv.audit.summary_keys import Summary, Words
from zilv.audit.words import Lang, words
from zilv.rules.library import Law

ROWS_MAX = 2_000
"""How many findings a page should hold: `worst(findings, ROWS_MAX)`."""

_TITLE = words("催收触达审查报告", "Audit of collection attempts")
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' "
    "rx='3' fill='%231a4f8b'/%3E%3Cpath d='M4 4h8L4 12h8' stroke='%23fff' stroke-width='2' fill='none'/%3E%3C/svg%3E"
)
# A bar's doubt is hatched, so that it is told from a breach without colour.
_PATTERNS = Html(
    '<svg width="0" height="0" class="defs" aria-hidden="true"><defs><pattern id="doubt" width="5" height="5" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" class="doubt-ground"/>'
    '<rect width="2.4" height="5" class="doubt-line"/></pattern></defs></svg>'
)


def render_report(summary: Summary, rows: Sequence[dict[str, Any]], law: Law, lang: Lang = "zh") -> str:
    """The whole file. `rows`: findings as `zilv.audit.worst.worst` gives them; the same input gives the same bytes.

    `lang`: the language it opens in; a button switches. Nothing is loaded from anywhere.
    """
    main = el(
        "main",
        masthead(summary),
        verdict(summary),
        contents(),
        provision_section(summary, law),
        agency_section(summary),
        el("div", day_card(summary["days"]), hour_card(summary["hours"]), class_="pair"),
        worst_section(summary, law),
        findings_section(summary, rows),
        open_section(summary),
        basis_section(summary),
    )
    return document(_TITLE, (main, findings_data(summary, rows, law)), lang, "listing.js", "report.js")


def document(title: Words, parts: Sequence[Html], lang: Lang, *scripts: str) -> str:
    """A page of these parts, the first of them `main`, in the report's style; `scripts`: more than every page has."""
    style, script = _asset("report.css"), Html("\n".join(map(_asset, ("page.js", *scripts))))
    skip = el("a", "跳到结论 Skip to the answer", href="#answer", class_="skip")
    body = el("body", _PATTERNS, skip, *parts, el("script", script))
    code = "zh-Hans" if lang == "zh" else "en"
    return f"<!doctype html>\n{el('html', _head(title, style, script, lang), body, lang=code, class_=lang)}\n"


def _head(title: Words, style: Html, script: Html, lang: Lang) -> Html:
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="robots", content="noindex"),
        el("title", joined(title[lang]), data_text_zh=title["zh"], data_text_en=title["en"]),
        el("link", rel="icon", href=_ICON),
        el("style", style),
    )


def _asset(name: str) -> Html:
    return Html(files("zilv.audit.report").joinpath(name).read_text("utf-8"))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
