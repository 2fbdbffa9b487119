"""A server's life: what it refuses to begin with, how it ends, what it says when the store is gone."""

import json
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.desk.conftest import POSTGRESQL
from tests.desk.served import LENDER, OTHER, Installation, Server, ready, wait_until
from tests.desk.test_authenticate import sign
from tests.desk.test_front import code
from tests.gate.postgresql import ABSENT, postgresql
from tests.gate.test_law_export import written
from tests.gate.test_laws import HOUSE
from zilv.clock import now_us
from zilv.gate.laws import activate
from zilv.gate.matter import iso
from zilv.gate.sqlite import SqliteBook
from zilv.rules.library import choose


def test_it_does_not_begin_on_a_database_without_tables_and_says_what_to_run(tmp_path: Path) -> None:
    made = Installation(tmp_path, f"sqlite:///{tmp_path}/zilv.db")
    refused = made.zilv("serve")
    assert refused.returncode == 2 and f"zilv migrate --database sqlite:///{tmp_path}/zilv.db" in refused.stderr
    assert not (tmp_path / "zilv.db").exists()
    with made.serve("--migrate") as server:
        assert ready(server)


def test_it_does_not_share_a_port_with_anybody(on_sqlite: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = on_sqlite.zilv("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 2 and "cannot listen" in refused.stderr


@pytest.mark.parametrize(("lang", "word"), [("zh", "法规"), ("en", "law")])
def test_it_says_where_it_is_under_which_law_and_what_comes_next(on_sqlite: Installation, lang: str, word: str) -> None:
    with on_sqlite.serve("--lang", lang) as server:
        said = server.said()
    for told in (server.url, str(on_sqlite.folder / "zilv.db"), word, "zilv key create", "/openapi.json"):
        assert told in said


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--workers", "2"), "PostgreSQL"),
        (("--law", "nowhere"), "nowhere"),
        (("--database", "mysql://x"), "sqlite:///"),
        (("--database", "sqlite:///no/such/folder/z.db", "--migrate"), "sqlite:////"),
        (("--port", "70000"), "ZILV_PORT"),
        (("--ttl", "0"), "ZILV_TTL_S"),
        (("--database", "postgresql://zilv:secret@127.0.0.1:1/x"), "127.0.0.1:1/x"),
    ],
)
def test_what_cannot_work_is_said_before_it_begins(
    on_sqlite: Installation, options: tuple[str, ...], expected: str
) -> None:
    refused = on_sqlite.zilv("serve", *options)
    assert refused.returncode == 2 and expected in refused.stderr and "Traceback" not in refused.stderr
    assert "secret" not in refused.stderr


def test_a_database_refuses_another_token_key(on_sqlite: Installation) -> None:
    refused = on_sqlite.zilv("serve", ZILV_TOKEN_KEY="cd" * 32)
    assert refused.returncode == 2 and "another token key" in refused.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_in_good_time_and_leaves_no_process(on_sqlite: Installation, how: signal.Signals) -> None:
    with on_sqlite.serve() as server:
        workers = server.workers()
        assert workers
        server.process.send_signal(how)
        assert server.process.wait(30) in (0, -how, 130)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


@pytest.mark.parametrize("kind", ["on_sqlite", POSTGRESQL.values[0]])
def test_asks_that_were_accepted_are_answered_when_it_ends(request: pytest.FixtureRequest, kind: str) -> None:
    made: Installation = request.getfixturevalue(kind if kind == "on_sqlite" else "on_postgresql")
    key = made.key("ask")
    asked: list[int] = []
    broken: list[str] = []

    def ask_on() -> None:
        with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
            while True:
                try:
                    number = os.urandom(6).hex()
                    told = http.post(
                        "/v1/asks",
                        json={"key": number, "person": number, "channel": "sms"},
                        headers={"Authorization": f"Bearer {key.bearer}"},
                    )
                    asked.append(told.status_code)
                except httpx.ConnectError:
                    return
                except httpx.TransportError as error:
                    broken.append(type(error).__name__)
                    return

    with made.serve() as server:
        threads = [threading.Thread(target=ask_on) for _ in range(6)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(asked) > 20, 60, server)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 20
        for thread in threads:
            thread.join(30)
    recorded = sum('"route":"/v1/asks"' in line for line in server.log.read_text("utf-8").splitlines())
    assert set(asked) == {200} and len(asked) > 20
    assert recorded == len(asked), f"begun and never answered: {recorded - len(asked)}, {broken}"


