"""Choosing a law: it binds from a stated instant on, and only as the text that was chosen."""

from pathlib import Path

import pytest

from tests.gate.books import HOUR_US, STRANGER, Counter
from zilv.attempts.rows import DAY_US
from zilv.errors import LawError
from zilv.gate.laws import Laws, activate
from zilv.rules.library import choose

STRICTER = "cn,house/three-answered-calls"
HOUSE = """
id: house.calls-in-two-weeks
title: {zh: 两周限呼, en: Calls in two weeks}
topic: house_calls
cite: {instrument: house, article: "1", url: unknown}
grade: P
strength: shall
in_force: {since: 2020-01-01}
says: {zh: 十四日内呼叫不超过两次, en: At most two calls in fourteen days}
reading: {zh: 含当日, en: Today included}
check: {kind: limit, when: {channel: [voice, voice_bot]}, at_most: 2, per: person, window: days, days: 14}
cases:
  - name: second
    attempt: {at: 2026-03-02T18:00:00+08:00}
    history: [{at: 2026-03-02T09:00:00+08:00}]
    expect: permitted
  - name: third
    attempt: {at: 2026-03-02T18:00:00+08:00}
    history: [{at: 2026-03-02T09:00:00+08:00, repeat: "2"}]
    expect: forbidden
"""


def choice(counter: Counter, text: str, since: int | None = None, lender: str = "") -> None:
    with counter.book.page() as page:
        activate(page, lender, text, since, "key0")


def bundle_of(text: str) -> str:
    law = choose(text)
    return f"{law.version}+{law.digest[:12]}"


def test_a_choice_binds_from_its_instant_on_and_each_answer_names_it(counter: Counter) -> None:
    start = counter.now()
    choice(counter, STRICTER, start + HOUR_US)
    found = []
    for at in (start, start + HOUR_US - 1, start + HOUR_US):
        counter.at = at
        found.append(counter.ask(person=f"person {at}", number=f"139{at}").bundle)
    assert found == [bundle_of("cn"), bundle_of("cn"), bundle_of(STRICTER)]


def test_a_lender_s_own_choice_comes_before_the_installation_s(counter: Counter) -> None:
    choice(counter, "us-reg-f")
    choice(counter, STRICTER, lender="L1")
    assert counter.ask(reserve=False).bundle == bundle_of(STRICTER)
    assert counter.ask(STRANGER, reserve=False).bundle == bundle_of("us-reg-f")


def test_of_the_choices_that_have_begun_the_latest_binds_whatever_the_order_they_were_made_in(
    counter: Counter,
) -> None:
    start = counter.now()
    choice(counter, "us-reg-f", start + 2 * HOUR_US)
    choice(counter, STRICTER, start + HOUR_US)
    choice(counter, "cn")
    found = []
    for counter.at in (start, start + HOUR_US, start + 2 * HOUR_US):
        found.append(counter.ask(reserve=False).bundle)
    assert found == [bundle_of("cn"), bundle_of(STRICTER), bundle_of("us-reg-f")]


def test_a_choice_to_come_is_withdrawn_by_another_for_the_same_instant(counter: Counter) -> None:
    later = counter.now() + HOUR_US
    choice(counter, STRICTER, later)
    choice(counter, "cn", later)
    counter.at = later
    assert counter.ask(reserve=False).bundle == bundle_of("cn")


def test_a_choice_is_in_the_journal_with_the_digest_of_its_text(counter: Counter) -> None:
    choice(counter, STRICTER, counter.now() + HOUR_US, "L1")
    (body,) = counter.journal("law")
    assert body["choice"] == STRICTER
    assert body["digest"] == choose(STRICTER).digest
    assert body["since"] == counter.now() + HOUR_US
    assert body["key_id"] == "key0"


