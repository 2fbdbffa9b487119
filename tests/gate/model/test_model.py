"""The gate against its naive reading, in whatever order things happen."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gate.books import Stores
from tests.gate.model.machine import GateMachine
from zilv.gate.laws import Laws

EXAMPLES = {"sqlite": 30, "postgresql": 5}
MORE = int(os.environ.get("MODEL_TIMES", "1"))
"""`MODEL_TIMES=20` looks twenty times as long."""


@pytest.fixture(scope="module")
def laws() -> Laws:
    """The law of China, read once."""
    return Laws("cn")


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_gate_decides_as_its_naive_reading_whatever_happens(stores: Stores, laws: Laws, kind: str) -> None:
    machine = type("Machine", (GateMachine,), {"stores": stores, "kind": kind, "laws": laws})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES[kind] * MORE,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
