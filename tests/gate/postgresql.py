"""A real PostgreSQL of a test's own: made in a temporary folder, on a free port, gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

import psycopg

OWNER = "postgres"
"""Whose processes they are where the tests run as root, which PostgreSQL refuses to run as."""
_USER = OWNER if os.geteuid() == 0 else None


def _programs() -> Path | None:
    """The folder of `initdb` and `postgres`: Debian's newest, else where the search path says."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    return debian[-1] if debian else Path(found).parent if found else None


PROGRAMS = _programs()
ABSENT = PROGRAMS is None
"""For `pytest.mark.skipif`: there is no PostgreSQL on this machine."""


class Postgresql:
    """One server, on the `data` of its folder, which is made where there is none.

    `settings` are lines of postgresql.conf, e.g. `fsync=off`; they bind from the next start on.
    """

    def __init__(self, folder: Path, *settings: str) -> None:
        self.folder, self.settings, self.port = folder, list(settings), _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if not (folder / "data").exists():
            self.run("initdb", "-D", str(folder / "data"), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def url(self, database: str = OWNER) -> str:
        """Where a database of this server is."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it answers; after a kill this is the recovery."""
        given = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *self.settings]
        options = [part for setting in given for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program("postgres"), "-D", str(self.folder / "data"), *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                user=_USER,
                group=_USER,
            )
        ends = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < ends and self._process.poll() is None, self._told()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in good order, cutting off who is connected."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """`kill -9` of the server and every process of it at once."""
        assert self._process
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(30)

    def processes(self) -> list[int]:
        """The server's process and its children, one for each connection among them."""
        assert self._process
        pid = self._process.pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
        except FileNotFoundError:
            children = ""
        return [pid, *map(int, children.split())]

    def database(self) -> str:
        """A new empty database; its URL."""
        name = f"zilv_{token_hex(6)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'create database "{name}" template template0')
        return self.url(name)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _program(self, name: str) -> str:
        assert PROGRAMS is not None
        return str(PROGRAMS / name)

    def run(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, e.g. `pg_basebackup`, as the user whose server this is."""
        command = [self._program(name), *arguments]
        done = subprocess.run(command, capture_output=True, cwd=self.folder, user=_USER, group=_USER)
        assert done.returncode == 0, done.stderr.decode(errors="replace")

    def _told(self) -> str:
        return (self.folder / "log").read_text("utf-8", errors="replace")[-2000:]


@contextmanager
def postgresql(*settings: str) -> Iterator[Postgresql]:
    """A running server, with its folder removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="zilv-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    server = Postgresql(folder, *settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
