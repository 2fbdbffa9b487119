"""A law that is scheduled: no permit reaches into it, a retry is sought under it, a page over its instant is split."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.gate.books import ANN, HOUR_US, STRANGER, Counter, Stores
from tests.gate.conftest import NOON
from tests.gate.test_laws import HOUSE, bundle_of, choice
from tests.gate.test_ledger import of
from tests.gate.test_replay import asks, file_of, replayed
from zilv.attempts.rows import DAY_US, MINUTE_US, instant, microseconds
from zilv.clock import steady_us
from zilv.errors import LawError, ZilvError
from zilv.gate import laws as laws_module
from zilv.gate.ask import Answer
from zilv.gate.laws import AGAIN_US
from zilv.rules.library import Law, choose

SECOND_US = 1_000_000
OUTCOMES = st.sampled_from([None, {"answered": False}, {"answered": True, "conversed": True, "recording": "r"}])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The law of China, and two calls in a fortnight."""
    path = tmp_path_factory.mktemp("law") / "house.yaml"
    path.write_text(HOUSE, "utf-8")
    return f"cn,{path}"


@pytest.fixture(scope="module")
def read(house: str) -> dict[str, Law]:
    """Both laws, read once."""
    return {text: choose(text) for text in ("cn", house)}


def us(told: str | None) -> int:
    return microseconds(datetime.fromisoformat(told or ""))


def looked(counter: Counter, at: int) -> Answer:
    counter.at = at
    return counter.ask(reserve=False)


def called(counter: Counter, times: int) -> list[Answer]:
    return [counter.ask(key=f"{n}") for n in range(times)]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    stricter=st.booleans(),
    after_us=st.sampled_from([1, SECOND_US, 30 * SECOND_US, 61 * SECOND_US, 9 * HOUR_US, 20 * HOUR_US, 9 * DAY_US]),
    hour=st.sampled_from([0, 9, 13]),
    outcomes=st.lists(OUTCOMES, max_size=4),
    parts=st.lists(st.integers(0, 1_000), min_size=4, max_size=4),
)
@example(stricter=True, after_us=30 * SECOND_US, hour=0, outcomes=[None, None], parts=[0, 500, 900, 1_000])
@example(stricter=True, after_us=9 * HOUR_US, hour=0, outcomes=[None] * 3, parts=[0, 500, 900, 999])
@example(stricter=False, after_us=HOUR_US, hour=0, outcomes=[None] * 2, parts=[0, 500, 900, 999])
def test_until_dial_by_it_is_permitted_and_before_retry_at_it_is_not_whatever_law_is_to_come(
    stores: Stores,
    read: dict[str, Law],
    stricter: bool,
    after_us: int,
    hour: int,
    outcomes: list[dict[str, Any] | None],
    parts: list[int],
) -> None:
    now, later = read if stricter else reversed(read.keys())
    counter = Counter(stores.url("sqlite"), read[now], NOON)
    counter.declare()
    for told in outcomes:
        made = counter.ask()
        if told is not None and made.decision == "permit":
            counter.report(made.attempt_id, **told)
        counter.at = counter.now() + MINUTE_US
    counter.at = counter.now() + hour * HOUR_US
    choice(counter, later, counter.now() + after_us)
    answer = counter.ask(reserve=False)
    assert answer.at, answer
    at = us(answer.at)
    until = us(answer.dial_by or answer.retry_at or instant(at + 30 * DAY_US).isoformat())
    for part in parts:
        then = at + (until - at) * part // 1_000
        expected = answer.decision == "permit" or then == us(answer.retry_at or "9999-01-01T00:00:00Z")
        assert (looked(counter, then).decision == "permit") == expected, (answer, instant(then))
    if answer.decision == "permit" or answer.retry_at:
        assert looked(counter, until).decision == "permit"
    if answer.retry_at and until - SECOND_US > at:
        assert looked(counter, until - SECOND_US).decision != "permit"
    counter.book.close()