def test_an_instant_that_has_passed_cannot_be_chosen(counter: Counter) -> None:
    with pytest.raises(LawError, match="has passed"):
        choice(counter, STRICTER, counter.now() - 1)
    assert counter.journal("law") == []
    choice(counter, STRICTER, counter.now())
    assert counter.ask(reserve=False).bundle == bundle_of(STRICTER)


def test_a_choice_that_cannot_be_read_is_refused_and_changes_nothing(counter: Counter) -> None:
    with pytest.raises(LawError):
        choice(counter, "cn,nowhere.yaml")
    assert counter.journal("law") == []
    assert counter.ask(reserve=False).decision == "permit"


def test_a_law_that_looks_further_back_does_so_from_its_first_ask_on(counter: Counter, tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    for _ in range(2):
        counter.ask()
    counter.at = counter.now() + 10 * DAY_US
    assert counter.ask(reserve=False).decision == "permit"
    choice(counter, f"cn,{house}")
    (finding,) = counter.ask().findings
    assert (finding.topic, finding.count, finding.limit) == ("house_calls", 3, 2)


def test_without_a_zone_the_gate_looks_back_as_far_as_the_audit_counts(counter: Counter, tmp_path: Path) -> None:
    """From Monday to the Sunday after next: one week apart by UTC, in one week perhaps where the person lives."""
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE.replace("window: days, days: 14", "window: week"), "utf-8")
    choice(counter, str(house), counter.now())
    today = counter.now() // DAY_US
    monday = counter.at = (today + 7 - (today + 3) % 7) * DAY_US
    for _ in range(2):
        counter.ask()
    counter.at = monday + 13 * DAY_US
    (finding,) = [found for found in counter.ask(reserve=False).findings if found.topic == "house_calls"]
    assert (finding.outcome, finding.count, finding.limit) == ("undetermined", 1, 2)


def test_a_process_that_has_just_started_looks_as_far_back(counter: Counter, tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    for _ in range(2):
        counter.ask()
    choice(counter, f"cn,{house}")
    started = Counter(counter.url, at=counter.now() + 10 * DAY_US)
    assert started.ask(reserve=False).decision == "deny"
    started.book.close()


def test_an_edited_file_changes_nothing_until_it_is_chosen_again(counter: Counter, tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(HOUSE, "utf-8")
    text = f"cn,{house}"
    choice(counter, text)
    before = counter.ask(reserve=False).bundle
    house.write_text(HOUSE.replace("at_most: 2", "at_most: 1"), "utf-8")
    assert counter.ask(reserve=False).bundle == before
    choice(counter, text, counter.now() + HOUR_US)
    assert counter.ask(reserve=False).bundle == before
    counter.at = counter.now() + HOUR_US
    assert counter.ask(reserve=False).bundle == bundle_of(text) != before


def test_a_law_that_one_desk_has_read_is_not_read_again_by_another(counter: Counter) -> None:
    one = Laws("cn")
    other = one.another()
    choice(counter, STRICTER, counter.now(), "L1")
    with counter.book.page(write=False) as page:
        for laws in (one, other):
            laws.refresh(page.versions().law, page)
    assert other.fallback is one.fallback
    assert other.of("L1", counter.now()) is one.of("L1", counter.now())
    assert other.of("L1", counter.now()).digest == choose(STRICTER).digest
    assert Laws("cn").another().of("L1", counter.now()).digest == choose("cn").digest


def test_what_was_chosen_for_later_is_told_by_lender(counter: Counter) -> None:
    later = counter.now() + HOUR_US
    choice(counter, STRICTER, later)
    choice(counter, "us-reg-f", later, "L1")
    laws = Laws("cn")
    with counter.book.page(write=False) as page:
        laws.refresh(page.versions().law, page)
    assert [(one.choice, one.since) for one in laws.to_come("", counter.now())] == [(STRICTER, later)]
    assert laws.to_come("", later) == []
    choice(counter, "cn", later)
    with counter.book.page(write=False) as page:
        laws.refresh(page.versions().law, page)
    assert [one.choice for one in laws.to_come("", counter.now())] == ["cn"]
