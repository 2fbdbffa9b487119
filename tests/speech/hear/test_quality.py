"""A transcript that cannot be relied on is unusable, with the reason and the place."""

import pytest

from zilv.speech.hear.engine import Word
from zilv.speech.hear.quality import doubts, unheard
from zilv.speech.hear.voice import Span


def said(text: str, start: float = 0.0, a_char: float = 0.2, sure: float | None = 0.9) -> list[Word]:
    """A character each 0.2 s."""
    return [Word(mark, start + n * a_char, start + (n + 1) * a_char, sure) for n, mark in enumerate(text)]


def reasons(words: list[Word], spoken: list[Span]) -> list[str]:
    return [doubt.reason for doubt in doubts(words, spoken, 0)]


ORDINARY = "您好我是某某银行的委托机构工作人员想跟您核实一下欠款的情况请问您现在方便吗"

TWENTY = ORDINARY[:20]


def test_an_ordinary_sentence_may_be_relied_on() -> None:
    assert reasons(said(ORDINARY), [Span(0, 0.2 * len(ORDINARY))]) == []


def test_a_channel_on_which_nobody_speaks_leaves_no_doubt() -> None:
    assert reasons([], []) == []


def test_speech_without_any_word_is_unusable() -> None:
    assert reasons([], [Span(3, 8)]) == ["nothing_heard"]


def test_two_seconds_of_speech_without_a_word_are_a_deletion_and_less_is_none() -> None:
    long = said(ORDINARY) + said(ORDINARY, 8.0)
    whole = Span(0, 8.0 + 0.2 * len(ORDINARY))
    assert reasons(long, [whole, Span(20, 21.99)]) == []
    assert reasons(long, [whole, Span(20, 22)]) == ["deleted"]


def test_many_short_stretches_without_a_word_are_a_deletion_by_their_share() -> None:
    words, said_s = said(TWENTY), Span(0, 4.0)
    assert reasons(words, [said_s, Span(6, 6.7)]) == []  # 0.7 of 4.7 s
    assert reasons(words, [said_s, Span(6, 6.7), Span(8, 8.7)]) == ["deleted"]  # 1.4 of 5.4 s


def test_the_place_of_a_deletion_is_told() -> None:
    (doubt,) = doubts(said(TWENTY), [Span(0, 4), Span(6, 9)], 1)
    assert (doubt.reason, doubt.start, doubt.end, doubt.channel) == ("deleted", 6, 9, 1)


def test_a_word_covers_what_lies_near_it() -> None:
    assert unheard([Word("您好", 1.0, 1.5)], [Span(0.5, 2.0)]) == (
        Span(0.5, 0.6),
        Span(1.9, 2.0),
    )


def test_low_confidence_makes_unusable_and_the_edge_does_not() -> None:
    spoken = [Span(0, 0.2 * len(ORDINARY))]
    assert reasons(said(ORDINARY, sure=0.74), spoken) == ["low_confidence"]
    assert reasons(said(ORDINARY, sure=0.75), spoken) == []
    assert reasons(said(ORDINARY, sure=None), spoken) == []


@pytest.mark.parametrize(
    "text", ["请按赞、转发、转发", "请不吝点赞 订阅 转发 打赏", "字幕由Amara.org社群提供", "谢谢观看"]
)
def test_what_engines_invent_makes_unusable_however_it_is_written(text: str) -> None:
    words = said("您好" + text)
    assert reasons(words, [Span(0, words[-1].end)]) == ["invented"]


def test_a_loop_makes_unusable_and_saying_yes_many_times_does_not() -> None:
    loop = said("我们会联系您" * 4)
    assert reasons(loop, [Span(0, loop[-1].end)]) == ["repeated"]
    yes = said("对对对对对对好的好的好的好的")
    assert reasons(yes, [Span(0, yes[-1].end)]) == []


def test_more_than_twelve_characters_a_second_over_two_seconds_are_said_by_nobody() -> None:
    quick, slow = said(ORDINARY, a_char=1 / 12.1), said(ORDINARY, a_char=1 / 11.9)
    assert reasons(quick, [Span(0, quick[-1].end)]) == ["too_fast"]
    assert reasons(slow, [Span(0, slow[-1].end)]) == []
