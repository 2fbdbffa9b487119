"""`standing`: who acts must be entitled to."""

from typing import Any

import pytest

from tests.rules.checks.example import World, attempt, check, us
from zilv.attempts.attempt import Attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import Mandate, Notice, Qualification, Registers

AGENCY = {"actor": "agency"}
MANDATE = check("standing", when=AGENCY, needs="mandate")
NOTICE = check("standing", when=AGENCY, needs="outsourcing_notice")
EXAM = check("standing", needs="pre_job_exam")
TRAINING = check("standing", needs="annual_training")
NINE, TEN = us("03-02 09:00"), us("03-02 10:00")
EDGES = {
    "before": "03-02 08:59:59.999999",
    "first": "03-02 09:00",
    "last": "03-02 09:59:59.999999",
    "after": "03-02 10:00",
}


def call(name: str, when: str = "03-02 09:00", **facts: Any) -> Attempt:
    return attempt(name, when, **({"agency": "A1", "collector": "K1"} | facts))


def at_the_edges(**registers: Any) -> World:
    return World(*(call(name, when) for name, when in EDGES.items()), **registers)


def test_a_mandate_is_valid_from_its_first_instant_until_before_its_last() -> None:
    world = at_the_edges(mandates=(Mandate(agency="A1", since=NINE, until=TEN),))
    assert world.outcomes(MANDATE) == {"before": "forbidden", "after": "forbidden"}


def test_a_mandate_is_the_lenders_for_this_agency_and_this_product() -> None:
    world = World(
        call("same", product="card"),
        call("other product", product="loan"),
        call("nobody knows which"),
        call("other agency", agency="A2", product="card"),
        call("other lender", lender="L2", product="card"),
        call("lender itself", agency=None, product="loan"),
        mandates=(Mandate(lender="L1", agency="A1", product="card"),),
    )
    assert world.outcomes(MANDATE) == {
        "other product": "forbidden",
        "nobody knows which": "undetermined",
        "other agency": "forbidden",
        "other lender": "forbidden",
    }


def test_of_several_mandates_one_that_is_valid_is_enough() -> None:
    over = Mandate(agency="A1", until=NINE)
    world = World(call("a"), call("b", agency="A2"), mandates=(over, Mandate(agency="A1", since=NINE), over))
    assert world.outcomes(MANDATE) == {"b": "forbidden"}


def test_a_notice_given_at_the_instant_is_not_too_late() -> None:
    world = at_the_edges(notices=(Notice(person="P1", kind="outsourcing", agency="A1", at=NINE),))
    assert world.outcomes(NOTICE) == {"before": "forbidden"}


def test_a_notice_is_for_this_person_this_account_and_this_agency() -> None:
    told = Notice(lender="L1", person="P1", account="C1", kind="outsourcing", agency="A1", at=NINE)
    other = Notice(person="P3", kind="transfer", agency="A1", at=NINE)
    world = World(
        call("same", account="C1"),
        call("other account", account="C2"),
        call("nobody knows which"),
        call("other agency", agency="A2", account="C1"),
        call("other person", person="P2", account="C1"),
        call("other kind of notice", person="P3"),
        call("other lender", lender="L2", account="C1"),
        notices=(told, other),
    )
    assert world.outcomes(NOTICE) == {
        "other account": "forbidden",
        "nobody knows which": "undetermined",
        "other agency": "forbidden",
        "other person": "forbidden",
        "other kind of notice": "forbidden",
        "other lender": "forbidden",
    }


