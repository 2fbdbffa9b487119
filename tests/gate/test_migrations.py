"""Tables forward and back, with data in them: what both steps know is the same, and counts as before."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from tests.gate.books import ANN, STRANGER, Counter, Stores, migrate
from tests.gate.conftest import NOON
from tests.gate.postgresql import Postgresql
from tests.gate.test_laws import HOUSE
from zilv.gate.laws import activate
from zilv.rules.library import choose

ROOT = Path(__file__).parents[2]
STEPS: dict[str, list[str]] = {}
"""Of each application its steps, the first one first."""
for _path in sorted((ROOT / "zilv").glob("**/migrations/0*.py")):
    STEPS.setdefault(_path.parents[1].name, []).append(_path.stem)


class Table(NamedTuple):
    """A table as it stands."""

    columns: tuple[str, ...]
    rows: frozenset[tuple[Any, ...]]

    def only(self, columns: tuple[str, ...]) -> frozenset[tuple[Any, ...]]:
        """The rows in these columns."""
        places = [self.columns.index(name) for name in columns]
        return frozenset(tuple(row[place] for place in places) for row in self.rows)


def tables(url: str) -> dict[str, Table]:
    """Every table of ours, by name."""
    made = {}
    for name, columns, rows in _tables(url):
        if name.split("_")[0] in STEPS:
            made[name] = Table(columns, frozenset(tuple(map(_plain, row)) for row in rows))
    return made


def _tables(url: str) -> Iterator[tuple[str, tuple[str, ...], list[Any]]]:
    connect: Any = sqlite3.connect if url.startswith("sqlite") else psycopg.connect
    listed = (
        "select name from sqlite_master where type = 'table'"
        if url.startswith("sqlite")
        else "select tablename from pg_tables where schemaname = 'public'"
    )
    with closing(connect(url.removeprefix("sqlite:///"))) as connection:
        for (name,) in connection.execute(listed).fetchall():
            found = connection.execute(f'select * from "{name}"')
            yield name, tuple(column[0] for column in found.description), found.fetchall()


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def zilv(url: str, folder: Path, *words: str) -> str:
    """What the command prints."""
    environ = {**os.environ, "ZILV_DATABASE": url, "ZILV_SECRET_FILE": str(folder / "secret"), "LANG": "en_GB.UTF-8"}
    environ["ZILV_KEY_FILE"] = str(folder / "key")
    command = [sys.executable, "-m", "zilv", *words]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def filled(url: str) -> Counter:
    """A book with something of everything: permitted, denied, held, reported, cancelled, ruled; registers."""
    counter = Counter(url, at=NOON)
    counter.declare()
    counter.add("holds", person="王五", reason="plan", since="2026-03-01")
    first, second = counter.ask(key="first"), counter.ask(key="second")
    counter.report(first.attempt_id, answered=True, conversed=True, seconds=12, recording="r1", disposition="answered")
    counter.cancel(second.attempt_id)
    assert counter.ask(person="王五", number="13800000005").decision == "deny"
    held = counter.ask(person="王六", number="13800000006", party=None)
    assert held.decision == "hold"
    assert counter.rule(held.attempt_id, ANN).status == "reserved"
    return counter


def counts_on(url: str) -> None:
    """Of three answered calls a day one stands, and one was cancelled: two more are permitted, the next one is not."""
    counter = Counter(url, at=NOON + 1_000_000)
    assert counter.ask(key="first").code == "permit_spent"  # its outcome has been told
    assert [counter.ask().decision for _ in range(3)] == ["permit", "permit", "deny"]
    counter.book.close()


def assert_kept(before: dict[str, Table], after: dict[str, Table]) -> None:
    """Whatever both know is the same."""
    assert before["gate_attempt"].rows and before["gate_entry"].rows and before["gate_register_row"].rows
    for name in before.keys() & after.keys():
        both = tuple(column for column in before[name].columns if column in after[name].columns)
        assert before[name].only(both) == after[name].only(both), name


def test_the_tables_are_those_of_the_models(stores: Stores) -> None:
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "zilv.desk.settings", "ZILV_SECRET": "5e" * 32}
    command = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    environ["ZILV_DATABASE"] = stores.url("sqlite")
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_each_step_back_and_forward_keeps_what_is_in_the_tables(url: str) -> None:
    filled(url).book.close()
    for app, steps in STEPS.items():
        for step in reversed(steps[:-1]):
            whole = tables(url)
            migrate(url, app, step)
            older = tables(url)
            assert_kept(whole, older)
            migrate(url)
            assert tables(url).keys() == whole.keys()
            assert_kept(older, tables(url))
    assert len(STEPS["gate"]) > 1
    counts_on(url)


def test_what_was_put_in_at_the_first_step_counts_after_the_last(
    stores: Stores, server: Postgresql, tmp_path: Path
) -> None:
    for url in (f"sqlite:///{tmp_path / 'first.db'}", server.database()):
        migrate(url, "gate", STEPS["gate"][0])
        filled(url).book.close()
        before = tables(url)
        migrate(url)
        assert_kept(before, tables(url))
        counts_on(url)
        with Counter(url).book.page() as page:
            settled = page.do("select count(*) from gate_entry")[0][0]
        assert len(Counter(url).book.settled_after(0, 1000)) == settled > 0


def test_texts_of_law_are_dropped_and_kept_again_where_files_still_say_what_was_chosen(
    url: str, tmp_path: Path
) -> None:
    there, edited, gone = files = [tmp_path / f"{name}.yaml" for name in ("there", "edited", "gone")]
    before = Counter(url, at=NOON)
    before.declare()
    for file in files:
        file.write_text(HOUSE.replace("house.calls", f"house.{file.stem}"), "utf-8")
        with before.book.page() as page:
            activate(page, "L1" if file is there else "L2", f"cn,{file}", None, "key0")
    digests = [digest for _, digest in sorted(tables(url)["gate_law"].only(("seq", "digest")))]
    assert {digest for (digest,) in tables(url)["gate_law_text"].only(("digest",))} == set(digests)
    bundle = before.ask().bundle
    before.book.close()
    legacy = choose(f"cn,{there}").legacy
    migrate(url, "gate", "0003")
    assert "gate_law_text" not in tables(url)
    assert sorted(tables(url)["gate_law"].only(("seq", "digest")))[0][1] == legacy != digests[0]
    edited.write_text(HOUSE, "utf-8")
    gone.unlink()
    migrate(url)
    kept = tables(url)
    assert len(kept["gate_law"].rows) == 3
    assert kept["gate_law_text"].only(("digest",)) == {(digests[0],)}
    there.unlink()
    after = Counter(url, at=NOON + 1)
    assert (after.ask().bundle, after.ask(STRANGER).code) == (bundle, "law_differs")
    after.book.close()


@pytest.mark.parametrize("app", sorted(STEPS))
def test_zero_of_an_application_drops_its_tables_and_no_others(app: str, url: str, tmp_path: Path) -> None:
    filled(url).book.close()
    zilv(url, tmp_path, "migrate")
    person = ("--holder", "li.na", "--display-name", "李娜")
    zilv(url, tmp_path, "key", "create", "--lender", "L1", "--scope", "rule", *person)
    before = tables(url)
    assert before["keys_key"].rows and before["accounts_user"].rows
    said = zilv(url, tmp_path, "migrate", "--to", app, "zero")
    assert all(f"- {app} {step}" in said for step in STEPS[app])
    dropped = {line.split()[1] for line in said.splitlines() if line.startswith("- ")}
    after = tables(url)
    assert {name for name in before if name not in after} == {n for n in before if n.split("_")[0] in dropped}
    assert dropped == ({app, "keys"} if app == "accounts" else {app})
    assert {name: before[name] for name in after} == after
    zilv(url, tmp_path, "migrate")
    assert tables(url).keys() == before.keys()
    if app != "gate":
        counts_on(url)
