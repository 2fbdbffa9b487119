"""Events on their way out: every one, in order, signed, until it was taken or is parked in plain sight."""

import base64
import hashlib
import hmac
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gate.client.running import LENDER, RunningGate, call_to, serving, token_of
from tests.gate.client.scripted import Got, Say, Scripted, says
from tests.gate.postgresql import Postgresql

TAKEN = says({})
COURIER = Path(__file__).with_name("run_courier.py")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        yield running


class Hook:
    """An endpoint of LENDER's, at a server of the test's."""

    def __init__(self, gate: RunningGate, server: Scripted, *options: str) -> None:
        self.gate, self.server = gate, server
        where = ("--lender", LENDER, "--url", f"{server.url}/zilv", "--allow-private")
        made = json.loads(gate.zilv("webhooks", "add", *where, *options, "--json"))
        self.id, self.secret = made["id"], made["secret"]

    def deliver(self, pauses_s: tuple[float, ...] = (0.0, 0.0), turns: int = 1) -> list[dict[str, Any]]:
        """What a courier says in so many turns."""
        command = [sys.executable, str(COURIER), json.dumps(pauses_s), str(turns)]
        done = subprocess.run(command, env=self.gate.environ, capture_output=True, text=True, cwd=Path.cwd())
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def shown(self) -> dict[str, Any]:
        """As `zilv webhooks list --parked` shows it."""
        rows = json.loads(self.gate.zilv("webhooks", "list", "--parked", "--json"))
        found: dict[str, Any] = next(row for row in rows if row["id"] == self.id)
        return found

    def seqs(self) -> list[int]:
        """The journal's numbers as they arrived."""
        return [got.json()["data"]["seq"] for got in self.server.got]

    def remove(self) -> None:
        """Send nothing there any more."""
        self.gate.zilv("webhooks", "remove", self.id)


def asked(gate: RunningGate, count: int = 1) -> tuple[str, list[str]]:
    """A person who was asked about, and the attempts' ids."""
    person = gate.person()
    keys = [f"{person}-{n}" for n in range(count)]
    answers = [gate.http("POST", "/v1/asks", {"key": key, **call_to(person, number="13800000001")}) for key in keys]
    return person, [answer["attempt_id"] for answer in answers]


def verified(got: Got, secret: str) -> bool:
    """Whether a delivery is signed, computed as a receiver would."""
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    fresh = abs(time.time() - int(got.headers["webhook-timestamp"])) < 60
    return fresh and got.headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()


def test_events_arrive_in_order_signed_and_with_tokens_only(gate: RunningGate) -> None:
    with Scripted(TAKEN).running() as server:
        hook = Hook(gate, server)
        person, attempts = asked(gate)
        gate.http("POST", f"/v1/attempts/{attempts[0]}/cancel", {"key": "c", "reason": "王一说他会还款"})
        gate.zilv("key", "create", "--lender", "别家", "--scope", "ask")
        hook.deliver()
        assert hook.deliver() == [{"event": "turn", "taken": 0}]
        hook.remove()
    assert hook.seqs() == sorted(set(hook.seqs()))
    events = [got.json() for got in server.got]
    assert [event["type"] for event in events] == ["register", "ask", "cancel"]
    ask, cancel = events[1]["data"], events[2]["data"]
    assert (ask["person"], ask["attempt_id"]) == (token_of(person), attempts[0])
    assert ask["answer"]["decision"] == "permit" and ask["ask"]["channel"] == "voice_bot"
    assert cancel["status"] == "cancelled"
    assert all(verified(got, hook.secret) for got in server.got)
    assert len({got.headers["webhook-id"] for got in server.got}) == 3
    sent = b"".join(got.body for got in server.got).decode()
    assert [raw for raw in (person, "13800000001", "王一", "别家") if raw in sent] == []


