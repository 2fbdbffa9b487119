"""What a table knows of recordings goes into their transcripts; what it gets wrong is told before anything is heard."""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import soundfile

from tests.speech.hear.sounds import RATE, silence, speechlike
from zilv.cli.main import run
from zilv.speech.hear import models
from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import Engine, Family, Word
from zilv.speech.transcript.read import read
from zilv.speech.transcript.transcript import Dialogue

HEAD = "file,channel,party,first_contact,attempt_id\n"


class Says:
    """An engine that says what it is told to, and counts how often."""

    family: Family = "whisper"
    device: Literal["cpu", "cuda"] = "cpu"

    def __init__(self) -> None:
        self.heard = 0

    def hear(self, samples: Samples, language: str | None) -> tuple[Word, ...]:
        self.heard += 1
        return (Word("您好请问", 0.5, 1.4, 0.9),)


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Says:
    """The engine that every model is loaded in; two recordings of which one lies deeper; a folder that is a model."""
    made = Says()

    def load(model: models.Model, threads: int = 0, device: str = "auto") -> Engine:
        return made

    monkeypatch.setattr(models, "load", load)
    monkeypatch.setattr(models, "verified", lambda folder, family: models.Model(folder, "whisper", "m", None))
    (tmp_path / "calls" / "三月").mkdir(parents=True)
    record(tmp_path / "calls" / "a.wav", 1.0)
    record(tmp_path / "calls" / "三月" / "b.c.wav", 1.1)
    return made


def record(path: Path, seconds: float) -> None:
    sound = np.concatenate([silence(0.5), speechlike(seconds), silence(0.5)])
    soundfile.write(path, sound, RATE)


def hear(folder: Path, table: str | None = None, only: str = "collector", calls: str = "calls") -> int:
    asked = ["speech", "transcribe", str(folder / calls), "--model", str(folder), "--only", only, "--json"]
    if table is not None:
        (folder / "contacts.csv").write_text(table, "utf-8")
        asked += ["--contacts", str(folder / "contacts.csv")]
    return run([*asked, "--out", str(folder / "heard")])


def lines(folder: Path) -> dict[str, Any]:
    told = (folder / "heard" / "transcripts.jsonl").read_text("utf-8").splitlines()
    made = {one["id"]: one for one in map(json.loads, told)}
    assert len(made) == len(told)
    return made


