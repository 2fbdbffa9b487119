"""Migrations of the desk, forward and back with data, on both databases."""

import json
from pathlib import Path

import pytest

from tests.desk.served import Installation


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def installation(request: pytest.FixtureRequest) -> Installation:
    made: Installation = request.getfixturevalue(request.param)
    return made


def test_to_migrate_twice_changes_nothing(installation: Installation) -> None:
    assert "+" not in installation.done("migrate", "--lang", "en")
    assert "nothing to do" in installation.done("migrate", "--lang", "en")


def test_tables_go_back_and_forth_and_those_of_others_keep_their_rows(installation: Installation) -> None:
    holder = ("--holder", "li.na", "--display-name", "李娜")
    installation.key("ask")
    installation.key("rule", more=holder)
    back = installation.done("migrate", "--to", "keys", "zero")
    assert back.splitlines()[:-1] == ["- keys 0001_initial"]
    assert "has not been migrated" in installation.zilv("key", "list").stderr
    assert "+ keys 0001_initial" in installation.done("migrate")
    assert json.loads(installation.done("key", "list", "--json")) == []
    installation.key("rule", more=holder[:2])


def test_a_step_that_is_not_there_is_refused(installation: Installation) -> None:
    for step in (("keys", "0999"), ("nothing", "0001")):
        refused = installation.zilv("migrate", "--to", *step)
        assert refused.returncode == 2 and "Traceback" not in refused.stderr


def test_the_models_are_what_the_migrations_make(on_sqlite: Installation) -> None:
    import subprocess
    import sys

    environ = on_sqlite.environ | {"DJANGO_SETTINGS_MODULE": "zilv.desk.settings"}
    command = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, cwd=Path.cwd())
    assert done.returncode == 0, done.stdout
