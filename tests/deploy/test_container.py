"""The image and its composition, read as text: no container engine is needed, and none was used."""

import json
import re
import shlex
from typing import Any

import pytest
import yaml

from tests.deploy.words import DEPLOY, ROOT, assert_known, assert_runs

DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
LINES = [line for line in re.sub(r"\\\n\s*", "", DOCKERFILE).splitlines() if line and not line.startswith("#")]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "zilv"}


def said(instruction: str) -> list[str]:
    return [line.split(None, 1)[1] for line in LINES if line.split()[0] == instruction]


def test_what_is_copied_is_there_and_not_ignored() -> None:
    copied = [source for line in said("COPY") if "--from" not in line for source in shlex.split(line)[:-1]]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split()
    assert len(copied) > 5
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert [source for source in copied if f"!{source}" not in ignored] == []


def test_the_image_has_all_that_the_wheel_is_built_from() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    named = {*re.findall(r'^readme = "(.*)"$', project, re.M), *re.findall(r'^"?(law)"? = ', project, re.M)}
    (licences,) = re.findall(r"^license-files = \[(.*)\]$", project, re.M)
    named |= {*re.findall(r'"(\w+)"', licences), "pyproject.toml", "zilv"}
    named |= {path.rpartition("/")[0] for path in re.findall(r'^"(samples/\S+)" = ', project, re.M)}
    assert len(named) == 7
    assert [name for name in named if not any(name in shlex.split(line) for line in said("COPY"))] == []


def test_packages_come_by_hash_from_no_named_address() -> None:
    installs = [line for line in said("RUN") if "pip install" in line]
    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-index --no-deps" in line for line in installs)
    assert "://" not in re.sub(r"http://127\.0\.0\.1:8720", "", DOCKERFILE)


def test_it_runs_as_nobody_special_and_says_whether_it_lives() -> None:
    assert said("USER") == ["10001:10001"]
    assert said("FROM")[-1] == "python:3.11-slim"
    (check,) = said("HEALTHCHECK")
    assert "/health" in check
    assert_runs(json.loads(said("CMD")[-1]))
    assert json.loads(said("ENTRYPOINT")[0]) == ["zilv"]
    assert_known(re.findall(r"\bZILV_[A-Z_]+", DOCKERFILE))


@pytest.mark.parametrize("name", OURS)
def test_each_service_runs_a_command_with_a_root_it_cannot_write_to(name: str) -> None:
    service = OURS[name]
    assert_runs(service["command"])
    assert_known(list(service["environment"]))
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    for named in service["environment"].values():
        assert named.removeprefix("/run/secrets/") in service["secrets"]


def test_nothing_serves_before_the_tables_are_there() -> None:
    services = COMPOSE["services"]
    assert services["gate"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert "healthcheck" in services["postgres"]
    assert services["postgres"]["image"] == "postgres:17"


def test_every_secret_and_volume_that_is_used_is_declared() -> None:
    services = COMPOSE["services"].values()
    assert {name for service in services for name in service["secrets"]} == set(COMPOSE["secrets"])
    assert {volume.split(":")[0] for service in services for volume in service["volumes"]} == set(COMPOSE["volumes"])
    readme = (DEPLOY / "README.md").read_text("utf-8")
    assert [name for name in COMPOSE["secrets"] if f"secrets/{name}" not in readme] == []
