"""What a server writes down: enough to run it by, and nothing of a person."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.desk.served import Installation, Key, Server, attempt

RAW = {
    "person": "张小凡110105199003074819",
    "number": "13900007777",
    "account": "6222020000001234567",
    "line": "01055556666",
    "collector": "王催收员",
    "product": "现金贷三号",
}
HOLDER = "孟审核员"


@contextmanager
def run(installation: Installation) -> Iterator[tuple[Server, Key, set[str]]]:
    """A server that is asked everything there is to ask, rightly and wrongly; with every identifier that was used."""
    everything = ("ask", "report", "registers", "ledger", "read_events", "guard", "rule", "override")
    key = installation.key(*everything, more=("--holder", "meng", "--display-name", HOLDER))
    with installation.serve() as server:
        tokens = {
            installation.done("intake", "token", "--kind", kind, RAW[kind]).strip()
            for kind in ("person", "number", "account", "line")
        }
        person = next(token for token in tokens if token.startswith("p_"))
        use(server, key, person)
        walk(server, key, person)
        yield server, key, tokens


def use(server: Server, key: Key, person: str) -> None:
    """Every kind of request, each with identifiers wherever one may stand."""
    asked = attempt(**RAW)
    made = server.call(key, "POST", "/v1/asks", asked)
    assert made.status_code == 200
    attempt_id = made.json()["attempt_id"]
    for raw in RAW.values():
        server.call(key, "GET", f"/v1/people/{raw}/ledger")
        server.call(key, "GET", f"/v1/attempts/{raw}")
        server.call(key, "GET", f"/v1/{raw}?{raw}={raw}")
        server.call(key, "GET", "/v1/registers/holds", params={"person": raw, raw: raw})
        server.call(key, "POST", f"/v1/registers/{raw}", {"rows": [{raw: raw}]})
        server.call(key, "POST", "/v1/asks", asked | {raw: raw, "channel": raw})
        server.call(key, "POST", "/v1/asks", asked | {"channel": raw})
        server.http.get("/v1/events", headers={b"Authorization": f"Bearer zk_{raw}_{raw}".encode()})
        server.call(key, "GET", "/v1/events", headers={b"User-Agent": raw.encode(), b"X-Request-Id": raw.encode()})
    rows = {"rows": [{"person": RAW["person"], "number": RAW["number"], "party": "heir", "evidence": RAW["person"]}]}
    assert server.call(key, "POST", "/v1/registers/relations", rows).status_code == 200
    assert server.call(key, "GET", "/v1/registers/relations", params={"person": person}).json()["rows"]
    assert server.call(key, "GET", f"/v1/people/{person}/ledger").status_code in (200, 409)
    told = {"key": RAW["number"], "recording": RAW["number"], "answered": False}
    server.call(key, "POST", f"/v1/attempts/{attempt_id}/outcome", told)
    server.call(key, "POST", f"/v1/attempts/{attempt_id}/cancel", {"key": "c", "reason": RAW["person"]})
    assert server.call(key, "GET", "/v1/events", params={"limit": 500}).status_code == 200


def walk(server: Server, key: Key, person: str) -> None:
    """Every operation that is described: as its example has it, with an identifier for each text, and wrongly."""
    for path, method, operation in described(server):
        for sent in (example(operation), *planted(example(operation))):
            there = path.format(**standing(server, key, person)) if "{" in path else path
            server.call(key, method, there, renewed(sent))
        names = [one["name"] for one in operation.get("parameters", [])]
        for raw in RAW.values():
            there = path.format(**dict.fromkeys(names, raw))
            told = {b"User-Agent": raw.encode(), b"X-Request-Id": raw.encode()}
            asked = dict.fromkeys([*names, raw], raw)
            server.call(key, method, there, {raw: raw}, headers=told, params=asked)
            server.call(key, method, there, headers=told, content=f'{{"{raw}": "{raw}'.encode())


def described(server: Server) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of each operation."""
    for path, told in server.http.get("/openapi.json").json()["paths"].items():
        for method, operation in told.items():
            yield path, method.upper(), operation


def example(operation: dict[str, Any]) -> Any:
    """What is sent, by the description; None where nothing is."""
    if "requestBody" not in operation:
        return None
    return next(iter(operation["requestBody"]["content"]["application/json"]["examples"].values()))["value"]


def planted(sent: Any) -> Iterator[Any]:
    """The same with an identifier in place of one text after another."""
    if isinstance(sent, str):
        yield from (RAW["person"], RAW["number"])
    elif isinstance(sent, dict):
        for name, value in sent.items():
            yield from ({**sent, name: one} for one in planted(value))
    elif isinstance(sent, list):
        for n, value in enumerate(sent):
            yield from ([*sent[:n], one, *sent[n + 1 :]] for one in planted(value))


