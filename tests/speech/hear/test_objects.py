"""Recordings in an object store are heard as those in a folder are: once, by their names, leaving nothing behind."""

import io
import json
import tempfile
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import soundfile
from pyarrow import fs

from tests.speech.hear.s3 import KEY, SECRET, Bucket, bucket, let_nobody_in
from tests.speech.hear.sounds import RATE, silence, speechlike
from zilv.cli.main import run
from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import Family, Word
from zilv.speech.hear.error import HearError
from zilv.speech.hear.folder import Counts, Recordings, recordings, transcribe_all
from zilv.speech.hear.models import Model
from zilv.speech.hear.transcribe import Asked, Ear
from zilv.speech.transcript.read import read

__all__ = ["bucket"]


class Says:
    """An engine that says what it is told to, and notes which temporary files there are meanwhile."""

    family: Family = "whisper"
    device: Literal["cpu", "cuda"] = "cpu"

    def __init__(self, temporary: Path) -> None:
        self.temporary, self.seen, self.breaks = temporary, list[Path](), False

    def hear(self, samples: Samples, language: str | None) -> tuple[Word, ...]:
        self.seen += self.temporary.rglob("*.*")
        if self.breaks:
            raise KeyboardInterrupt
        return (Word("您好请问", 0.5, 1.4, 0.9),)


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Says:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return Says(tmp_path / "temporary")


def call(seconds: float = 1.0) -> bytes:
    sound = np.concatenate([silence(0.5), speechlike(seconds), silence(0.5)])
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, format="WAV")
    return file.getvalue()


def heard(files: tuple[Recordings, ...], says: Says) -> Counts:
    ear = Ear(says, Model(says.temporary, "whisper", "m", None))
    return transcribe_all(files, says.temporary.parent / "heard", ear, Asked("other"), lambda done, total: None)


def lines(says: Says, name: str = "transcripts.jsonl") -> list[Any]:
    return [json.loads(line) for line in (says.temporary.parent / "heard" / name).read_text("utf-8").splitlines()]


