"""`speech`: confirmed by a person is a breach, found by a machine alone is doubt, never reviewed is neither."""

from typing import Any

import msgspec
import pytest

from tests.rules.checks.example import World, attempt, check, us
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import ACTS
from zilv.registers.rows import Registers, Review
from zilv.rules.checks.speech import NAMES, Speech
from zilv.rules.facts import Facts
from zilv.rules.library import everything
from zilv.rules.three import NO
from zilv.speech.acts.act import act_named, names

BOTH_WAYS = {"direction": ["outbound", "inbound"]}
SPEECH = check("speech", acts=["threat", "insult"], when=BOTH_WAYS)


def review(attempt_id: str, status: str, act: str | None = "threat", when: str = "03-03 09:00", **more: Any) -> Review:
    return Review(attempt_id=attempt_id, act=act, status=status, at=us(when), **more)


def outcome(*reviews: Review) -> str | None:
    """What is made of one attempt under these reviews, whatever their order."""
    orders = reviews, reviews[::-1]
    answers = {World(attempt("a", "03-02 09:00"), reviews=given).outcomes(SPEECH).get("a") for given in orders}
    assert len(answers) == 1
    return answers.pop()


def test_the_acts_of_law_register_and_detector_are_the_same_with_the_same_names() -> None:
    assert set(ACTS) == set(NAMES) == set(names("collector"))
    told = {act: (act_named(act).name.zh, act_named(act).name.en.lower()) for act in ACTS}
    assert {act: (zh, en) for act, (zh, en) in NAMES.items()} == told


def test_every_act_that_a_provision_is_judged_by_says_that_it_serves_it() -> None:
    judged = {p.id: p.checked.acts for p in everything().judged if isinstance(p.checked, Speech)}
    assert len(judged) >= 17
    unsaid = [(act, p) for p, asked in judged.items() for act in asked if p not in act_named(act).serves]
    assert unsaid == []


def test_confirmed_is_forbidden_found_undetermined_refuted_and_clear_are_nothing() -> None:
    world = World(
        *(attempt(name, "03-02 09:00") for name in ("c", "f", "r", "n", "unreviewed")),
        reviews=(review("c", "confirmed"), review("f", "found"), review("r", "refuted"), review("n", "clear", None)),
    )
    assert world.outcomes(SPEECH) == {"c": "forbidden", "f": "undetermined"}


def test_every_act_counts_by_its_own_name_alone() -> None:
    for act in ACTS:
        world = World(attempt("a", "03-02 09:00"), reviews=(review("a", "confirmed", act),))
        speaking = [other for other in ACTS if world.outcomes(check("speech", acts=[other]))]
        assert speaking == [act]


def test_a_person_counts_over_a_machine_and_the_later_over_the_earlier() -> None:
    found = review("a", "found", when="03-05 09:00")
    confirmed, refuted = review("a", "confirmed"), review("a", "refuted")
    assert outcome(found, confirmed) == "forbidden"
    assert outcome(found, refuted) is None
    assert outcome(refuted, review("a", "confirmed", when="03-04 09:00")) == "forbidden"
    assert outcome(confirmed, review("a", "refuted", when="03-04 09:00")) is None
    assert outcome(confirmed, refuted) == "forbidden"


def test_a_word_on_one_turn_leaves_the_others_as_they_are_and_one_on_no_turn_is_about_all() -> None:
    third, fifth = review("a", "found", turn=3), review("a", "found", turn=5)
    assert outcome(third, fifth, review("a", "refuted", turn=3)) == "undetermined"
    assert outcome(third, fifth, review("a", "confirmed", turn=3), review("a", "refuted", turn=5)) == "forbidden"
    assert outcome(third, fifth, review("a", "refuted")) is None
    assert outcome(third, review("a", "refuted", "insult")) == "undetermined"


