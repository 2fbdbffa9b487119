"""The page shows what was said and found, escapes it, and reaches nothing outside."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from zilv.cli.main import run
from zilv.rules.library import choose
from zilv.speech.demo.contact import Contact, verdict
from zilv.speech.demo.page import render
from zilv.speech.demo.waveform import COLUMNS, outline
from zilv.speech.judge.judge import judge
from zilv.speech.transcript.transcript import CHANNELS, Channel, Dialogue, Turn


def contact(*turns: tuple[str, str], channel: Channel = "im") -> Contact:
    said = tuple(Turn(speaker=side, text=text, i=i) for i, (side, text) in enumerate(turns))  # type: ignore[arg-type]
    dialogue = Dialogue(id="one", channel=channel, turns=said)
    return Contact(dialogue, judge(dialogue), None)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("out") / "speech.html"
    assert run(["speech", "demo", "--out", str(out), "--lang", "zh"]) == 0
    return out.read_text("utf-8")


def test_two_calls_and_thirty_messages_are_shown_with_sound_for_the_calls(shown: str) -> None:
    assert len(re.findall(r'<section class="card" id="call-\d"', shown)) == 2
    assert len(re.findall(r'<section class="card" id="message-\d\d"', shown)) == 30
    assert shown.count("<audio ") == 2
    assert shown.count("<svg ") == 4


def test_the_passage_is_marked_with_its_clause(shown: str) -> None:
    assert '<mark class="rule">我们就把你的照片发到你的朋友圈和小区群里</mark>' in shown
    assert "cn.cba-2026.public-posting" in shown
    assert '<mark class="signal">我要去投诉你们</mark>' in shown


def test_a_call_without_anything_wrong_says_so(shown: str) -> None:
    card = shown[shown.index('id="call-2"') : shown.index('id="message-01"')]
    assert "未发现" in card
    assert "<mark" not in card


def test_only_the_samples_are_called_invented(shown: str, tmp_path: Path) -> None:
    assert "样例全属虚构" in shown
    call = {"id": "a", "turns": [{"speaker": "collector", "text": "您好，我是示例消金的"}]}
    (tmp_path / "mine.jsonl").write_text(json.dumps(call), "utf-8")
    assert run(["speech", "demo", str(tmp_path), "--out", str(tmp_path / "mine.html")]) == 0
    assert "样例全属虚构" not in (tmp_path / "mine.html").read_text("utf-8")


def test_the_page_loads_nothing(shown: str) -> None:
    assert "default-src 'none'" in shown
    assert re.findall(r'(?:src|href)="(?!data:)', shown) == []


def test_what_is_said_is_text_and_never_markup() -> None:
    page = render([contact(("collector", "<script>alert(1)</script>您好"))], choose("cn"), "en")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<html lang="en" class="en">' in page


def test_what_is_missing_is_told_and_marks_no_words() -> None:
    page = render([contact(("collector", "请尽快还款。"), channel="sms")], choose("cn"), "zh")
    assert "未表明机构" in page
    assert '<mark class="rule">' not in page


def test_where_passages_overlap_the_graver_kind_is_seen(shown: str) -> None:
    assert shown.count('<mark class="rule">你把钱转到我个人微信就行</mark>') == 1


def test_the_other_sides_signals_are_no_breach() -> None:
    assert verdict(contact(("collector", "您好，示例银行。"), ("other", "我要去投诉你们。")).findings) == "none"
    assert verdict(contact(("collector", "示例银行：钱直接转我支付宝，我私人帮你销账")).findings) == "rule"


def test_a_waveform_is_high_where_the_sound_is() -> None:
    sound = np.concatenate([np.zeros(3000, np.float32), np.full(3000, 0.5, np.float32)])
    strokes = re.findall(r"M(\d+) ([\d.]+)V([\d.]+)", outline(sound))
    heights = [float(below) - float(above) for _, above, below in strokes]
    assert len(heights) == COLUMNS
    assert max(heights[:299]) < 1
    assert min(heights[301:]) == pytest.approx(26.0, abs=0.2)


def test_what_transcribe_writes_is_shown_and_what_cannot_be_judged_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = [{"speaker": "collector", "text": "您好，我是示例消金的"}]
    (tmp_path / "transcripts.jsonl").write_text(json.dumps({"id": "a", "turns": turns, "unusable": []}), "utf-8")
    doubted = {"id": "b", "turns": turns, "unusable": [{"reason": "deleted", "start": 0, "end": 3, "channel": 0}]}
    (tmp_path / "unusable.jsonl").write_text(json.dumps(doubted), "utf-8")
    (tmp_path / "failed.jsonl").write_text('{"file":"c.wav","reason":"no recording"}', "utf-8")
    assert run(["speech", "demo", str(tmp_path), "--out", str(tmp_path / "page.html")]) == 0
    told, page = capsys.readouterr().err, (tmp_path / "page.html").read_text("utf-8")
    assert "unusable.jsonl:1: " in told and "deleted" in told and "failed.jsonl" not in told
    assert 'id="a"' in page and 'id="b"' not in page
    assert "另有 1 行" in page


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_has_its_name(channel: Channel) -> None:
    page = render([contact(("collector", "您好"), channel=channel)], choose("cn"), "zh")
    assert "未记录渠道" not in page


@pytest.mark.parametrize(
    ("channels", "labels"),
    [
        (((1, 0), (0, 1)), ["collector", "other"]),
        (((0, 1), (1, 0)), ["other", "collector"]),
        (((1, 1), (1, 1)), ["unknown", "unknown"]),
        (((1, 0), (0, 0)), ["unknown", "unknown"]),
        (((1, 1),), ["unknown"]),
    ],
    ids=["left", "right", "both on both", "one is silent", "one channel"],
)
def test_a_waveform_has_the_name_of_who_is_heard_on_it_and_else_none(
    tmp_path: Path, channels: tuple[tuple[int, int], ...], labels: list[str]
) -> None:
    turns = (
        Turn(speaker="collector", text="喂", i=0, start=0.0, end=1.0),
        Turn(speaker="other", text="喂", i=1, start=1.0, end=2.0),
    )
    sound = np.repeat(np.array(channels, np.float32).T * 0.5, 8000, axis=0)
    soundfile.write(tmp_path / "one.wav", sound, 8000)
    page = render([Contact(Dialogue(id="one", turns=turns), (), tmp_path / "one.wav")], choose("cn"), "en")
    assert re.findall(r'class="wave (\w+)"', page) == labels
    named = "".join(re.findall(r'class="soft">(.*?)</span></span>', page))
    assert [("催收方" in named), ("对方" in named)] == [("unknown" not in labels)] * 2


def test_a_folder_without_transcripts_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["speech", "demo", str(tmp_path)]) == 2
    assert "no transcripts" in capsys.readouterr().err


def test_a_page_no_browser_would_show_as_one_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["speech", "demo", "--out", str(tmp_path / "page")]) == 2
    assert ".html" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["speech", "demo", str(tmp_path / "没有"), "--out", str(tmp_path / "page.html")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
