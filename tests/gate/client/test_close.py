"""Closing a client while others ask by it: each of them is answered at once, by a hold, and closing ends in time."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.gate.client.scripted import PERMIT, Scripted, says
from zilv import AsyncClient, Client
from zilv.gate.client.failure import GateError, Unanswered
from zilv.gate.client.line import CLOSED

KEY = "zk_abcdefghijkl_notasecretofanyone"
SILENT = says(PERMIT)._replace(hang_s=4)
LONG_S = 60
AT_ONCE_S = 2.5
ASK: dict[str, Any] = {"person": "p_aaaaaaaaaaaaa", "channel": "voice"}


def cut_off(call: Callable[[Client], Any]) -> Future[Any]:
    """What a call comes to in another thread, where the client is closed while the gate is silent."""
    with Scripted(SILENT).running() as server, ThreadPoolExecutor(1) as other:
        client = Client(server.url, KEY, deadline_s=LONG_S)
        waiting = other.submit(call, client)
        while not server.got:
            time.sleep(0.01)
        began = time.monotonic()
        client.close()
        waiting.exception(AT_ONCE_S)
        assert time.monotonic() - began < AT_ONCE_S
    return waiting


def test_an_ask_in_another_thread_is_held_at_once() -> None:
    for name in ("ask", "peek"):
        answer = cut_off(lambda client, name=name: getattr(client, name)(**ASK)).result()  # type: ignore[misc]
        assert answer == Unanswered(decision="hold", code="gate_unreachable", detail=CLOSED)


def test_each_ask_of_a_batch_in_another_thread_is_held_at_once_also_what_was_not_sent_yet() -> None:
    answers = cut_off(lambda client: client.ask_many([ASK] * 2500)).result()  # type: ignore[list-item]
    assert [(answer.decision, answer.code) for answer in answers] == [("hold", "gate_unreachable")] * 2500


def test_what_is_no_ask_raises_its_own_error_at_once() -> None:
    error = cut_off(lambda client: client.report("0661a", answered=True)).exception()
    assert isinstance(error, GateError) and (error.code, error.detail) == ("gate_unreachable", CLOSED)


def test_many_that_ask_while_others_close_are_all_answered() -> None:
    ends, before = time.monotonic() + 2, threading.enumerate()
    with Scripted(says(PERMIT)).running() as server:
        client = Client(server.url, KEY, deadline_s=LONG_S)

        def ask_on() -> set[tuple[str, str | None]]:
            found: set[tuple[str, str | None]] = set()
            while time.monotonic() < ends:
                answer = client.ask(**ASK)
                found.add((answer.decision, answer.code))
            return found

        with ThreadPoolExecutor(6) as others:
            asking = [others.submit(ask_on) for _ in range(5)]
            closed = 0
            while time.monotonic() < ends:
                client.close()
                closed += 1
                time.sleep(0.01)
            found = set.union(*(each.result(AT_ONCE_S + 10) for each in asking))
        client.close()
    assert closed > 5 and ("permit", None) in found
    assert found <= {("permit", None), ("hold", "gate_unreachable")}
    begun = [thread for thread in threading.enumerate() if thread.name == "zilv client" and thread not in before]
    assert not [thread for thread in begun if _lives(thread)]


def _lives(thread: threading.Thread) -> bool:
    thread.join(AT_ONCE_S)
    return thread.is_alive()


@pytest.mark.parametrize("silent", [True, False], ids=["waiting for an answer", "between two tries"])
def test_an_ask_in_another_task_is_held_at_once(silent: bool) -> None:
    async def lived(server: Scripted) -> float:
        client = AsyncClient(server.url, KEY, deadline_s=LONG_S)
        asks = [asyncio.create_task(client.ask(**ASK)) for _ in range(3)]
        report = asyncio.create_task(client.report("0661a", answered=True))
        while len(server.got) < 4:
            await asyncio.sleep(0.01)
        began = time.monotonic()
        await client.close()
        await client.close()
        answers = await asyncio.gather(*asks, client.ask(**ASK))
        assert answers == [Unanswered(decision="hold", code="gate_unreachable", detail=CLOSED)] * 4
        with pytest.raises(GateError, match=CLOSED):
            await report
        return time.monotonic() - began

    with Scripted(SILENT if silent else says({}, 503, retry_after="30")).running() as server:
        assert asyncio.run(lived(server)) < AT_ONCE_S
