"""From a base backup and the archive a dead server's book comes back as of its last moment, or of any before."""

import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.gate.books import Counter, migrate
from tests.gate.postgresql import ABSENT, Postgresql, postgresql
from tests.gate.test_backup import TAKEN, Writing, assert_whole, line, prepared
from tests.test_docs import blocks

pytestmark = pytest.mark.skipif(ABSENT, reason="there is no PostgreSQL on this machine")
PAGE = (Path(__file__).parents[2] / "docs" / "operating" / "backup.md").read_text("utf-8")
ARCHIVE = "/var/backups/zilv/wal"


def settings(of: int, archive: Path) -> list[str]:
    """The lines for postgresql.conf that the page shows: of the server that writes, of the one that is restored."""
    told = [text for block in blocks(PAGE, "ini") for text in [block.replace(ARCHIVE, str(archive))]][of]
    return [
        f"{name.strip()}={value.strip().strip(chr(39))}"
        for name, value in (t.split("=", 1) for t in told.split("\n") if t)
    ]


class Dead:
    """What is left of a server that was killed: its folder, a base backup, the archive, what it had acknowledged."""

    def __init__(self, server: Postgresql) -> None:
        self.server, self.base, self.archive = server, server.folder / "base", server.folder / "archive"
        self.early: list[tuple[str, str]] = []
        self.all: list[tuple[str, str]] = []
        self.between: datetime
        self.database = ""

    def lived(self) -> None:
        """Asks arrive before, while and after the base backup is made; then power fails."""
        url = self.server.database()
        self.database = url.rsplit("/", 1)[1]
        migrate(url)
        prepared(url)
        with Writing(url).going_on() as writing:
            writing.until(TAKEN)
            backup = line("pg_basebackup").replace("/var/backups/zilv/base", str(self.base))
            self.server.run(*shlex.split(backup.replace("postgresql://zilv@db.example", self.server.url())))
            self.early = writing.acknowledged[: writing.until(len(writing.acknowledged) + TAKEN)]
            with psycopg.connect(self.server.url(), autocommit=True) as connection:
                self.between = connection.execute("select clock_timestamp()").fetchone()[0]  # type: ignore[index]
            writing.until(len(self.early) + TAKEN)
        self.all = writing.acknowledged
        self.server.kill()

    @contextmanager
    def restored(self, unarchived: bool, *until: str) -> Iterator[str]:
        """The database on a server restored as the page says; `unarchived`: with what was not archived any more."""
        folder = Path(tempfile.mkdtemp(prefix="zilv-pg-"))  # the server's own user could not enter a test's folder
        shutil.copytree(self.base, folder / "data")
        if unarchived:
            for segment in (self.server.folder / "data" / "pg_wal").iterdir():
                if segment.is_file():
                    shutil.copy(segment, folder / "data" / "pg_wal" / segment.name)
        (folder / "data" / "recovery.signal").touch()
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, *([self.server.folder.owner()] * 2))
        again = Postgresql(folder, *settings(1, self.archive), *until)
        again.start()
        try:
            yield again.url(self.database)
        finally:
            again.stop()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def dead() -> Iterator[Dead]:
    """A server that archived as the page says, until it was killed while asks arrived."""
    with postgresql() as server:
        server.stop()
        (server.folder / "archive").mkdir(mode=0o777)
        (server.folder / "archive").chmod(0o777)
        server.settings += settings(0, server.folder / "archive")
        server.start()
        left = Dead(server)
        left.lived()
        yield left


def test_base_backup_archive_and_what_was_left_bring_back_every_acknowledged_decision(dead: Dead) -> None:
    with dead.restored(True) as url:
        assert_whole(url, dead.all)


def test_a_book_can_be_brought_back_as_of_an_instant(dead: Dead) -> None:
    until = (f"recovery_target_time={dead.between.isoformat()}", "recovery_target_action=promote")
    with dead.restored(True, *until) as url:
        counter = Counter(url)
        with counter.book.page(write=False) as page:
            kept = {row[0] for row in page.do("select attempt_id from gate_attempt")}
        counter.book.close()
        assert {attempt for _, attempt in dead.early} <= kept
        assert not {attempt for _, attempt in dead.all} <= kept
