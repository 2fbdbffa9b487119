"""The Helm chart. Helm itself was not run; where Go is, its template engine and functions render the chart."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.words import DEPLOY, assert_known, assert_runs
from zilv import __version__

CHART = DEPLOY / "helm" / "zilv"
TEMPLATES = sorted((CHART / "templates").iterdir())
ABOUT: dict[str, Any] = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
VALUES: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
OPENS, CLOSES = ("if", "with", "range", "define"), ("end",)
LIBRARIES = Path("/usr/share/gocode")
RENDERS = shutil.which("go") is not None and (LIBRARIES / "src/github.com/Masterminds/sprig").is_dir()


def test_the_chart_is_of_this_version() -> None:
    assert ABOUT["appVersion"] == __version__


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_action_that_is_opened_is_closed(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("{{") == text.count("}}") > 0
    depth = 0
    for word in re.findall(r"\{\{-?\s*(\w+)", text):
        depth += (word in OPENS) - (word in CLOSES)
        assert depth >= 0
    assert depth == 0


def test_every_value_that_is_used_is_one_that_can_be_set_and_the_other_way_round() -> None:
    used = {name for path in TEMPLATES for name in re.findall(r"\.Values\.([\w.]+)", path.read_text("utf-8"))}
    assert len(used) > 15
    for name in used:
        found: Any = VALUES
        for part in name.split("."):
            found = found[part]
    assert {name.split(".")[0] for name in used} == set(VALUES)


@pytest.fixture(scope="module")
def render(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that renders, compiled."""
    folder = tmp_path_factory.mktemp("render")
    environ = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARIES), "GOCACHE": str(folder / "cache")}
    source = Path(__file__).with_name("render.go")
    done = subprocess.run(
        ["go", "build", "-o", str(folder / "render"), str(source)], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder / "render"


def rendered(render: Path, folder: Path, values: dict[str, Any]) -> dict[str, Any]:
    """By kind what the chart comes to with these values."""
    file = folder / "values.yaml"
    file.write_text(yaml.safe_dump(values), "utf-8")
    done = subprocess.run([str(render), str(CHART), str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    made = [found for found in yaml.safe_load_all(done.stdout) if found]
    assert len({found["kind"] for found in made}) == len(made)
    return {found["kind"]: found for found in made}


@pytest.mark.skipif(not RENDERS, reason="there is no Go with sprig on this machine")
def test_what_is_rendered_runs_commands_that_are_there(render: Path, tmp_path: Path) -> None:
    made = rendered(render, tmp_path, {})
    assert set(made) == {"Deployment", "Job", "PodDisruptionBudget", "Service"}
    for kind in ("Deployment", "Job"):
        pod = made[kind]["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert_runs(container["args"])
        assert_known([variable["name"] for variable in container["env"]])
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert pod["enableServiceLinks"] is False, "the address of a service called zilv would become ZILV_PORT"
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


@pytest.mark.skipif(not RENDERS, reason="there is no Go with sprig on this machine")
def test_service_budget_and_scaler_mean_the_deployment(render: Path, tmp_path: Path) -> None:
    made = rendered(render, tmp_path, {"autoscaling": {"enabled": True}, "tolerations": [{"key": "a"}]})
    deployment = made["Deployment"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert (
        made["Service"]["spec"]["selector"] == made["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    )
    assert made["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    assert "replicas" not in deployment["spec"]
    assert deployment["spec"]["template"]["spec"]["tolerations"] == [{"key": "a"}]
    job = made["Job"]["spec"]["template"]
    assert not labels.items() <= job.get("metadata", {}).get("labels", {}).items()


@pytest.mark.skipif(not RENDERS, reason="there is no Go with sprig on this machine")
def test_what_can_be_left_out_is_left_out(render: Path, tmp_path: Path) -> None:
    made = rendered(render, tmp_path, {"migrate": {"enabled": False}, "podDisruptionBudget": {"enabled": False}})
    assert set(made) == {"Deployment", "Service"}