def facts(one: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(one.get(name, "left out") for name in ("channel", "party", "first_contact", "attempt_id"))


AS_BEFORE = ("voice", None, None, "left out")


def test_a_row_tells_its_recording_and_the_judge_finds_what_hangs_on_it(tmp_path: Path, says: Says) -> None:
    assert hear(tmp_path, HEAD + "三月/b.c.wav,voice_bot,debtor,是,a7\n") == 0
    made = lines(tmp_path)
    assert facts(made["三月/b.c"]) == ("voice_bot", "debtor", True, "a7")
    assert facts(made["a"]) == AS_BEFORE
    told = {one.id: one for one in read(tmp_path / "heard" / "transcripts.jsonl") if isinstance(one, Dialogue)}
    assert (told["三月/b.c"].attempt_id, told["a"].attempt_id) == ("a7", None)
    out = tmp_path / "found.jsonl"
    assert run(["speech", "judge", str(tmp_path / "heard" / "transcripts.jsonl"), "--out", str(out), "--fast"]) == 0
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert ("三月/b.c", "a7", "no_identification") in {(one["id"], one["attempt_id"], one["act"]) for one in found}


def test_chinese_headings_ids_and_empty_cells_are_read(tmp_path: Path, says: Says) -> None:
    assert hear(tmp_path, "\ufeff日期,文件,对象,首次联系\n3月,三月/b.c,guarantor,否\n,,,\n3月,a,,\n") == 0
    made = lines(tmp_path)
    assert facts(made["三月/b.c"]) == ("voice", "guarantor", False, "left out")
    assert facts(made["a"]) == AS_BEFORE


def test_without_rows_nothing_differs(tmp_path: Path, says: Says) -> None:
    assert hear(tmp_path) == 0
    before = (tmp_path / "heard" / "transcripts.jsonl").read_bytes()
    (tmp_path / "heard" / "transcripts.jsonl").unlink()
    assert hear(tmp_path, HEAD) == 0
    assert (tmp_path / "heard" / "transcripts.jsonl").read_bytes() == before


def test_a_row_without_a_recording_is_told_at_the_end_by_its_line(
    tmp_path: Path, says: Says, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hear(tmp_path, HEAD + "a.wav,voice,,,\n13800138000.wav,voice,,,\nc.wav,voice,,,\n") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["rows_unused"] == [3, 4]
    assert "contacts.csv: 2 " in told.err and told.err.rstrip().endswith(": 3 4")
    assert "13800138000" not in told.err


@pytest.mark.parametrize(
    ("table", "line", "expected"),
    [
        (HEAD + "a.wav,telex,,,\n", 2, "voice voice_bot"),
        (HEAD + "a.wav,sms,,,\n", 2, "no recording is a message"),
        (HEAD + "a.wav,voice,,,\na,voice,cousin,,\n", 3, "debtor guarantor"),
        (HEAD + "a.wav,voice,,maybe,\n", 2, "true or false"),
        (HEAD + "nowhere.wav,telex,,,\n", 2, "voice voice_bot"),
        (HEAD + "a.wav,voice\n", 2, "cells"),
        (HEAD + ",voice,,,\n", 2, "file: "),
        (HEAD + "a.wav,voice,,,\na.wav,voice,,,\n", 3, "line 2 has it"),
        (HEAD + "a.wav,voice,,,\na,voice,,,\n", 3, "line 2 means it too"),
        ("name,channel\na.wav,voice\n", 1, "expected file"),
        ("file,chanel\na.wav,voice\n", 1, "any of: attempt_id channel"),
        ("file,channel,渠道\na.wav,voice,voice\n", 1, "given twice"),
        (HEAD + 'a.wav,"voice,,,\n', 2, "no CSV"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_line_before_anything_is_heard(
    tmp_path: Path, says: Says, capsys: pytest.CaptureFixture[str], table: str, line: int, expected: str
) -> None:
    assert hear(tmp_path, table) == 2
    told = capsys.readouterr().err
    assert f"contacts.csv:{line}: " in told and expected in told
    assert says.heard == 0 and not (tmp_path / "heard").exists()


def test_a_name_that_two_recordings_have_is_refused(
    tmp_path: Path, says: Says, capsys: pytest.CaptureFixture[str]
) -> None:
    record(tmp_path / "calls" / "a.flac", 1.2)
    assert hear(tmp_path, HEAD + "a,voice,,,\n") == 2
    assert "contacts.csv:2: file: " in capsys.readouterr().err
    assert hear(tmp_path, HEAD + "a.flac,voice_bot,,,\n") == 0


def test_a_table_in_another_spelling_of_characters_is_refused(tmp_path: Path, says: Says) -> None:
    (tmp_path / "contacts.csv").write_bytes("文件,渠道\n三月,voice\n".encode("gb18030"))
    asked = ["speech", "transcribe", str(tmp_path / "calls"), "--model", str(tmp_path)]
    assert run([*asked, "--contacts", str(tmp_path / "contacts.csv")]) == 2
    assert says.heard == 0


def test_what_was_heard_earlier_is_told_anew_and_not_heard_again(tmp_path: Path, says: Says) -> None:
    assert hear(tmp_path) == 0
    untold = (tmp_path / "heard" / "transcripts.jsonl").read_bytes()
    assert hear(tmp_path, HEAD + "三月/b.c.wav,voice_bot,debtor,是,a7\n") == 0
    assert facts(lines(tmp_path)["三月/b.c"]) == ("voice_bot", "debtor", True, "a7")
    assert facts(lines(tmp_path)["a"]) == AS_BEFORE
    assert hear(tmp_path, HEAD + "三月/b.c.wav,,,,\n") == 0
    assert (tmp_path / "heard" / "transcripts.jsonl").read_bytes() == untold
    assert says.heard == 2
    assert [path.name for path in (tmp_path / "heard").glob(".*")] == []


def test_a_recording_of_the_same_name_elsewhere_keeps_what_is_known_of_it(
    tmp_path: Path, says: Says, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hear(tmp_path, HEAD + "a.wav,voice,,,a7\n") == 0
    (tmp_path / "april").mkdir()
    record(tmp_path / "april" / "a.wav", 1.3)
    assert hear(tmp_path, HEAD + "a.wav,voice,,,a8\n", calls="april") == 0
    assert hear(tmp_path, HEAD + "a.wav,voice,,,a9\n", calls="april") == 0
    told = (tmp_path / "heard" / "transcripts.jsonl").read_text("utf-8").splitlines()
    assert sorted(json.loads(one).get("attempt_id", "") for one in told) == ["", "a7", "a9"]


def test_a_row_of_what_was_heard_under_another_name_is_told(
    tmp_path: Path, says: Says, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hear(tmp_path) == 0
    (tmp_path / "calls" / "a.wav").rename(tmp_path / "calls" / "z.wav")
    capsys.readouterr()
    assert hear(tmp_path, HEAD + "z.wav,voice,,,a7\n") == 0
    assert json.loads(capsys.readouterr().out)["rows_unused"] == [2]
    assert facts(lines(tmp_path)["a"]) == AS_BEFORE


def test_what_is_unusable_is_told_as_well(tmp_path: Path, says: Says) -> None:
    record(tmp_path / "calls" / "long.wav", 9.0)
    assert hear(tmp_path, HEAD + "long.wav,voice_bot,,,a7\n") == 1
    (one,) = map(json.loads, (tmp_path / "heard" / "unusable.jsonl").read_text("utf-8").splitlines())
    assert facts(one) == ("voice_bot", None, None, "a7")
