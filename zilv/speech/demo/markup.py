"""HTML of plain calls; all text is escaped."""

from html import escape


class Html(str):
    """Markup: what is text in it is escaped already."""

    __slots__ = ()


def el(name: str, *children: str, **attributes: str | float | None) -> Html:
    """One element. `class_` is `class`, `data_v` is `data-v`; None leaves an attribute out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: str) -> Html:
    """Several pieces one after the other; what is no markup is escaped."""
    return Html("".join(one if isinstance(one, Html) else escape(one) for one in children))


def two(zh: str, en: str) -> Html:
    """The same in both languages, of which the page shows one."""
    return joined(el("span", zh, class_="zh", lang="zh-Hans"), el("span", en, class_="en", lang="en"))
