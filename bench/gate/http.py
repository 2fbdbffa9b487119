"""End to end: a real server on a real database, every answer durable, the client on the same machine."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from bench.gate.client import PEOPLE, Measured
from tests.gate.client.running import zone_where_it_is
from zilv.registers.rows import REGISTERS

LENDER = "bench"


class Served(NamedTuple):
    """A running server: its port, the file that holds a key, its processes."""

    port: int
    key_file: Path
    pid: int

    def memory_mb(self) -> float:
        """Resident memory of the server's processes."""
        found = subprocess.run(["ps", "-o", "rss=", "--ppid", str(self.pid)], capture_output=True, text=True)
        return sum(map(int, found.stdout.split())) / 1024


@contextmanager
def served(url: str, folder: Path, workers: int = 1) -> Iterator[Served]:
    """`zilv serve` on a fresh database, all registers declared complete, people and one line registered."""
    environ = {**os.environ, "ZILV_DATABASE": url, "ZILV_SECRET": "5e" * 32, "ZILV_TOKEN_KEY": "7a" * 32}
    environ["ZILV_RATE"] = "1000000"

    def zilv(*arguments: str) -> str:
        command = [sys.executable, "-m", "zilv", *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"zilv {arguments[0]}: {done.stderr[-2000:]}")
        return done.stdout

    zilv("migrate")
    key = json.loads(zilv("key", "create", "--lender", LENDER, "--scope", "ask", "--json"))
    for register in REGISTERS:
        zilv("registers", "declare", register, "--lender", LENDER)
    zilv("registers", "add", "lines", "line=T1", f"owner={LENDER}", "--lender", LENDER)
    zilv("registers", "import", str(_persons(folder)), "--lender", LENDER)
    key_file = folder / "key"
    key_file.write_text(next(text for text in key.values() if str(text).startswith("zk_") and len(str(text)) > 40))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "zilv", "serve", "--port", str(port), "--workers", str(workers)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        _wait(port, server)
        yield Served(port, key_file, server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def _persons(folder: Path) -> Path:
    """Everybody the client may ask about, living where it is about noon: by night the law denies every call."""
    path, zone = folder / "persons.csv", zone_where_it_is(12)
    path.write_text("person,zone\n" + "".join(f"person {n},{zone}\n" for n in range(PEOPLE)), "utf-8")
    return path


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + 90
    while time.monotonic() < ends and server.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/ready", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not come up; see server.log")


def load(to: Served, seconds: float, connections: int, rate: float | None = None) -> Measured:
    """What a client of its own process measures."""
    command = [sys.executable, "-m", "bench.gate.client", "--port", str(to.port), "--key-file", str(to.key_file)]
    command += ["--seconds", str(seconds), "--connections", str(connections)]
    command += ["--rate", str(rate)] if rate else []
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"client: {done.stderr[-2000:]}")
    return Measured(**json.loads(done.stdout.strip().splitlines()[-1]))
