"""What was expected in a field, in both languages, where Django's side refuses a body; never what was sent."""

from collections.abc import Iterable, Mapping
from typing import Any

_WORDS: Mapping[str, str] = {
    "missing": "必填 · required",
    "extra_forbidden": "没有此字段 · no such field",
    "string_type": "文本 · text",
    "string_unicode": "文本 · text",
    "string_too_short": "至少 {min_length} 字符 · at least {min_length} characters",
    "string_too_long": "至多 {max_length} 字符 · at most {max_length} characters",
    "int_type": "整数 · a whole number",
    "int_parsing": "整数 · a whole number",
    "int_parsing_size": "整数 · a whole number",
    "int_from_float": "整数 · a whole number",
    "finite_number": "整数 · a whole number",
    "greater_than_equal": "不小于 {ge} · at least {ge}",
    "less_than_equal": "不大于 {le} · at most {le}",
    "list_type": "JSON 数组 · a JSON array",
    "too_short": "至少 {min_length} 项 · at least {min_length} items",
    "too_long": "至多 {max_length} 项 · at most {max_length} items",
    "bool_type": "true / false",
    "bool_parsing": "true / false",
    "literal_error": "之一 · one of {expected}",
}
"""By the kind of fault, as pydantic names it."""

_FORMS: Mapping[str, str] = {
    r"^[^\x00]*$": "文本，无 NUL · text, no NUL",
    "^(confirm|reject)$": "之一 · one of: confirm, reject",
}
"""By the pattern that a text does not fit."""

_OBJECTS = frozenset({"dict_type", "model_type", "model_attributes_type", "mapping_type"})


def expected(faults: Iterable[Mapping[str, Any]]) -> str:
    """What one field takes; `faults`: what each kind of value that it may have has against what was sent."""
    return " / ".join(dict.fromkeys(_words(fault["type"], fault.get("ctx") or {}) for fault in faults))


def _words(kind: str, told: Mapping[str, Any]) -> str:
    if kind in _OBJECTS:
        return "一个 JSON 对象 · a JSON object"
    if kind.startswith(("datetime", "timezone")):
        return "带时区的时刻，如 2026-03-02T18:00:00+08:00 · an instant with its offset"
    if kind == "string_pattern_mismatch":
        return _FORMS.get(told.get("pattern", ""), "文本，格式另定 · text of another form")
    try:
        return _WORDS[kind].format(**told)
    except KeyError:  # a kind that none of our fields has by now, or one that does not say its limit
        return kind.replace("_", " ")
