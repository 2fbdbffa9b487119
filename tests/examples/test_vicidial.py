"""VICIdial: its list scrubbed and its leads set; and Asterisk's channel asking before it dials, by a real FastAGI."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.gate.client.running import LINE, RunningGate, free_port, serving, zone_where_it_is
from tests.gate.client.scripted import Got, Say, Scripted

HERE = Path(__file__).parents[2] / "examples" / "vicidial"
FACTS = ("channel=voice", "party=debtor", "mode=interact", "purpose=collect", "collector=c1", f"line={LINE}")
LEADS = {"1001": "C-000101", "1002": "C-000102"}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        (running.folder / "gate.key").write_text(running.key.bearer, "ascii")
        for kind in ("pre_job_exam", "annual_training", "confidentiality"):
            running.add("qualifications", collector="c1", kind=kind, since="2026-01-01T00:00:00+08:00")
        running.add("persons", person="C-000101", zone=zone_where_it_is(12))
        running.add("persons", person="C-000102", zone=zone_where_it_is(3))
        yield running


class Vicidial(Scripted):
    """VICIdial's Non-Agent API over the leads of the test."""

    def _next(self, got: Got) -> Say:
        self.got.append(got)
        asked = {name: values[0] for name, values in parse_qs(got.body.decode()).items()}
        if (asked["user"], asked["pass"]) != ("api", "geheim"):
            return Say(200, b"ERROR: Login incorrect")
        if asked["function"] == "lead_field_info":
            return Say(200, LEADS.get(asked["lead_id"], "ERROR: lead_field_info LEAD NOT FOUND").encode())
        return Say(200, b"SUCCESS: update_lead LEAD HAS BEEN UPDATED")

    def set_to(self) -> dict[str, str]:
        """The status that each lead was given."""
        asked = [parse_qs(got.body.decode()) for got in self.got]
        return {one["lead_id"][0]: one["status"][0] for one in asked if one["function"] == ["update_lead"]}

    def file(self, folder: Path) -> Path:
        """The file that says where the API is."""
        path = folder / "vicidial.json"
        path.write_text(json.dumps({"url": self.url, "user": "api", "password": "geheim"}), "utf-8")
        return path


def test_leads_that_may_not_be_called_get_a_status_no_campaign_dials(gate: RunningGate, tmp_path: Path) -> None:
    out = tmp_path / "out"
    where = ["--url", gate.url, "--key-file", str(gate.folder / "gate.key"), "--out", str(out)]
    constants = [part for fact in FACTS[4:] for part in ("--set", fact)]
    gate.zilv("scrub", str(HERE / "list.txt"), "--map", str(HERE / "mapping.yaml"), *constants, *where, expected=1)
    permitted = (out / "permitted.csv").read_text("utf-8").splitlines()
    assert [line.split("\t")[0] for line in permitted[1:]] == ["1001"], (out / "denied.csv").read_text("utf-8-sig")
    with Vicidial().running() as vicidial:
        command = [sys.executable, "-m", "examples.vicidial.set_status", str(out)]
        done = subprocess.run([*command, "--vicidial", str(vicidial.file(tmp_path))], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert vicidial.set_to() == {"1002": "ZDENY", "1003": "ZERR"}
        assert all("geheim" not in got.path for got in vicidial.got)


class Asterisk:
    """A channel that speaks AGI: it asks, and keeps the variables it is given."""

    def __init__(self, port: int, script: str, caller: str, variables: dict[str, str] | None = None) -> None:
        self.variables = variables or {}
        told = {"network_script": script, "extension": "913800000101", "calleridname": caller, "uniqueid": f"{port}.1"}
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall("".join(f"agi_{name}: {value}\n" for name, value in told.items()).encode() + b"\n")
            with line.makefile("r", encoding="utf-8") as commands:
                for command in commands:
                    line.sendall(self._answer(command.strip()).encode() + b"\n")

    def _answer(self, command: str) -> str:
        if command.startswith("SET VARIABLE "):
            name, _, value = command.removeprefix("SET VARIABLE ").partition(" ")
            self.variables[name] = value.strip('"')
            return "200 result=1"
        found = self.variables.get(command.removeprefix("GET VARIABLE "))
        return f"200 result=1 ({found})" if found is not None else "200 result=0"


@pytest.fixture
def agi(gate: RunningGate, tmp_path: Path) -> Iterator[int]:
    """The port of a FastAGI server that asks the gate."""
    port = free_port()
    with Vicidial().running() as vicidial:
        where = ["--url", gate.url, "--key-file", str(gate.folder / "gate.key"), "--port", str(port)]
        facts = [part for fact in FACTS for part in ("--fact", fact)]
        command = [sys.executable, "-m", "examples.vicidial.fastagi", *where, *facts]
        process = subprocess.Popen([*command, "--vicidial", str(vicidial.file(tmp_path))])
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
        process.terminate()
        process.wait(10)


def test_a_permitted_call_is_dialled_and_reported(gate: RunningGate, agi: int) -> None:
    asked = Asterisk(agi, "ask", "M3021200000000001001")
    assert asked.variables["ZILV"] == "permit"
    ended = {**asked.variables, "DIALSTATUS": "ANSWER", "ANSWEREDTIME": "33"}
    Asterisk(agi, "report", "M3021200000000001001", ended)
    outcome = gate.events()[-1]
    assert outcome["attempt_id"] == asked.variables["ZILV_ATTEMPT"]
    assert (outcome["body"]["told"]["answered"], outcome["body"]["told"]["seconds"]) == (True, 33)


def test_a_manual_call_at_night_is_not_dialled(agi: int) -> None:
    asked = Asterisk(agi, "ask", "M3021200000000001002")
    assert "ZILV" not in asked.variables and asked.variables["ZILV_WHY"].startswith("deny quiet_hours 20")


@pytest.mark.parametrize("caller", ["M3021200000000009999", "anonymous", "", 'x" && permit'])
def test_a_call_whose_customer_is_not_known_is_not_dialled(agi: int, caller: str) -> None:
    asked = Asterisk(agi, "ask", caller)
    assert "ZILV" not in asked.variables and asked.variables["ZILV_WHY"].startswith("hold")


def test_the_dialplan_dials_only_with_a_permit() -> None:
    steps = [line for line in (HERE / "extensions.conf").read_text("utf-8").splitlines() if line.startswith("exten")]
    dial = next(n for n, line in enumerate(steps) if ",Dial(" in line)
    assert "/ask)" in steps[dial - 2] and '"${ZILV}" = "permit"' in steps[dial - 1]
    assert [line for line in steps[:dial] if "Set(ZILV=)" in line], "a value left from before is no permit"
