"""A gate of a test's own: `zilv serve` as a process, with keys, registers, and persons for whom it is day or night."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from zilv.privacy.token import Tokens
from zilv.registers.rows import REGISTERS

LENDER = "示例消金"
LINE = "T1"
SECRETS = {"ZILV_SECRET": "5e" * 32, "ZILV_TOKEN_KEY": "7a" * 32, "LANG": "en_GB.UTF-8"}
ALL_BUT_PERSONAL = ("ask", "report", "registers", "ledger", "read_events")


class Key:
    """A key as `zilv key create --json` shows it."""

    def __init__(self, shown: dict[str, str]) -> None:
        self.id, self.bearer, self.signing = shown["id"], shown["bearer"], shown["signing_secret"]


class RunningGate:
    """A served database. Every register is declared complete, and LINE is the lender's. `deliver`: events as well."""

    def __init__(self, folder: Path, database: str = "", deliver: str = "no") -> None:
        self.folder = folder
        self.database = database or f"sqlite:///{folder / 'gate.db'}"
        self.environ = {**os.environ, **SECRETS, "ZILV_DATABASE": self.database, "ZILV_DELIVER": deliver}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.zilv("migrate")
        self.key = self.new_key(*ALL_BUT_PERSONAL)

    def zilv(self, *arguments: str, expected: int = 0, **more: str) -> str:
        """What a command prints; it must leave with the status expected."""
        done = subprocess.run(
            [sys.executable, "-m", "zilv", *arguments], env={**self.environ, **more}, capture_output=True, text=True
        )
        assert done.returncode == expected, f"{done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def new_key(self, *scopes: str, agency: str = "", holder: str = "") -> Key:
        """A key of LENDER, which the server knows where it runs."""
        person = ("--holder", holder, "--display-name", holder) if holder else ()
        wanted = [part for scope in scopes for part in ("--scope", scope)]
        whose = ("--lender", LENDER, *(("--agency", agency) if agency else ()))
        key = Key(json.loads(self.zilv("key", "create", *whose, *wanted, *person, "--json")))
        ends = time.monotonic() + 30
        while self._process is not None and self._process.poll() is None and not self.knows(key):
            assert time.monotonic() < ends, self.log()
            time.sleep(0.02)
        return key

    def knows(self, key: Key) -> bool:
        """Whether the server takes the key for one of its own."""
        headers = {"authorization": f"Bearer {key.bearer}"}
        return httpx.get(f"{self.url}/v1/attempts/none", headers=headers, timeout=10).status_code != 401

    def start(self, *options: str) -> None:
        """Serve, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "zilv", "serve", "--port", str(self.port), *options]
            self._process = subprocess.Popen(command, env=self.environ, stdout=log, stderr=log)
        ends = time.monotonic() + 180
        while not self.ready():
            assert time.monotonic() < ends and self._process.poll() is None, self.log()
            time.sleep(0.05)

    def ready(self) -> bool:
        """Whether asks can be decided."""
        try:
            return httpx.get(f"{self.url}/ready", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)

    def processes(self) -> list[int]:
        """The server's process and its children, which answer."""
        assert self._process
        pid = self._process.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split())]

    def log(self) -> str:
        """What the server wrote."""
        return (self.folder / "log").read_text("utf-8")

    def http(self, method: str, path: str, body: Any = None) -> Any:
        """What a plain request with the key brings."""
        headers = {"authorization": f"Bearer {self.key.bearer}"}
        got = httpx.request(method, self.url + path, json=body, headers=headers, timeout=10)
        assert got.status_code == 200, got.text
        return got.json()

    def declare(self) -> None:
        """Every register is complete; LINE is the lender's."""
        for register in REGISTERS:
            self.http("PUT", f"/v1/registers/{register}")
        self.add("lines", line=LINE, owner=LENDER)

    def add(self, register: str, **row: str) -> None:
        """One row of a register."""
        self.http("POST", f"/v1/registers/{register}", {"rows": [row]})

    def person(self, hour: int = 12) -> str:
        """A new person, who lives where it is this hour of the day now, whenever the test runs."""
        made = f"客户-{uuid4().hex[:12]}"
        self.add("persons", person=made, zone=zone_where_it_is(hour))
        return made

    def events(self) -> list[dict[str, Any]]:
        """The whole journal of the lender."""
        found: list[dict[str, Any]] = self.http("GET", "/v1/events?after=0&limit=500")["events"]
        return found


def call_to(person: str, **given: Any) -> Any:
    """The fields of a call by a robot to the debtor, on a line of the lender's."""
    usual = {"channel": "voice_bot", "party": "debtor", "mode": "notify", "purpose": "collect", "line": LINE}
    return {"person": person, **usual, **given}


def token_of(person: str) -> str:
    """The token of a person in this installation."""
    return Tokens(bytes.fromhex(SECRETS["ZILV_TOKEN_KEY"])).text("person", person)


def zone_where_it_is(hour: int) -> str:
    """The name of a zone whose clock shows about this hour now."""
    behind = (datetime.now(timezone.utc) - timedelta(hours=hour)).hour
    behind = behind - 24 if behind > 12 else behind
    return "Etc/GMT" if behind == 0 else f"Etc/GMT{behind:+d}"


@contextmanager
def serving(folder: Path, *options: str, database: str = "", deliver: str = "no") -> Iterator[RunningGate]:
    """A gate that runs while the block does, on SQLite unless a database is named."""
    gate = RunningGate(folder, database, deliver)
    try:
        gate.start(*options)
        gate.declare()
        yield gate
    finally:
        gate.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
