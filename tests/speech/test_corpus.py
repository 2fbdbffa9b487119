"""The corpus is what its README says: readable, labelled by the acts there are, about nobody."""

from collections import Counter
from pathlib import Path

import pytest

from zilv.privacy.redact.redact import redacted
from zilv.speech.acts.act import ORDER, names
from zilv.speech.train.examples import labelled

ZH = Path(__file__).parents[2] / "corpus" / "zh"
BUILT_ON, HELD_OUT = sorted(ZH.glob("*.jsonl")), sorted((ZH / "heldout").glob("*.jsonl"))
RED_LINES = ("threat", "insult", "impersonation", "private_payment", "third_party_disclosure", "public_exposure")


@pytest.mark.parametrize("files", [BUILT_ON, HELD_OUT], ids=["built on", "held out"])
def test_every_act_occurs_and_is_said_by_the_side_that_can_commit_it(files: list[Path]) -> None:
    collectors, counted = frozenset(names("collector")), Counter[str]()
    for dialogue, _ in labelled(files):
        speakers = {turn.i: turn.speaker for turn in dialogue.turns}
        for label in dialogue.labels or ():
            counted[label.act] += 1
            assert (speakers[label.turn] == "collector") == (label.act in collectors), dialogue.id
    assert min(counted[act] for act in ORDER) >= 6
    assert min(counted[act] for act in RED_LINES) >= 20


def test_no_dialogue_stands_twice_or_on_both_sides_of_the_split() -> None:
    ids, texts = Counter[str](), Counter[str]()
    for dialogue, _ in labelled([*BUILT_ON, *HELD_OUT]):
        ids[dialogue.id] += 1
        texts["\n".join(turn.text for turn in dialogue.turns)] += 1
    assert max(ids.values()) == max(texts.values()) == 1


def test_two_fifths_or_more_are_safe_and_many_of_those_tempt_a_detector() -> None:
    collectors = frozenset(names("collector"))
    safe = [d for d, _ in labelled(HELD_OUT) if not any(label.act in collectors for label in d.labels or ())]
    assert len(safe) / sum(1 for _ in labelled(HELD_OUT)) > 0.4
    assert sum("bait" in d.tags for d in safe) > 90


def test_no_identity_or_bank_card_that_could_be_somebody_s_occurs() -> None:
    for dialogue, _ in labelled([*BUILT_ON, *HELD_OUT]):
        for turn in dialogue.turns:
            assert not {"identity_card", "bank_card"} & {span.kind for span in redacted(turn.text).spans}, dialogue.id