def test_a_worker_does_not_outlive_a_killed_parent(on_sqlite: Installation) -> None:
    with on_sqlite.serve() as server:
        workers = server.workers()
        server.process.kill()
        server.process.wait(10)
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 30)


def test_a_killed_worker_ends_the_server_so_that_whoever_watches_it_knows(on_sqlite: Installation) -> None:
    with on_sqlite.serve() as server:
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        assert server.process.wait(30) != 0


@pytest.mark.skipif(ABSENT, reason="no PostgreSQL on this machine")
def test_without_the_store_asks_are_held_at_once_and_reports_refused_until_it_is_back(tmp_path: Path) -> None:
    with postgresql("fsync=off") as store:
        made = Installation(tmp_path, store.database())
        made.done("migrate")
        key = made.key("ask", "report", "ledger", "registers", "read_events")
        with made.serve() as server:
            first = server.ask(key).json()
            store.kill()
            began = time.monotonic()
            for _ in range(5):
                held = server.ask(key)
                assert held.status_code == 200 and held.json() == {"decision": "hold", "code": "store_unreachable"}
            assert time.monotonic() - began < 5 * 2.5
            peeked = server.call(key, "POST", "/v1/peeks", {"key": "k", "person": "p", "channel": "sms"})
            assert peeked.json() == {"decision": "hold", "code": "store_unreachable"}
            body = b'{"key": "s", "person": "p", "channel": "sms"}'
            signed = server.http.post(
                "/v1/asks", content=body, headers={"Authorization": sign(key, "POST", "/v1/asks", body)}
            )
            assert signed.json() == {"decision": "hold", "code": "store_unreachable"}
            report = server.call(key, "POST", f"/v1/attempts/{first['attempt_id']}/outcome", {"key": "o"})
            assert code(report, 503) == "store_unreachable" and report.headers["retry-after"]
            for path in ("/v1/registers/holds", "/v1/events"):
                assert code(server.call(key, "GET", path), 503) == "store_unreachable"
            wait_until(lambda: not ready(server), 5)
            assert server.http.get("/health").status_code == 200
            figures = server.http.get("/metrics").text
            assert 'zilv_asks_total{code="store_unreachable",decision="hold"} 6' in figures
            store.start()
            wait_until(lambda: "attempt_id" in server.ask(key).json(), 20)
            again = server.call(key, "POST", f"/v1/attempts/{first['attempt_id']}/outcome", {"key": "o"})
            assert again.status_code == 200, again.text
            wait_until(lambda: ready(server), 10)


def test_it_is_ready_only_with_all_its_tables(on_sqlite: Installation) -> None:
    with on_sqlite.serve() as server:
        on_sqlite.done("migrate", "--to", "keys", "zero")
        wait_until(lambda: not ready(server), 5)
        told = json.loads(server.http.get("/ready").text)
        assert not told["ready"] and "zilv migrate" in told["checks"]["migrations"]
        on_sqlite.done("migrate")
        wait_until(lambda: ready(server), 5)


def looked(server: Server) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(server.http.get("/ready").text)
    return told


