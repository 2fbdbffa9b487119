"""What `zilv law activate` says: what binds whom from when on, and what was chosen before and still comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.books import Counter, Stores
from tests.gate.test_journal_commands import zilv
from tests.gate.test_laws import HOUSE
from zilv.rules.library import choose

STRICTER = "cn,house/three-answered-calls"
LATER, LATER_UTC = "2099-01-01T00:00:00+08:00", "2098-12-31T16:00:00Z"


@pytest.fixture
def book(stores: Stores) -> Iterator[Counter]:
    """A book that goes by the machine's own clock, as the command does."""
    made = Counter(stores.url("sqlite"))
    yield made
    made.book.close()


def said(book: Counter, *arguments: str) -> list[str]:
    """The lines that the command prints when it succeeds; of lenders for whom no key speaks, it says so."""
    done = zilv(book, "law", "activate", *arguments)
    assert (done.returncode, "L1" in done.stderr) == (0, "L1" in arguments), done.stderr
    return done.stdout.splitlines()


def test_it_names_choice_digest_lender_and_instant_in_the_language_asked_for(book: Counter) -> None:
    digest = choose(STRICTER).digest[:12]
    assert said(book, STRICTER, "--at", LATER, "--lender", "L1", "--lang", "en") == [
        f"{STRICTER} (digest {digest}) binds L1 from {LATER_UTC} on"
    ]
    assert said(book, STRICTER, "--at", LATER, "--lang", "zh") == [
        f"{STRICTER}（摘要 {digest}）自 {LATER_UTC} 起适用于未另选者"
    ]
    first, later = said(book, "cn", "--lang", "en")
    assert first.startswith(f"cn (digest {choose('cn').digest[:12]}) binds whoever chose none from 20")
    assert later == (
        f"{STRICTER} was chosen before for {LATER_UTC}, and binds from then on; to withdraw it, choose another law for "
        f"the same instant: zilv law activate … --at {LATER_UTC}"
    )


def test_what_was_withdrawn_is_not_told_as_still_to_come_nor_what_is_anothers(book: Counter) -> None:
    said(book, STRICTER, "--at", LATER)
    said(book, "us-reg-f", "--at", LATER, "--lender", "L1")
    assert len(said(book, "cn", "--at", LATER)) == 1
    assert said(book, STRICTER, "--lang", "zh")[1:] == [
        f"此前已选定 cn 自 {LATER_UTC} 起适用，届时仍将适用；如要撤回：zilv law activate … --at {LATER_UTC}"
    ]


def test_a_house_file_is_named_by_its_whole_path(book: Counter, tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    (line,) = said(book, f"cn,{tmp_path}/../{tmp_path.name}/house.yaml", "--lang", "en")
    assert line.startswith(f"cn,{tmp_path.resolve()}/house.yaml (digest ")


def test_for_a_name_that_no_key_can_have_nothing_is_chosen(book: Counter) -> None:
    done = zilv(book, "law", "activate", "cn", "--lender", "L1 ")
    assert done.returncode == 2 and "--lender" in done.stderr
    assert book.journal("law") == []
