"""The PostgreSQL that the tests make for themselves does what they rely on."""

import psycopg
import pytest

from tests.gate.postgresql import ABSENT, postgresql

pytestmark = pytest.mark.skipif(ABSENT, reason="no PostgreSQL on this machine")


def test_what_was_committed_is_there_after_the_server_was_killed() -> None:
    with postgresql() as server:
        url = server.database()
        with psycopg.connect(url) as connection:
            connection.execute("create table kept (n int)")
            connection.execute("insert into kept values (7)")
        open_one = psycopg.connect(url)
        assert len(server.processes()) > 2
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            open_one.execute("select 1")
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("select n from kept").fetchall() == [(7,)]


def test_each_database_of_a_test_is_its_own() -> None:
    with postgresql("fsync=off") as server:
        one, other = server.database(), server.database()
        with psycopg.connect(one) as connection:
            connection.execute("create table here (n int)")
        with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("select n from here")
