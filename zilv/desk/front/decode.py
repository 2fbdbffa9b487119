"""Bytes to records: what is wrong is told by field and by what was expected there, never by what was sent."""

import re
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import msgspec

from zilv.desk.problem import Rejected, Wrong
from zilv.gate.ask import NO_NUL, NOT_BLANK

Record = TypeVar("Record", bound=msgspec.Struct)
_PLACE = re.compile(r" - at `\$([^`]*)`$")
_NAMED = re.compile(r"^Object (?:missing required|contains unknown) field `(.*?)`(?: - at `\$([^`]*)`)?$", re.DOTALL)
_WORD = re.compile(r"[a-z][a-z_]{0,31}")


class Decoding(Generic[Record]):
    """Decodes one kind of record."""

    def __init__(self, kind: type[Record]) -> None:
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)
        self._expected = expectations(kind)

    def __call__(self, text: bytes | msgspec.Raw, place: str = "") -> Record:
        """The record. Raises Rejected; `place` says where in a larger body this one stands."""
        try:
            return self._decoder.decode(text)
        except msgspec.ValidationError as error:
            raise Rejected("invalid", errors=(self._wrong(str(error), place),)) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Rejected("malformed") from None

    def _wrong(self, message: str, place: str) -> Wrong:
        if named := _NAMED.match(message):
            inside = (named[2] or "").lstrip(".")
            full = f"{inside}.{named[1]}".strip(".")
            known = self._expected.get(_any(full))
            field = full if known or _WORD.fullmatch(named[1]) else inside
            told = "必填 · required: " + known if known else self._known(_any(inside))
        else:
            found = _PLACE.search(message)
            field = found[1].lstrip(".") if found else ""
            told = self._expected.get(_any(field), "一个 JSON 对象 · a JSON object")
        return Wrong(f"{place}.{field}".strip("."), told)

    def _known(self, inside: str) -> str:
        begins = f"{inside}." if inside else ""
        names = [name.removeprefix(begins) for name in self._expected if name.startswith(begins)]
        here = [name for name in names if "." not in name.replace("[...]", "")]
        return "没有此字段；可用的有 · no such field; there are: " + ", ".join(here)


def expectations(kind: type[msgspec.Struct]) -> dict[str, str]:
    """What each field of a record takes, in words; of records within it, by names such as `context.turns[...].text`."""
    kinds: dict[str, Any] = msgspec.json.schema(kind)["$defs"]
    return dict(_expected(kinds, kind.__name__, ""))


def _expected(kinds: dict[str, Any], kind: str, inside: str) -> Iterator[tuple[str, str]]:
    for name, field in kinds[kind]["properties"].items():
        yield inside + name, _words(field)
        within, mark = (field["items"], "[...].") if "items" in field else (field, ".")
        inner = within.get("$ref", "").rsplit("/", 1)[-1]
        if "properties" in kinds.get(inner, {}):
            yield from _expected(kinds, inner, inside + name + mark)


def _any(field: str) -> str:
    """A field's name whatever its place in a list."""
    return re.sub(r"\[\d+\]", "[...]", field)


def _words(field: dict[str, Any]) -> str:
    if "enum" in field:
        return "之一 · one of " + ", ".join(str(value) for value in field["enum"] if value is not None)
    kinds = [kind for kind in field.get("anyOf", [field]) if kind.get("type") != "null"]
    return " / ".join(_simple(kind) for kind in kinds)


def _simple(kind: dict[str, Any]) -> str:
    if "enum" in kind:
        return _words(kind)
    if kind.get("type") == "string":
        length = f"{kind.get('minLength', 0)}–{kind.get('maxLength', '')}"
        zh, en = _FORMS.get(kind.get("pattern", ""), ("，无控制字符", ", no control characters"))
        return f"{length} 字符{zh} · {length} characters{en}"
    if kind.get("type") == "integer":
        return f"整数 · whole number {kind.get('minimum', '')}–{kind.get('maximum', '')}"
    if kind.get("type") == "boolean":
        return "true / false"
    if kind.get("type") == "array":
        length = f"{kind.get('minItems', 0)}–{kind.get('maxItems', '')}"
        return f"JSON 数组，{length} 项 · a JSON array of {length}"
    return "JSON " + str(kind.get("type", "object"))


_FORMS = {NOT_BLANK: ("，不得全为空白", ", not only blanks"), NO_NUL: ("，无 NUL", ", no NUL")}
"""What more is said of text than its length."""
