"""`law/provision.schema.json`, generated: what an editor checks while a law file is being written.

The loader reads every scalar as text, an editor reads it as YAML's own types; so a number or a plain word is
accepted here in either form, and null, which the loader cannot read, in none.

    python -m zilv.rules.schema > law/provision.schema.json
"""

import json
import sys
from typing import Any

from zilv.attempts.attempt import COLUMNS
from zilv.registers.parse import columns_of
from zilv.registers.rows import FILES
from zilv.rules.provision import Provision

Schema = dict[str, Any]

FILE_NAME = "provision.schema.json"
_ANY_SCALAR = ["string", "number", "boolean"]
_CLOCK_TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}


def schema() -> Schema:
    """The JSON Schema (2020-12) of one law file as an editor parses it."""
    made: Schema = _as_written(Provision.model_json_schema())
    made["$defs"]["Case"]["properties"] |= _case_fields()
    made["$defs"]["Scalar"] = {"type": _ANY_SCALAR}
    made["properties"]["given"] = _row(COLUMNS)
    made["allOf"] = [_gap_or_cases()]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "zilv law file", **made}


def text() -> str:
    """The schema as its file holds it: indented, keys in the order of the model, ending in a newline."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _as_written(node: Any) -> Any:
    """The schema of what stands in the file, from the schema of what the loader makes of it."""
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _as_written(value) for key, value in node.items() if not _is_noise(key, value)}
    if kept.get("type") == "integer":
        return _whole_number(kept)
    if kept.get("format") == "time":
        return _CLOCK_TIME
    if kept.get("type") == "string" and not kept.keys() & {"enum", "const", "pattern", "format"}:
        return {**kept, "type": _ANY_SCALAR}
    if "anyOf" in kept:
        return _without_null(kept)
    return kept


def _is_noise(key: str, value: Any) -> bool:
    """Titles that only repeat the field's name, and defaults as the loader holds them."""
    return (key == "title" and isinstance(value, str)) or key == "default"


def _whole_number(kept: Schema) -> Schema:
    bounds = {key: kept[key] for key in ("minimum", "maximum") if key in kept}
    return {"anyOf": [{"type": "integer", **bounds}, {"type": "string", "pattern": "^[0-9]+$"}]}


def _without_null(kept: Schema) -> Schema:
    left = [option for option in kept["anyOf"] if option != {"type": "null"}]
    rest = {key: value for key, value in kept.items() if key != "anyOf"}
    return {**left[0], **rest} if len(left) == 1 else {**rest, "anyOf": left}


def _case_fields() -> Schema:
    """Cases name the columns of attempts and registers; `repeat` stands only in a history."""
    registers = {name: {"type": "array", "items": _row(columns_of(name))} for name in FILES}
    return {
        "attempt": _row(COLUMNS),
        "history": {"type": "array", "items": _row((*COLUMNS, "repeat"))},
        "registers": {"type": "object", "properties": registers, "additionalProperties": False},
        "missing": {"type": "array", "items": {"enum": list(FILES)}},
    }


def _row(columns: tuple[str, ...]) -> Schema:
    properties = {name: {"$ref": "#/$defs/Scalar"} for name in columns}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _gap_or_cases() -> Schema:
    """A gap says why; a check shows at least both sides of an edge."""
    return {
        "if": {"properties": {"check": {"const": "none"}}},
        "then": {"required": ["gap"]},
        "else": {"required": ["cases"], "properties": {"cases": {"minItems": 2}}},
    }


if __name__ == "__main__":
    sys.stdout.write(text())
