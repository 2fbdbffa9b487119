"""Each act is one readable folder: its definition, its patterns, whom it serves, its cases, which must hold."""

import pytest

from zilv.rules.library import everything
from zilv.speech.acts.act import FOLDER, ORDER, Act, Example, act_named, acts, names, shown
from zilv.speech.judge.judge import judge
from zilv.speech.judge.patterns import patterns
from zilv.speech.train.examples import as_dialogue

CASES = [
    (act, example, expected)
    for act in acts()
    for expected, some in ((True, act.cases.for_), (False, act.cases.against))
    for example in some
]


def test_every_folder_is_an_act_and_every_act_a_folder() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/act.yaml")}
    assert folders == set(ORDER) == {act.act for act in acts()}
    assert (len(names("collector")), len(names("other"))) == (17, 10)


@pytest.mark.parametrize(("act", "example", "expected"), CASES, ids=lambda part: getattr(part, "text", None))
def test_a_case_of_an_act_holds(act: Act, example: Example, expected: bool) -> None:
    dialogue = as_dialogue(example, act.side)
    found = {finding.act for finding in judge(dialogue) if finding.turn == len(dialogue.turns) - 1}
    assert (act.act in found) is expected


def test_every_act_has_cases_on_both_sides() -> None:
    assert [act.act for act in acts() if not act.cases.for_ or not act.cases.against] == []


def test_no_case_is_among_the_examples_that_the_heads_learn_from() -> None:
    learnt = {example.text for name in ORDER for example in (*shown(name).for_, *shown(name).against)}
    assert len(learnt) > 500
    assert [example.text for _, example, _ in CASES if example.text in learnt] == []


def test_an_act_serves_provisions_that_are_there_and_strongly_sourced() -> None:
    known = {provision.id: provision for provision in everything().provisions}
    served = [provision for act in acts() for provision in act.serves]
    assert served
    assert [provision for provision in served if provision not in known] == []
    assert [provision for provision in served if known[provision].grade == "W"] == []


def test_an_act_that_serves_no_provision_says_why() -> None:
    assert [act.act for act in acts() if act.side == "collector" and not act.serves and not act.serves_none] == []


def test_every_pattern_compiles_and_has_a_name_of_its_own() -> None:
    keys = [pattern.key for pattern in patterns()]
    assert len(keys) == len(set(keys)) > 100


def test_acts_are_found_by_name() -> None:
    assert act_named("threat").name.zh == "威胁恐吓"
