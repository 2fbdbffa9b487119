"""Books for the gate's tests: every test that asks for `url` or `counter` runs on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.gate.books import Counter, Stores
from tests.gate.postgresql import ABSENT, Postgresql, postgresql
from zilv.attempts.rows import microseconds

NOON = microseconds(datetime.fromisoformat("2026-03-02T12:00:00+08:00"))
"""A Monday, all Chinese provisions in force."""


@pytest.fixture(scope="session")
def server() -> Iterator[Postgresql]:
    """A PostgreSQL server for the whole run; without the program a test that needs it fails in CI, else is left out."""
    if ABSENT:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("not installed: initdb (Debian: postgresql)")
    with postgresql() as running:
        yield running


@pytest.fixture(scope="session")
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Where fresh databases come from."""
    return Stores(tmp_path_factory.mktemp("books"), lambda: request.getfixturevalue("server"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, stores: Stores) -> str:
    """A fresh, migrated database of each kind."""
    return stores.url(request.param)


@pytest.fixture
def counter(url: str) -> Iterator[Counter]:
    """A book at noon, every register declared complete."""
    made = Counter(url, at=NOON)
    made.declare()
    yield made
    made.book.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name holds Chinese and a space."""
    made = tmp_path / "账簿 一"
    made.mkdir()
    return made