def renewed(sent: Any) -> Any:
    """The same under keys that were not used before."""
    if isinstance(sent, dict):
        new = {name: renewed(value) for name, value in sent.items()}
        return new | {"key": uuid4().hex} if "key" in sent and sent["key"] not in RAW.values() else new
    return [renewed(one) for one in sent] if isinstance(sent, list) else sent


def standing(server: Server, key: Key, person: str) -> dict[str, object]:
    """What an address may name that is there: an attempt nobody has told of, what was heard in another."""
    attempts = [asked(server, key) for _ in range(2)]
    told = {"signal": "hardship", "quote": RAW["person"]}
    made = server.call(key, "POST", f"/v1/attempts/{attempts[0]}/signals", told)
    assert made.status_code == 200, made.text
    return {"attempt_id": attempts[1], "token": person, **made.json()}


def asked(server: Server, key: Key) -> str:
    """A new attempt; a busy machine may say for a while that the store cannot be reached."""
    for _ in range(20):
        told = server.ask(key, **RAW).json()
        if "attempt_id" in told:
            break
        assert told["code"] == "store_unreachable", told
    return str(told["attempt_id"])


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def installation(request: pytest.FixtureRequest) -> Installation:
    made: Installation = request.getfixturevalue(request.param)
    return made


def test_neither_logs_nor_figures_hold_an_identifier_a_token_or_a_secret(installation: Installation) -> None:
    with run(installation) as (server, key, tokens):
        figures = server.http.get("/metrics").text
        operations = {(method, path) for path, method, told in described(server) if told["security"]}
    written = server.log.read_text("utf-8") + figures
    lines = [json.loads(line) for line in server.log.read_text("utf-8").splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    reached = {(line["method"], line["route"]) for line in requests if line["status"] in (200, 409)}
    assert operations and operations <= reached, "the run must have left traces of every operation"
    secret = key.bearer.split("_", 2)[2]
    for given in {*RAW.values(), HOLDER, *tokens, key.bearer, secret, key.signing_secret}:
        assert given not in written and given.encode("unicode_escape").decode() not in written
    assert "p_" not in "".join(line.get("route", "") for line in lines)
    assert not re.search(r"甲消金", written)


def test_a_line_tells_method_route_status_time_key_and_request(on_sqlite: Installation) -> None:
    key = on_sqlite.key("ask")
    with on_sqlite.serve() as server:
        answer = server.ask(key)
        lost = server.http.get("/nowhere/13900007777")
    lines = {line.get("request_id"): line for line in map(json.loads, server.log.read_text("utf-8").splitlines())}
    line = lines[answer.headers["x-request-id"]]
    assert (line["method"], line["route"], line["status"], line["key"]) == ("POST", "/v1/asks", 200, key.id)
    assert 0 < line["ms"] < 60_000 and line["timestamp"].endswith("Z")
    assert lines[lost.headers["x-request-id"]]["route"] == "unknown"


def test_a_method_nobody_knows_is_logged_as_other(on_sqlite: Installation) -> None:
    with on_sqlite.serve() as server:
        answers = [server.http.request(method, "/v1/asks") for method in ("13800007777", "TRACE")]
    written = server.log.read_text("utf-8")
    lines = {line.get("request_id"): line for line in map(json.loads, written.splitlines())}
    assert [lines[answer.headers["x-request-id"]]["method"] for answer in answers] == ["other", "TRACE"]
    assert "13800007777" not in written


def test_figures_count_what_was_decided_over_all_processes(on_postgresql: Installation) -> None:
    key = on_postgresql.key("ask")
    with on_postgresql.serve("--workers", "2") as server:
        decisions = []
        for _ in range(30):
            with httpx.Client(base_url=server.url, trust_env=False) as fresh:
                headers = {"Authorization": f"Bearer {key.bearer}"}
                decisions.append(fresh.post("/v1/asks", json=attempt(), headers=headers).json()["decision"])
        figures = server.http.get("/metrics").text
        folder = Path(figures_folder(server))
        assert folder.is_dir()
    counted = re.findall(r'zilv_asks_total\{code="",decision="(\w+)"\} (\S+)', figures)
    assert {name: float(n) for name, n in counted} == {name: decisions.count(name) for name in set(decisions)}
    assert "zilv_request_seconds_bucket" in figures and "zilv_page_asks_count" in figures
    assert not folder.exists()


def figures_folder(server: Server) -> str:
    """Where the processes of a server keep their figures."""
    environ = Path(f"/proc/{server.workers()[0]}/environ").read_bytes().decode().split("\0")
    return next(line.split("=", 1)[1] for line in environ if line.startswith("PROMETHEUS_MULTIPROC_DIR="))
