"""What is asked, as a record. What is wrong with it is told by field, by value where that is a word, and by what may
stand there; what was said is never quoted."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

import msgspec

from zilv.attempts.vocabulary import Channel, Party
from zilv.errors import ZilvError
from zilv.speech.guard.records import TEXT_MAX, TURNS_MAX, Asked, Context

Record = TypeVar("Record", Asked, Context)
_SPEAKERS = ("collector", "other")
TAKES: Mapping[str, str] = {
    "text": f"1–{TEXT_MAX} 个字符 · 1 to {TEXT_MAX} characters",
    "context": "一个映射 · a mapping",
    "context.channel": f"必填，之一 · required, one of: {', '.join(get_args(Channel))}",
    "context.party": f"之一或 null · one of, or null: {', '.join(get_args(Party))}",
    "context.bot": "true, false, null",
    "context.first_contact": "true, false, null",
    "context.lender": "1–128 个字符，无控制字符，或 null · 1 to 128 characters, no control characters, or null",
    "context.turns": f"至多 {TURNS_MAX} 轮 · at most {TURNS_MAX} turns",
    "context.turns[]": "含 speaker 与 text 的映射 · a mapping with speaker and text",
    "context.turns[].speaker": f"必填，之一 · required, one of: {', '.join(_SPEAKERS)}",
    "context.turns[].text": f"必填，至多 {TEXT_MAX} 个字符 · required, at most {TEXT_MAX} characters",
}
"""What each field takes, in words."""
_PLACE = re.compile(r" - at `\$([^`]*)`$")
_NAMED = re.compile(r"^Object (missing required|contains unknown) field `(.*?)`", re.DOTALL)
_WORD = re.compile(r"[A-Za-z][A-Za-z_]{0,31}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def asked(text: str, context: Context | Mapping[str, Any]) -> Asked:
    """A text with its contact. Raises ZilvError for what cannot be judged."""
    return _record({"text": text, "context": _plain("guard", context)}, Asked, "guard", "")


def contact(context: Context | Mapping[str, Any]) -> Context:
    """A contact. Raises ZilvError for what is none."""
    return _record(_plain("guard_stream", context), Context, "guard_stream", "context")


def whole(text: str, asking: str, place: str) -> None:
    """Raises ZilvError for what is no text, and for a text with half a character in it."""
    if not isinstance(text, str):
        raise ZilvError(f"{asking}: {place}: {_standing(text, place)}；应为 · takes: 文字 · text")
    if found := _SURROGATE.search(text):
        raise ZilvError(
            f"{asking}: {place}: 第 {found.start() + 1} 个字符只有一半（单独的代理码），请补全或去掉 · "
            f"character {found.start() + 1} is half a character (a lone surrogate); complete it or leave it out"
        )


def _plain(asking: str, context: object) -> Any:
    try:
        return msgspec.to_builtins(context)
    except (TypeError, ValueError, RecursionError):
        raise ZilvError(f"{asking}: context: 应为 · takes: JSON 值的映射 · a mapping of JSON values") from None


def _record(sent: Any, kind: type[Record], asking: str, root: str) -> Record:
    try:
        made = msgspec.convert(sent, kind)
    except msgspec.ValidationError as error:
        raise ZilvError(f"{asking}: {_told(str(error), sent, root)}") from None
    _whole(made, asking)
    return made


def _whole(made: Asked | Context, asking: str) -> None:
    if isinstance(made, Asked):
        whole(made.text, asking, "text")
        made = made.context
    whole(made.lender or "", asking, "context.lender")
    for n, turn in enumerate(made.turns):
        whole(turn.text, asking, f"context.turns[{n}].text")


def _told(message: str, sent: Any, root: str) -> str:
    """Which field, what stands there, what may."""
    found = _PLACE.search(message)
    inside = found[1].lstrip(".") if found else ""
    place = ".".join(part for part in (root, inside) if part)
    named = _NAMED.match(message)
    if named and named[1] == "contains unknown":
        field = f"“{named[2]}”" if _WORD.fullmatch(named[2]) else "?"
        return f"{place}: 没有字段 {field}；可用的有 · no such field; there are: {', '.join(_fields(place))}"
    if named:
        place = f"{place}.{named[2]}".lstrip(".")
    stands = "没有给出 · missing" if named else _standing(_at(sent, inside), place)
    return f"{place}: {stands}；应为 · takes: {TAKES.get(_any(place), '')}"


def _standing(value: Any, place: str) -> str:
    """A value in words: itself where it is one word in a field of closed words, else its kind and length."""
    closed = place.rpartition(".")[2] in {"channel", "party", "speaker", "bot", "first_contact"}
    if value is None or isinstance(value, bool) or (closed and isinstance(value, str) and _WORD.fullmatch(value)):
        return f"是 · is: {'null' if value is None else str(value).lower() if isinstance(value, bool) else value}"
    if isinstance(value, str):
        return f"是 {len(value)} 个字符 · is {len(value)} characters"
    if isinstance(value, list):
        return f"是 {len(value)} 项 · is {len(value)} items"
    return f"是 · is: {type(value).__name__}"


def _at(sent: Any, inside: str) -> Any:
    """The value at a place such as `context.turns[3].text`."""
    for name, number in re.findall(r"(\w+)|\[(\d+)\]", inside):
        sent = sent[name] if name else sent[int(number)]
    return sent


def _any(place: str) -> str:
    return re.sub(r"\[\d+\]", "[]", place)


def _fields(place: str) -> list[str]:
    begins = f"{_any(place)}." if place else ""
    names = [name.removeprefix(begins) for name in TAKES if name.startswith(begins)]
    return [name for name in names if "." not in name and "[" not in name]
