"""Peers of the store: a Redis script with every write on disk before the answer, two Python rate-limit libraries."""

import itertools
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import limits
import limits.storage
import limits.strategies
import redis
from pyrate_limiter import Duration, Limiter, Rate, RedisBucket

from bench.gate.stores import BODY, CAP, SHAPE

SCRIPT = """
redis.call('zremrangebyscore', KEYS[1], '-inf', ARGV[1] - 604800000000)
if redis.call('zcount', KEYS[1], ARGV[1] - 86400000000, '+inf') >= tonumber(ARGV[2]) then return 0 end
redis.call('zadd', KEYS[1], ARGV[1], ARGV[3])
return 1
"""

KEEPS_AS_MUCH = """
if redis.call('exists', KEYS[3]) == 1 then return {0} end
local week = ARGV[1] - 604800000000
local past = redis.call('zrangebyscore', KEYS[1], week, '+inf')
local called = redis.call('zrangebyscore', KEYS[2], week, '+inf')
if redis.call('zcount', KEYS[1], ARGV[1] - 86400000000, '+inf') >= tonumber(ARGV[2]) then return {0} end
redis.call('hset', ARGV[3], 'person', KEYS[1], 'number', KEYS[2], 'at', ARGV[1], 'shape', ARGV[4], 'line', 'T1')
redis.call('zadd', KEYS[1], ARGV[1], ARGV[3])
redis.call('zadd', KEYS[2], ARGV[1], ARGV[3])
redis.call('zadd', 'due', ARGV[1], ARGV[3])
redis.call('set', KEYS[3], ARGV[3])
redis.call('xadd', 'journal', '*', 'kind', 'ask', 'attempt', ARGV[3], 'body', ARGV[5])
return {1, past, called}
"""
"""The same work as the book's: the key looked up, a week read by person and by number, the attempt and a journal entry
written, and found again by person, number, key and when its outcome is due.
"""


@contextmanager
def redis_server(folder: Path) -> Iterator[int]:
    """Debian's Redis with `appendonly yes, appendfsync always`, in a folder of its own; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = ["--port", str(port), "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "always"]
    server = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--save", "", *options], stdout=subprocess.DEVNULL
    )
    try:
        client = redis.Redis(port=port)
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def lua_page(port: int) -> Callable[[int, list[int]], int]:
    """The cap as a script, one call a person, pipelined."""
    client = redis.Redis(port=port)
    script_sha = client.script_load(SCRIPT)

    def page(writer: int, people: list[int]) -> int:
        pipeline = client.pipeline(transaction=False)
        now = time.time_ns() // 1000
        for person in people:
            pipeline.evalsha(script_sha, 1, f"p{person}", now, CAP, f"{now}.{writer}.{person}")
        return sum(pipeline.execute())

    return page


def full_page(port: int) -> Callable[[int, list[int]], int]:
    """The same for a script that keeps as much as the book does."""
    client = redis.Redis(port=port, db=3)
    script_sha = client.script_load(KEEPS_AS_MUCH)
    number = itertools.count()

    def page(writer: int, people: list[int]) -> int:
        pipeline = client.pipeline(transaction=False)
        now = time.time_ns() // 1000
        for person in people:
            keys = f"p{person}", f"n{person}", f"i{next(number)}"
            pipeline.evalsha(script_sha, 3, *keys, now, CAP, f"{now}.{writer}.{person}", SHAPE, BODY)
        return sum(made[0] for made in pipeline.execute())

    return page


def limits_page(port: int) -> Callable[[int, list[int]], int]:
    """The library `limits`: a moving window in Redis, one call a person."""
    storage = limits.storage.RedisStorage(f"redis://127.0.0.1:{port}/1")
    window = limits.strategies.MovingWindowRateLimiter(storage)
    cap = limits.parse(f"{CAP}/day")
    return lambda writer, people: sum(window.hit(cap, "L1", str(person)) for person in people)


def pyrate_page(port: int) -> Callable[[int, list[int]], int]:
    """The library `pyrate-limiter`: a bucket in Redis for each person, one call a person."""
    client: Any = redis.Redis(port=port, db=2)

    def page(writer: int, people: list[int]) -> int:
        admitted = 0
        for person in people:
            bucket = RedisBucket.init([Rate(CAP, Duration.DAY)], client, f"p{person}")
            admitted += bool(Limiter(bucket).try_acquire("ask", blocking=False))
        return admitted

    return page
