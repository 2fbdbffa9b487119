"""Fresh databases of both kinds, made with the migrations, on this disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.gate.books import Stores
from tests.gate.postgresql import postgresql


class Databases:
    """Where fresh databases come from; PostgreSQL runs with its own defaults, every commit on disk."""

    def __init__(self, stores: Stores, folder: Path) -> None:
        self._stores, self.folder = stores, folder

    def fresh(self, kind: str) -> str:
        """A migrated database that nobody has used: `sqlite` or `postgresql`."""
        return self._stores.url(kind)


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    """A PostgreSQL server of the run's own, and a folder for SQLite files."""
    with postgresql() as server:
        yield Databases(Stores(folder, lambda: server), folder)
