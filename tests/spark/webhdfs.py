"""A folder served as HDFS serves it over HTTP (WebHDFS), so that Spark reads paths which are not this machine's files.

Answers name no content type: to read one, the client that Spark ships lacks a class.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PREFIX = "/webhdfs/v1/"


def _status(path: Path, name: str) -> dict[str, Any]:
    kept = path.stat()
    return {
        "accessTime": 0,
        "blockSize": 1 << 27,
        "group": "staff",
        "length": 0 if path.is_dir() else kept.st_size,
        "modificationTime": int(kept.st_mtime * 1000),
        "owner": "zilv",
        "pathSuffix": name,
        "permission": "755",
        "replication": 1,
        "type": "DIRECTORY" if path.is_dir() else "FILE",
    }


def _listed(path: Path) -> dict[str, Any]:
    held = [_status(one, one.name) for one in sorted(path.iterdir())] if path.is_dir() else [_status(path, "")]
    return {"FileStatuses": {"FileStatus": held}}


_ANSWERS: dict[str, Any] = {
    "GETFILESTATUS": lambda path: {"FileStatus": _status(path, "")},
    "LISTSTATUS": _listed,
    "GETFILEBLOCKLOCATIONS": lambda path: {"BlockLocations": {"BlockLocation": []}},
}


class _Handler(BaseHTTPRequestHandler):
    folder: Path

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
        path, op = self.folder / unquote(parts.path.removeprefix(PREFIX)), asked["op"].upper()
        if not path.exists():
            told = {"exception": "FileNotFoundException", "javaClassName": "java.io.FileNotFoundException"}
            self._answer(404, json.dumps({"RemoteException": {**told, "message": f"{parts.path} is absent"}}).encode())
        elif op == "OPEN" and "here" not in asked:
            self._answer(307, b"", Location=f"http://{self.headers['Host']}{self.path}&here=true")
        elif op == "OPEN":
            start = int(asked.get("offset", 0))
            self._answer(200, path.read_bytes()[start : start + int(asked.get("length", 1 << 40))])
        elif op in _ANSWERS:
            self._answer(200, json.dumps(_ANSWERS[op](path)).encode())
        else:
            told = {"exception": "UnsupportedOperationException", "message": op}
            self._answer(400, json.dumps({"RemoteException": told}).encode())

    def _answer(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *given: Any) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder while it is served, without a slash at the end."""
    handler = type("Handler", (_Handler,), {"folder": folder})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"webhdfs://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