def test_a_review_is_of_its_attempt_at_its_lender() -> None:
    world = World(
        attempt("a", "03-02 09:00"),
        attempt("b", "03-02 10:00", lender="L2"),
        attempt("c", "03-02 11:00"),
        reviews=(
            review("a", "confirmed", lender="L2"),
            review("b", "confirmed", lender="L2"),
            review("b", "refuted", lender="L1"),
            review("c", "confirmed"),
            review("elsewhere", "confirmed"),
        ),
    )
    assert world.outcomes(SPEECH) == {"b": "forbidden", "c": "forbidden"}


def test_a_lenders_own_word_counts_for_it_beside_what_is_said_for_all() -> None:
    reviews = review("a", "found"), review("a", "refuted", lender="L1"), review("b", "found", lender="L1")
    for lender, expected in {"L1": {"b": "undetermined"}, "L2": {"a": "undetermined"}}.items():
        world = World(*(attempt(name, "03-02 09:00", lender=lender) for name in "ab"), reviews=reviews)
        assert world.outcomes(SPEECH) == expected


def test_only_attempts_that_are_meant_are_judged_and_an_unrecorded_direction_stays_in_doubt() -> None:
    directions = {"out": "outbound", "in": "inbound", "unknown": None}
    world = World(
        *(attempt(name, "03-02 09:00", direction=direction) for name, direction in directions.items()),
        reviews=tuple(review(name, "confirmed") for name in directions),
    )
    assert world.outcomes(SPEECH) == dict.fromkeys(directions, "forbidden")
    assert world.outcomes(check("speech", acts=["threat"])) == {"out": "forbidden", "unknown": "undetermined"}


def test_an_attempt_still_to_come_has_said_nothing() -> None:
    world = World(attempt("a", "03-02 09:00"), pending=("a",), reviews=(review("a", "confirmed"),))
    assert world.outcomes(SPEECH) == {}


def test_an_attempt_still_to_come_concerns_no_check_of_words_and_a_made_one_does() -> None:
    words = check("speech", acts=["threat"])
    told = Shape("voice", "outbound", "debtor", "notify", answered=True)
    assert words.concerns(told) != NO
    assert words.concerns(msgspec.structs.replace(told, answered=None, pending=True)) == NO


def test_nothing_is_judged_where_no_reviews_are_or_nobody_can_tell_the_ids() -> None:
    said = review("a", "confirmed")
    assert World(attempt("a", "03-02 09:00"), reviews=None).outcomes(SPEECH) == {}
    facts = World(attempt("a", "03-02 09:00"), reviews=(said,)).facts
    assert len(SPEECH.judge(facts).row) == 1
    assert len(SPEECH.judge(Facts(facts.rows, facts.registers)).row) == 0


def test_what_was_said_stays_said() -> None:
    world = World(attempt("a", "03-02 09:00"), attempt("b", "03-02 10:00"), reviews=(review("a", "confirmed"),))
    assert world.resumes(SPEECH) == {"a": "never", "b": "now"}


def test_the_sentence_names_the_acts_and_the_doubt_asks_for_a_person() -> None:
    assert SPEECH.forbids(-1, -1) == (
        "经复核，话语中有下列之一：威胁恐吓、侮辱谩骂",
        "a reviewer confirmed one of these in what was said: threat, insult",
    )
    assert check("speech", acts=["threat"]).forbids(-1, -1) == (
        "经复核，话语中有：威胁恐吓",
        "a reviewer confirmed what was said: threat",
    )
    shape = Shape(channel="voice", direction="outbound")
    assert SPEECH.missing(shape, Registers.empty(), frozenset()) == ("review",)
    assert check("speech", acts=["threat"]).missing(Shape(channel="voice"), Registers.empty(), frozenset()) == (
        "direction",
    )
    assert SPEECH.consults() == ("reviews",)


@pytest.mark.parametrize("acts", [[], ["murmur"], ["hardship"]])
def test_a_check_names_at_least_one_act_of_the_collector(acts: list[str]) -> None:
    with pytest.raises(ValueError, match="acts"):
        check("speech", acts=acts)
