"""The description of the interface: whole, in step with what is answered, and nothing it allows breaks the server."""

import json
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
    use_after_free,
)

from tests.desk.conftest import Desk
from zilv.desk.front.operations import AskSent, Batched
from zilv.desk.front.routes import ROUTES
from zilv.desk.problem import CODES, Problem
from zilv.gate.ask import Answer, Cancel, Outcome, Receipt, Ruling
from zilv.gate.ledger import Ledger
from zilv.speech.guard.records import Asked, Verdict


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """A batch, with its asks decoded."""

    asks: list[AskSent]


KINDS: dict[str, type[msgspec.Struct]] = {
    kind.__name__: kind
    for kind in (AskSent, Batch, Batched, Answer, Receipt, Outcome, Cancel, Ruling, Ledger, Problem, Asked, Verdict)
}
EXAMPLES = 12
"""Requests for each operation; a hundred take minutes."""


@pytest.fixture(scope="module")
def document(desk: Desk) -> dict[str, Any]:
    """The description as it is served."""
    told: dict[str, Any] = desk.server.http.get("/openapi.json").json()
    return told


def test_every_route_is_described_and_nothing_else(document: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, told in document["paths"].items() for method in told}
    keyless = {("GET", path) for path in ("/health", "/ready", "/metrics", "/openapi.json")}
    assert described == {(route.method, route.template) for route in ROUTES} | keyless


def test_every_operation_says_what_it_does_and_which_scope_it_needs(document: dict[str, Any]) -> None:
    names = []
    for route in ROUTES:
        operation = document["paths"][route.template][route.method.lower()]
        names.append(operation["operationId"])
        assert " · " in operation["description"] and operation["summary"]
        assert all(scope in operation["description"] for scope in route.scopes)
        assert {"401", "403", "429", "503"} <= set(operation["responses"])
        assert operation["security"] == [{"bearer": []}, {"signed": []}]
    assert len(set(names)) == len(names) == len(ROUTES)


def test_every_example_is_what_it_is_an_example_of(document: dict[str, Any]) -> None:
    seen = 0
    for content in contents(document):
        name = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
        for example in content.get("examples", {}).values():
            made = msgspec.convert(example["value"], KINDS[name])
            assert made
            seen += 1
    assert seen >= 15


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


def test_every_example_of_a_request_is_answered(desk: Desk, document: dict[str, Any]) -> None:
    asked = 0
    for path, told in document["paths"].items():
        for method, operation in told.items():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for example in content.get("examples", {}).values():
                    answer = desk.server.call(desk.lender, method.upper(), path, example["value"])
                    assert answer.status_code in (200, 403, 404), answer.text
                    asked += 1
    assert asked >= 6


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
    use_after_free,
]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
@pytest.mark.parametrize("path", sorted({route.template for route in ROUTES}))
def test_whatever_the_description_allows_or_forbids_is_answered_as_described(
    desk: Desk, document: dict[str, Any], path: str, mode: GenerationMode
) -> None:
    one = {**document, "paths": {path: document["paths"][path]}}
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(one)))
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def holds(case: Any) -> None:
            nonlocal tried
            tried += 1
            headers = {"Authorization": f"Bearer {desk.lender.bearer}"}
            answer = case.call(base_url=desk.server.url, headers=headers)
            case.validate_response(answer, checks=CHECKS)

        holds()
    assert tried >= EXAMPLES
