"""A whole installation in a temporary folder: its keys, its database, its command line, its server process."""

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
from typing import Any, NamedTuple

import httpx

LENDER, OTHER, AGENCY, APART = "甲消金", "乙消金", "丙催收", "戊消金"


class Key(NamedTuple):
    """A key as it was shown when it was made."""

    id: str
    bearer: str
    signing_secret: str


class Server:
    """A running server. `log`: everything it wrote to standard error."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.url, self.process, self.log = url, process, log
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def call(self, key: Key, method: str, path: str, sent: object = None, **more: Any) -> httpx.Response:
        """One request with a bearer key."""
        headers = {"Authorization": f"Bearer {key.bearer}"} | more.pop("headers", {})
        return self.http.request(method, path, json=sent, headers=headers, **more)

    def ask(self, key: Key, /, **given: object) -> httpx.Response:
        """Ask for an attempt."""
        return self.call(key, "POST", "/v1/asks", attempt(**given))

    def said(self) -> str:
        """What it printed."""
        return self.log.with_suffix(".out").read_text("utf-8")

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split())
        return [child for child in children if b"multiprocessing.spawn" in Path(f"/proc/{child}/cmdline").read_bytes()]

    def stop(self, seconds: float = 30) -> int:
        """SIGTERM; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


def attempt(**given: object) -> dict[str, object]:
    """An ask of an invented debtor, with what is given changed or added."""
    number = os.urandom(6).hex()
    return {"key": number, "person": f"person {number}", "channel": "sms", "party": "debtor", **given}


class Installation:
    """Everything of one installation; `database` is a URL."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("ZILV_", "DJANGO_", "XDG_"))}
        self.environ = clean | {
            "ZILV_SECRET_FILE": str(folder / "secret.key"),
            "ZILV_KEY_FILE": str(folder / "token.key"),
            "ZILV_DATABASE": database,
            "LANG": "zh_CN.UTF-8",
            "PYTHONUTF8": "1",
        }

    def zilv(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """One run of the command line."""
        command = [sys.executable, "-m", "zilv", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=self.environ | environ, cwd=self.folder)

    def done(self, *arguments: str) -> str:
        """What a command that succeeds prints."""
        made = self.zilv(*arguments)
        assert made.returncode == 0, made.stderr
        return made.stdout

    def key(self, *scopes: str, lender: str = LENDER, more: tuple[str, ...] = ()) -> Key:
        """A new key."""
        return self.keys(creation(*scopes, lender=lender, more=more))[0]

    def keys(self, *creations: list[str]) -> list[Key]:
        """New keys, all made by one process: starting one takes longer than making a key."""
        code = "import json, sys; from zilv.cli.main import run; sys.exit(sum(map(run, json.loads(sys.argv[1]))))"
        command = [sys.executable, "-c", code, json.dumps(creations)]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environ, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        told = [json.loads(part + "}") for part in done.stdout.split("}") if part.strip()]
        return [Key(one["id"], one["bearer"], one["signing_secret"]) for one in told]

    @contextmanager
    def serve(self, *options: str, **environ: str) -> Iterator[Server]:
        """A server that is ready, ended in the end."""
        server = self.begin(*options, **environ)
        try:
            wait_until(lambda: ready(server), 60, server)
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()

    def begin(self, *options: str, **environ: str) -> Server:
        """A server that has been started."""
        port = free_port()
        log = self.folder / f"{port}.log"
        command = [sys.executable, "-m", "zilv", "serve", "--port", str(port), *options]
        with log.open("wb") as errors, log.with_suffix(".out").open("wb") as said:
            process = subprocess.Popen(command, stdout=said, stderr=errors, env=self.environ | environ, cwd=self.folder)
        return Server(f"http://127.0.0.1:{port}", process, log)


def creation(*scopes: str, lender: str = LENDER, more: tuple[str, ...] = ()) -> list[str]:
    """The command that makes a key."""
    wanted = [part for scope in scopes for part in ("--scope", scope)]
    return ["key", "create", "--lender", lender, *wanted, *more, "--json"]


def ready(server: Server) -> bool:
    """Whether it answers and can decide."""
    try:
        return server.http.get("/ready").status_code == 200
    except httpx.TransportError:
        return False


def wait_until(holds: Any, seconds: float, server: Server | None = None) -> float:
    """Until it holds; how long that took."""
    began = time.monotonic()
    while not holds():
        told = server.log.read_text("utf-8")[-2000:] if server else ""
        assert time.monotonic() - began < seconds, f"never came true: {told}"
        assert server is None or server.process.poll() is None, told
        time.sleep(0.05)
    return time.monotonic() - began


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
