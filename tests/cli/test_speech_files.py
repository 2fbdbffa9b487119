"""The files given to commands of the speech review: told in both languages where they are none, never written over."""

import json
import os
from pathlib import Path

import pytest

from zilv.cli.main import BAD_INPUT, run
from zilv.cli.speech_files import apart
from zilv.errors import ZilvError

CALL = {"id": "a", "turns": [{"speaker": "collector", "text": "再不还钱，打断你的腿"}]}


@pytest.fixture
def call(tmp_path: Path) -> Path:
    (tmp_path / "calls.jsonl").write_text(json.dumps(CALL) + "\n", "utf-8")
    return tmp_path / "calls.jsonl"


def linked(call: Path, how: str) -> Path:
    """Another name of the same file."""
    if how == "itself":
        return call.parent / "." / call.name
    other = call.with_name("other.jsonl")
    (os.link if how == "hard link" else os.symlink)(call, other)
    return other


@pytest.mark.parametrize("how", ["itself", "hard link", "symbolic link"])
@pytest.mark.parametrize("option", ["--out", "--reviews"])
def test_judge_writes_nothing_over_what_it_reads(
    call: Path, capsys: pytest.CaptureFixture[str], option: str, how: str
) -> None:
    before = call.read_bytes()
    assert run(["speech", "judge", str(call), option, str(linked(call, how)), "--fast", "--quiet"]) == BAD_INPUT
    told = capsys.readouterr().err
    assert option in told and "calls.jsonl" in told and "·" in told
    assert call.read_bytes() == before


def test_findings_and_reviews_are_not_written_into_one_file(call: Path) -> None:
    both = str(call.with_name("new.csv"))
    assert run(["speech", "judge", str(call), "--out", both, "--reviews", both, "--fast"]) == BAD_INPUT
    assert not Path(both).exists()


def test_findings_stand_in_their_place_only_once_they_are_whole(call: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, table = call.with_name("f.jsonl"), call.with_name("contacts.csv")
    out.write_text("earlier", "utf-8")
    table.write_text("file,party\na,debtor\na.wav,debtor\n", "utf-8")
    given = ["speech", "judge", str(call), "--contacts", str(table), "--out", str(out), "--fast", "--quiet"]
    assert run(given) == BAD_INPUT
    assert out.read_text("utf-8") == "earlier" and not list(call.parent.glob(".*"))


@pytest.mark.parametrize(
    "command",
    [
        ["judge", "{}"],
        ["judge", "{call}", "--contacts", "{}"],
        ["evaluate", "{}"],
        ["agree", "{call}", "{}"],
        ["sample-unflagged", "{}", "--out", "x"],
        ["train", "{}"],
        ["train-encoder", "{}", "--base", "{call}"],
        ["second", "{call}", "--findings", "{}", "--url", "http://x/v1", "--model", "m", "--out", "x"],
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_a_missing_file_and_a_folder_are_told_in_both_languages(
    call: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    missing = call.with_name("none.jsonl")
    for path, said in ((missing, "没有这个文件 · there is no such file"), (call.parent, "是文件夹")):
        given = [part.replace("{}", str(path)).replace("{call}", str(call)) for part in command]
        assert run(["speech", *given]) == BAD_INPUT
        told = capsys.readouterr().err
        assert str(path) in told and said in told


def test_training_keeps_its_dialogues_and_the_encoder_it_goes_on_from(call: Path) -> None:
    before = call.read_bytes()
    for given in (["train", str(call)], ["train-encoder", str(call), "--base", str(call)]):
        assert run(["speech", *given, "--out", str(call)]) == BAD_INPUT
    assert call.read_bytes() == before


def test_a_result_beside_its_input_and_a_device_given_twice_are_no_harm(call: Path) -> None:
    apart("--out", call.with_name("out.jsonl"), [call, None])
    apart("--out", Path("/dev/null"), [Path("/dev/null")])
    with pytest.raises(ZilvError):
        apart("--out", call.with_name("new"), [call.with_name("new")])


@pytest.mark.parametrize("more", [[], ["--leave-one-out"]])
@pytest.mark.parametrize("content", ["", "\n\n"])
def test_evaluating_a_file_without_a_dialogue_is_refused_by_its_name(
    call: Path, capsys: pytest.CaptureFixture[str], content: str, more: list[str]
) -> None:
    empty = call.with_name("empty.jsonl")
    empty.write_text(content, "utf-8")
    call.write_text(json.dumps(CALL | {"labels": []}) + "\n", "utf-8")
    assert run(["speech", "evaluate", str(call), str(empty), "--fast", *more]) == BAD_INPUT
    told = capsys.readouterr().err
    assert "empty.jsonl" in told and "holds no dialogue" in told


def test_evaluating_what_nobody_has_labelled_is_refused_by_file_and_id(
    call: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["speech", "evaluate", str(call), "--fast"]) == BAD_INPUT
    assert "calls.jsonl: a: 没有 labels · has no labels" in capsys.readouterr().err
