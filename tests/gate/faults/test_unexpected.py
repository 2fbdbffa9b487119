"""The unforeseen: one ask cannot be decided and is held; nobody else notices, the log names kind and place only."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.gate.books import LENDER, TOKENS, Counter
from tests.gate.crowd.asker import sought
from tests.gate.crowd.test_crowd import open_book
from tests.gate.faults.gates import ask, gate_on
from zilv.gate.ask import Answer
from zilv.gate.door import asked
from zilv.gate.gate import Gate

PEOPLE = 20
SPOILT = 7


@contextmanager
def spoilt_row(url: str) -> Iterator[None]:
    """A register's row on one of the people that no program can have written stands while the block runs."""
    person = asked(sought(SPOILT, "any"), LENDER, TOKENS).person
    counter = Counter(url)
    columns = "register, lender, person, number, body, added"
    with counter.book.page() as page:
        page.do(
            f"insert into gate_register_row ({columns}) values ('holds', 'L1', :person, 0, :body, 0)",
            person=person,
            body='{"person": "somebody\'s data", "reason": 7}',
        )
    yield
    with counter.book.page() as page:
        page.do("delete from gate_register_row where register = 'holds'")
    counter.book.close()


async def asked_together(gate: Gate, key: str) -> list[Answer]:
    """Asks about all the people at the same time."""
    return list(await asyncio.gather(*(ask(gate, n, f"{key} {n}") for n in range(PEOPLE))))


def test_an_ask_that_cannot_be_decided_is_held_alone(url: str, caplog: pytest.LogCaptureFixture) -> None:
    open_book(url, PEOPLE)

    async def run() -> None:
        async with gate_on(url, desks=2) as gate:
            with spoilt_row(url):
                answers = await asked_together(gate, "spoilt")
                assert (await gate.peek(sought(SPOILT, "peek"), LENDER)).code == "internal"
            held = answers.pop(SPOILT)
            assert {answer.decision for answer in answers} == {"permit"}
            assert (held.decision, held.code, held.attempt_id) == ("hold", "internal", None)
            assert {answer.decision for answer in await asked_together(gate, "mended")} == {"permit"}

    asyncio.run(run())
    told = [record.getMessage() for record in caplog.records if record.name.startswith("zilv")]
    assert told
    assert all(line.startswith("a page failed: ValidationError, ") for line in told)
    assert "data" not in caplog.text
