"""A SIP leg with real programs: sipp calls through Kamailio, which asks the gate, to another sipp."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.examples.needed import needed
from tests.gate.client.running import LINE, RunningGate, serving, token_of, zone_where_it_is

HERE = Path(__file__).parents[2] / "examples" / "kamailio"
NUMBER = "13800000001"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    needed(kamailio="kamailio kamailio-utils-modules kamailio-extra-modules", sipp="sip-tester")
    with serving(tmp_path_factory.mktemp("gate")) as running:
        yield running


class Telephony:
    """Kamailio before a callee; `calls` are made through it."""

    def __init__(self, gate: RunningGate, folder: Path) -> None:
        self.gate, self.folder = gate, folder
        self.proxy, self.callee = udp_port(), udp_port()

    @contextmanager
    def running(self, callee: str = "callee.xml", url: str = "") -> Iterator["Telephony"]:
        """Kamailio and a callee, while the block runs."""
        environ = {
            **os.environ,
            "ZILV_URL": url or self.gate.url,
            "ZILV_KEY": self.gate.key.bearer,
            "ZILV_LINE": LINE,
            "SIP_GATEWAY": f"sip:127.0.0.1:{self.callee}",
        }
        place = ["-l", f"udp:127.0.0.1:{self.proxy}", "-Y", str(self.folder), "-m", "32", "-M", "4"]
        command = ["kamailio", "-DD", "-E", "-f", str(HERE / "kamailio.cfg"), *place]
        trace = ["-trace_msg", "-message_file", str(self.folder / "callee.log")]
        answering = ["sipp", "-sf", str(HERE / "sipp" / callee), "-i", "127.0.0.1", "-p", str(self.callee), *trace]
        with started(command, self.folder / "kamailio.log", environ), started(answering, self.folder / "sipp.log"):
            self._wait()
            yield self

    def _wait(self) -> None:
        ends = time.monotonic() + 30
        ping = f"OPTIONS sip:127.0.0.1:{self.proxy} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{{0}};branch=z9hG4bKp\r\n"
        ping += "From: <sip:p@127.0.0.1>;tag=1\r\nTo: <sip:p@127.0.0.1>\r\nCall-ID: ping\r\nCSeq: 1 OPTIONS\r\n"
        ping += "Max-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.bind(("127.0.0.1", 0))
            line.settimeout(0.3)
            while time.monotonic() < ends:
                try:
                    line.sendto(ping.format(line.getsockname()[1]).encode(), ("127.0.0.1", self.proxy))
                    assert b"405" in line.recv(4096)
                    return
                except (TimeoutError, ConnectionRefusedError):
                    continue
        raise AssertionError((self.folder / "kamailio.log").read_text("utf-8", "replace"))

    def call(self, scenario: str, person: str) -> str:
        """One call as the scenario has it, which must go that way; the messages it exchanged."""
        log = self.folder / f"caller-{time.monotonic_ns()}.log"
        options = ["-s", NUMBER, "-key", "person", person, "-i", "127.0.0.1", "-p", str(udp_port()), "-m", "1"]
        bounds = ["-timeout", "25s", "-timeout_error", "-trace_msg", "-message_file", str(log), "-nostdin"]
        command = ["sipp", f"127.0.0.1:{self.proxy}", "-sf", str(HERE / "sipp" / scenario), *options, *bounds]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, timeout=60)
        messages = log.read_text("utf-8") if log.exists() else ""
        assert done.returncode == 0, done.stderr + messages + (self.folder / "kamailio.log").read_text("utf-8")
        return messages

    def rang(self) -> str:
        """What the callee was sent."""
        log = self.folder / "callee.log"
        return log.read_text("utf-8") if log.exists() else ""

    def last(self, kind: str) -> dict[str, Any]:
        """The newest event of this kind; a report may still be on its way."""
        ends = time.monotonic() + 15
        while time.monotonic() < ends:
            found = [event for event in self.gate.events() if event["kind"] == kind]
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no {kind}: {(self.folder / 'kamailio.log').read_text('utf-8')}")


@contextmanager
def started(command: list[str], log: Path, environ: dict[str, str] | None = None) -> Iterator[None]:
    """A program with its children, ended with the block."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            env=environ,
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=log.parent,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def udp_port() -> int:
    """A UDP port nobody uses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def telephony(gate: RunningGate, tmp_path: Path) -> Telephony:
    return Telephony(gate, tmp_path)


def test_a_permitted_call_connects_and_is_reported_with_its_duration(telephony: Telephony) -> None:
    with telephony.running():
        telephony.call("caller.xml", telephony.gate.person())
        outcome = telephony.last("outcome")
    told = outcome["body"]["told"]
    assert told["answered"] is True and 1 <= told["seconds"] <= 4
    assert outcome["attempt_id"] == telephony.last("ask")["attempt_id"]
    rang = telephony.rang()
    assert f"INVITE sip:{NUMBER}@" in rang and "X-Zilv" not in rang, "whose debt it is stays in the house"


def test_a_denied_call_never_rings_and_is_told_why_and_when(telephony: Telephony) -> None:
    with telephony.running():
        said = telephony.call("refused.xml", telephony.gate.person(hour=3))
    assert "SIP/2.0 603" in said and 'text="deny quiet_hours"' in said and "X-Zilv-Retry-At: 20" in said
    assert "INVITE" not in telephony.rang()


def test_a_call_that_says_not_whose_debt_it_is_never_rings(telephony: Telephony) -> None:
    with telephony.running():
        said = telephony.call("refused.xml", "")
    assert 'text="hold' in said and "INVITE" not in telephony.rang()


def test_no_call_rings_while_the_gate_is_away(telephony: Telephony) -> None:
    with telephony.running(url="http://127.0.0.1:9"):
        said = telephony.call("refused.xml", telephony.gate.person())
    assert 'text="hold gate_unreachable"' in said and "INVITE" not in telephony.rang()


def test_each_branch_of_a_forked_call_asks_for_itself_and_one_sent_again_does_not(telephony: Telephony) -> None:
    person, before = telephony.gate.person(), len(telephony.gate.events())
    with telephony.running(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(10)
        port = line.getsockname()[1]
        line.sendto(forked("one", person, port, telephony.proxy), ("127.0.0.1", telephony.proxy))
        while b"SIP/2.0 180" not in line.recv(8192):
            continue  # 100 Trying
        for branch in ("one", "other"):
            line.sendto(forked(branch, person, port, telephony.proxy), ("127.0.0.1", telephony.proxy))
        ends = time.monotonic() + 15
        while time.monotonic() < ends and "X-other" not in telephony.rang():
            time.sleep(0.1)
    asked = [event for event in telephony.gate.events()[before:] if event["kind"] == "ask"]
    assert [event["body"]["answer"]["decision"] for event in asked] == ["permit", "permit"]
    assert len({event["attempt_id"] for event in asked}) == 2


def forked(branch: str, person: str, port: int, proxy: int) -> bytes:
    """An INVITE as one branch of a call."""
    lines = [
        f"INVITE sip:{NUMBER}@127.0.0.1:{proxy} SIP/2.0",
        f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{branch}{person}",
        f"From: <sip:dialler@127.0.0.1:{port}>;tag=a",
        f"To: <sip:{NUMBER}@127.0.0.1:{proxy}>",
        f"Call-ID: forked-{person}",
        "CSeq: 1 INVITE",
        f"Contact: <sip:dialler@127.0.0.1:{port}>",
        "Max-Forwards: 70",
        f"X-Zilv-Person: {person}",
        "X-Zilv-Channel: voice_bot",
        "X-Zilv-Party: debtor",
        "X-Zilv-Mode: notify",
        "X-Zilv-Purpose: collect",
        f"X-{branch}: 1",
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def test_a_busy_line_is_reported_as_busy(telephony: Telephony) -> None:
    before = len(telephony.gate.events())
    with telephony.running("callee_busy.xml"):
        telephony.call("busy.xml", telephony.gate.person())
        ends = time.monotonic() + 15
        while time.monotonic() < ends and telephony.gate.events()[-1]["kind"] != "outcome":
            time.sleep(0.1)
    last = telephony.gate.events()[before:][-1]
    told = {name: last["body"]["told"][name] for name in ("answered", "disposition")}
    assert (last["kind"], told) == ("outcome", {"answered": False, "disposition": "busy"})


def test_what_a_caller_writes_into_a_header_stays_text(telephony: Telephony) -> None:
    person = f'","party":"guarantor","x":"{uuid4().hex}'
    telephony.gate.add("persons", person=person, zone=zone_where_it_is(12))
    with telephony.running():
        telephony.call("caller.xml", person)
    asked = telephony.last("ask")["body"]["ask"]
    assert (asked["person"], asked["party"]) == (token_of(person), "debtor")
