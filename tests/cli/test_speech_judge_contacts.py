"""`zilv speech judge --contacts`: what a transcript's file cannot say, a table does; its errors are told by line."""

import json
from pathlib import Path
from typing import Any

import pytest

from zilv.cli.main import BAD_INPUT, run

HEAD = "file,channel,party,first_contact,attempt_id\n"
CALL = "坐席：喂，您好，您的借款逾期了三天，金额两千三百元\n客户：哦\n"
SRT = "1\n00:00:01,000 --> 00:00:03,000\n坐席：您好，您的借款逾期了\n"


def judged(folder: Path, table: str, *names: str, status: int = 0) -> dict[str, dict[str, Any]]:
    """The findings of some files by dialogue and act."""
    out = folder / "found.jsonl"
    (folder / "contacts.csv").write_text(table, "utf-8")
    given = ["--contacts", str(folder / "contacts.csv"), "--out", str(out), "--fast", "--quiet"]
    assert run(["speech", "judge", *(str(folder / name) for name in names), *given]) == status
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return {f"{one['id']} {one['act']}": one for one in found}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "call.txt").write_text(CALL, "utf-8")
    (tmp_path / "other.srt").write_text(SRT, "utf-8")
    turns = [{"speaker": "collector", "text": "您好，您的借款逾期了"}]
    lines = [{"id": "2026/a", "turns": turns}, {"id": "b", "party": "debtor", "first_contact": True, "turns": turns}]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["call.txt", "call"])
def test_a_row_tells_of_a_text_what_hangs_on_it(folder: Path, name: str) -> None:
    assert "call no_identification" not in judged(folder, HEAD + f"{name},voice,debtor,否,\n", "call.txt")
    found = judged(folder, HEAD + f"{name},sms,contact_person,是,a7\n", "call.txt")
    assert found["call no_identification"]["attempt_id"] == "a7"
    assert "call third_party_disclosure" in found


def test_a_line_is_named_by_its_id_or_its_recording_and_keeps_what_the_row_leaves_empty(folder: Path) -> None:
    table = HEAD + "2026/a.wav,voice,,是,a1\nb,voice_bot,,,a2\n"
    found = judged(folder, table, "many.jsonl")
    assert {found[f"{name} no_identification"]["attempt_id"] for name in ("2026/a", "b")} == {"a1", "a2"}


def test_a_row_without_a_transcript_is_told_by_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged(folder, HEAD + "call,voice,,,\n13800138000,voice,,,\nmany.jsonl,voice,,,\n", "call.txt", "many.jsonl")
    told = capsys.readouterr().err
    assert "contacts.csv: 2 " in told and ": 3 4\n" in told and "13800138000" not in told


@pytest.mark.parametrize(
    ("table", "line", "expected"),
    [
        (HEAD + "call,telex,,,\n", 2, "voice voice_bot"),
        (HEAD + "call,voice,,,\ncall.txt,voice,,,\n", 3, "line 2 means it too"),
        (HEAD + "2026/a.wav,,debtor,,\n2026/a.mp3,,debtor,,\n", 3, "line 2 means it too"),
        (HEAD + "b,voice,,,\nb,voice,,,\n", 3, "line 2 has it"),
        ("name,channel\ncall,voice\n", 1, "expected file"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_line(
    folder: Path, capsys: pytest.CaptureFixture[str], table: str, line: int, expected: str
) -> None:
    (folder / "found.jsonl").touch()
    judged(folder, table, "call.txt", "many.jsonl", status=BAD_INPUT)
    told = capsys.readouterr().err
    assert f"contacts.csv:{line}: " in told and expected in told


def test_a_name_that_two_transcripts_have_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "call.srt").write_text(SRT, "utf-8")
    (folder / "found.jsonl").touch()
    judged(folder, HEAD + "call,voice,,,\n", "call.txt", "call.srt", status=BAD_INPUT)
    assert "contacts.csv:2: file: " in capsys.readouterr().err
