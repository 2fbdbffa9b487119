"""Who said what, in the order in which it was begun."""

from zilv.speech.hear.engine import Word
from zilv.speech.hear.turns import mean_confidence, turns_of


def test_two_sides_alternate_by_when_they_begin() -> None:
    collector = [Word("您好", 0.0, 0.5), Word("欠款", 4.0, 4.5)]
    other = [Word("喂", 2.0, 2.2), Word("知道", 6.0, 6.5)]
    turns = turns_of([("collector", collector), ("other", other)])
    assert [(turn.i, turn.speaker, turn.text) for turn in turns] == [
        (0, "collector", "您好"),
        (1, "other", "喂"),
        (2, "collector", "欠款"),
        (3, "other", "知道"),
    ]


def test_a_yes_in_between_does_not_cut_a_sentence_in_two() -> None:
    sentence = [Word(mark, 0.5 * n, 0.5 * n + 0.4) for n, mark in enumerate("请您尽快还款")]
    turns = turns_of([("collector", sentence), ("other", [Word("嗯", 1.2, 1.4)])])
    assert [turn.text for turn in turns] == ["请您尽快还款", "嗯"]


def test_what_one_side_says_after_a_pause_is_the_same_turn_and_stands_apart() -> None:
    words = [Word("不", 0.0, 0.2), Word("还", 1.2, 1.4)]
    (turn,) = turns_of([("other", words)])
    assert (turn.text, turn.start, turn.end) == ("不 还", 0.0, 1.4)


def test_english_keeps_the_spaces_that_belong_to_it() -> None:
    (turn,) = turns_of([(None, [Word(" Hello", 0, 0.5, 0.5), Word(" there", 0.5, 1, 1.0)])])
    assert (turn.text, turn.speaker, turn.confidence) == ("Hello there", None, 0.75)


def test_no_confidence_is_no_number() -> None:
    assert mean_confidence([Word("好", 0, 1)]) is None
