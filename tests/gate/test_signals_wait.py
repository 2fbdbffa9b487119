"""Who waits for a proposal: asks that come while it is entered, and nobody else."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.gate.books import LENDER, STRANGER, Counter, Stores
from tests.gate.conftest import NOON
from tests.gate.test_signals import QUOTE, heard, held
from zilv.gate import signals
from zilv.gate.book import Page
from zilv.gate.proposed import UNCONFIRMED
from zilv.gate.refusal import Refused
from zilv.gate.signals import Heard
from zilv.privacy.redact.redact import Redacted, redacted
from zilv.rules.library import Law, choose

SIGNAL = Heard(signal="hardship", quote=QUOTE, turn=3)
_WAIT = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
_HELD = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"


@pytest.fixture(scope="module")
def law() -> Law:
    """The law of China."""
    return choose("cn")


@pytest.fixture
def both(stores: Stores, law: Law) -> Iterator[tuple[Counter, Counter]]:
    """Two processes' books on one database of PostgreSQL, where two pages may be open at a time."""
    url = stores.url("postgresql")
    one, other = Counter(url, law, NOON), Counter(url, law, NOON)
    one.declare()
    with closing(one.book), closing(other.book):
        yield one, other


def waits(page: Page) -> bool:
    """Whether somebody comes to wait for a lock."""
    ends = time.monotonic() + 3
    while time.monotonic() < ends:
        if page.do(_WAIT) != [(0,)]:
            return True
        time.sleep(0.02)
    return False


def test_whoever_may_not_propose_waits_for_no_page_that_judges_and_holds_nothing(both: tuple[Counter, Counter]) -> None:
    one, other = both
    attempt_id = str(one.ask().attempt_id)
    with one.book.page() as judging:
        judging.lock("L1", [1], [])
        for actor, whose in ((STRANGER, attempt_id), (LENDER, "nobody's")):
            with other.book.page() as page:
                with pytest.raises(Refused, match="unknown_attempt"):
                    signals.propose(page, whose, SIGNAL, actor)
                assert page.do(_HELD) == [(0,)]


def test_an_ask_that_comes_while_a_proposal_is_entered_waits_for_it_and_is_held(both: tuple[Counter, Counter]) -> None:
    one, other = both
    attempt_id = str(one.ask().attempt_id)
    with ThreadPoolExecutor(1) as pool:
        with one.book.page() as page:
            signals.propose(page, attempt_id, SIGNAL, LENDER)
            coming = pool.submit(other.ask, channel="sms")
            assert waits(page)
        answer = coming.result()
    assert (answer.decision, answer.code) == ("hold", UNCONFIRMED)


def test_a_proposal_that_stands_keeps_no_ask_waiting_neither_of_others_nor_of_whom_it_holds(
    both: tuple[Counter, Counter],
) -> None:
    one, other = both
    heard(one, one.ask().attempt_id)
    with one.book.page() as judging:
        judging.lock("L1", [1], [])
        assert held(other, channel="sms")
        assert other.ask(channel="sms").code == UNCONFIRMED
        assert other.ask(person="李二", number="13800000009").decision == "permit"


def test_a_quote_is_redacted_before_anybody_is_kept_waiting(
    both: tuple[Counter, Counter], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = both
    attempt_id = str(one.ask().attempt_id)
    answers = []

    def slowly(text: str) -> Redacted:
        answers.append(other.ask(person="李二", number="13800000009").decision)
        return redacted(text)

    monkeypatch.setattr(signals, "redacted", slowly)
    heard(one, attempt_id)
    assert answers == ["permit"]
