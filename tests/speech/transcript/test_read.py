"""Transcripts are read from JSON Lines, SRT and text; what cannot be read is told by line, and none is lost."""

import json
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


CUES = "1\n00:00:01,500 --> 00:00:03,000\n坐席：您好\n\n2\n00:01:03,000 --> 00:01:04,250\n客户: 哪位\n\n"


def test_srt_gives_times_and_speakers(tmp_path: Path) -> None:
    (dialogue,) = read(written(tmp_path, "call.srt", CUES))
    assert isinstance(dialogue, Dialogue) and dialogue.id == "call"
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in dialogue.turns] == [
        ("collector", "您好", 1.5, 3.0),
        ("other", "哪位", 63.0, 64.25),
    ]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("call.srt", CUES + "3\n00:01:05,000 --> 00:01:06,000\n没有说话人\n", 11),
        ("chat.txt", "坐席：您好\n再不还钱，打断你的腿\n客户：是我\n", 2),
    ],
)
def test_a_call_of_which_a_line_has_no_speaker_is_not_read_in_part(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    (rejected,) = read(written(tmp_path, name, text))
    assert isinstance(rejected, Rejected) and rejected.line == line


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.txt", "a.srt"])
@pytest.mark.parametrize("empty", [True, False], ids=["no turns", "no words"])
def test_a_contact_in_which_nobody_says_a_word_is_no_transcript(tmp_path: Path, name: str, empty: bool) -> None:
    turns = [] if empty else [{"speaker": "collector", "text": " "}, {"speaker": "other", "text": ""}]
    cues = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},500\n坐席：\n\n" for n in range(len(turns)))
    lines = {".txt": "坐席：\n" * len(turns), ".srt": cues}
    text = lines.get(Path(name).suffix) if name.endswith(("txt", "srt")) else json.dumps({"id": "a", "turns": turns})
    (rejected,) = read(written(tmp_path, name, text or ""))
    assert isinstance(rejected, Rejected) and rejected.line == 1


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize("numbers", [(7, None), (3, 3)], ids=["some", "twice"])
def test_turns_of_which_some_have_a_number_or_two_the_same_are_refused_with_their_line(
    tmp_path: Path, name: str, numbers: tuple[int | None, ...]
) -> None:
    turns = [{"speaker": "other", "text": "喂"} | ({} if i is None else {"i": i}) for i in numbers]
    (rejected,) = read(written(tmp_path, name, json.dumps({"id": "a", "turns": turns})))
    assert isinstance(rejected, Rejected) and rejected.line == 1 and "turns.i" in rejected.reason


def test_numbers_of_their_own_are_kept_though_some_are_left_out(tmp_path: Path) -> None:
    turns = [{"speaker": "other", "text": "喂", "i": i} for i in (4, 9)]
    (dialogue,) = read(written(tmp_path, "a.jsonl", json.dumps({"id": "a", "turns": turns})))
    assert isinstance(dialogue, Dialogue) and [turn.i for turn in dialogue.turns] == [4, 9]


def test_text_is_one_turn_a_line(tmp_path: Path) -> None:
    (dialogue,) = read(written(tmp_path, "chat.txt", "坐席：您好\n\n客户：是我\n"))
    assert isinstance(dialogue, Dialogue)
    assert [(turn.i, turn.text) for turn in dialogue.turns] == [(0, "您好"), (1, "是我")]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("坐席：您好".encode("gb18030"))
    with pytest.raises(SpeechError, match="UTF-8"):
        list(read(path))