def test_whom_a_law_without_text_binds_is_held_and_the_server_stays_ready_for_the_others(
    on_sqlite: Installation, tmp_path: Path
) -> None:
    """Activated before texts were kept, and their files are gone: of one lender alone, and of all for tomorrow."""
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    digest, tomorrow = choose(f"cn,{house}").digest[:12], now_us() + 86_400_000_000
    book = SqliteBook(Path(on_sqlite.database.removeprefix("sqlite:///")))
    mine, other = on_sqlite.key("ask"), on_sqlite.key("ask", lender=OTHER)
    with on_sqlite.serve() as server:
        with book.page() as page:
            since = activate(page, OTHER, f"cn,{house}", None, "cli").since
            activate(page, "", f"cn,{house}", tomorrow, "cli")
            page.do("delete from gate_law_text")
            house.unlink()
        wait_until(lambda: looked(server)["law_absent"] != [], 5)
        told = looked(server)
        assert told["ready"] and set(told["checks"].values()) == {"ok"}
        assert told["law_absent"] == [f"cn,house.yaml {digest} ({iso(at)})" for at in (since, tomorrow)]
        assert server.ask(other).json() == {"decision": "hold", "code": "law_differs"}
        assert "attempt_id" in server.ask(mine).json()
        figures = server.http.get("/metrics").text
        assert 'zilv_asks_total{code="law_differs",decision="hold"} 1' in figures and "zilv_laws_absent 2" in figures
    book.close()


def test_where_nobody_who_has_a_key_can_be_decided_for_it_is_not_ready_until_the_text_is_there(
    on_sqlite: Installation, tmp_path: Path
) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    book = SqliteBook(Path(on_sqlite.database.removeprefix("sqlite:///")))
    on_sqlite.key("ask")
    with on_sqlite.serve() as server:
        with book.page() as page:
            activate(page, LENDER, f"cn,{house}", None, "cli")
            page.do("delete from gate_law_text")
            house.unlink()
        only_the_law = {"law": "law_differs"}
        wait_until(lambda: {k: v for k, v in looked(server)["checks"].items() if v != "ok"} == only_the_law, 5)
        assert not ready(server)
        house.write_text(HOUSE, "utf-8")
        with book.page() as page:
            activate(page, LENDER, f"cn,{house}", None, "cli")
        wait_until(lambda: ready(server), 5)
        assert looked(server)["law_absent"] == []
    book.close()


def test_an_edited_export_is_refused_whatever_its_name_and_one_that_was_activated_is_served(
    on_sqlite: Installation, tmp_path: Path
) -> None:
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    own = written(choose(f"cn,{tmp_path}/house.yaml"), tmp_path)
    refused = on_sqlite.zilv("serve", "--law", own)
    assert refused.returncode == 2 and "never chosen" in refused.stderr and "Traceback" not in refused.stderr
    on_sqlite.done("law", "activate", f"cn,{tmp_path}/house.yaml", "--lender", OTHER)
    with on_sqlite.serve("--law", own) as server:
        assert Path(own).stem in server.said()


def test_a_key_that_asks_too_fast_is_told_when_to_come_back(on_sqlite: Installation) -> None:
    slow, other = on_sqlite.key("ask"), on_sqlite.key("ask")
    with on_sqlite.serve("--rate", "5") as server:
        answers = [server.ask(slow) for _ in range(40)]
        refused = [answer for answer in answers if answer.status_code != 200]
        assert {code(answer, 429) for answer in refused} == {"too_many_requests"}
        assert 10 <= len(answers) - len(refused) < 40
        assert int(refused[-1].headers["retry-after"]) >= 1
        assert server.ask(other).status_code == 200
        time.sleep(int(refused[-1].headers["retry-after"]))
        assert server.ask(slow).status_code == 200
        batch = {"asks": [{"key": str(n), "person": "p", "channel": "sms"} for n in range(11)]}  # at once 10 at most
        for _ in range(3):
            told = server.call(slow, "POST", "/v1/asks/batch", batch)
            if told.status_code == 200:
                break
            assert code(told, 429) == "too_many_requests"
            time.sleep(int(told.headers["retry-after"]))
        assert told.status_code == 200 and len(told.json()["items"]) == 11