def refused(address: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says on its way out with status 2."""
    assert run(["speech", "transcribe", address, "--model", "nowhere"]) == 2
    said = capsys.readouterr().err
    assert "·" in said, "in both languages"
    assert "no such folder" not in said, "that would be the model"
    assert KEY not in said
    assert SECRET not in said
    return said


def test_what_lies_below_a_prefix_is_heard_by_its_name_below_it(bucket: Bucket, says: Says) -> None:
    for key in ("2026/a.wav", "2026/三月/b c#%.WAV", "2026/note.txt", "2027/later.wav", "2026x.wav"):
        bucket.put(key, call(1 + len(key) / 100))
    assert heard(recordings(["s3://calls/2026/"]), says).usable == 2
    assert [line["source"]["file"] for line in lines(says)] == ["a.wav", "三月/b c#%.WAV"]
    assert [line["id"] for line in lines(says)] == ["a", "三月/b c#%"]
    assert lines(says)[0]["source"]["stored"]["at"] == "s3://calls/2026/a.wav"
    assert len(list(read(says.temporary.parent / "heard" / "transcripts.jsonl"))) == 2


def test_what_is_of_no_kind_that_is_read_is_told_by_name_and_never_fetched(bucket: Bucket, says: Says) -> None:
    for key in ("2026/a.wav", "2026/b.amr", "2026/c.M4A", "2026/a.v3", "2026/note.txt"):
        bucket.put(key, call())
    counts = heard(recordings(["s3://calls/2026"]), says)
    assert (counts.usable, counts.failed) == (1, 2)
    assert [line["file"] for line in lines(says, "failed.jsonl")] == ["b.amr", "c.M4A"]
    assert bucket.gets("2026/b.amr") == 0


def test_a_folders_recordings_of_other_kinds_are_told_unless_they_were_converted(says: Says, tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    (folder / "deep").mkdir(parents=True)
    names = (
        "a.wav",
        "a.amr",
        "b.amr",
        "deep/a.m4a",
        "deep/c.V3",
        "0004",
        "x.csv",
        ".DS_Store",
        "SHA256SUMS",
        "y.jsonl",
    )
    for name in names:
        (folder / name).write_bytes(call())
    counts = heard(recordings([str(folder)]), says)
    told = lines(says, "failed.jsonl")
    assert [line["file"] for line in told] == ["0004", "b.amr", "deep/a.m4a", "deep/c.V3"]
    assert (counts.usable, counts.failed) == (1, 4)
    assert all("convert it to WAV" in line["reason"] and "转成 WAV" in line["reason"] for line in told)


def test_one_object_is_heard_and_so_is_a_whole_bucket(bucket: Bucket, says: Says) -> None:
    bucket.put("2026/a.wav", call())
    assert [file.name for file in recordings(["s3://calls/2026/a.wav"])] == ["a.wav"]
    assert [file.name for file in recordings(["s3://calls"])] == ["2026/a.wav"]
    assert heard(recordings(["s3://calls/2026/a.wav"]), says).usable == 1


@pytest.mark.parametrize("form", ["scheme=http&endpoint_override={}", "endpoint_override=http://{}"])
def test_an_address_may_name_its_endpoint(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    bucket.put("a.wav", call())
    named = form.format(bucket.endpoint)
    assert [file.name for file in recordings([f"s3://calls?{named}&region=cn-north-1"])] == ["a.wav"]


def test_a_store_that_wants_the_bucket_in_front_of_its_name_is_asked_so(bucket: Bucket) -> None:
    bucket.put("a.wav", call())
    named = f"endpoint_override=http://localhost:{bucket.endpoint.partition(':')[2]}"
    bucket.asked.clear()
    assert [file.name for file in recordings([f"s3://calls/a.wav?{named}&force_virtual_addressing=true"])] == ["a.wav"]
    assert bucket.asked == ["HEAD /a.wav"]


def test_what_was_heard_is_neither_heard_nor_fetched_again(bucket: Bucket, says: Says) -> None:
    bucket.put("a.wav", call())
    assert heard(recordings(["s3://calls"]), says).usable == 1
    fetched = bucket.gets("a.wav")
    bucket.put("b.wav", call(2.0))
    again = heard(recordings(["s3://calls"]), says)
    assert (again.usable, again.kept) == (1, 1)
    assert fetched == bucket.gets("a.wav") == 1


def test_the_same_content_elsewhere_is_fetched_and_not_heard(bucket: Bucket, says: Says, tmp_path: Path) -> None:
    (tmp_path / "on-disk.wav").write_bytes(call())
    assert heard(recordings([str(tmp_path / "on-disk.wav")]), says).usable == 1
    assert "stored" not in lines(says)[0]["source"]
    bucket.put("moved/a.wav", call())
    assert heard(recordings(["s3://calls"]), says).kept == 1
    assert bucket.gets("moved/a.wav") == 1


def test_an_object_written_anew_is_heard_anew(bucket: Bucket, says: Says) -> None:
    bucket.put("a.wav", call())
    heard(recordings(["s3://calls"]), says)
    bucket.put("a.wav", call(2.0))
    assert heard(recordings(["s3://calls"]), says).usable == 1
    assert [line["source"]["seconds"] for line in lines(says)] == [2.0, 3.0]


def test_what_cannot_be_fetched_is_counted_and_tried_again(bucket: Bucket, says: Says) -> None:
    bucket.put("a.wav", call())
    bucket.put("b.wav", call(2.0))
    bucket.put("no-sound.wav", b"no sound")
    found = recordings(["s3://calls"])
    bucket.delete("a.wav")
    first = heard(found, says)
    assert (first.usable, first.failed) == (1, 2)
    gone, no_sound = lines(says, "failed.jsonl")
    assert gone["file"] == "a.wav"
    assert "no longer in the store" in gone["reason"]
    assert no_sound["reason"].startswith("no-sound.wav: ")
    bucket.put("a.wav", call())
    again = heard(recordings(["s3://calls"]), says)
    assert (again.usable, again.failed, again.kept) == (1, 1, 1)


def test_a_store_that_closes_its_door_midway_fails_what_is_left(
    bucket: Bucket, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put("a.wav", call())
    found = recordings(["s3://calls"])
    let_nobody_in(monkeypatch)
    assert heard(found, says).failed == 1
    (line,) = lines(says, "failed.jsonl")
    assert "ACCESS_DENIED" in line["reason"]
    assert KEY not in line["reason"]


def test_a_fetched_recording_is_private_and_goes_away_whatever_happens(bucket: Bucket, says: Says) -> None:
    bucket.put("a.wav", call())
    says.breaks = True
    with pytest.raises(KeyboardInterrupt):
        heard(recordings(["s3://calls"]), says)
    (at,) = says.seen
    assert at.name == "a.wav"
    assert list(says.temporary.iterdir()) == []
    with recordings(["s3://calls"])[0].local() as path:
        assert path.parent.stat().st_mode & 0o077 == 0
    bucket.put("b.wav", b"no sound")
    says.breaks = False
    assert heard(recordings(["s3://calls"]), says).failed == 1
    assert list(says.temporary.iterdir()) == []


@pytest.mark.parametrize("address", ["s3://calls/2025", "s3://calls/a", "s3://no-such-bucket/a", "s3://no-such-bucket"])
def test_a_missing_bucket_or_prefix_is_said(bucket: Bucket, capsys: pytest.CaptureFixture[str], address: str) -> None:
    bucket.put("a.wav", call())
    assert f"{address}: 没有这个桶" in refused(address, capsys)


def test_a_prefix_without_recordings_is_said(bucket: Bucket, capsys: pytest.CaptureFixture[str]) -> None:
    bucket.put("2026/note.txt", b"")
    assert "no recordings found" in refused("s3://calls/2026", capsys)


def test_refused_keys_are_said(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    let_nobody_in(monkeypatch)
    assert "the store refuses (ACCESS_DENIED)" in refused("s3://calls/2026", capsys)


def test_an_endpoint_that_cannot_be_reached_is_said(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "cannot be reached" in refused(f"s3://calls?endpoint_override=https://{bucket.endpoint}", capsys)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "cannot be reached" in refused("s3://calls/2026", capsys)


@pytest.mark.parametrize(
    "address",
    [
        f"s3://{KEY}:{SECRET}@calls/2026",
        f"s3://{KEY}:a/b{SECRET}@calls/2026",
        f"s3://calls?access_key={KEY}&secret_key={SECRET}",
        f"s3://calls?endpoint_override=http://{KEY}:{SECRET}@127.0.0.1:9",
        "s3://calls?force_virtual_addressing=perhaps",
        "s3://calls?scheme=ftp",
        "s3:///2026",
        "s3://",
    ],
)
def test_an_address_that_holds_a_key_or_makes_no_sense_is_refused_unread(
    bucket: Bucket, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    bucket.asked.clear()
    refused(address, capsys)
    assert bucket.asked == []


def test_a_pyarrow_without_s3_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delattr(fs, "S3FileSystem")
    monkeypatch.setattr(fs, "_not_imported", ["S3FileSystem"])
    assert "built without S3" in refused("s3://calls/2026", capsys)


def test_an_empty_step_in_a_name_fails_that_object_alone(bucket: Bucket, says: Says) -> None:
    bucket.put("a.wav", call())
    bucket.put("x//b.wav", call(2.0))
    counts = heard(recordings(["s3://calls"]), says)
    assert (counts.usable, counts.failed) == (1, 1)
    with pytest.raises(HearError):
        recordings(["s3://calls/x//b.wav"])
