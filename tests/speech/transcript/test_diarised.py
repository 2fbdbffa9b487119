"""Voices that were told apart have sides once a person says which is the collector's, and nothing else in doubt."""

import json
from pathlib import Path
from typing import Any

import pytest

from zilv.cli.main import run
from zilv.speech.transcript.read import Rejected, read
from zilv.speech.transcript.transcript import Dialogue

UNKNOWN = {"reason": "speaker_unknown", "start": 0.0, "end": 9.0, "channel": 0}


def heard(voices: tuple[int | None, ...] = (1, 0), doubts: tuple[str, ...] = (), **other: Any) -> dict[str, Any]:
    said = ("喂，哪位", "我是晨星消费金融的，再不还钱，打断你的腿", "嗯")
    turns = [
        {"i": i, "speaker": None, "text": said[i], "start": i, "end": i + 0.5} | ({} if v is None else {"voice": v})
        for i, v in enumerate(voices)
    ]
    unusable = [UNKNOWN, *({**UNKNOWN, "reason": reason} for reason in doubts)]
    return {"id": "c", "tags": ["asr", "mono", "diarised"], "turns": turns, "unusable": unusable, **other}


def made(folder: Path, told: dict[str, Any], collector: str | None = None) -> Dialogue | Rejected:
    path = folder / "unusable.jsonl"
    path.write_text(json.dumps(told) + "\n", "utf-8")
    (one,) = read(path, collector)
    return one


@pytest.mark.parametrize(("collector", "sides"), [("0", ["other", "collector"]), ("1", ["collector", "other"])])
def test_each_voice_gets_its_side_and_the_tag_stays(tmp_path: Path, collector: str, sides: list[str]) -> None:
    one = made(tmp_path, heard(), collector)
    assert isinstance(one, Dialogue)
    assert [turn.speaker for turn in one.turns] == sides
    assert one.tags == ("asr", "mono", "diarised")


@pytest.mark.parametrize(
    ("told", "collector", "expected"),
    [
        (heard(), None, "--collector"),
        (heard(), "2", "只有 0 1"),
        (heard(), "x", "只有 0 1"),
        (heard((0, 0)), "0", "no two voices"),
        (heard((0, 1, None)), "0", "turn 2"),
        (heard(doubts=("low_confidence",)), "0", "low_confidence, speaker_unknown"),
        (heard(tags=["asr", "mono"]), "0", "not judged: speaker_unknown"),
    ],
)
def test_what_a_number_does_not_settle_stays_refused(
    tmp_path: Path, told: dict[str, Any], collector: str | None, expected: str
) -> None:
    one = made(tmp_path, told, collector)
    assert isinstance(one, Rejected) and one.line == 1
    assert expected in one.reason
    assert "打断" not in one.reason


def test_a_document_of_one_transcript_is_refused_and_settled_as_a_line_is(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(heard(), indent=1), "utf-8")
    (refused,) = read(path)
    assert isinstance(refused, Rejected) and "--collector" in refused.reason
    (settled,) = read(path, "0")
    assert isinstance(settled, Dialogue) and [turn.speaker for turn in settled.turns] == ["other", "collector"]
    known = [{"speaker": "other", "text": "喂"}]
    path.write_text(json.dumps({"turns": known, "unusable": [{**UNKNOWN, "reason": "low_confidence"}]}), "utf-8")
    (doubted,) = read(path)
    assert isinstance(doubted, Rejected) and "low_confidence" in doubted.reason


def test_a_number_changes_nothing_where_who_speaks_is_known(tmp_path: Path) -> None:
    known = {"id": "k", "turns": [{"speaker": "other", "text": "喂", "voice": 0}], "unusable": []}
    one = made(tmp_path, known, "0")
    assert isinstance(one, Dialogue) and one.turns[0].speaker == "other"


def test_the_judge_finds_the_collectors_words_with_the_number_and_without_it_refuses(tmp_path: Path) -> None:
    path, out = tmp_path / "unusable.jsonl", tmp_path / "found.jsonl"
    path.write_text(json.dumps(heard()) + "\n", "utf-8")
    asked = ["speech", "judge", str(path), "--out", str(out), "--fast", "--quiet"]
    assert run(asked) == 1
    assert out.read_bytes() == b""
    assert run([*asked, "--collector", "0"]) == 0
    assert "threat" in {json.loads(line)["act"] for line in out.read_text("utf-8").splitlines()}
    assert run([*asked, "--collector", "1"]) == 0
    assert "threat" not in {json.loads(line)["act"] for line in out.read_text("utf-8").splitlines()}
