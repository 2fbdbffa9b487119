"""A client that only measures: raw HTTP/1.1 on kept connections, as fast as answered or at a set rate.

    python -m bench.gate.client --port 8720 --key-file KEY --seconds 10 --connections 64 [--rate 1500]

At a set rate a request's time counts from when it was due, not from when a connection was free.
"""

import argparse
import asyncio
import json
import random
import time
from pathlib import Path
from typing import NamedTuple, cast

PEOPLE = 200_000


class Measured(NamedTuple):
    """What was seen: answers a second, the share permitted, held and denied, milliseconds at p50 and p99, errors, and
    the CPU microseconds that the client itself needed for each."""

    per_s: float
    permitted: float
    held: float
    denied: float
    p50_ms: float
    p99_ms: float
    errors: int
    cpu_us: float


class Load:
    """Draws random people, and notes what each answer said and how long it took."""

    def __init__(self, key: str, seconds: float, rate: float | None) -> None:
        head = "POST /v1/asks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        self._head = f"{head}Authorization: Bearer {key}\r\nContent-Length: "
        self._draw, self._number, self._stamp = random.Random(time.time_ns()), 0, time.time_ns()
        self.rate, self.began = rate, time.perf_counter()
        self.ends = self.began + seconds
        self.times: list[float] = []
        self.said = {b"permit": 0, b"hold": 0, b"deny": 0}
        self.errors = 0

    def due(self) -> tuple[int, float] | None:
        """The number of the next request, and when it is to be sent; None when there is none."""
        now = time.perf_counter()
        at = now if self.rate is None else self.began + self._number / self.rate
        self._number += 1
        return None if max(at, now) >= self.ends else (self._number, at)

    def request(self, number: int) -> bytes:
        """One ask about somebody."""
        person = self._draw.randrange(PEOPLE)
        body = (
            f'{{"key":"{self._stamp}.{number}","person":"person {person}","number":"139{person:08d}",'
            '"channel":"voice_bot","party":"debtor","mode":"notify","purpose":"collect","line":"T1"}'
        )
        return f"{self._head}{len(body)}\r\n\r\n{body}".encode()

    def answered(self, body: bytes, took: float) -> None:
        """Note one answer."""
        self.times.append(took)
        for decision in self.said:
            if b'"decision":"' + decision in body[:40]:
                self.said[decision] += 1
                return
        self.errors += 1

    def measured(self) -> Measured:
        """All that was noted."""
        total, times = max(len(self.times), 1), sorted(self.times) or [0.0]
        permitted, held, denied = (self.said[word] / total for word in (b"permit", b"hold", b"deny"))
        p50, p99 = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
        cpu_us = time.process_time() / total * 1e6
        return Measured(total / (self.ends - self.began), permitted, held, denied, p50, p99, self.errors, cpu_us)


class Connection(asyncio.Protocol):
    """One kept connection: the next request goes out as soon as the last is answered, or when it is due."""

    def __init__(self, load: Load, ended: "asyncio.Future[None]") -> None:
        self._load, self._ended = load, ended
        self._got, self._due = b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        """Note an answer once it is whole."""
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head < 0:
            return
        said = self._got[:head].lower()
        length = int(said[said.index(b"content-length: ") + 16 :].split(b"\r\n", 1)[0])
        if len(self._got) < head + 4 + length:
            return
        body, self._got = self._got[head + 4 :], b""
        self._load.answered(body, time.perf_counter() - self._due)
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """What the server ends by itself is an error."""
        if not self._ended.done():
            self._load.errors += 1
            self._ended.set_result(None)

    def _next(self) -> None:
        following = self._load.due()
        if following is None:
            self._ended.set_result(None)
            self._transport.close()
            return
        number, self._due = following
        wait = self._due - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._send, number)
        else:
            self._send(number)

    def _send(self, number: int) -> None:
        self._transport.write(self._load.request(number))


async def _run(port: int, load: Load, connections: int) -> None:
    loop = asyncio.get_running_loop()
    ended = [loop.create_future() for _ in range(connections)]
    for one in ended:
        await loop.create_connection(lambda one=one: Connection(load, one), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*ended)


def main() -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key-file", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rate", type=float)
    given = parser.parse_args()
    load = Load(given.key_file.read_text("utf-8").strip(), given.seconds, given.rate)
    asyncio.run(_run(given.port, load, given.connections))
    print(json.dumps(load.measured()._asdict()))


if __name__ == "__main__":
    main()