def test_what_is_not_taken_is_sent_again_as_it_was_and_the_rest_waits(gate: RunningGate) -> None:
    with Scripted(says({}, 500), Say(503, b""), TAKEN).running() as server:
        hook = Hook(gate, server)
        asked(gate, 3)
        said = hook.deliver(pauses_s=(0.0, 0.0, 0.0), turns=3)
        assert hook.shown()["parked"] == 0
        hook.remove()
    assert [line["why"] for line in said if line["event"] == "webhooks: not taken"] == ["HTTP 500", "HTTP 503"]
    first = [(got.headers["webhook-id"], got.body) for got in server.got[:3]]
    assert len(set(first)) == 1
    assert hook.seqs()[2:] == sorted(set(hook.seqs())) and len(hook.seqs()) == 2 + 4


def test_an_event_nobody_takes_is_parked_shown_and_sent_again_on_request(gate: RunningGate) -> None:
    with Scripted(says({}, 400), says({}, 400), says({}, 400), TAKEN).running() as server:
        hook = Hook(gate, server)
        asked(gate, 1)
        hook.deliver(pauses_s=(0.0, 0.0), turns=3)
        shown = hook.shown()
        parked = [(event["seq"], event["tries"], event["error"]) for event in shown["events"]]
        assert parked == [(hook.seqs()[0], 3, "HTTP 400")] and shown["cursor"] == shown["latest"]
        gate.zilv("webhooks", "retry", hook.id)
        hook.deliver()
        assert hook.shown()["parked"] == 0
        hook.remove()
    assert hook.seqs() == [hook.seqs()[0]] * 3 + [hook.seqs()[3], hook.seqs()[0]]
    assert server.got[0].headers["webhook-id"] == server.got[-1].headers["webhook-id"]


def test_pauses_between_tries_are_kept(gate: RunningGate) -> None:
    with Scripted(says({}, 500)).running() as server:
        hook = Hook(gate, server)
        asked(gate)
        hook.deliver(pauses_s=(3600.0,), turns=4)
        hook.remove()
    assert len(server.got) == 1


def test_a_redirect_is_not_followed_and_a_slow_receiver_is_not_waited_for(gate: RunningGate) -> None:
    with Scripted(TAKEN).running() as elsewhere:
        away = Say(307, b"", (("location", elsewhere.url),))
        with Scripted(away, TAKEN._replace(hang_s=20), TAKEN).running() as server:
            hook = Hook(gate, server)
            asked(gate)
            said = hook.deliver(pauses_s=(0.0, 0.0, 0.0), turns=3)
            hook.remove()
    assert [line["why"] for line in said if "why" in line] == ["HTTP 307", "timeout"]
    assert elsewhere.got == [] and len(server.got) == 4


def test_couriers_side_by_side_send_nothing_twice(gate: RunningGate) -> None:
    with Scripted(TAKEN).running() as server:
        hook = Hook(gate, server)
        asked(gate, 30)
        command = [sys.executable, "-m", "zilv", "webhooks", "deliver", "--once"]
        couriers = [subprocess.Popen(command, env=gate.environ) for _ in range(3)]
        assert [courier.wait(60) for courier in couriers] == [0, 0, 0]
        hook.remove()
    assert len(hook.seqs()) == 31 and hook.seqs() == sorted(set(hook.seqs()))


def test_a_courier_that_was_killed_is_followed_by_one_that_misses_nothing(gate: RunningGate) -> None:
    with Scripted(TAKEN, TAKEN, TAKEN._replace(hang_s=5), TAKEN).running() as server:
        hook = Hook(gate, server)
        asked(gate, 5)
        command = [sys.executable, "-m", "zilv", "webhooks", "deliver"]
        courier = subprocess.Popen(command, env=gate.environ)
        ends = time.monotonic() + 60
        while len(server.got) < 3 and time.monotonic() < ends:
            time.sleep(0.02)
        courier.send_signal(signal.SIGKILL)
        courier.wait(10)
        assert hook.deliver() == [{"event": "turn", "taken": 0}], "it holds the endpoint until its time is over"
        with sqlite3.connect(gate.folder / "gate.db") as database:
            database.execute("update webhooks_endpoint set lease_until = 0")
        hook.deliver()
        hook.remove()
    assert sorted(set(hook.seqs())) == list(dict.fromkeys(hook.seqs())) and len(set(hook.seqs())) == 6
    assert hook.seqs().count(hook.seqs()[2]) == 2, "taken perhaps, not noted: sent again under the same id"


