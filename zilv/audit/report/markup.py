"""HTML and SVG from plain calls; every text is escaped unless it already is markup."""

from html import escape

from zilv.audit.plain import plain
from zilv.audit.summary_keys import Words

Attribute = str | int | float | bool | None
_VOID = {"meta", "input", "br", "link"}


class Html(str):
    """Markup: text in it is escaped already."""

    __slots__ = ()


Child = str | None


def el(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """One element. `class_` is `class`, `data_v` is `data-v`; True stands alone, None and False leave it out."""
    shown = "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{name}{shown}>" if name in _VOID else f"<{name}{shown}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Several pieces one after the other."""
    return Html("".join(c if isinstance(c, Html) else escape(plain(c)) for c in children if c is not None))


def both(text: Words) -> Html:
    """The same in both languages, of which the page shows one."""
    if text["zh"] == text["en"]:
        return joined(text["zh"])
    return joined(el("span", text["zh"], class_="zh", lang="zh-Hans"), el("span", text["en"], class_="en", lang="en"))


def in_two(zh: str, en: str) -> Html:
    """The same for words written where they are shown."""
    return both({"zh": zh, "en": en})


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(plain(str(value)))}"'
