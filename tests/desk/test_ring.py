"""The ring of keys outlives a key it cannot open, a fault and a stalled connection, and believes nothing old."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.desk.conftest import POSTGRESQL, SQLITE
from tests.desk.served import Installation, Key, attempt, creation, wait_until
from tests.gate.books import book_at
from tests.gate.faults.proxy import between
from zilv.desk.keys import ring as rings
from zilv.desk.keys.credential import Seal
from zilv.desk.keys.ring import Ring
from zilv.desk.logs import LINES
from zilv.gate.book import Book, Page


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def installation(request: pytest.FixtureRequest) -> Installation:
    made: Installation = request.getfixturevalue(f"on_{request.param}")
    return made


@contextmanager
def ring_on(installation: Installation, book: Book) -> Iterator[Ring]:
    """A ring with this installation's secret that watches."""
    root = bytes.fromhex((installation.folder / "secret.key").read_text("ascii").strip())
    made = Ring(Seal(root), book)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        book.close()


def foreign(installation: Installation, *arguments: str) -> Key:
    """A key as another user of the machine makes or rotates it, who has another secret."""
    secret = str(installation.folder / "foreign.key")
    done = installation.zilv("key", *arguments, "--json", ZILV_SECRET_FILE=secret)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return Key(told["id"], told["bearer"], told["signing_secret"])


def test_a_key_under_another_secret_is_refused_and_the_others_go_on_and_can_be_revoked(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    monkeypatch.setattr(LINES, "write", lambda event, **facts: lines.append(f"{event} {facts}"))
    good, gone = installation.keys(creation("ask", more=("--expires", "2099-12-31")), creation("ask"))
    with ring_on(installation, book_at(installation.database)) as ring:
        bad = foreign(installation, "create", "--lender", "甲消金", "--scope", "ask")
        installation.done("key", "revoke", gone.id)
        wait_until(lambda: ring.get(gone.id) is None, 5)
        held = ring.get(good.id)
        assert held is not None and held.expires is not None and ring.get(bad.id) is None
    told = "".join(lines)
    assert "key refused" in told and bad.id in told
    assert not any(secret in told for secret in (bad.bearer, bad.signing_secret, good.signing_secret))
    with ring_on(installation, book_at(installation.database)) as again:
        assert again.get(good.id) == held and again.get(bad.id) is None


def test_a_key_rotated_under_another_secret_holds_by_its_old_secret_alone(installation: Installation) -> None:
    (key,) = installation.keys(creation("ask"))
    foreign(installation, "rotate", key.id)
    with ring_on(installation, book_at(installation.database)) as ring:
        held = ring.get(key.id)
        assert held is not None
        assert [(proof.signing, proof.until is None) for proof in held.proofs] == [(key.signing_secret, False)]


def test_keys_expire_where_reading_them_fails_unexpectedly_and_are_known_again_when_it_does_not(
    on_sqlite: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = on_sqlite.keys(creation("ask"))
    monkeypatch.setattr(rings, "EXPIRES_US", 1_500_000)
    with ring_on(on_sqlite, book_at(on_sqlite.database)) as ring:
        assert ring.get(key.id) is not None

        class Unreadable:
            def page(self, write: bool = True) -> None:
                raise RuntimeError("a fault that nobody thought of")

        whole, ring._book = ring._book, Unreadable()  # type: ignore[assignment]
        wait_until(lambda: ring.expired() and ring.get(key.id) is None, 5)
        ring._book = whole
        wait_until(lambda: ring.get(key.id) is not None, 5)


@pytest.mark.parametrize("installation", [POSTGRESQL], indirect=True)
def test_a_stalled_connection_of_the_ring_is_given_up_and_its_keys_expire(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = installation.keys(creation("ask"))
    monkeypatch.setattr(rings, "EXPIRES_US", 1_500_000)
    with between(installation.database) as proxy, ring_on(installation, book_at(proxy.url)) as ring:
        assert ring.get(key.id) is not None
        proxy.deaf = True
        wait_until(lambda: ring.get(key.id) is None, 5)
        proxy.deaf = False
        wait_until(lambda: ring.get(key.id) is not None, 20)


@pytest.mark.parametrize("installation", [POSTGRESQL], indirect=True)
def test_a_server_refuses_a_revoked_key_in_time_also_where_the_connection_of_its_ring_alone_stalls(
    installation: Installation,
) -> None:
    gone, good = installation.keys(creation("ask"), creation("ask"))
    with (
        between(installation.database) as proxy,
        closing(book_at(installation.database)) as book,
        installation.serve(ZILV_DATABASE=proxy.url, ZILV_DELIVER="no") as server,
    ):

        def status(key: Key) -> int:
            return server.call(key, "GET", "/v1/attempts/none").status_code

        assert (status(gone), status(good)) == (404, 404)
        proxy.deaf = True
        wait_until(lambda: proxy.deafened, 5)  # the ring has spoken, and that connection stays deaf
        proxy.deaf = False
        with book.page() as page:
            page.do("update keys_key set revoked = created where id = :id", id=gone.id)
            page.do("insert into keys_change (key_id, what, at) select id, '', created from keys_key")
        wait_until(lambda: status(gone) == 401, rings.EXPIRES_US / 1_000_000)
        assert status(good) == 404


def test_a_key_is_refused_when_its_holder_has_left_whoever_else_came_back(installation: Installation) -> None:
    named = [("--holder", name, "--display-name", name) for name in ("ann", "bob")]
    ann, bob = installation.keys(*(creation("rule", more=more) for more in named))

    def active(name: str, told: bool, page: Page) -> None:
        page.do("update accounts_user set is_active = :told where username = :name", told=told, name=name)

    with closing(book_at(installation.database)) as book:
        with book.page() as page:
            active("bob", False, page)
        with ring_on(installation, book_at(installation.database)) as ring:
            assert ring.get(ann.id) is not None and ring.get(bob.id) is None
            with book.page() as page:
                active("ann", False, page)
                active("bob", True, page)
            wait_until(lambda: ring.get(ann.id) is None and ring.get(bob.id) is not None, 5)


def test_a_server_that_cannot_read_its_keys_holds_every_ask_until_it_can(on_sqlite: Installation) -> None:
    (key,) = on_sqlite.keys(creation("ask"))
    with on_sqlite.serve() as server, closing(sqlite3.connect(on_sqlite.folder / "zilv.db")) as foreign:
        foreign.execute("alter table keys_key rename to keys_aside")
        foreign.execute("insert into keys_change (key_id, what, at) values ('', '', '')")
        foreign.commit()
        wait_until(lambda: server.ask(key).json().get("code") == "store_unreachable", 40)
        batch = server.call(key, "POST", "/v1/asks/batch", {"asks": [attempt(), attempt()]}).json()
        assert [item["answer"]["decision"] for item in batch["items"]] == ["hold", "hold"]
        assert server.call(key, "GET", "/v1/events").status_code == 503
        assert server.http.get("/ready").status_code == 503
        foreign.execute("alter table keys_aside rename to keys_key")
        foreign.commit()
        wait_until(lambda: server.ask(key).json().get("attempt_id"), 10)