def test_a_server_delivers_by_itself_and_lets_go_when_it_ends(tmp_path: Path) -> None:
    with Scripted(TAKEN).running() as taker:
        with serving(tmp_path, deliver="yes") as gate:
            hook = Hook(gate, taker)
            asked(gate, 3)
            ends = time.monotonic() + 60
            while len(taker.got) < 4 and time.monotonic() < ends:
                time.sleep(0.02)
        assert [got.json()["type"] for got in taker.got] == ["register", "ask", "ask", "ask"]
        assert all(verified(got, hook.secret) for got in taker.got)
        with sqlite3.connect(tmp_path / "gate.db") as database:
            assert database.execute("select lease_until from webhooks_endpoint").fetchall() == [(0,)]


def test_a_courier_ends_when_it_is_told_to(gate: RunningGate) -> None:
    with Scripted(TAKEN).running() as server:
        hook = Hook(gate, server)
        asked(gate)
        courier = subprocess.Popen([sys.executable, "-m", "zilv", "webhooks", "deliver"], env=gate.environ)
        ends = time.monotonic() + 60
        while len(server.got) < 2 and time.monotonic() < ends:
            time.sleep(0.02)
        courier.send_signal(signal.SIGTERM)
        assert courier.wait(20) == 0
        asked(gate)
        taken = hook.deliver()[-1]["taken"]
        assert taken >= 2, "nobody holds the endpoint any more; what was taken and not noted by then is sent again"
        hook.remove()


def test_a_new_endpoint_gets_what_happens_from_now_on_or_everything(gate: RunningGate) -> None:
    asked(gate)
    with Scripted(TAKEN).running() as server:
        late, whole = Hook(gate, server), Hook(gate, server, "--from-start")
        late.deliver()
        assert late.shown()["cursor"] == whole.shown()["cursor"] and hook_of(server) == {whole.id}
        late.remove()
        whole.remove()
    assert len(server.got) > 10


def hook_of(server: Scripted) -> set[str]:
    """The endpoints whose events have arrived."""
    return {got.headers["webhook-id"].rpartition("_")[0] for got in server.got}


def test_secrets_cannot_be_read_from_the_database(gate: RunningGate) -> None:
    with Scripted(TAKEN).running() as server:
        hook = Hook(gate, server)
        kept = b"".join(path.read_bytes() for path in gate.folder.glob("gate.db*"))
        assert hook.id.encode() in kept
        assert hook.secret.encode() not in kept and base64.b64decode(hook.secret[6:]) not in kept
        hook.remove()


def test_the_same_on_postgresql(tmp_path: Path, server: Postgresql) -> None:
    with (
        serving(tmp_path, database=server.database()) as gate,
        Scripted(says({}, 400), says({}, 400), TAKEN).running() as taker,
    ):
        hook = Hook(gate, taker)
        asked(gate, 3)
        hook.deliver(pauses_s=(0.0,), turns=2)
        assert [event["seq"] for event in hook.shown()["events"]] == [hook.seqs()[0]]
        gate.zilv("webhooks", "retry", hook.id)
        command = [sys.executable, "-m", "zilv", "webhooks", "deliver", "--once"]
        couriers = [subprocess.Popen(command, env=gate.environ) for _ in range(3)]
        assert [courier.wait(60) for courier in couriers] == [0, 0, 0]
        assert hook.shown()["parked"] == 0
        first, *rest = hook.seqs()
    assert rest == [first, *sorted(set(rest) - {first}), first] and len(set(rest)) == 4


def test_a_url_nothing_may_be_sent_to_is_refused_at_once(gate: RunningGate) -> None:
    for url in ("http://hooks.example/", "https://10.0.0.8/x", "http://127.0.0.1:9/", "ftp://hooks.example/"):
        gate.zilv("webhooks", "add", "--lender", LENDER, "--url", url, expected=2)
