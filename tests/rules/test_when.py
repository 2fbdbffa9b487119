"""Which attempts a filter means: surely, perhaps or not."""

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import Channel, Direction, Mode, Party, Purpose
from zilv.rules.three import NO, UNKNOWN, YES
from zilv.rules.when import When

WORDS: dict[str, tuple[str, ...]] = {
    "channel": get_args(Channel),
    "direction": get_args(Direction),
    "party": get_args(Party),
    "mode": get_args(Mode),
    "purpose": get_args(Purpose),
}
FACTS = ("answered", "conversed", "manual")


def meant(condition: dict[str, Any], **facts: Any) -> int:
    """Whether the filter means a call of which only these facts are known."""
    return When.model_validate({"direction": None} | condition).of(Shape(**({"channel": "voice"} | facts)))


def test_a_filter_without_conditions_means_outbound_attempts_of_every_sort() -> None:
    answers = [When().of(Shape(channel="sms", direction=direction)) for direction in ("outbound", "inbound", None)]
    assert answers == [YES, NO, UNKNOWN]
    assert meant({}) == YES


@pytest.mark.parametrize("fact", WORDS)
def test_a_word_is_among_those_allowed_or_not_or_nobody_recorded_it(fact: str) -> None:
    one, other, *_ = words = WORDS[fact]
    assert meant({fact: [one]}, **{fact: one}) == YES
    assert meant({fact: [one]}, **{fact: other}) == NO
    assert meant({fact: words[1:]}, **{fact: one}) == NO
    if fact != "channel":
        assert meant({fact: [one]}) == UNKNOWN
        assert meant({fact: words[1:]}) == UNKNOWN
        assert meant({fact: words}) == YES, "whichever it is, it is allowed"


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_as_stated_or_not_or_nobody_recorded_it(fact: str) -> None:
    answers = {said: [meant({fact: said}, **{fact: value}) for value in (True, False, None)] for said in ("yes", "no")}
    assert answers == {"yes": [YES, NO, UNKNOWN], "no": [NO, YES, UNKNOWN]}


@pytest.mark.parametrize("said", ["yes", "no"])
def test_an_outcome_still_to_come_may_be_as_stated_and_whether_a_person_dials_is_known_before(said: str) -> None:
    answers = {fact: meant({fact: said}, pending=True) for fact in FACTS}
    assert answers == {"answered": YES, "conversed": YES, "manual": UNKNOWN}
    told = [meant({"answered": said}, answered=value, pending=True) for value in (True, False)]
    assert told == ([YES, NO] if said == "yes" else [NO, YES])


def test_an_attempt_without_a_product_is_of_no_special_product() -> None:
    answers = [meant({"product": ["card", "loan"]}, product=product) for product in ("card", "loan", "other", None)]
    assert answers == [YES, YES, NO, NO]
    assert meant({"product": ["card"], "party": ["debtor"]}, product="card") == UNKNOWN


def test_the_lenders_own_staff_is_told_from_an_agency() -> None:
    answers = {actor: [meant({"actor": actor}, outsourced=agency) for agency in (True, False)] for actor in ACTORS}
    assert answers == {"agency": [YES, NO], "lender": [NO, YES]}
    assert meant({"actor": "agency", "party": ["debtor"]}, outsourced=True) == UNKNOWN


ACTORS = ("agency", "lender")


def test_all_conditions_must_hold_and_the_least_truth_decides() -> None:
    asking = {"party": ["debtor"], "answered": "yes"}
    assert meant(asking, party="debtor", answered=True) == YES
    assert meant(asking, party="debtor") == UNKNOWN
    assert meant(asking, answered=True) == UNKNOWN
    assert meant(asking, answered=False) == NO
    assert meant(asking, party="heir") == NO


def test_a_filter_knows_no_other_fields_and_never_changes() -> None:
    with pytest.raises(ValidationError):
        When.model_validate({"chanel": ["voice"]})
    with pytest.raises(ValidationError):
        When().answered = "yes"


def test_filters_that_state_the_same_are_one_key_and_others_are_another() -> None:
    one, same, other = (When.model_validate({"party": [party]}) for party in ("debtor", "debtor", "heir"))
    assert {one: 1, other: 2} == {same: 1, other: 2}
    assert len({one, same, other}) == 2
