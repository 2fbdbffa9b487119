"""The description of the interface: whole, in step with what is answered, each body with an example that is one."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from tests.desk.conftest import Desk
from zilv.desk.front.routes import ROUTES
from zilv.desk.problem import CODES

Json = dict[str, Any]


def test_every_route_is_described_and_nothing_else(document: Json) -> None:
    described = {(method.upper(), path) for path, told in document["paths"].items() for method in told}
    keyless = {("GET", path) for path in ("/health", "/ready", "/metrics", "/openapi.json")}
    assert described == {(route.method, route.template) for route in ROUTES} | keyless


def test_every_operation_says_what_it_does_and_which_scope_it_needs(document: Json) -> None:
    names = []
    for route in ROUTES:
        operation = document["paths"][route.template][route.method.lower()]
        names.append(operation["operationId"])
        assert " · " in operation["description"] and operation["summary"]
        assert all(scope in operation["description"] for scope in route.scopes)
        assert {"401", "403", "429", "503"} <= set(operation["responses"])
        assert operation["security"] == [{"bearer": []}, {"signed": []}]
    assert len(set(names)) == len(names) == len(ROUTES)


def bodies(operation: Json) -> Iterator[Json]:
    """What an operation takes, and what it answers where all is well, as described for each content type."""
    good = [told for status, told in operation["responses"].items() if status.startswith("2")]
    assert good
    for body in (*good, *([operation["requestBody"]] if "requestBody" in operation else [])):
        assert body["content"]
        yield from body["content"].values()


def operations(document: Json) -> Iterator[Json]:
    """All there are."""
    for told in document["paths"].values():
        yield from told.values()


def test_every_operation_shows_an_example_of_what_it_takes_and_of_what_it_answers(document: Json) -> None:
    lacking = [
        operation["operationId"]
        for operation in operations(document)
        if not all(body.get("examples") for body in bodies(operation))
        or not all("example" in p["schema"] or "default" in p["schema"] for p in operation.get("parameters", []))
    ]
    assert lacking == []
    assert sum(1 for operation in operations(document) for _ in bodies(operation)) >= 30


def test_every_example_is_what_it_is_an_example_of(document: Json) -> None:
    """A field that no schema names would be a field that has been forgotten, or has another name."""
    schemas: Json = {
        name: {"additionalProperties": False, **schema} if "properties" in schema else schema
        for name, schema in document["components"]["schemas"].items()
    }
    seen = 0
    for content in contents(document):
        schema = {**content["schema"], "components": {"schemas": schemas}}
        for example in content["examples"].values():
            jsonschema_rs.validate(schema, example["value"])
            seen += 1
    for operation in operations(document):
        for parameter in operation.get("parameters", []):
            if "example" in parameter["schema"]:
                jsonschema_rs.validate(parameter["schema"], parameter["schema"]["example"])
                seen += 1
    assert seen >= 50


def contents(node: Any) -> Any:
    """Every described body."""
    if isinstance(node, dict):
        if "schema" in node and "examples" in node:
            yield node
        for value in node.values():
            yield from contents(value)
    elif isinstance(node, list):
        for value in node:
            yield from contents(value)


def test_every_code_of_a_problem_is_told(document: dict[str, Any]) -> None:
    words = document["components"]["responses"]["Problem"]["description"]
    assert CODES and all(f"`{code}` ({told.status})" in words for code, told in CODES.items())


def test_every_example_of_a_request_is_answered(desk: Desk, document: Json) -> None:
    asked = 0
    for path, told in document["paths"].items():
        for method, operation in told.items():
            named = {one["name"]: one["schema"].get("example") for one in operation.get("parameters", [])}
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for example in content["examples"].values():
                    answer = desk.server.call(desk.apart, method.upper(), path.format(**named), example["value"])
                    # the row of the example may be one that the example of a signal has just proposed
                    proposed = answer.status_code == 409 and answer.json()["code"] == "row_proposed"
                    assert answer.status_code in (200, 403, 404) or proposed, answer.text
                    asked += 1
    assert asked >= 11
