"""Installations on both databases, each with a server that many tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.desk.served import AGENCY, APART, OTHER, Installation, Key, Server, creation
from tests.gate.postgresql import ABSENT, Postgresql, postgresql

SQLITE = "sqlite"
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.skipif(ABSENT, reason="no PostgreSQL on this machine"))


class Desk(NamedTuple):
    """A served installation and keys for it. `lender` may do everything that needs no person.

    `apart` may do the same for a lender of its own, `named` everything for that lender, for it belongs to a person.
    """

    installation: Installation
    server: Server
    lender: Key
    agency: Key
    other: Key
    ann: Key
    bob: Key
    apart: Key
    named: Key


@pytest.fixture(scope="session")
def server_of_databases() -> Iterator[Postgresql]:
    with postgresql("fsync=off") as server:
        yield server


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation that was never used."""
    folder = tmp_path_factory.mktemp("template")
    Installation(folder, f"sqlite:///{folder}/zilv.db").done("migrate")
    return folder


@pytest.fixture
def on_sqlite(tmp_path: Path, template: Path) -> Installation:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Installation(tmp_path, f"sqlite:///{tmp_path}/zilv.db")


@pytest.fixture
def on_postgresql(tmp_path: Path, server_of_databases: Postgresql) -> Installation:
    made = Installation(tmp_path, server_of_databases.database())
    made.done("migrate")
    return made


@pytest.fixture(scope="session", params=[SQLITE, POSTGRESQL])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    workers: tuple[str, ...] = ()
    url = f"sqlite:///{folder}/zilv.db"
    if request.param == "postgresql":
        url, workers = request.getfixturevalue("server_of_databases").database(), ("--workers", "2")
    made = Installation(folder, url)
    made.done("migrate")
    everything = ("ask", "report", "registers", "ledger", "read_events", "guard")
    keys = made.keys(
        creation(*everything),
        creation("ask", "report", "ledger", more=("--agency", AGENCY)),
        creation(*everything, lender=OTHER),
        creation("rule", "override", more=("--holder", "ann", "--display-name", "安")),
        creation("rule", "override", more=("--holder", "bob", "--display-name", "白")),
        creation(*everything, lender=APART),
        creation(*everything, "rule", "override", lender=APART, more=("--holder", "cai", "--display-name", "蔡")),
    )
    with made.serve(*workers) as server:
        yield Desk(made, server, *keys)


@pytest.fixture(scope="session")
def document(desk: Desk) -> dict[str, Any]:
    """The description of the interface as it is served."""
    told: dict[str, Any] = desk.server.http.get("/openapi.json").json()
    return told