@pytest.mark.parametrize(("needing", "kind"), [(EXAM, "pre_job_exam"), (TRAINING, "annual_training")])
def test_a_qualification_is_the_collectors_own_at_this_agency_while_it_lasts(needing: Any, kind: str) -> None:
    row = Qualification(collector="K1", agency="A1", kind=kind, since=NINE, until=TEN)
    world = at_the_edges(qualifications=(row,))
    assert world.outcomes(needing) == {"before": "forbidden", "after": "forbidden"}
    others = {"pre_job_exam": "annual_training", "annual_training": "pre_job_exam"}
    world = World(
        call("same"),
        call("other collector", collector="K2"),
        call("nobody knows who", collector=None),
        call("at another agency", agency="A2"),
        call("at the lender", agency=None),
        qualifications=(row, Qualification(collector="K2", agency="A1", kind=others[kind])),
    )
    assert world.outcomes(needing) == {
        "other collector": "forbidden",
        "nobody knows who": "undetermined",
        "at another agency": "forbidden",
        "at the lender": "forbidden",
    }


def test_the_lenders_own_collector_is_qualified_at_the_lender() -> None:
    row = Qualification(collector="K1", kind="pre_job_exam")
    world = World(call("own", agency=None), call("outsourced"), qualifications=(row,))
    assert world.outcomes(EXAM) == {"outsourced": "forbidden"}


@pytest.mark.parametrize(
    ("needing", "register"),
    [(MANDATE, "mandates"), (NOTICE, "notices"), (EXAM, "qualifications"), (TRAINING, "qualifications")],
)
def test_without_its_register_standing_is_in_doubt(needing: Any, register: str) -> None:
    not_supplied: dict[str, Any] = {register: None}
    world = World(call("a"), **not_supplied)
    assert world.outcomes(needing) == {"a": "undetermined"}
    assert needing.consults() == (register,)
    shape = Shape(channel="voice", direction="outbound", product="card", outsourced=True)
    assert needing.missing(shape, Registers(), frozenset()) == (register,)


def test_a_doubt_is_about_the_product_the_account_or_the_collector() -> None:
    shape, supplied = Shape(channel="voice", direction="outbound", outsourced=True), Registers.empty()
    absent = frozenset({"account", "collector", "line", "number"})
    told = {check: check.missing(shape, supplied, absent) for check in (MANDATE, NOTICE, EXAM, TRAINING)}
    assert told == {MANDATE: ("product",), NOTICE: ("account",), EXAM: ("collector",), TRAINING: ("collector",)}


def test_no_standing_is_gained_by_waiting() -> None:
    world = World(call("a"), call("b", agency=None), mandates=())
    assert world.resumes(MANDATE) == {"a": "never", "b": "now"}


def test_a_notice_and_a_qualification_that_come_later_are_waited_for() -> None:
    told = Notice(person="P1", kind="outsourcing", agency="A1", at=TEN)
    passed = Qualification(collector="K1", agency="A1", kind="pre_job_exam", since=TEN)
    world = World(call("a", "03-02 08:00", collector="K1"), notices=(told,), qualifications=(passed,))
    assert (world.resumes(NOTICE), world.resumes(EXAM)) == ({"a": "03-02 10:00"}, {"a": "03-02 10:00"})
    assert world.resumes(TRAINING) == {"a": "never"}


def test_at_a_later_instant_the_standing_there_is_then_decides() -> None:
    world = World(call("a", "03-02 08:00"), mandates=(Mandate(agency="A1", since=NINE, until=TEN),))
    opens = {when: world.resumes(MANDATE, at=when)["a"] for when in EDGES.values()}
    assert opens == dict(zip(EDGES.values(), ["03-02 09:00", "now", "now", "never"], strict=True))


@pytest.mark.parametrize(
    ("needing", "zh", "en"),
    [
        (MANDATE, "该机构当时没有有效委托", "the agency had no valid mandate at that time"),
        (NOTICE, "未在此前告知债务人委外机构", "the debtor had not been told of this agency before"),
        (EXAM, "催收人员未通过岗前考试", "the collector had not passed the pre-job exam"),
        (
            TRAINING,
            "催收人员年度培训未完成或已过期",
            "the collector's annual training was missing or out of date",
        ),
    ],
)
def test_a_breach_says_which_standing_was_lacking(needing: Any, zh: str, en: str) -> None:
    assert needing.forbids(-1, -1) == (zh, en)