def test_a_permit_ends_where_the_next_law_begins_whatever_that_says(counter: Counter, house: str) -> None:
    since = counter.now() + 30 * SECOND_US
    choice(counter, house, since)
    last = called(counter, 3)[-1]
    assert last.decision == "permit" and us(last.dial_by) == since - 1
    assert looked(counter, since - 1).decision == "deny"  # its own reservation is the third of three
    assert "house_calls" not in [finding.topic for finding in counter.ask(reserve=False).findings]
    assert "house_calls" in [finding.topic for finding in looked(counter, since).findings]


def test_what_a_person_permits_ends_where_the_next_law_begins(counter: Counter, house: str) -> None:
    since = counter.now() + 2 * MINUTE_US
    choice(counter, house, since)
    held = counter.ask(party=None)
    ruled = counter.rule(held.attempt_id, ANN).answer
    assert ruled is not None and us(ruled.dial_by) == since - 1
    other = counter.rule(counter.ask(STRANGER, party=None, person="李二").attempt_id, ANN._replace(lender="L2")).answer
    assert other is not None and us(other.dial_by) == since - 1


def test_a_retry_is_put_off_by_a_stricter_law_that_binds_by_then(counter: Counter, house: str) -> None:
    called(counter, 3)
    assert instant(us(counter.ask().retry_at)) == datetime.fromisoformat("2026-03-02T16:00:00Z") + timedelta(hours=8)
    choice(counter, house, counter.now() + 6 * HOUR_US)
    denied = counter.ask()
    assert instant(us(denied.retry_at)) == datetime.fromisoformat("2026-03-16T00:00:00Z")
    assert denied.bundle == bundle_of("cn")
    assert looked(counter, us(denied.retry_at)).decision == "permit"
    assert looked(counter, us(denied.retry_at) - SECOND_US).decision == "deny"


def test_a_looser_law_opens_at_its_very_instant(counter: Counter, house: str) -> None:
    choice(counter, house)
    called(counter, 2)
    since = counter.now() + HOUR_US
    choice(counter, "cn", since)
    denied = counter.ask()
    assert denied.decision == "deny" and us(denied.retry_at) == since
    assert looked(counter, since).decision == "permit" and looked(counter, since - 1).decision == "deny"
    assert us(of(counter).next) == since


def test_a_retry_goes_on_from_law_to_law(counter: Counter, house: str) -> None:
    called(counter, 3)
    start = counter.now()
    choice(counter, house, start + 6 * HOUR_US)
    choice(counter, "cn", start + 3 * DAY_US)
    denied = counter.ask()
    assert us(denied.retry_at) == start + 3 * DAY_US
    assert looked(counter, start + 3 * DAY_US - 1).decision == "deny"
    assert looked(counter, start + 3 * DAY_US).decision == "permit"


def test_a_choice_that_changes_nothing_for_a_lender_ends_no_permit(counter: Counter, house: str) -> None:
    since = counter.now() + 30 * SECOND_US
    choice(counter, "cn", lender="L1")
    choice(counter, "cn", since, "L1")
    choice(counter, house, since)
    assert us(counter.ask().dial_by) == counter.now() + MINUTE_US
    assert us(counter.ask(STRANGER).dial_by) == since - 1


