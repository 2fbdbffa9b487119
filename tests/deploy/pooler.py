"""PgBouncer with the settings that are shipped, before a test's own PostgreSQL."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.gate.postgresql import OWNER, Postgresql

SHIPPED = Path(__file__).parents[2] / "deploy" / "pgbouncer.ini"
PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def settings(url: str, folder: Path, port: int) -> ConfigParser:
    """What is shipped, but for addresses, passwords, and a pool that is smaller than the crowd."""
    made = ConfigParser(interpolation=None, comment_prefixes=(";",))
    made.read(SHIPPED, "utf-8")
    server = urlsplit(url)
    assert list(made["databases"]) == ["zilv"]
    made["databases"]["zilv"] = f"host={server.hostname} port={server.port} dbname={server.path[1:]} user={OWNER}"
    here = {"listen_port": port, "auth_type": "any", "unix_socket_dir": "", "default_pool_size": 3}
    made["pgbouncer"].update({name: str(value) for name, value in here.items()})
    made["pgbouncer"].update({"logfile": str(folder / "log"), "query_wait_timeout": "60"})
    del made["pgbouncer"]["auth_file"]
    return made


@contextmanager
def pgbouncer(server: Postgresql, database: str, folder: Path) -> Iterator[str]:
    """The URL of this database through the pooler."""
    assert PROGRAM is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    inner = server.folder / f"pooler-{port}"
    inner.mkdir()
    file = inner / "pgbouncer.ini"
    with file.open("w", encoding="utf-8") as written:
        settings(server.url(database), inner, port).write(written)
    user = OWNER if os.geteuid() == 0 else None
    if user:
        shutil.chown(inner, user)
        shutil.chown(file, user)
    url = f"postgresql://{OWNER}@127.0.0.1:{port}/zilv"
    process = subprocess.Popen([PROGRAM, str(file)], user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _answers(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < ends and process.poll() is None, "pgbouncer does not answer"
            time.sleep(0.1)
