"""A real Chromium, driven through its DevTools pipe: no package, no port, nothing but the browser itself."""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

EXECUTABLE = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_TO_BROWSER, _FROM_BROWSER = 3, 4
"""The file descriptors on which `--remote-debugging-pipe` listens and speaks."""


class Page:
    """One page and everything the browser said about it."""

    def __init__(self, send_fd: int, receive_fd: int) -> None:
        self._send_fd, self._receive_fd = send_fd, receive_fd
        self._rest, self._last, self._session = b"", 0, ""
        self.errors: list[str] = []
        self.requests: list[str] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        """One command, and its result. Raises AssertionError when the browser refuses it."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._send_fd, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._last:
                assert "error" not in heard, f"{method}: {heard['error']}"
                return heard["result"]

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._receive_fd, 1 << 16)
            assert piece, "the browser ended"
            self._rest += piece
        text, self._rest = self._rest.split(b"\0", 1)
        heard: dict[str, Any] = json.loads(text)
        self._note(heard.get("method", ""), heard.get("params", {}))
        return heard

    def _note(self, method: str, said: dict[str, Any]) -> None:
        if method == "Runtime.exceptionThrown":
            self.errors.append(str(said["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and said["type"] in {"error", "warning", "assert"}:
            self.errors.append(str(said["args"]))
        elif method == "Log.entryAdded" and said["entry"]["level"] in {"error", "warning"}:
            self.errors.append(str(said["entry"]))
        elif method == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])

    def open(self, address: str) -> None:
        """Go there and wait until everything is loaded."""
        self.ask("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete'")

    def wait_for(self, claim: str) -> None:
        """Until the claim holds; after some seconds AssertionError."""
        ends = time.monotonic() + 10
        while not self.run(claim):
            assert time.monotonic() < ends, f"never came true: {claim}"
            time.sleep(0.02)

    def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        said = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    def size(self, width: int, height: int, *, phone: bool = False) -> None:
        """The window's size in CSS pixels."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def media(self, **features: str) -> None:
        """Media features, e.g. prefers_color_scheme="dark"."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.ask("Emulation.setEmulatedMedia", features=named)

    def picture(self, path: Path, *, whole: bool = False, clip: dict[str, float] | None = None) -> None:
        """A PNG of what is seen, of the whole page, or of a part of it."""
        more: dict[str, Any] = {"clip": {**clip, "scale": 1}} if clip else {}
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=whole or bool(clip), **more)["data"]
        path.write_bytes(base64.b64decode(data))

    def pdf(self, path: Path) -> None:
        """What the printer would get, on the page size that the style asks for."""
        data = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def page() -> Iterator[Page]:
    """A fresh browser with one empty page; both are gone afterwards."""
    assert EXECUTABLE, "no Chromium on this machine"
    send, give = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = _started(EXECUTABLE, Path(profile), (send[0], give[1]))
        os.close(send[0])
        os.close(give[1])
        try:
            yield Page(send[1], give[0])
        finally:
            os.close(send[1])  # a browser whose pipe is closed ends, and its helpers with it
            os.close(give[0])
            try:
                browser.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(browser.pid, signal.SIGKILL)
                browser.wait()


def _started(executable: str, profile: Path, ends: tuple[int, int]) -> "subprocess.Popen[bytes]":
    arguments = [
        executable,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--no-first-run",
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
    ]
    high = [os.dup2(end, 100 + n) for n, end in enumerate(ends)]

    def place() -> None:
        os.dup2(high[0], _TO_BROWSER)
        os.dup2(high[1], _FROM_BROWSER)

    try:
        return subprocess.Popen(
            arguments,
            preexec_fn=place,
            pass_fds=(_TO_BROWSER, _FROM_BROWSER, *high),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    finally:
        for end in high:
            os.close(end)
