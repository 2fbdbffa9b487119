"""`zilv speech second` with a real server that plays the model: what judge found stays, what is cited is added."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.speech.second.models import Answer, findings, model, saying, sent
from zilv.cli.main import BAD_INPUT, run
from zilv.speech.transcript.diarised import TAG, UNKNOWN

CALL = {
    "id": "c1",
    "channel": "voice",
    "party": "debtor",
    "turns": [
        {"speaker": "collector", "text": "我是示例消金的林小满，再不还钱，打断你的腿"},
        {"speaker": "other", "text": "我失业三个月了，没有收入"},
        {"speaker": "collector", "text": "那您看着办，天黑路滑"},
    ],
}


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "calls.jsonl"
    path.write_text(json.dumps(CALL) + "\n", "utf-8")
    assert run(["speech", "judge", str(path), "--out", str(tmp_path / "first.jsonl"), "--quiet"]) == 0
    return path


def second(call: Path, answer: Answer, *more: str) -> tuple[int, list[dict[str, Any]]]:
    out = call.with_name("both.jsonl")
    with model(answer) as at:
        given = ["--findings", str(call.with_name("first.jsonl")), "--url", at.url, "--model", "m", "--out", str(out)]
        status = run(["speech", "second", str(call), *given, *more])
        assert not any("林小满".encode() in request for request in at.received)
    return status, [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def first(call: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call.with_name("first.jsonl").read_text("utf-8").splitlines()]


def test_what_judge_found_stays_word_for_word_and_the_model_confirms_and_adds(call: Path) -> None:
    said = findings((0, "threat", "打断你的腿"), (2, "false_promise", "天黑路滑"), (2, "insult", "不是原话"))
    status, lines = second(call, saying(said))
    assert status == 0
    kept = [line for line in lines if line["by"] != "second"]
    assert [{name: value for name, value in line.items() if name != "second"} for line in kept] == first(call) != []
    assert {line["second"] for line in kept if (line["turn"], line["act"]) == (0, "threat")} == {"confirmed"}
    (added,) = [line for line in lines if line["by"] == "second"]
    assert (added["turn"], added["act"], added["span"], added["second"]) == (2, "false_promise", "天黑路滑", "added")


def test_a_call_of_numbered_voices_is_read_where_the_collector_is_told_and_else_no_finding_is_lost(
    tmp_path: Path,
) -> None:
    call = tmp_path / "calls.jsonl"
    turns: Any = CALL["turns"]
    voiced = [{"text": one["text"], "voice": 1 + (one["speaker"] == "other"), "speaker": "other"} for one in turns]
    doubt = {"unusable": [{"reason": UNKNOWN}], "tags": [TAG], "turns": voiced}
    call.write_text(json.dumps(CALL | doubt) + "\n", "utf-8")
    out = str(tmp_path / "first.jsonl")
    assert run(["speech", "judge", str(call), "--collector", "1", "--out", out, "--quiet"]) == 0
    said = findings((0, "threat", "打断你的腿"))
    status, lines = second(call, saying(said), "--collector", "1")
    assert status == 0 and "confirmed" in {line["second"] for line in lines}
    status, lines = second(call, saying(said))
    assert status == 1 and {line["second"] for line in lines} == {"unread"}
    assert [{name: value for name, value in line.items() if name != "second"} for line in lines] == first(call) != []


@pytest.mark.parametrize(
    "answer", [saying("一切合规"), lambda handler, _: sent(handler, b"", 500)], ids=["no form", "fails"]
)
def test_a_model_that_fails_changes_nothing_and_the_exit_status_says_so(call: Path, answer: Answer) -> None:
    status, lines = second(call, answer)
    assert status == 1
    assert [{name: value for name, value in line.items() if name != "second"} for line in lines] == first(call)
    assert {line["second"] for line in lines} == {"unread"}


def test_the_key_comes_from_a_file(call: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    seen: list[str] = []

    def keeping(handler: Any, asked: Any) -> None:
        seen.append(handler.headers["authorization"])
        saying(findings())(handler, asked)

    second(call, keeping, "--key-file", str(tmp_path / "key"))
    assert seen == ["Bearer s3cret"]


def test_what_is_no_finding_is_told_by_its_line(call: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call.with_name("first.jsonl").write_text('{"id":"王小明"}\n', "utf-8")
    given = ["--findings", str(call.with_name("first.jsonl")), "--url", "http://x/v1", "--model", "m"]
    status = run(["speech", "second", str(call), *given, "--out", str(call.with_name("both.jsonl"))])
    assert status == BAD_INPUT
    err = capsys.readouterr().err
    assert "1" in err and "王小明" not in err


def test_the_findings_may_be_written_over_and_an_error_leaves_them_as_they_were(call: Path) -> None:
    found, before = call.with_name("first.jsonl"), first(call)
    given = ["speech", "second", str(call), "--findings", str(found), "--model", "m", "--out", str(found)]
    with model(saying(findings())) as at:
        assert run([*given, "--url", at.url]) == 0
    lines = first(call)
    assert [{name: value for name, value in line.items() if name != "second"} for line in lines] == before != []
    found.write_text('{"id":"no finding"}\n', "utf-8")
    assert run([*given, "--url", "http://x/v1"]) == BAD_INPUT
    assert found.read_text("utf-8") == '{"id":"no finding"}\n'
    assert not list(call.parent.glob(".*"))


def test_two_transcripts_of_one_id_are_refused_before_anybody_is_asked(
    call: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call.write_text(f"{json.dumps(CALL)}\n" * 2, "utf-8")
    out = call.with_name("both.jsonl")
    with model(saying(findings())) as at:
        given = ["--findings", str(call.with_name("first.jsonl")), "--url", at.url, "--model", "m", "--out", str(out)]
        assert run(["speech", "second", str(call), *given]) == BAD_INPUT
        assert not at.received
    told = capsys.readouterr().err
    assert "calls.jsonl:2" in told and "calls.jsonl:1" in told and not out.exists()


def test_the_transcripts_are_never_written_over(call: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = call.read_bytes()
    given = ["--findings", str(call.with_name("first.jsonl")), "--url", "http://x/v1", "--model", "m"]
    assert run(["speech", "second", str(call), *given, "--out", str(call)]) == BAD_INPUT
    assert "--out" in capsys.readouterr().err and call.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"), [(" \n", "it is empty"), ("密钥", "printable ASCII"), ("a\nb", "printable ASCII")]
)
def test_a_file_that_holds_no_key_is_refused_before_anything_is_sent(
    call: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    (tmp_path / "key").write_text(content, "utf-8")
    given = ["--findings", str(tmp_path / "first.jsonl"), "--url", "http://127.0.0.1:9/v1", "--model", "m"]
    out = tmp_path / "both.jsonl"
    key = ["--key-file", str(tmp_path / "key")]
    assert run(["speech", "second", str(call), *given, "--out", str(out), *key]) == BAD_INPUT
    assert said in capsys.readouterr().err and not out.exists()
