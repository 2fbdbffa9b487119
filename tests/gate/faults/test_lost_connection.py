"""The connection to the database is lost at each point of a page in turn, before the server has read or after it has
answered: the gate says HOLD, and the same key afterwards brings out what the book has.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.gate.books import LENDER, Stores
from tests.gate.crowd.count import contents, faults
from tests.gate.crowd.test_crowd import open_book
from tests.gate.faults.gates import ask, gate_on, is_held
from tests.gate.faults.proxy import Lost, Proxy, between
from zilv.gate.ask import Cancel, Outcome, Receipt
from zilv.gate.gate import Gate
from zilv.gate.refusal import Refused

MANY = 60
"""More people than a page has turns to be cut at, even where some are tried again."""

WHOLE = 3
"""After so many pages in a row that came through there are no more turns to cut at; some pages have fewer."""


PATIENCE_S = 20.0
"""What is cut off fails at once; a machine that is busy must not look like it."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("zilv.gate.gate", "tests.gate.faults.gates"):
        monkeypatch.setattr(f"{module}.ANSWER_S", PATIENCE_S)


def entries(url: str, idem: str) -> list[str]:
    """The attempts for which this stands in the journal."""
    return [line.attempt_id for line in contents(url).journal if line.idem == idem]


def run_cut(url: str, each: Callable[[Gate, Proxy, int, int], Awaitable[bool | None]]) -> list[bool]:
    """`each` for one person after the other, to be cut at a turn ever later; what it found, but for what came through
    whole (None).
    """
    open_book(url, MANY)

    async def cut_ever_later() -> list[bool]:
        found: list[bool] = []
        person, whole = 0, 0
        with between(url) as proxy:
            async with gate_on(proxy.url) as gate:
                while whole < WHOLE:
                    person += 1
                    made = await each(gate, proxy, person, len(found) + 1)
                    whole = whole + 1 if made is None else 0
                    found += [] if made is None else [made]
        return found

    return asyncio.run(cut_ever_later())


@pytest.mark.parametrize("lost", ["request", "reply"])
def test_an_ask_cut_off_anywhere_is_held_and_its_key_brings_out_what_the_book_has(stores: Stores, lost: Lost) -> None:
    url = stores.url("postgresql")

    async def each(gate: Gate, proxy: Proxy, person: int, turn: int) -> bool | None:
        key = f"key {person}"
        proxy.cut_at(turn, lost)
        first = await ask(gate, person, key)
        whole, kept = proxy.spare() > 0, entries(url, f"ask::{key}")
        assert first.decision == "permit" if whole else is_held(first) or kept == [first.attempt_id]
        again = await ask(gate, person, key)
        assert again.decision == "permit"
        assert entries(url, f"ask::{key}") == [again.attempt_id]
        assert kept in ([], [again.attempt_id])
        more = [(await ask(gate, person, f"{key} {n}")).decision for n in range(3)]
        assert more == ["permit", "permit", "deny"]
        return None if whole else is_held(first) and kept == [again.attempt_id]

    found = run_cut(url, each)
    assert len(found) > 3
    assert any(found) == (lost == "reply")
    assert faults(contents(url), [], all_told=False) == []


@pytest.mark.parametrize("lost", ["request", "reply"])
@pytest.mark.parametrize("kind", ["outcome", "cancel"])
def test_what_is_told_and_cut_off_anywhere_stands_once_when_it_is_told_again(
    stores: Stores, kind: str, lost: Lost
) -> None:
    url = stores.url("postgresql")

    def tell(gate: Gate, attempt_id: str) -> Awaitable[Receipt]:
        if kind == "cancel":
            return gate.cancel(attempt_id, Cancel(key="key", reason="never dialled"), LENDER)
        return gate.report(attempt_id, Outcome(key="key", answered=False), LENDER)

    async def each(gate: Gate, proxy: Proxy, person: int, turn: int) -> bool | None:
        attempt_id = (await ask(gate, person, f"key {person}")).attempt_id
        assert attempt_id
        idem, refused = f"{kind}:{attempt_id}:key", False
        proxy.cut_at(turn, lost)
        try:
            await tell(gate, attempt_id)
        except Refused as error:
            assert error.code == "store_unreachable"
            refused = True
        whole, kept = proxy.spare() > 0, entries(url, idem)
        assert refused or kept == [attempt_id]
        assert not (whole and refused)
        assert (await tell(gate, attempt_id)).status == ("cancelled" if kind == "cancel" else "reported")
        assert entries(url, idem) == [attempt_id]
        return None if whole else refused and kept == [attempt_id]

    found = run_cut(url, each)
    assert len(found) > 3
    assert any(found) == (lost == "reply")
    assert faults(contents(url), [], all_told=False) == []
