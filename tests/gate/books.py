"""Both books, migrated and ready, and the words by which tests ask them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.gate.postgresql import Postgresql
from zilv.gate import registers
from zilv.gate.actor import SCOPES, Actor
from zilv.gate.ask import Answer, Ask, Cancel, Outcome, Receipt, Ruling
from zilv.gate.book import Book
from zilv.gate.decide import decide
from zilv.gate.desk import Desk
from zilv.gate.door import asked
from zilv.gate.laws import Laws
from zilv.gate.postgres import PostgresBook
from zilv.gate.refusal import Refused
from zilv.gate.registers import Change
from zilv.gate.report import cancel, report
from zilv.gate.ruling import rule
from zilv.gate.sqlite import SqliteBook
from zilv.gate.steady import Steady
from zilv.privacy.token import Tokens
from zilv.registers.rows import REGISTERS
from zilv.rules.library import Law

TOKENS = Tokens(b"a key of tests only, 32 bytes ok")
LENDER = Actor("key0", "L1", "", frozenset(SCOPES))
AGENCY = Actor("key1", "L1", "A1", frozenset({"ask", "report", "ledger"}))
STRANGER = Actor("key2", "L2", "", frozenset(SCOPES))
ANN, BOB = LENDER._replace(holder="ann"), LENDER._replace(holder="bob")
HOUR_US = 3_600_000_000

Now = Callable[[], int] | None


def migrate(url: str, *to: str) -> None:
    """Bring a database to the newest tables, or to those of `to`, e.g. `gate 0001`."""
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "zilv.desk.settings", "ZILV_DATABASE": url}
    environ["ZILV_SECRET"] = "5e" * 32
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", *to]
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class Stores:
    """Where books come from: an SQLite file and a PostgreSQL database, each made once and copied for every test.

    `server` is asked for when it is first needed.
    """

    def __init__(self, folder: Path, server: Callable[[], Postgresql]) -> None:
        self._folder, self._server = folder, server
        self._file: Path | None = None
        self._template: str | None = None

    def url(self, kind: str) -> str:
        """A fresh, migrated database."""
        return f"sqlite:///{self._sqlite()}" if kind == "sqlite" else self._postgres()

    def _sqlite(self) -> Path:
        if self._file is None:
            self._file = self._folder / "template.db"
            migrate(f"sqlite:///{self._file}")
            with SqliteBook(self._file).page() as page:
                page.do("select 1")
        path = self._folder / f"{uuid4().hex}.db"
        shutil.copyfile(self._file, path)
        return path

    def _postgres(self) -> str:
        server = self._server()
        if self._template is None:
            url = server.database()
            migrate(url)
            self._template = url.rsplit("/", 1)[1]
        name = f"zilv_{uuid4().hex[:12]}"
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f'create database "{name}" template "{self._template}"')
        return server.url(name)


def book_at(url: str, now: Now = None) -> Book:
    """The book of a database."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        return SqliteBook(path, now) if now else SqliteBook(path)
    return PostgresBook(url, now)


class Counter:
    """A book with its desk, as a test speaks to it: one page for each call, time as the test sets it."""

    def __init__(self, url: str, law: str | Law = "cn", at: int | None = None) -> None:
        self.url, self.at = url, at
        self.book = book_at(url, self.now if at is not None else None)
        self.desk = Desk(Laws(law), HOUR_US)
        if at is not None:
            self.desk.steady = Believing()

    def desk_like(self) -> Desk:
        """Another desk of the same law."""
        return Desk(self.desk.laws, HOUR_US)

    def now(self) -> int:
        """The instant the test has set."""
        assert self.at is not None
        return self.at

    def ask(self, actor: Actor = LENDER, reserve: bool = True, **given: Any) -> Answer:
        """One ask; a call by a robot to the debtor unless `given` says otherwise. Raises Refused."""
        return self.asks([given], actor, reserve)[0]

    def asks(self, asks: Iterable[dict[str, Any]], actor: Actor = LENDER, reserve: bool = True) -> list[Answer]:
        """Several asks on one page. Raises Refused."""
        sought = [asked(call(actor=actor, **given), actor, TOKENS) for given in asks]
        with self.book.page(write=reserve) as page:
            made = decide(page, sought, self.desk, reserve)
        answers = []
        for answer in made:
            if isinstance(answer, Refused):
                raise answer
            answers.append(answer)
        return answers

    def report(self, attempt_id: str | None, actor: Actor = LENDER, key: str = "", **told: Any) -> Receipt:
        """An outcome. Raises Refused."""
        assert attempt_id
        with self.book.page() as page:
            return report(page, attempt_id, Outcome(key=key or uuid4().hex, **told), actor, self.desk)

    def cancel(self, attempt_id: str | None, actor: Actor = LENDER, key: str = "") -> Receipt:
        """A cancellation. Raises Refused."""
        assert attempt_id
        with self.book.page() as page:
            return cancel(page, attempt_id, Cancel(key=key or uuid4().hex, reason="never dialled"), actor, self.desk)

    def rule(self, attempt_id: str | None, actor: Actor, verdict: Any = "permit") -> Receipt:
        """A ruling. Raises Refused."""
        assert attempt_id
        with self.book.page() as page:
            ruling = Ruling(key=uuid4().hex, verdict=verdict, reason="a reason")
            return rule(page, attempt_id, ruling, actor, self.desk)

    def add(self, register: str, **row: str) -> int:
        """A row of a register of L1, as people write it."""
        with self.book.page() as page:
            zone = self.desk.laws.fallback.zone
            record = registers.parsed(register, row, TOKENS, zone)
            return registers.add(page, Change("L1", register, "key0"), [record])[0]

    def declare(self, *names: str) -> None:
        """Registers of L1 and L2 are complete; all of them without `names`. T1 is a line of each."""
        with self.book.page() as page:
            for register in names or REGISTERS:
                for lender in ("L1", "L2"):
                    registers.declare(page, Change(lender, register, "key0"))
            for lender in ("L1", "L2"):
                record = registers.parsed("lines", {"line": "T1", "owner": lender}, TOKENS, None)
                registers.add(page, Change(lender, "lines", "key0"), [record])

    def counted(self) -> int:
        """How many attempts stand in the book."""
        with self.book.page(write=False) as page:
            return int(page.do("select count(*) from gate_attempt where state <> 2")[0][0])

    def journal(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of the journal's entries of this kind, oldest first."""
        import json

        with self.book.page(write=False) as page:
            found = page.do("select body from gate_entry where kind = :kind order by seq", kind=kind)
        return [json.loads(body) for (body,) in found]


class Believing(Steady):
    """Trust in a clock that a test sets as it likes."""

    def doubt(self, wall: int, steady: int, latest: int) -> str | None:
        """Never."""
        return None


def call(actor: Actor = LENDER, **given: Any) -> Ask:
    """A call by a robot to the debtor 王一 on a line of the lender's."""
    usual: dict[str, Any] = {
        "key": uuid4().hex,
        "lender": actor.lender,
        "agency": actor.agency or None,
        "person": "王一",
        "number": "13800000001",
        "channel": "voice_bot",
        "party": "debtor",
        "mode": "notify",
        "purpose": "collect",
        "line": "T1",
    }
    return Ask(**{**usual, **given})
