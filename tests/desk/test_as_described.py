"""Whatever the description allows or forbids is answered as it says, also about what stands in the book."""

import json
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
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
from tests.desk.served import APART, Key
from tests.gate.client.running import LINE, call_to, zone_where_it_is
from zilv.desk.front.routes import ROUTES
from zilv.registers.rows import REGISTERS

Json = dict[str, Any]
EXAMPLES = 20
"""Requests for each operation; a hundred take minutes."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
    use_after_free,
]
PERSONAL = {"rule", "override"}
PASSES = [(path, "apart") for path in sorted({route.template for route in ROUTES})] + [
    (path, "named") for path in sorted({route.template for route in ROUTES if route.scopes & PERSONAL})
]
"""Each path with a machine's key; what a person may do also with a person's."""


class Standing(NamedTuple):
    """What stands in the book: attempts, proposals nobody has decided on, rows, a person's token."""

    attempts: list[str]
    proposals: list[int]
    rows: list[int]
    token: str

    def at(self, path: str) -> list[Json]:
        """What the braces of a path may hold so that it names something that is there."""
        if "{attempt_id}" in path:
            return [{"attempt_id": one} for one in self.attempts]
        if "{token}" in path:
            return [{"token": self.token}]
        if path.startswith("/v1/signals/"):
            return [{"row_id": str(one)} for one in self.proposals]
        return [{"register": "persons", "row_id": str(one)} for one in self.rows] if "{row_id}" in path else []


def done(desk: Desk, method: str, path: str, sent: object = None) -> Json:
    """What a request that must succeed brings, sent again while a busy machine's store is out of reach."""
    for _ in range(20):
        answer = desk.server.call(desk.apart, method, path, sent)
        if "store_unreachable" not in answer.text:
            break
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


@pytest.fixture(scope="module")
def complete(desk: Desk) -> None:
    """Every register is complete, so that what is lawful is permitted."""
    for register in REGISTERS:
        done(desk, "PUT", f"/v1/registers/{register}")
    done(desk, "POST", "/v1/registers/lines", {"rows": [{"line": LINE, "owner": APART}]})


@pytest.fixture
def there(desk: Desk, complete: None, path: str) -> list[Json]:
    """What the braces of this path may hold so that it names something that is there."""
    return standing(desk).at(path) if "_id}" in path or "{token}" in path else []


def standing(desk: Desk) -> Standing:
    """Attempts of every kind: permitted, denied, held for a signal, reported, given back."""
    day, night, heard = names = [uuid4().hex for _ in range(3)]
    zones = [zone_where_it_is(hour) for hour in (12, 3, 12)]
    people = [{"person": name, "zone": zone} for name, zone in zip(names, zones, strict=True)]
    rows = done(desk, "POST", "/v1/registers/persons", {"rows": people})["row_ids"]

    def asked(*persons: str) -> list[Json]:
        asks = [call_to(one, key=uuid4().hex, number=f"139{names.index(one):08}") for one in persons]
        return [item["answer"] for item in done(desk, "POST", "/v1/asks/batch", {"asks": asks})["items"]]

    def signal(attempt_id: str, turn: int) -> int:
        told = {"signal": "hardship", "quote": "我失业了", "turn": turn}
        return int(done(desk, "POST", f"/v1/attempts/{attempt_id}/signals", told)["row_id"])

    first = asked(day, day, day, night, heard)
    proposals = [signal(first[-1]["attempt_id"], turn) for turn in range(8)]
    held = asked(*[heard] * 6)
    answers = first + held
    assert {one["decision"] for one in answers} == {"permit", "deny", "hold"}
    done(desk, "POST", f"/v1/attempts/{first[0]['attempt_id']}/outcome", {"key": "o", "answered": False})
    done(desk, "POST", f"/v1/attempts/{first[1]['attempt_id']}/cancel", {"key": "c", "reason": "never dialled"})
    token = done(desk, "GET", f"/v1/registers/persons?after={rows[0] - 1}")["rows"][0]["person"]
    return Standing([one["attempt_id"] for one in answers], proposals, rows, token)


def answered(desk: Desk, key: Key, operation: Any, mode: GenerationMode, there: list[Json]) -> list[int]:
    """The status of each answer, all of which must be as described. `there`: what addresses name also."""
    seen: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode), named=st.sampled_from([{}, *there]))
    def holds(case: Any, named: Json) -> None:
        case.path_parameters = {**(case.path_parameters or {}), **named}
        answer = case.call(base_url=desk.server.url, headers={"Authorization": f"Bearer {key.bearer}"})
        case.validate_response(answer, checks=CHECKS)
        seen.append(answer.status_code)

    holds()
    return seen


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
@pytest.mark.parametrize(("path", "whose"), PASSES)
def test_whatever_the_description_allows_or_forbids_is_answered_as_described(
    desk: Desk, document: Json, there: list[Json], path: str, whose: str, mode: GenerationMode
) -> None:
    one = {**document, "paths": {path: document["paths"][path]}}
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(one)))
    key = desk.named if whose == "named" else desk.apart
    operations = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    seen = [answered(desk, key, operation, mode, there) for operation in operations]
    assert sum(map(len, seen)) >= EXAMPLES
    if there and mode is GenerationMode.POSITIVE and (whose == "named" or not path.endswith("/ruling")):
        assert all(200 in statuses for statuses in seen), seen
