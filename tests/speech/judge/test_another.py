"""Where nobody recorded who was spoken to, a score alone makes no ordinary call one to others; their words still do."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from zilv.cli.main import run
from zilv.speech.judge.another import shows_another
from zilv.speech.judge.judge import TO_OTHERS, judge
from zilv.speech.normalise.normalise import normalised
from zilv.speech.transcript.transcript import Dialogue

OWN = (
    ("collector", "您好，请问是张先生本人吗？"),
    ("other", "是我，你说。"),
    ("collector", "我是橙汇消费金融的工作人员，您在我们平台的借款逾期了三天，金额两千三百元，请尽快处理。"),
)
OTHERS = (
    (("collector", "喂，张先生吗？"), ("other", "打错了。"), ("collector", "你那九千块的账欠了四个月了。")),
    (
        ("collector", "请找一下小岚。"),
        ("other", "我是她婆婆，她出去买菜了。"),
        ("collector", "她的卡欠两万九，您知道吗？"),
    ),
    (("collector", "是刁女士的邻居吗？"), ("other", "是我啊，你谁？"), ("collector", "她在外头借钱还不上了，欠三万。")),
)


def call(said: tuple[tuple[str, str], ...], **of: Any) -> Dialogue:
    return msgspec.convert({"id": "a", "turns": [{"speaker": one, "text": text} for one, text in said], **of}, Dialogue)


def to_others(dialogue: Dialogue) -> set[str]:
    return {one.act for one in judge(dialogue)} & TO_OTHERS


def shows(said: tuple[tuple[str, str], ...], n: int) -> bool:
    return shows_another(call(said), [normalised(text) for _, text in said], n)


def test_an_ordinary_call_is_none_to_others_though_nobody_recorded_to_whom_it_was() -> None:
    assert to_others(call(OWN)) == set()
    assert to_others(call(OWN, party="contact_person")) != set(), "the score finds it, and the record of it would count"


@pytest.mark.parametrize("said", OTHERS)
def test_whom_the_words_show_to_be_another_is_one_without_a_record(said: tuple[tuple[str, str], ...]) -> None:
    assert "third_party_disclosure" in to_others(call(said))


def test_whoever_answers_may_say_only_afterwards_that_he_is_another() -> None:
    asked = (("collector", "你那九千块的账怎么办？"),)
    assert not shows(asked, 0)
    assert shows((*asked, ("other", "我不是她，我是合租的。")), 0)


def test_a_relative_spoken_of_to_who_answered_to_his_name_makes_him_no_other() -> None:
    family = ("collector", "您爱人在旁边吗？您那一万一今天能处理吗？")
    assert shows((("other", "哪位？"), family), 1)
    assert not shows((("collector", "是龚师傅吗？"), ("other", "嗯，是我。"), family), 2)


def test_what_is_said_later_of_a_relative_reaches_no_turn_before() -> None:
    said = (("collector", "您那一万一今天能处理吗？"), ("other", "能。"), ("collector", "您爱人也在吧？"))
    assert not shows(said, 0) and shows(said, 2)


@pytest.mark.parametrize("name", ["call.txt", "call.srt"])
def test_a_file_that_cannot_tell_the_party_accuses_no_ordinary_call(tmp_path: Path, name: str) -> None:
    lines = [("坐席：" if side == "collector" else "客户：") + text for side, text in OWN]
    cues = [f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n" for n, line in enumerate(lines)]
    (tmp_path / name).write_text("\n".join(cues if name.endswith("srt") else lines), "utf-8")
    out = tmp_path / "found.jsonl"
    assert run(["speech", "judge", str(tmp_path / name), "--out", str(out), "--quiet"]) == 0
    assert not {json.loads(line)["act"] for line in out.read_text("utf-8").splitlines()} & TO_OTHERS
