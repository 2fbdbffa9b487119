"""Transcripts are read from JSON Lines, SRT and text; what cannot be read is told by line, and none is lost."""

from pathlib import Path

import pytest

from zilv.speech.transcript.read import Rejected, SpeechError, read
from zilv.speech.transcript.transcript import Dialogue


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_line_without_numbers_is_numbered_from_nought(tmp_path: Path) -> None:
    line = '{"id":"a","turns":[{"speaker":"collector","text":"喂"},{"speaker":"other","text":"哪位"}]}'
    (dialogue,) = read(written(tmp_path, "a.jsonl", line + "\n"))
    assert isinstance(dialogue, Dialogue)
    assert [turn.i for turn in dialogue.turns] == [0, 1]
    assert (dialogue.first_contact, dialogue.party, dialogue.labels) == (None, None, None)


def test_every_line_is_a_transcript_or_told_with_its_number(tmp_path: Path) -> None:
    good = '{"id":"a","turns":[{"speaker":"other","text":"喂"}]}'
    lines = [good, "{", '{"id":"b","turns":[]}', '{"id":"c","turns":[{"speaker":"robot","text":"密语"}]}', "", good]
    made = list(read(written(tmp_path, "a.jsonl", "\n".join(lines))))
    assert [one.line for one in made if isinstance(one, Rejected)] == [2, 3, 4]
    assert sum(isinstance(one, Dialogue) for one in made) == 2


def test_what_is_told_of_a_bad_line_repeats_nothing_that_was_said(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.jsonl", '{"id":"c","channel":"13800001234","turns":[{"speaker":"other","text":"密语"}]}'
    )
    (rejected,) = read(path)
    assert isinstance(rejected, Rejected)
    assert "1380000" not in rejected.reason and "密语" not in rejected.reason
    assert "channel" in rejected.reason


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '\ufeff{"id":"a","turns":[{"speaker":"other","text":"喂"}]}')
    assert isinstance(next(iter(read(path))), Dialogue)


def test_srt_gives_times_and_speakers_and_tells_a_cue_without_one(tmp_path: Path) -> None:
    text = "1\n00:00:01,500 --> 00:00:03,000\n坐席：您好\n\n2\n00:01:03,000 --> 00:01:04,250\n客户: 哪位\n\n"
    text += "3\n00:01:05,000 --> 00:01:06,000\n没有说话人\n"
    rejected, dialogue = read(written(tmp_path, "call.srt", text))
    assert isinstance(rejected, Rejected) and rejected.line == 11
    assert isinstance(dialogue, Dialogue) and dialogue.id == "call"
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in dialogue.turns] == [
        ("collector", "您好", 1.5, 3.0),
        ("other", "哪位", 63.0, 64.25),
    ]


def test_text_is_one_turn_a_line(tmp_path: Path) -> None:
    (dialogue,) = read(written(tmp_path, "chat.txt", "坐席：您好\n\n客户：是我\n"))
    assert isinstance(dialogue, Dialogue)
    assert [(turn.i, turn.text) for turn in dialogue.turns] == [(0, "您好"), (1, "是我")]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("坐席：您好".encode("gb18030"))
    with pytest.raises(SpeechError, match="UTF-8"):
        list(read(path))
