"""The page: what it may do is nailed down in its own policy, so that it reaches nothing outside."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal

from zilv.rules.library import Law
from zilv.speech.demo.contact import VERDICT, Contact, card, verdict
from zilv.speech.demo.markup import Html, el, joined, two

_DOUBT = two(
    "颜色：红为规则查出，黄为评分疑似、须由人复核，蓝为对方信号。机器会漏也会错；结论由人作出。",
    "Red: found by a rule. Yellow: suspected by a score, for a person to check. Blue: a signal of the other side. The "
    "machine misses and errs; a person decides.",
)


def render(contacts: Sequence[Contact], law: Law, lang: Literal["zh", "en"], note: Html | None = None) -> str:
    """The whole file; the same input gives the same bytes. `lang`: in which it opens; a button switches."""
    calls = [one for one in contacts if one.recording or one.dialogue.channel in ("voice", "voice_bot")]
    others = [one for one in contacts if one not in calls]
    main = el(
        "main",
        el(
            "div",
            el("h1", two("说了什么：通话与消息审查", "What was said: calls and messages reviewed")),
            el("button", "中文 / English", id="language", type="button"),
            class_="top",
        ),
        el("p", _DOUBT),
        *([el("p", note, class_="soft")] if note else []),
        _sums(contacts),
        *_part(two("通话", "Calls"), calls, law),
        *_part(two("消息", "Messages"), others, law),
    )
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; media-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = joined(
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'),
        el("title", "zilv · 说了什么 · What was said"),
        el("style", style),
    )
    body = el("body", main, el("script", script))
    code = "zh-Hans" if lang == "zh" else "en"
    return f"<!doctype html>\n{el('html', el('head', head), body, lang=code, class_=lang)}\n"


def _sums(contacts: Sequence[Contact]) -> Html:
    counted = Counter(verdict(one.findings) for one in contacts)
    rows = [
        el("tr", el("th", two(*VERDICT[kind]), scope="row", class_=kind), el("td", str(counted[kind])))
        for kind in VERDICT
    ]
    return el("section", el("table", *rows), class_="card", id="answer")


def _part(title: Html, contacts: Sequence[Contact], law: Law) -> list[Html]:
    return [el("h2", title), *(card(one, law) for one in contacts)] if contacts else []


def _asset(name: str) -> Html:
    return Html(files("zilv.speech.demo").joinpath(name).read_text("utf-8"))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
