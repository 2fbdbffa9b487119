"""Whose text binds: the one that was chosen, kept in the book; what was chosen before that is read from files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.books import HOUR_US, Counter
from tests.gate.test_laws import HOUSE, STRICTER, bundle_of, choice
from zilv.attempts.rows import DAY_US
from zilv.clock import steady_us
from zilv.errors import LawError
from zilv.gate import law_texts
from zilv.gate import laws as laws_module
from zilv.gate.again import UNJUDGED
from zilv.gate.law_texts import kept
from zilv.gate.laws import AGAIN_US, Laws
from zilv.rules.library import Law, choose


def test_what_was_chosen_binds_whatever_a_machine_s_files_say(counter: Counter, tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    choice(counter, f"cn,{house}")
    bundle = counter.ask().bundle
    for spoil in (lambda: house.write_text(HOUSE.replace("at_most: 2", "at_most: 1"), "utf-8"), house.unlink):
        spoil()
        other = Counter(counter.url, at=counter.now())
        answer = other.ask(reserve=False)
        other.book.close()
        assert (answer.decision, answer.bundle) == ("permit", bundle)


def test_of_two_choices_of_one_text_any_file_that_still_says_it_serves(counter: Counter, tmp_path: Path) -> None:
    here, gone = tmp_path / "here.yaml", tmp_path / "gone.yaml"
    for house in (gone, here, gone):
        house.write_text(HOUSE, "utf-8")
        choice(counter, f"cn,{house}")
    forget(counter)
    gone.unlink()
    other = Counter(counter.url, at=counter.now())
    assert other.ask(reserve=False).bundle == bundle_of(f"cn,{here}")
    other.book.close()


def test_a_text_is_kept_once_with_the_choice_and_not_without_it(counter: Counter, tmp_path: Path) -> None:
    for _ in range(2):
        choice(counter, STRICTER)
    with pytest.raises(LawError):
        choice(counter, "us-reg-f", counter.now() - 1)
    with counter.book.page(write=False) as page:
        assert [law.digest for law in kept(page)] == [choose(STRICTER).digest]


def test_an_outcome_told_after_an_upgrade_is_judged_by_the_law_of_its_day(counter: Counter, tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    choice(counter, f"cn,{house}", lender="L1")
    asked = [counter.ask().attempt_id for _ in range(3)]
    counter.at = counter.now() + HOUR_US
    choice(counter, "cn", lender="L1")
    house.unlink()
    upgraded = Counter(counter.url, at=counter.now())
    receipt = upgraded.report(asked[2], answered=True, recording="r")
    assert [finding.topic for finding in receipt.findings] == ["house_calls"]
    (body,) = upgraded.journal("finding")
    assert body["findings"][0]["topic"] == "house_calls"
    upgraded.book.close()


def test_what_cannot_be_judged_again_is_told_until_it_can(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    choice(counter, f"cn,{house}", lender="L1")
    asked = []
    for _ in range(4):
        counter.at = counter.now() + 1
        asked.append(counter.ask().attempt_id)
    counter.report(asked[3], answered=True, recording="r")
    counter.at = counter.now() + HOUR_US
    choice(counter, "cn", lender="L1")
    forget(counter)
    house.unlink()
    upgraded = Counter(counter.url, at=counter.now())
    assert upgraded.report(asked[2], answered=True, recording="r").findings == (UNJUDGED,)
    broken = upgraded.report(asked[3], answered=True, recording="r").findings
    assert [finding.topic for finding in broken] == ["house_calls", "law_absent"]
    told = len(upgraded.journal("finding"))
    upgraded.report(asked[2], answered=True, recording="r")
    assert len(upgraded.journal("finding")) == told
    house.write_text(HOUSE, "utf-8")
    monkeypatch.setattr(laws_module, "steady_us", lambda: steady_us() + AGAIN_US)
    (finding,) = upgraded.report(asked[2], answered=True, recording="r").findings
    assert (finding.topic, finding.outcome, finding.count) == ("house_calls", "forbidden", 3)
    upgraded.book.close()


def test_whose_law_is_absent_now_or_later_is_known(counter: Counter, tmp_path: Path) -> None:
    """L1's own, which binds already, and the installation's to come; what was withdrawn or is over binds nobody."""
    start, later = counter.now(), counter.now() + HOUR_US
    names = ("over", "withdrawn", "now", "to-come")
    for name in names:
        text = HOUSE.replace("house.calls", f"house.{name}")
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    texts = {name: f"cn,{tmp_path}/{name}.yaml" for name in names}
    choice(counter, texts["over"], lender="L1")
    choice(counter, texts["withdrawn"], later)
    counter.at = start + 1
    choice(counter, texts["now"], lender="L1")
    choice(counter, texts["to-come"], later)
    choice(counter, STRICTER, lender="L2")
    forget(counter)
    for name in names:
        (tmp_path / f"{name}.yaml").unlink()
    laws = Laws("cn")
    with counter.book.page(write=False) as page:
        laws.refresh(page.versions().law, page)
    expected = [("L1", texts["now"], start + 1), ("", texts["to-come"], later)]
    assert [(one.lender, one.choice, one.since) for one in laws.absent(counter.now())] == expected


def forget(counter: Counter) -> None:
    """The choices are as those made before texts were kept."""
    with counter.book.page() as page:
        page.do("delete from gate_law_text")


@pytest.fixture
def differing(counter: Counter, tmp_path: Path) -> Iterator[tuple[Counter, Path]]:
    """A machine whose file says something else than what was chosen before texts were kept, and that file; two calls
    ten days ago.
    """
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    for _ in range(2):
        counter.ask()
    counter.at = counter.now() + 10 * DAY_US
    choice(counter, f"cn,{house}")
    forget(counter)
    house.write_text(HOUSE.replace("at_most: 2", "at_most: 1"), "utf-8")
    other = Counter(counter.url, at=counter.now())
    answer = other.ask()
    assert (answer.decision, answer.code, answer.attempt_id) == ("hold", "law_differs", None)
    assert counter.counted() == 2
    yield other, house
    other.book.close()


def test_a_text_put_right_binds_without_a_restart_and_looks_back_as_far_as_it_asks_for(
    differing: tuple[Counter, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, house = differing
    house.write_text(HOUSE, "utf-8")
    assert other.ask().code == "law_differs"
    monkeypatch.setattr(laws_module, "steady_us", lambda: steady_us() + AGAIN_US)
    answer = other.ask()
    (finding,) = answer.findings
    assert (answer.decision, answer.bundle, finding.count) == ("deny", bundle_of(f"cn,{house}"), 3)


def test_another_wrong_text_binds_nobody_and_files_are_not_read_with_every_ask(
    differing: tuple[Counter, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, house = differing
    read: list[str] = []

    def counted(text: str) -> Law:
        read.append(text)
        return choose(text)

    monkeypatch.setattr(law_texts, "choose", counted)
    house.write_text(HOUSE.replace("at_most: 2", "at_most: 9"), "utf-8")
    for later_us in (0, AGAIN_US, AGAIN_US, 2 * AGAIN_US + DAY_US, 2 * AGAIN_US + DAY_US):
        monkeypatch.setattr(laws_module, "steady_us", lambda later=later_us: steady_us() + later)
        assert other.ask().code == "law_differs"
    assert read == [f"cn,{house}"] * 2
    assert [law.digest for law in other.desk.laws.in_use()] == [choose("cn").digest]


def test_a_text_that_another_desk_has_read_is_in_use_from_the_next_page_on(
    differing: tuple[Counter, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, house = differing
    mine, theirs = other.desk.laws, other.desk.laws.another()
    with other.book.page(write=False) as page:
        version = page.versions().law
        theirs.refresh(version, page)
        house.write_text(HOUSE, "utf-8")
        monkeypatch.setattr(laws_module, "steady_us", lambda: steady_us() + AGAIN_US)
        mine.refresh(version, page)
        assert mine.of("L1", other.now()).digest == choose(f"cn,{house}").digest
        with pytest.raises(LawError):
            theirs.of("L1", other.now())
        assert len(theirs.in_use()) == 1
        theirs.refresh(version, page)
    assert theirs.of("L1", other.now()) is mine.of("L1", other.now())
