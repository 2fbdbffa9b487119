"""`kill -9` of a real `zilv serve`, parent and workers, while it is asked over HTTP: nothing acknowledged is lost, no
cap is exceeded, and the next one on the same store answers without repair.

`ZILV_KILLS=70` makes it as thorough as promised.
"""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import httpx
import pytest

from tests.gate.books import Stores
from tests.gate.client.running import RunningGate, call_to, zone_where_it_is
from tests.gate.crowd.asker import AGAIN
from tests.gate.crowd.count import Told, contents, faults

KILLS = int(os.environ.get("ZILV_KILLS", "3"))
PEOPLE = 4 * KILLS + 4
AT_ONCE = 4
MOST_S = 0.3
"""The kill comes at a random instant of so many seconds after the first acknowledgements."""

PATIENCE_S = 120


class Askers:
    """Threads that ask and report over HTTP, each the same again until it is answered; `told` is what they heard."""

    def __init__(self, gate: RunningGate) -> None:
        self.told: list[Told] = []
        self.wrong: list[str] = []
        self._gate, self._ended = gate, threading.Event()
        self._threads = [threading.Thread(target=self._ask_on, args=(seed,)) for seed in range(AT_ONCE)]

    def __enter__(self) -> "Askers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def wait_for_more(self, than: int) -> None:
        """Until they have heard more than this."""
        ends = time.monotonic() + PATIENCE_S
        while len(self.told) <= than:
            assert time.monotonic() < ends, f"it does not answer any more: {self.wrong}"
            time.sleep(0.002)

    def _ask_on(self, seed: int) -> None:
        chance, n = random.Random(seed), 0
        with httpx.Client(base_url=self._gate.url, timeout=10, trust_env=False) as http:
            while not self._ended.is_set():
                n += 1
                self._once(http, f"{seed}-{n}", chance)

    def _once(self, http: httpx.Client, key: str, chance: random.Random) -> None:
        number = chance.randrange(PEOPLE)
        answer = self._certain(http, "/v1/asks", call_to(f"person {number}", key=key, number=f"139{number:08}"))
        if answer is None or answer.get("code"):
            return
        attempt_id = answer["attempt_id"]
        self.told.append(Told("ask", key, attempt_id, decision=answer["decision"]))
        if answer["decision"] != "permit" or chance.random() < 0.5:
            return
        sent = {"key": key, "answered": False, "conversed": False, "seconds": 0, "recording": ""}
        if self._certain(http, f"/v1/attempts/{attempt_id}/outcome", sent) is not None:
            self.told.append(Told("outcome", key, attempt_id, answered=False))

    def _certain(self, http: httpx.Client, path: str, sent: object) -> dict[str, str] | None:
        """The answer; None where there was none until the end."""
        while not self._ended.is_set():
            with suppress(httpx.TransportError):
                got = http.post(path, json=sent, headers={"Authorization": f"Bearer {self._gate.key.bearer}"})
                told: dict[str, str] = got.json()
                if got.status_code == 200 and told.get("code") not in AGAIN:
                    return told
                if got.status_code not in (200, 503):
                    self.wrong.append(got.text)
            time.sleep(0.02)
        return None


def kill(gate: RunningGate) -> None:
    """`kill -9` of the server and its workers at once; afterwards they are gone."""
    family = gate.processes()
    assert len(family) > 1
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    gate.stop(signal.SIGKILL)
    ends = time.monotonic() + PATIENCE_S
    while any(Path(f"/proc/{pid}").exists() for pid in family):
        assert time.monotonic() < ends, "a killed process is still there"
        time.sleep(0.01)


def check(gate: RunningGate, told: list[Told]) -> None:
    """What was told by now stands in the book; what nobody was told of stands whole or not at all."""
    assert told
    assert faults(contents(gate.database), told, all_told=False) == []


@pytest.mark.alone
@pytest.mark.parametrize(("store", "options"), [("sqlite", ()), ("postgresql", ("--workers", "2"))])
def test_a_killed_server_loses_nothing_and_the_next_one_answers_without_repair(
    stores: Stores, tmp_path: Path, store: str, options: tuple[str, ...]
) -> None:
    gate, chance = RunningGate(tmp_path, stores.url(store)), random.Random(20260302)
    gate.start(*options)
    try:
        gate.declare()
        zone = zone_where_it_is(12)
        rows = [{"person": f"person {n}", "zone": zone} for n in range(PEOPLE)]
        gate.http("POST", "/v1/registers/persons", {"rows": rows})
        with Askers(gate) as askers:
            for _ in range(KILLS):
                askers.wait_for_more(len(askers.told) + AT_ONCE)
                time.sleep(chance.uniform(0, MOST_S))
                kill(gate)
                check(gate, list(askers.told))
                gate.start(*options)
            askers.wait_for_more(len(askers.told) + 20 * PEOPLE)
        check(gate, askers.told)
        assert askers.wrong == []
        assert {one.decision for one in askers.told if one.kind == "ask"} == {"permit", "deny"}
    finally:
        gate.stop(signal.SIGKILL)
