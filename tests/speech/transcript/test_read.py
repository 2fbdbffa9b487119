"""Transcripts are read from JSON Lines, SRT and text; what cannot be read is told by line, and none is lost."""

import json
from pathlib import Path

import pytest

from zilv.speech.transcript.read import Rejected, read
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


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_encodings_that_offices_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("坐席：您好，浩娜女士\n客户：是我\n".encode(encoding))
    (dialogue,) = read(path)
    assert isinstance(dialogue, Dialogue) and [turn.text for turn in dialogue.turns] == ["您好，浩娜女士", "是我"]


@pytest.mark.parametrize("said", ["早，早。", "早，早，早，早，早。"])
def test_a_line_of_gb18030_that_holds_a_character_of_utf_8_by_chance_is_read(tmp_path: Path, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(f"坐席：您好\n客户：{said}\n".encode("gb18030"))
    (dialogue,) = read(tmp_path / "a.txt")
    assert isinstance(dialogue, Dialogue) and [turn.text for turn in dialogue.turns] == ["您好", said]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("坐席：您好\n客户：是我\n".encode() + b"\xff\xfe\n", 3),
        ("collector: 再不还钱，打断你的腿".encode().replace("钱".encode(), b"\x92"), 1),
        ("坐席：您好\n客户：是我\n坐席：再见\n".encode("gbk") + "坐席：打断你的腿\n".encode(), 4),
        (b"\x00\xff\x80binary", 1),
    ],
    ids=["a line of bytes", "UTF-8 that lost a byte", "two encodings", "no text"],
)
def test_a_file_that_is_no_text_is_rejected_by_its_line_and_never_read_as_other_characters(
    tmp_path: Path, content: bytes, line: int
) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (rejected,) = read(tmp_path / "a.txt")
    assert isinstance(rejected, Rejected) and rejected.line == line and "GB18030" in rejected.reason


def test_a_file_that_cannot_be_opened_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    (rejected,) = read(tmp_path / "a.jsonl")
    assert isinstance(rejected, Rejected) and "无法读取 · cannot be read" in rejected.reason


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.srt"])
def test_a_turn_that_ends_before_it_starts_is_refused(tmp_path: Path, name: str) -> None:
    for end, kept in ((3.0, True), (2.9, False)):
        turns = [{"speaker": "other", "text": "喂", "start": 3, "end": end}]
        cue = f"1\n00:00:03,000 --> 00:00:0{str(end).replace('.', ',')}\n客户：喂\n"
        text = cue if name.endswith("srt") else json.dumps({"id": "a", "turns": turns})
        (one,) = read(written(tmp_path, name, text))
        assert isinstance(one, Dialogue) if kept else "turns[0].end" in str(one)


def test_an_id_read_earlier_is_rejected_with_both_places_and_shown_unless_it_may_be_a_number(tmp_path: Path) -> None:
    line = '{"id":"%s","turns":[{"speaker":"other","text":"喂"}]}\n'
    first = written(tmp_path, "a.jsonl", line % "c-1" + line % "13800138000")
    table = written(tmp_path, "b.csv", "id,speaker,text\nx,客户,喂\n13800138000,客户,喂\nc-1,客户,喂\n")
    before: dict[str, str] = {}
    assert all(isinstance(one, Dialogue) for one in read(first, before=before))
    told = [one for one in read(table, before=before) if isinstance(one, Rejected)]
    assert [(one.line, one.twice.id) for one in told if one.twice] == [(3, "13800138000"), (4, "c-1")]
    assert "a.jsonl:2" in told[0].reason and "13800138000" not in told[0].reason
    assert "a.jsonl:1" in told[1].reason and "c-1" in told[1].reason


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            '"channel":"vioce"',
            "channel: 未知词 · unknown word: “vioce” → voice? 应为其一 · expected one of: voice voice_bot",
        ),
        ('"party":"李四"', "party: 未知词 · unknown word: 应为其一 · expected one of: debtor guarantor"),
        ('"tags":5', "tags: 应为 array，却是 int · expected array, got int"),
        ('"turns":[{"speaker":"other"}]', "turns[0]: 缺 text · missing: text"),
    ],
)
def test_a_wrong_field_is_told_in_both_languages_with_what_is_allowed(tmp_path: Path, fields: str, said: str) -> None:
    turns = "" if "turns" in fields else ',"turns":[{"speaker":"other","text":"喂"}]'
    (rejected,) = read(written(tmp_path, "a.jsonl", '{"id":"a",' + fields + turns + "}"))
    assert isinstance(rejected, Rejected) and said in rejected.reason and "李四" not in rejected.reason