def test_under_a_text_that_is_not_here_no_retry_is_promised_until_it_is(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(HOUSE, "utf-8")
    called(counter, 3)
    since = counter.now() + 6 * HOUR_US
    choice(counter, f"cn,{path}", since)
    path.unlink()
    with counter.book.page() as page:  # as was chosen before texts were kept
        page.do("delete from gate_law_text")
    other = Counter(counter.url, at=counter.now())
    denied = other.ask(reserve=False)
    assert (denied.decision, denied.retry_at) == ("deny", None)
    path.write_text(HOUSE, "utf-8")
    monkeypatch.setattr(laws_module, "steady_us", lambda: steady_us() + AGAIN_US)
    there = counter.ask(reserve=False)
    assert there.retry_at is not None
    assert (there.decision, other.ask(reserve=False).retry_at) == ("deny", there.retry_at)
    other.book.close()


def test_a_page_over_the_instant_of_a_law_is_decided_by_the_law_of_each_ask(
    counter: Counter, house: str, tmp_path: Path
) -> None:
    called(counter, 2)
    since = counter.now() + HOUR_US
    counter.at = since - 2
    choice(counter, house, since)
    mine: dict[str, Any] = {"key": "mine"}
    others = [{"person": f"P{n}", "number": f"1380000010{n}"} for n in range(4)]
    made = counter.asks([*others[:3], mine, others[3]])
    assert [us(answer.at) for answer in made] == [since - 2 + n for n in range(5)]
    assert [answer.bundle for answer in made] == [bundle_of("cn")] * 2 + [bundle_of(house)] * 3
    assert [answer.decision for answer in made] == ["permit"] * 3 + ["deny", "permit"]
    assert counter.ask(**mine) == made[3]
    assert replayed(file_of(counter), tmp_path)[0] == []


def test_a_choice_for_now_binds_after_whatever_was_decided_before_it(counter: Counter, house: str) -> None:
    """The asks of a page lie a microsecond apart, from the page's own instant on."""
    asks = [{"person": f"P{n}", "number": f"1380000010{n}"} for n in range(4)]
    last = us(counter.asks(asks)[-1].at)
    assert last == counter.now() + 3
    with pytest.raises(LawError, match="has passed"):
        choice(counter, house, last)
    choice(counter, house)
    (body,) = counter.journal("law")
    assert body["since"] == last + 1


def test_a_choice_for_now_does_not_wait_for_what_a_wrong_clock_decided(counter: Counter, house: str) -> None:
    now = counter.now()
    counter.at = now + DAY_US
    counter.ask()
    counter.at = now
    choice(counter, house)
    assert counter.journal("law")[0]["since"] == now


def lived(counter: Counter, house: str) -> list[dict[str, Any]]:
    """Permits that end, and denials whose retry is sought, under a law to come; the second after that was withdrawn."""
    choice(counter, house, counter.now() + 30 * SECOND_US)
    called(counter, 4)
    choice(counter, "cn", counter.now() + 30 * SECOND_US)
    counter.ask()
    choice(counter, house, counter.now() + 2 * DAY_US)
    counter.ask()
    return file_of(counter)


def test_what_was_decided_with_a_law_to_come_is_replayed_alike(counter: Counter, house: str, tmp_path: Path) -> None:
    lines = lived(counter, house)
    permits, denials = asks(lines, "permit"), asks(lines, "deny")
    assert [line["body"].get("ahead") for line in permits] == [[]] * 3
    assert [line["body"].get("ahead") for line in denials] == [[bundle_of(house)], None, []]
    found, tally = replayed(lines, tmp_path)
    assert found == [] and tally.equal.total() == 6


def test_what_was_decided_when_nobody_looked_ahead_is_replayed_as_it_was(
    counter: Counter, house: str, tmp_path: Path
) -> None:
    called(counter, 4)
    old = file_of(counter)
    choice(counter, house, counter.now() + 30 * SECOND_US)
    law = file_of(counter)[-1]
    head, *before = [line for line in old if line.get("kind") != "ask"]
    made = [line for line in old if line.get("kind") == "ask"]
    lines = [head, *before, {**law, "seq": made[0]["seq"]}]
    for line in made:
        body = {**line["body"], "law": made[0]["seq"]}
        lines.append({**line, "seq": line["seq"] + 1, "body": body})
    found, tally = replayed(lines, tmp_path)
    assert found == [] and tally.equal.total() == 4


def unlook(line: dict[str, Any]) -> None:
    del line["body"]["ahead"]


def name_another(line: dict[str, Any]) -> None:
    line["body"]["ahead"] = [bundle_of("cn")]


@pytest.mark.parametrize(("change", "what"), [(unlook, "retry_at"), (name_another, "ahead")])
def test_a_changed_look_ahead_is_told(
    counter: Counter, house: str, tmp_path: Path, change: Callable[[dict[str, Any]], None], what: str
) -> None:
    lines = lived(counter, house)
    change(asks(lines, "deny")[0])
    assert what in {difference.what for difference in replayed(lines, tmp_path)[0]}


def test_the_text_of_a_law_to_come_that_is_not_here_is_named(counter: Counter, house: str, tmp_path: Path) -> None:
    lines = lived(counter, house)
    asks(lines, "deny")[0]["body"]["ahead"] = ["2019.1+0123456789ab"]
    with pytest.raises(ZilvError, match="0123456789ab"):
        replayed(lines, tmp_path)
