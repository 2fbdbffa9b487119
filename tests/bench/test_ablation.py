"""Twins are found by how they begin, and masks take out what they say they do."""

from pathlib import Path

import pytest

from bench.ablation.elsewhere import english, found, telephone
from bench.ablation.masks import masked, only, topic, without
from bench.ablation.pairs import twins
from zilv.speech.transcript.transcript import Dialogue, Label, Turn

DATA = Path(__file__).parents[3] / "shared" / "data"


def dialogue(name: str, *texts: str, act: str | None = None) -> Dialogue:
    turns = tuple(Turn(i=n, speaker="collector", text=text) for n, text in enumerate(texts))
    labels = () if act is None else (Label(turn=len(turns) - 1, act=act, span=texts[-1]),)
    return Dialogue(id=name, turns=turns, labels=labels)


def test_twins_begin_alike_are_of_one_author_and_stand_in_one_pair() -> None:
    opening = "您好,请问是张女士吗,晨星消费金融"
    some = [
        dialogue("a", opening, "打断你的腿", act="threat"),
        dialogue("b", opening, "请您看看账单"),
        dialogue("c", opening, "再见"),
        dialogue("d", "完全不同的一句开场白", "打断你的腿", act="threat"),
    ]
    (pair,) = twins(some, ["p1"] * 4)
    assert pair.held == 0 and pair.safe in (1, 2) and pair.acts == ("threat",)
    assert twins(some, ["p1", "p2", "p2", "p1"]) == []


def test_a_mask_takes_out_the_topic_or_leaves_it_alone() -> None:
    safe = [dialogue(str(n), "您的账单逾期三天") for n in range(5)]
    words = topic([*safe, dialogue("x", "打断你的腿", act="threat")])
    assert {"账单", "逾期"} <= words and "打断" not in words
    both = dialogue("y", "账单逾期,打断你的腿")
    assert masked(both, without(words)).turns[0].text == "某某某某,打断你的腿"
    left = masked(both, only(words)).turns[0].text
    assert left.startswith("账单逾期,") and "打断" not in left and len(left) == len(both.turns[0].text)


@pytest.mark.skipif(not (DATA / "debt_calls_en").is_dir(), reason="the public sets are not at ../shared/data")
def test_calls_in_english_are_read_and_no_chinese_rule_finds_anything_in_them() -> None:
    size, _, acts = found(english(DATA / "debt_calls_en"), 250)
    assert size == 250 and acts["rule"] == 0


@pytest.mark.skipif(not (DATA / "TeleAntiFraud").is_dir(), reason="the public sets are not at ../shared/data")
def test_ordinary_calls_seldom_break_a_rule() -> None:
    size, _, acts = found(telephone(DATA / "TeleAntiFraud", "normal"), 300)
    assert size == 300 and acts["rule"] <= 6
