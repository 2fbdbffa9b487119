"""Each act is one readable folder: its definition, its patterns, whom it serves, its cases, which must hold."""

import pytest

from tests.speech.acts.mistaken import ALONE, WITH_ENCODER
from zilv.rules.library import everything
from zilv.speech.acts.act import FOLDER, ORDER, Act, Example, act_named, acts, names, shown
from zilv.speech.encoder.encoder import Encoder, shipped
from zilv.speech.judge.judge import TO_OTHERS, judge
from zilv.speech.judge.patterns import patterns
from zilv.speech.train.examples import as_dialogue

CASES = [
    (act, example, expected)
    for act in acts()
    for expected, some in ((True, act.cases.for_), (False, act.cases.against))
    for example in some
]
WITHOUT = pytest.mark.skipif(shipped() is None, reason="the encoder's weights were left out of this checkout")
WAYS = [pytest.param(None, id="fast"), pytest.param(shipped(), id="with the encoder", marks=WITHOUT)]


def test_every_folder_is_an_act_and_every_act_a_folder() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/act.yaml")}
    assert folders == set(ORDER) == {act.act for act in acts()}
    assert (len(names("collector")), len(names("other"))) == (17, 10)


@pytest.mark.parametrize("encoder", WAYS)
@pytest.mark.parametrize(("act", "example", "expected"), CASES, ids=lambda part: getattr(part, "text", None))
def test_a_case_of_an_act_holds(
    act: Act, example: Example, expected: bool, encoder: Encoder | None, request: pytest.FixtureRequest
) -> None:
    if example.text in (ALONE if encoder is None else WITH_ENCODER):
        request.applymarker(pytest.mark.xfail(reason="known to be mistaken", strict=encoder is None))
    dialogue = as_dialogue(example, act.side)
    found = {one.act for one in judge(dialogue, encoder=encoder) if one.turn == len(dialogue.turns) - 1}
    assert (act.act in found) is expected


def test_every_act_has_cases_on_both_sides_and_few_are_known_to_be_mistaken() -> None:
    assert [act.act for act in acts() if len(act.cases.for_) < 2 or len(act.cases.against) < 3] == []
    texts = {example.text for _, example, _ in CASES}
    assert texts >= ALONE | WITH_ENCODER
    assert len(WITH_ENCODER) < len(texts) / 8 and len(ALONE) < len(texts) / 6


def test_no_case_is_among_the_examples_that_the_heads_learn_from() -> None:
    learnt = {example.text for name in ORDER for example in (*shown(name).for_, *shown(name).against)}
    assert len(learnt) > 500
    assert [example.text for _, example, _ in CASES if example.text in learnt] == []


def test_an_act_serves_provisions_that_are_there_and_strongly_sourced() -> None:
    known = {provision.id: provision for provision in everything().provisions}
    served = [provision for act in acts() for provision in act.served(None)]
    assert served
    assert [provision for provision in served if provision not in known] == []
    assert [provision for provision in served if known[provision].grade == "W"] == []


def test_a_clause_that_leaves_the_debtor_out_is_cited_to_others_alone() -> None:
    known = {provision.id: provision for provision in everything().provisions}
    others = {provision for act in acts() for provision in act.serves_others}
    for act in (one for one in acts() if one.act not in TO_OTHERS):
        for provision in act.served(None):
            when = getattr(known[provision].checked, "when", None)
            named = when.party if when else None
            assert (provision in others) == bool(named and "debtor" not in named), f"{act.act}: {provision}"
    assert act_named("ignored_stop").served("debtor") == ("cn.cfc-2024.improper-means",)
    assert len(act_named("ignored_stop").served("contact_person")) == len(act_named("ignored_stop").served(None)) == 3


def test_an_act_that_serves_no_provision_says_why() -> None:
    assert [act.act for act in acts() if act.side == "collector" and not act.serves and not act.serves_none] == []


def test_every_pattern_compiles_and_has_a_name_of_its_own() -> None:
    keys = [pattern.key for pattern in patterns()]
    assert len(keys) == len(set(keys)) > 100


def test_acts_are_found_by_name() -> None:
    assert act_named("threat").name.zh == "威胁恐吓"
