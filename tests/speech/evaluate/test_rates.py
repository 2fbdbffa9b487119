"""Precision and recall are counted per dialogue and per turn, with intervals that hold them."""

import msgspec
import numpy as np

from zilv.speech.acts.act import ORDER, Both
from zilv.speech.evaluate.compare import compared
from zilv.speech.evaluate.rates import pooled, rates, share
from zilv.speech.evaluate.report import evaluation
from zilv.speech.judge.finding import Finding
from zilv.speech.transcript.transcript import Dialogue


def dialogue(*labels: tuple[int, str], tags: tuple[str, ...] = ()) -> Dialogue:
    turns = [{"i": i, "speaker": "collector", "text": "话"} for i in range(3)]
    made = [{"turn": turn, "act": act, "span": "话"} for turn, act in labels]
    whole = {"id": "a", "channel": "sms", "turns": turns, "labels": made, "tags": tags}
    return msgspec.convert(whole, Dialogue)


def finding(turn: int, act: str) -> Finding:
    why = Both("", "")
    return Finding(
        id="a", turn=turn, act=act, score=1, span="话", start=0, end=1, provision=(), by="rule", why=why
    )  # fmt: skip


def test_an_act_on_another_turn_is_right_by_dialogue_and_wrong_by_turn() -> None:
    made = compared([(dialogue((0, "threat")), [finding(1, "threat")])])
    at = ORDER.index("threat")
    assert made.dialogues[0, at].tolist() == [1, 0, 0]
    assert made.turns[0, at].tolist() == [0, 1, 1]


def test_precision_and_recall_are_their_own_arithmetic() -> None:
    pairs = [(dialogue((0, "threat")), [finding(0, "threat")])] * 3 + [(dialogue(), [finding(0, "threat")])]
    pairs += [(dialogue((0, "threat")), [])] * 2
    made = rates(compared(pairs).dialogues)[ORDER.index("threat")]
    assert (made.there, made.found) == (5, 4)
    assert (made.precision.value, made.recall.value) == (3 / 4, 3 / 5)
    assert made.f1.value == 2 * 3 / (5 + 4)
    for rate in made[2:]:
        assert rate.low is not None and rate.value is not None and rate.high is not None
        assert rate.low <= rate.value <= rate.high


def test_what_never_occurs_has_no_rate() -> None:
    made = rates(compared([(dialogue(), [])]).dialogues)[0]
    assert (made.precision.value, made.recall.value) == (None, None)


def test_more_dialogues_make_a_narrower_interval() -> None:
    some = [(dialogue((0, "threat")), [finding(0, "threat")]), (dialogue((0, "threat")), [])]
    few, many = (pooled(compared(some * times).dialogues).recall for times in (5, 100))
    assert few.high is not None and few.low is not None and many.high is not None and many.low is not None
    assert few.high - few.low > many.high - many.low > 0


def test_false_alarms_are_counted_on_safe_dialogues_and_on_baited_ones() -> None:
    pairs = [
        (dialogue(tags=("bait",)), [finding(0, "insult")]),
        (dialogue(tags=("bait",)), []),
        (dialogue(), []),
        (dialogue((0, "insult")), [finding(0, "insult")]),
    ]
    made = evaluation(compared(pairs))
    assert (made.safe, made.baited_safe) == (3, 2)
    assert (made.false_alarms.value, made.baited.value) == (1 / 3, 1 / 2)
    assert share(np.zeros(0, np.bool_)).value is None
