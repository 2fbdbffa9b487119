"""What was not judged again for want of its law's text is judged once that is here, though nobody tells more."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.gate.books import HOUR_US, LENDER, TOKENS, Counter, Stores, book_at, migrate
from tests.gate.conftest import NOON
from tests.gate.test_law_texts import forget
from tests.gate.test_laws import HOUSE, choice
from zilv.clock import steady_us
from zilv.gate import found
from zilv.gate import gate as gates
from zilv.gate import laws as laws_module
from zilv.gate.book import Page
from zilv.gate.desk import Desk
from zilv.gate.found import judge_next
from zilv.gate.gate import Gate
from zilv.gate.laws import SELDOM_US, Laws, activate
from zilv.gate.matter import matter_of


class Lost(NamedTuple):
    """A book whose law of an hour ago is nowhere; four calls made under it, the last two reported since; its file."""

    counter: Counter
    asked: list[str]
    house: Path


@contextmanager
def lost(counter: Counter, folder: Path) -> Iterator[Lost]:
    house = folder / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    choice(counter, f"cn,{house}", lender="L1")
    asked = []
    for _ in range(4):
        counter.at = counter.now() + 1
        asked.append(counter.ask().attempt_id or "")
    counter.at = counter.now() + HOUR_US
    choice(counter, "cn", lender="L1")
    forget(counter)
    house.unlink()
    upgraded = Counter(counter.url, at=counter.now())
    for attempt_id in asked[2:]:
        upgraded.report(attempt_id, answered=True, recording="r")
    yield Lost(upgraded, asked, house)
    upgraded.book.close()


def topics(counter: Counter, attempt_id: str) -> list[str]:
    """What the attempt turned out to have broken, as last found."""
    with counter.book.page(write=False) as page:
        return [finding.topic for finding in matter_of(page, attempt_id, LENDER).findings()]


def judged(counter: Counter, at_most: int = 9) -> int:
    """How many were judged by now that could not be before."""
    for count in range(at_most + 1):
        with counter.book.page() as page:
            if not judge_next(page, counter.desk):
                return count
    raise AssertionError("it never ends")


def waiting(counter: Counter) -> list[str]:
    with counter.book.page(write=False) as page:
        return [attempt_id for (attempt_id,) in page.do("select attempt_id from gate_unjudged order by 1")]


def put_by(page: Page, *attempts: str, lender: str = "L1", since: int = 1) -> None:
    """Attempts that wait; these are in no book, so that to judge one is to strike it out."""
    for attempt_id in attempts:
        page.do(
            "insert into gate_unjudged (attempt_id, lender, since) values (:a, :l, :s)",
            a=attempt_id,
            l=lender,
            s=since,
        )


def test_it_waits_while_the_text_is_absent_and_is_judged_once_the_file_says_it_again(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lost(counter, tmp_path) as (upgraded, asked, house):
        assert waiting(upgraded) == asked[2:]
        assert [topics(upgraded, attempt_id) for attempt_id in asked[2:]] == [["law_absent"]] * 2
        told = len(upgraded.journal("finding"))
        assert (judged(upgraded), len(upgraded.journal("finding"))) == (0, told)
        house.write_text(HOUSE, "utf-8")
        monkeypatch.setattr(laws_module, "steady_us", lambda: steady_us() + SELDOM_US)
        assert judged(upgraded) > 0 and waiting(upgraded) == []
        assert [topics(upgraded, attempt_id) for attempt_id in asked[2:]] == [["house_calls"]] * 2
        assert upgraded.journal("finding")[-1]["because"].startswith("text of the law for ")
        assert judged(upgraded) == 0


def test_it_is_judged_once_the_text_is_activated_again_for_whomever(counter: Counter, tmp_path: Path) -> None:
    with lost(counter, tmp_path) as (upgraded, asked, _):
        (elsewhere := tmp_path / "elsewhere.yaml").write_text(HOUSE, "utf-8")
        choice(upgraded, f"cn,{elsewhere}", upgraded.now() + HOUR_US, lender="L2")
        assert judged(upgraded) > 0 and waiting(upgraded) == []
        assert topics(upgraded, asked[3]) == ["house_calls"]


def test_one_whose_text_stays_absent_does_not_keep_another_waiting(counter: Counter, tmp_path: Path) -> None:
    with lost(counter, tmp_path) as (upgraded, _, house):
        with upgraded.book.page() as page:
            put_by(page, "a", lender="L3")
            page.do("insert into gate_law (seq, lender, choice, digest, since) values (0, 'L3', 'gone.yaml', '00', 1)")
        house.write_text(HOUSE, "utf-8")
        choice(upgraded, f"cn,{house}", upgraded.now() + HOUR_US, lender="L2")
        assert judged(upgraded) > 0 and waiting(upgraded) == ["a"]


def test_a_text_that_is_gone_for_good_is_sought_seldom_and_by_nobody_who_asks(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lost(counter, tmp_path) as (upgraded, _, _house):
        sought: list[object] = []
        read = Laws._read_texts

        def watched(laws: Laws, wanted: object, book: object) -> None:
            sought.append(wanted)
            read(laws, wanted, book)  # type: ignore[arg-type]

        judged(upgraded)
        monkeypatch.setattr(Laws, "_read_texts", watched)
        for _ in range(3):
            judged(upgraded)
            upgraded.ask(reserve=False)
        assert sought == []
        monkeypatch.setattr(laws_module, "steady_us", lambda: steady_us() + SELDOM_US)
        judged(upgraded)
        assert len(sought) == 1


def test_the_gate_does_so_by_itself(counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lived(upgraded: Counter) -> None:
        gate = Gate(book_at(upgraded.url, upgraded.now), [upgraded.desk], TOKENS)
        await gate.start()
        async with asyncio.timeout(20):
            while waiting(upgraded):
                await asyncio.sleep(0.02)
        await gate.stop()

    monkeypatch.setattr(gates, "FLAG_S", 0.05)
    with lost(counter, tmp_path) as (upgraded, asked, house):
        house.write_text(HOUSE, "utf-8")
        choice(upgraded, f"cn,{house}", upgraded.now() + HOUR_US, lender="L2")
        asyncio.run(lived(upgraded))
        assert topics(upgraded, asked[2]) == ["house_calls"]


def test_what_was_marked_before_it_was_kept_in_mind_is_found_by_the_migration(counter: Counter, tmp_path: Path) -> None:
    with lost(counter, tmp_path) as (upgraded, asked, house):
        migrate(upgraded.url, "gate", "0004")
        migrate(upgraded.url)
        assert waiting(upgraded) == asked[2:]
        house.write_text(HOUSE, "utf-8")
        with upgraded.book.page() as page:
            activate(page, "L2", f"cn,{house}", None, "key0")
        assert judged(upgraded) > 0 and waiting(upgraded) == []


def test_of_several_workers_each_judges_another_and_none_twice(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counter.book.page() as page:
        put_by(page, *(f"a{number:02}" for number in range(40)))
    struck: list[str] = []
    judge = found._judge

    def watched(page: Page, attempt_id: str, lender: str, desk: Desk) -> None:
        struck.append(attempt_id)
        judge(page, attempt_id, lender, desk)

    def worked(worker: Counter) -> int:
        with closing(worker.book):
            return judged(worker, at_most=40)

    monkeypatch.setattr(found, "_judge", watched)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(worked, [Counter(counter.url, at=counter.now()) for _ in range(4)]))
    assert sum(done) == len(struck) == len(set(struck)) == 40
    assert waiting(counter) == []


def test_one_that_another_page_is_judging_is_left_to_it_at_once(stores: Stores) -> None:
    """In PostgreSQL; SQLite has one writer at a time."""
    counter = Counter(stores.url("postgresql"), at=NOON)
    with closing(counter.book), closing(book_at(counter.url)) as other, closing(book_at(counter.url)) as third:
        with counter.book.page() as page:
            put_by(page, "a", "b")
        with counter.book.page() as page, other.page() as beside:
            assert judge_next(page, counter.desk) and judge_next(beside, counter.desk_like())
            with third.page() as late:
                began = steady_us()
                assert not judge_next(late, counter.desk_like())
                assert steady_us() - began < 1_000_000
        assert waiting(counter) == []


def test_a_page_that_breaks_off_leaves_its_attempt_to_the_next(counter: Counter) -> None:
    with counter.book.page() as page:
        put_by(page, "a")
    with pytest.raises(ZeroDivisionError), counter.book.page() as page:
        assert judge_next(page, counter.desk)
        raise ZeroDivisionError
    assert (judged(counter), waiting(counter)) == (1, [])


@pytest.mark.parametrize("statement", [found._NEXT, found._FIRST])
def test_what_waits_is_looked_up_by_its_index_however_much_waits(counter: Counter, statement: str) -> None:
    """No step of the plan reads, or puts in order, more than is taken."""
    explain = "explain query plan" if counter.url.startswith("sqlite") else "explain"
    given = {"lender": "L1", "since": 1} | ({"several": 1} if ":several" in statement else {})
    with counter.book.page(write=False) as page:
        plan = " ".join(str(row) for row in page.do(f"{explain} {statement}", **given))
    assert "gate_unjudged_law" in plan
    assert not re.search(r"B-TREE|Sort|Filter|SCAN|Seq Scan", plan), plan
