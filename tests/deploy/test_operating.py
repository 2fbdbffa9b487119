"""The pages on operating name every hold, every figure and every check that there is, and none that there is not."""

import re
from typing import Any

import yaml
from prometheus_client import REGISTRY

import zilv.desk.metrics  # noqa: F401
from tests.deploy.words import ROOT
from tests.test_docs import blocks, section

PAGES = ROOT / "docs" / "operating"
WATCH = (PAGES / "monitoring.md").read_text("utf-8")


def code(*paths: str) -> str:
    return "\n".join((ROOT / path).read_text("utf-8") for path in paths)


def test_every_hold_of_the_gate_itself_is_explained() -> None:
    gate = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "zilv" / "gate").rglob("*.py")))
    given = {*re.findall(r'decision="hold", code="(\w+)"', gate)}
    given |= {*re.findall(r'return "(\w+)"', code("zilv/gate/steady.py", "zilv/gate/decide.py"))}
    assert {"store_unreachable", "clock_moved", "clock_behind", "law_differs", "internal"} <= given
    explained = re.findall(
        r"^\| `(\w+)` \|", section("docs/operating/index.md", "Holds of the gate itself"), re.MULTILINE
    )
    assert given <= {*explained}
    assert {name for name in explained if name not in given and f'"{name}"' not in gate} == set()


def test_every_figure_is_explained_and_the_rules_ask_for_figures_that_there_are() -> None:
    figures = {family.name: family for family in REGISTRY.collect() if family.name.startswith("zilv_")}
    assert len(figures) == 7
    assert [name for name in figures if f"`{name}" not in WATCH] == []
    (text,) = blocks(WATCH, "yaml")
    rules: dict[str, Any] = yaml.safe_load(text)
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert len(asked) > 3
    for expression in asked:
        for name in re.findall(r"zilv_\w+", expression):
            assert re.sub(r"_(total|bucket|sum|count)$", "", name) in figures, name
        for label in re.findall(r"[{,](\w+)[=!]", expression):
            assert re.search(rf'\["?[^\]]*"{label}"', code("zilv/desk/metrics.py")), label
        for route in re.findall(r'route="([^"]+)"', expression):
            assert f'"{route}"' in code("zilv/desk/front/routes.py")


def test_every_check_of_readiness_is_named() -> None:
    checks = re.findall(r'^        "(\w+)": ', code("zilv/desk/readiness.py"), re.MULTILINE)
    assert len(checks) == 6
    assert [name for name in checks if f"`{name}`" not in WATCH] == []


def test_the_commands_of_the_page_on_backup_are_those_that_are_tested() -> None:
    page = (PAGES / "backup.md").read_text("utf-8")
    shown = [line.split()[0] for block in blocks(page, "sh") for line in block.splitlines()]
    tested = code("tests/gate/test_backup.py")
    assert {"sqlite3", "pg_dump", "pg_restore", "pg_basebackup", "createdb", "sync", "umask", "zilv"} == set(shown)
    assert 'line("pg_basebackup")' in code("tests/gate/test_point_in_time.py")
    assert all(f'line("{name}")' in tested for name in ("sqlite3", "pg_dump", "pg_restore"))
