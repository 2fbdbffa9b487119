"""What is told afterwards: late, twice, out of order; corrections; cancellations; what is overdue."""

import json
from typing import Any

import pytest

from tests.gate.books import AGENCY, ANN, BOB, HOUR_US, LENDER, STRANGER, Counter
from zilv.attempts.rows import DAY_US
from zilv.gate.ask import Receipt
from zilv.gate.laws import activate
from zilv.gate.matter import matter_of
from zilv.gate.refusal import Refused
from zilv.gate.steady import Steady

TALKED: dict[str, Any] = {"answered": True, "conversed": True, "recording": "r", "noted": True}
UNANSWERED: dict[str, Any] = {"answered": False}
ANSWERED: dict[str, Any] = {"answered": True, "conversed": False, "recording": "r"}


def topics(receipt: Receipt) -> list[str]:
    return [finding.topic for finding in receipt.findings]


def found(counter: Counter) -> dict[str, list[str]]:
    """By attempt, the topics of what it was last found to have broken."""
    with counter.book.page(write=False) as page:
        rows = page.do("select attempt_id, body from gate_entry where kind = 'finding' order by seq")
    return {attempt_id: [f["topic"] for f in json.loads(body)["findings"]] for attempt_id, body in rows}


def outsource(counter: Counter) -> None:
    """The agency A1 may call 王一."""
    counter.add("mandates", agency="A1")
    counter.add("notices", person="王一", kind="outsourcing", agency="A1", at="2026-01-05T00:00:00+08:00")


def test_an_outcome_frees_what_it_did_not_use(counter: Counter) -> None:
    first, *_ = (counter.ask() for _ in range(3))
    later = [counter.ask().decision]
    counter.report(first.attempt_id, **UNANSWERED)
    later += [counter.ask().decision, counter.ask().decision]
    assert later == ["deny", "permit", "deny"]


def test_a_report_of_what_is_owed_leaves_no_finding(counter: Counter) -> None:
    receipt = counter.report(counter.ask().attempt_id, **TALKED)
    assert (receipt.status, receipt.findings) == ("reported", ())
    assert found(counter) == {}


