"""Keys from making to revoking, through the command line and a running server."""

import json
import sqlite3
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.desk.conftest import Desk
from tests.desk.served import AGENCY, LENDER, Installation, Key, wait_until


def status(desk: Desk, key: Key) -> int:
    """What a key gets for an ask."""
    return desk.server.ask(key).status_code


def known(desk: Desk, key: Key) -> Key:
    """The key, once every process has read it; each is asked several times."""
    wait_until(lambda: all(status(desk, key) == 200 for _ in range(8)), 3)
    return key


def test_the_secrets_of_a_key_are_nowhere_but_on_the_screen(on_sqlite: Installation) -> None:
    key = on_sqlite.key("ask")
    secret = key.bearer.split("_", 2)[2]
    stored = b"".join(path.read_bytes() for path in on_sqlite.folder.glob("zilv.db*"))
    assert key.id.encode() in stored
    assert secret.encode() not in stored and key.signing_secret.encode() not in stored
    assert secret not in on_sqlite.done("key", "list") + on_sqlite.done("key", "list", "--json")


@pytest.mark.parametrize("scope", ["registers", "rule", "override", "read_events"])
def test_an_agencys_key_never_gets_what_is_the_lenders_alone(on_sqlite: Installation, scope: str) -> None:
    made = on_sqlite.zilv("key", "create", "--lender", LENDER, "--agency", AGENCY, "--scope", "ask", "--scope", scope)
    assert made.returncode == 2 and scope in made.stderr and not made.stdout


@pytest.mark.parametrize("scope", ["rule", "override"])
def test_ruling_belongs_to_a_person_who_has_an_account(on_sqlite: Installation, scope: str) -> None:
    create = ("key", "create", "--lender", LENDER, "--scope", scope)
    assert on_sqlite.zilv(*create).returncode == 2
    assert on_sqlite.zilv(*create, "--holder", "li.na").returncode == 2
    on_sqlite.done(*create, "--holder", "li.na", "--display-name", "李娜")
    on_sqlite.done(*create, "--holder", "li.na")
    assert {row["holder"] for row in json.loads(on_sqlite.done("key", "list", "--json"))} == {"li.na"}


def test_one_person_has_one_account_however_the_name_is_spelled(on_sqlite: Installation) -> None:
    create = ("key", "create", "--lender", LENDER, "--scope", "rule", "--holder")
    on_sqlite.done(*create, "li.na", "--display-name", "李娜")
    for spelled in ("Li.Na", " li.na ", "\uff4c\uff49.\uff4e\uff41"):
        on_sqlite.done(*create, spelled, "--display-name", "李娜")
        on_sqlite.done(*create, spelled)
    rows = json.loads(on_sqlite.done("key", "list", "--json"))
    assert len(rows) == 7 and {row["holder"] for row in rows} == {"li.na"}


@pytest.mark.parametrize("name", ["li\u200b.na", "x" * 65, "li\tna"])
def test_an_account_has_a_name_that_can_be_seen(on_sqlite: Installation, name: str) -> None:
    create = ("key", "create", "--lender", LENDER, "--scope", "rule", "--holder", name, "--display-name", "李娜")
    refused = on_sqlite.zilv(*create)
    assert refused.returncode == 2 and "--holder" in refused.stderr and name not in refused.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("--lender", "", "--scope", "ask"),
        ("--lender", LENDER, "--scope", "everything"),
        ("--lender", "x" * 129, "--scope", "ask"),
        ("--lender", "x\ty", "--scope", "ask"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(on_sqlite: Installation, wrong: tuple[str, ...]) -> None:
    made = on_sqlite.zilv("key", "create", *wrong)
    assert made.returncode == 2 and "Traceback" not in made.stderr and " · " in made.stderr
    assert json.loads(on_sqlite.done("key", "list", "--json")) == []


def test_each_step_of_a_key_stands_in_the_journal_without_its_secret(on_sqlite: Installation) -> None:
    key = on_sqlite.key("ask")
    rotated = json.loads(on_sqlite.done("key", "rotate", key.id, "--json"))
    on_sqlite.done("key", "revoke", key.id)
    with sqlite3.connect(on_sqlite.folder / "zilv.db") as book:
        bodies = [row[0] for row in book.execute("select body from gate_entry where kind = 'key' order by seq")]
    assert [json.loads(body)["what"] for body in bodies] == ["created", "rotated", "revoked"]
    assert not any(secret in "".join(bodies) for secret in (key.bearer, rotated["bearer"], key.signing_secret))


def test_a_revoked_key_is_refused_on_every_process_within_a_second(desk: Desk) -> None:
    key = known(desk, desk.installation.key("ask"))
    before = time.monotonic()
    desk.installation.done("key", "revoke", key.id)
    after = time.monotonic()
    while time.monotonic() < after + 1:
        time.sleep(0.02)
    assert [status(desk, key) for _ in range(20)] == [401] * 20
    assert after > before
    assert desk.installation.zilv("key", "revoke", key.id).returncode == 2


def test_after_a_rotation_both_secrets_hold_until_the_overlap_ends(desk: Desk) -> None:
    old = known(desk, desk.installation.key("ask"))
    told = json.loads(desk.installation.done("key", "rotate", old.id, "--overlap", "4s", "--json"))
    rotated = time.monotonic()
    new = known(desk, Key(told["id"], told["bearer"], told["signing_secret"]))
    assert time.monotonic() < rotated + 4, "the machine is too slow for this test"
    assert status(desk, old) == 200
    wait_until(lambda: status(desk, old) == 401, 6)
    assert rotated + 3 < time.monotonic()
    assert status(desk, new) == 200


def test_after_a_rotation_without_overlap_the_old_secret_is_dead(desk: Desk) -> None:
    old = known(desk, desk.installation.key("ask"))
    told = json.loads(desk.installation.done("key", "rotate", old.id, "--overlap", "0s", "--json"))
    known(desk, Key(told["id"], told["bearer"], told["signing_secret"]))
    assert status(desk, old) == 401


def test_a_key_is_good_through_its_last_day_and_no_longer(desk: Desk) -> None:
    today = datetime.now().astimezone()
    past = desk.installation.key("ask", more=("--expires", f"{today - timedelta(days=2):%Y-%m-%d}"))
    coming = desk.installation.key("ask", more=("--expires", f"{today + timedelta(days=2):%Y-%m-%d}"))
    known(desk, coming)
    assert status(desk, past) == 401
    states = {row["id"]: row["state"] for row in json.loads(desk.installation.done("key", "list", "--json"))}
    assert (states[past.id], states[coming.id]) == ("expired", "valid")


def test_a_key_file_of_another_installation_cannot_open_signing_secrets(on_sqlite: Installation) -> None:
    on_sqlite.key("ask")
    Path(on_sqlite.environ["ZILV_SECRET_FILE"]).write_text("ab" * 32 + "\n")
    server = on_sqlite.begin()
    assert server.process.wait(60) != 0
    assert "another installation" in server.log.read_text("utf-8")


def test_the_secret_is_made_for_its_user_alone(on_sqlite: Installation) -> None:
    on_sqlite.key("ask")
    for name in ("secret.key", "token.key", "zilv.db"):
        assert (on_sqlite.folder / name).stat().st_mode & 0o077 == 0
