"""The guide to the gate, walked as it stands: its commands run, its bodies are sent, its answers come."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.desk.served import Installation, Key, Server
from tests.gate.client.running import zone_where_it_is
from tests.test_docs import blocks
from zilv.registers.parse import columns_of
from zilv.registers.rows import REGISTERS

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "gate.md").read_text("utf-8")
COMMANDS = [shlex.split(line)[1:] for block in blocks(GUIDE, "sh") for line in block.splitlines()]


def commands(*begins: str) -> list[list[str]]:
    """The guide's commands that begin so."""
    return [words for words in COMMANDS if words[: len(begins)] == list(begins)]


def body_of(path: str) -> dict[str, Any]:
    """What the guide sends there."""
    (found,) = re.findall(rf"^POST /v1/attempts/\{{attempt_id\}}/{path} +(\{{.*\}})$", GUIDE, re.MULTILINE)
    made: dict[str, Any] = json.loads(found)
    return made


def call_of_the_guide() -> dict[str, Any]:
    (found,) = re.findall(r"-d '\s+(\{.*?\})'", GUIDE, re.DOTALL)
    made: dict[str, Any] = json.loads(found)
    return made


def registers_of_nobody(folder: Path) -> None:
    """Every register supplied, and nothing in any; the debtors live where it is midday."""
    folder.mkdir()
    for register in REGISTERS:
        (folder / f"{register}.csv").write_text(",".join(columns_of(register)) + "\n", "utf-8")
    midday = zone_where_it_is(12)
    persons = (call_of_the_guide()["person"], "C-000124")
    (folder / "persons.csv").write_text("person,zone\n" + "".join(f"{p},{midday}\n" for p in persons), "utf-8")


@pytest.fixture
def installed(tmp_path: Path) -> Installation:
    made = Installation(tmp_path, f"sqlite:///{tmp_path}/zilv.db")
    for words in commands("migrate"):
        made.done(*words)
    return made


def made_key(installed: Installation, words: list[str]) -> Key:
    told = json.loads(installed.done(*words, "--json"))
    return Key(told["id"], told["bearer"], told["signing_secret"])


def test_from_nothing_to_permit_denial_and_a_hold_resolved(installed: Installation) -> None:
    machine, person = (made_key(installed, words) for words in commands("key", "create"))
    assert commands("serve") == [["serve"]]
    with installed.serve() as server:
        assert _ask(server, machine)["decision"] == "hold"
        registers_of_nobody(installed.folder / "registers")
        changes = commands("registers")
        assert len(changes) == 3
        for words in changes:
            installed.done(*words)

        answers = [_ask(server, machine, key=f"call-{n}") for n in range(2, 6)]
        assert [answer["decision"] for answer in answers] == ["permit", "permit", "permit", "deny"]
        assert answers[0]["dial_by"] and answers[3]["retry_at"] > answers[3]["at"]
        assert all(finding["clause"] for finding in answers[3]["findings"])
        assert _ask(server, machine, key="call-2")["attempt_id"] == answers[0]["attempt_id"]
        assert _tell(server, machine, answers[0], "outcome")["status"] == "reported"
        assert _tell(server, machine, answers[1], "cancel")["status"] == "cancelled"
        assert _ask(server, machine, key="call-6")["decision"] == "permit"

        held = _ask(server, machine, key="call-7", person="C-000124", number="13800000002", party=None)
        assert held["decision"] == "hold"
        ruled = _tell(server, person, held, "ruling")
        assert (ruled["status"], ruled["answer"]["decision"]) == ("reserved", "permit")


def test_a_denial_takes_a_second_person(installed: Installation) -> None:
    machine, first = (made_key(installed, words) for words in commands("key", "create"))
    (words,) = commands("key", "create")[1:]
    again = [word.replace("li.na", "wang.fang").replace("李娜", "王芳") for word in words]
    second = made_key(installed, again)
    registers_of_nobody(installed.folder / "registers")
    for words in commands("registers"):
        installed.done(*words)
    hold = ("registers", "add", "holds", f"person={call_of_the_guide()['person']}", "reason=plan")
    installed.done(*hold, "--lender", "示例消金")
    with installed.serve() as server:
        denied = _ask(server, machine)
        assert denied["decision"] == "deny"
        assert _tell(server, first, denied, "ruling")["status"] == "awaiting_second"
        told = _tell(server, second, denied, "ruling")
        assert told["status"] == "reserved" and told["findings"]


def _ask(server: Server, by: Key, /, **changed: Any) -> dict[str, Any]:
    sent = {name: value for name, value in (call_of_the_guide() | changed).items() if value is not None}
    told = server.call(by, "POST", "/v1/asks", sent)
    assert told.status_code == 200, told.text
    made: dict[str, Any] = told.json()
    return made


def _tell(server: Server, by: Key, answer: dict[str, Any], path: str) -> dict[str, Any]:
    sent = body_of(path) | {"key": f"{by.id}-{path}"}
    told = server.call(by, "POST", f"/v1/attempts/{answer['attempt_id']}/{path}", sent)
    assert told.status_code == 200, told.text
    made: dict[str, Any] = told.json()
    return made