def test_an_answered_call_without_recording_is_a_finding_once_that_is_told(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    assert topics(counter.report(attempt_id, answered=True, conversed=False)) == []
    assert topics(counter.report(attempt_id, recording="")) == ["recording"]
    assert found(counter) == {attempt_id: ["recording"]}


def test_a_finding_is_withdrawn_when_a_correction_shows_that_there_was_none(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    assert topics(counter.report(attempt_id, answered=True, recording="")) == ["recording"]
    assert topics(counter.report(attempt_id, recording="r")) == []
    assert found(counter) == {attempt_id: []}
    assert topics(counter.report(attempt_id, seconds=30)) == []


def test_the_same_report_again_changes_nothing_and_gives_the_same_receipt(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    first = counter.report(attempt_id, key="one", **UNANSWERED)
    counter.report(attempt_id, key="two", **ANSWERED)
    assert counter.report(attempt_id, key="one", **UNANSWERED) == first
    assert len(counter.journal("outcome")) == 2
    assert [counter.ask().decision for _ in range(3)] == ["permit", "permit", "deny"]


def test_the_same_key_for_another_outcome_is_refused(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    counter.report(attempt_id, key="one", **UNANSWERED)
    with pytest.raises(Refused, match="key_reused"):
        counter.report(attempt_id, key="one", **ANSWERED)
    assert [counter.ask().decision for _ in range(4)] == ["permit", "permit", "permit", "deny"]


def test_what_is_told_in_parts_is_put_together_whatever_their_order(counter: Counter) -> None:
    one, other = counter.ask().attempt_id, counter.ask().attempt_id
    for part in ({"recording": "r"}, {"answered": True}, {"conversed": False}):
        counter.report(one, **part)
    for part in ({"conversed": False}, {"answered": True}, {"recording": "r"}):
        counter.report(other, **part)
    with counter.book.page(write=False) as page:
        kept = [page.kept("L1", attempt_id or "") for attempt_id in (one, other)]
    assert kept[0] and kept[1]
    assert kept[0].past.shape == kept[1].past.shape
    assert kept[0].recording == kept[1].recording == "r"


def test_outcomes_may_come_in_another_order_than_the_attempts(counter: Counter) -> None:
    given = [counter.ask() for _ in range(3)]
    for answer in reversed(given):
        assert topics(counter.report(answer.attempt_id, **ANSWERED)) == []
    assert counter.ask().decision == "deny"


def test_a_late_outcome_counts_on_the_day_of_its_attempt(counter: Counter) -> None:
    given = [counter.ask() for _ in range(3)]
    counter.at = counter.now() + DAY_US
    for answer in given:
        assert topics(counter.report(answer.attempt_id, **ANSWERED)) == []
    assert [counter.ask().decision for _ in range(4)] == ["permit", "permit", "permit", "deny"]


def test_a_correction_makes_findings_of_exactly_the_attempts_that_turn_out_to_be_breaches(counter: Counter) -> None:
    early = [counter.ask().attempt_id for _ in range(3)]
    for attempt_id in early:
        counter.report(attempt_id, **UNANSWERED)
    late = [counter.ask().attempt_id for _ in range(3)]
    counter.report(late[0], **ANSWERED)
    counter.report(late[1], **ANSWERED)
    counter.report(late[2], **UNANSWERED)
    last = counter.ask().attempt_id
    counter.report(last, **ANSWERED)
    assert found(counter) == {}
    counter.report(early[1], **ANSWERED)  # answered: early 1, late 0, late 1, last = the fourth
    assert found(counter) == {last: ["answered_limit"]}
    counter.report(early[2], **ANSWERED)  # early 1 and 2, late 0 = the third, late 1 = the fourth, last = the fifth
    assert found(counter) == {last: ["answered_limit"], late[1]: ["answered_limit"]}
    assert counter.ask().decision == "deny"
    counter.report(early[1], **UNANSWERED)
    assert found(counter) == {last: ["answered_limit"], late[1]: []}
    counter.report(early[2], **UNANSWERED)
    assert found(counter) == {last: [], late[1]: []}


def test_a_correction_is_shown_with_the_attempt_it_makes_a_breach(counter: Counter) -> None:
    given = [counter.ask().attempt_id for _ in range(3)]
    counter.report(given[0], **UNANSWERED)
    fourth = counter.ask().attempt_id
    for attempt_id in (*given[1:], fourth):
        counter.report(attempt_id, **ANSWERED)
    counter.report(given[0], **ANSWERED)
    with counter.book.page(write=False) as page:
        assert topics(matter_of(page, fourth or "", LENDER).receipt()) == ["answered_limit"]
        assert topics(matter_of(page, given[0] or "", LENDER).receipt()) == []


def test_a_denied_attempt_made_all_the_same_counts_and_is_a_finding(counter: Counter) -> None:
    for _ in range(3):
        counter.report(counter.ask().attempt_id, **ANSWERED)
    denied = counter.ask()
    assert denied.decision == "deny"
    assert counter.counted() == 3
    receipt = counter.report(denied.attempt_id, **ANSWERED)
    assert (receipt.status, topics(receipt)) == ("reported", ["answered_limit"])
    assert counter.counted() == 4
    counter.report(denied.attempt_id, **UNANSWERED)
    assert found(counter) == {denied.attempt_id: []}


def test_a_denied_attempt_made_all_the_same_is_a_finding_once_the_open_ones_are_told(counter: Counter) -> None:
    given = [counter.ask().attempt_id for _ in range(3)]
    denied = counter.ask().attempt_id
    assert topics(counter.report(denied, **ANSWERED)) == []
    for attempt_id in given[:2]:
        counter.report(attempt_id, **ANSWERED)
    assert found(counter) == {}
    assert topics(counter.report(given[2], **ANSWERED)) == []
    assert found(counter) == {denied: ["answered_limit"]}


def test_a_denied_attempt_made_by_night_is_a_finding_whatever_its_outcome(counter: Counter) -> None:
    counter.at = counter.now() + 11 * HOUR_US
    denied = counter.ask()
    assert topics(counter.report(denied.attempt_id, **UNANSWERED)) == ["quiet_hours"]


@pytest.mark.parametrize("actor", [STRANGER, AGENCY])
def test_another_s_attempt_is_as_unknown_as_one_that_never_was(counter: Counter, actor: Any) -> None:
    attempt_id = counter.ask().attempt_id
    for name in (attempt_id, "0" * 30):
        with pytest.raises(Refused) as refused:
            counter.report(name, actor, **UNANSWERED)
        assert (refused.value.code, refused.value.detail) == ("unknown_attempt", "")
        with pytest.raises(Refused) as refused:
            counter.cancel(name, actor)
        assert (refused.value.code, refused.value.detail) == ("unknown_attempt", "")


def test_an_agency_reports_its_own_attempts(counter: Counter) -> None:
    outsource(counter)
    attempt_id = counter.ask(AGENCY).attempt_id
    assert counter.report(attempt_id, AGENCY, **UNANSWERED).status == "reported"


def test_an_outcome_told_by_the_lender_binds_its_agencies(counter: Counter) -> None:
    outsource(counter)
    given = [counter.ask(AGENCY) for _ in range(3)]
    assert counter.ask(AGENCY).decision == "deny"
    counter.report(given[0].attempt_id, LENDER, **UNANSWERED)
    assert counter.ask(AGENCY).decision == "permit"


def test_conversation_without_answer_counts_as_answered(counter: Counter) -> None:
    given = [counter.ask() for _ in range(3)]
    counter.report(given[0].attempt_id, conversed=True, recording="r")
    assert counter.ask().decision == "deny"


def test_who_now_says_that_nobody_answered_takes_back_the_conversation(counter: Counter) -> None:
    given = [counter.ask(mode="interact").attempt_id for _ in range(3)]
    for attempt_id in given:
        counter.report(attempt_id, **TALKED)
    assert counter.ask(mode="interact").decision == "deny"
    counter.report(given[0], **UNANSWERED)
    assert counter.ask(mode="interact").decision == "permit"


def test_an_answer_told_after_all_leaves_the_conversation_open_again(counter: Counter) -> None:
    given = [counter.ask(mode="interact").attempt_id for _ in range(3)]
    for attempt_id in given:
        counter.report(attempt_id, **UNANSWERED)
    for attempt_id in given:
        counter.report(attempt_id, answered=True, recording="r")
    assert counter.ask(mode="interact").decision == "deny"
    counter.report(given[0], conversed=False)
    assert counter.ask(mode="interact").decision == "permit"


def test_what_only_followed_from_another_fact_is_open_again_without_it(counter: Counter) -> None:
    given = [counter.ask(mode="interact").attempt_id for _ in range(3)]
    for attempt_id in given:
        counter.report(attempt_id, disposition="invalid_number")
    assert counter.ask(mode="interact", reserve=False).decision == "permit"
    for attempt_id in given:
        counter.report(attempt_id, answered=True, recording="r")
    assert counter.ask(mode="interact", reserve=False).decision == "deny"
    counter.report(given[0], conversed=False)
    assert counter.ask(mode="interact", reserve=False).decision == "permit"


def test_an_invalid_number_was_not_answered(counter: Counter) -> None:
    given = [counter.ask() for _ in range(3)]
    counter.report(given[0].attempt_id, disposition="invalid_number")
    assert counter.ask().decision == "permit"


def test_every_report_is_in_the_journal_with_its_key(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    counter.report(attempt_id, **UNANSWERED)
    (body,) = counter.journal("outcome")
    assert body["told"]["answered"] is False
    assert body["key_id"] == "key0"
    assert body["receipt"]["status"] == "reported"


def test_a_holder_s_key_reports_like_any_other(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    assert counter.report(attempt_id, ANN, **UNANSWERED).status == "reported"
    assert counter.report(attempt_id, BOB, **ANSWERED).status == "reported"


def test_an_attempt_is_judged_by_the_law_of_its_instant_not_of_its_report(counter: Counter) -> None:
    given = [counter.ask(mode=mode).attempt_id for mode in ("notify", "notify", "interact", "interact")]
    with counter.book.page() as page:
        activate(page, "L1", "cn,house/three-answered-calls", counter.now() + 1_000, "key0")
    counter.at = counter.now() + 1_000
    for attempt_id in given:
        assert topics(counter.report(attempt_id, **ANSWERED)) == []
    assert counter.ask(mode="interact").decision == "deny"
    assert found(counter) == {}


def test_a_clock_in_doubt_hides_no_breach(counter: Counter) -> None:
    attempt_id = counter.ask().attempt_id
    counter.desk.steady = Doubting()
    assert counter.ask().code == "clock_moved"
    assert topics(counter.report(attempt_id, answered=True, recording="")) == ["recording"]


class Doubting(Steady):
    """Never trusts its clock."""

    def doubt(self, wall: int, steady: int, latest: int) -> str | None:
        return "clock_moved"
