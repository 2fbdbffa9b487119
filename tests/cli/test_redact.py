"""`zilv privacy redact`: text out without personal information, JSON still JSON, input never overwritten."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from zilv.cli.main import BAD_INPUT, run

LINE = "我是林小满，电话13800138000\n"


def test_text_is_redacted_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text(LINE + "王先生您好\n", "utf-8")
    assert run(["privacy", "redact", str(tmp_path / "notes.txt")]) == 0
    assert capsys.readouterr().out == "我是〔姓名〕，电话〔电话〕\n王先生您好\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_keeps_its_end(tmp_path: Path, end: str) -> None:
    text = f"我家是李家村三组{end}{end}住在阳光花园{end}我是林小满"
    (tmp_path / "notes.txt").write_bytes(text.encode())
    assert run(["privacy", "redact", str(tmp_path / "notes.txt"), "--out", str(tmp_path / "out")]) == 0
    made = (tmp_path / "out" / "notes.txt").read_bytes().decode()
    assert made == f"我家是〔地址〕{end}{end}住在〔地址〕{end}我是〔姓名〕"


def test_standard_input_keeps_the_ends_of_its_lines() -> None:
    command = [sys.executable, "-c", "from zilv.cli.main import run; run(['privacy', 'redact', '-'])"]
    made = subprocess.run(command, input="我是林小满\r\n在吗\n".encode(), capture_output=True, check=True)
    assert made.stdout.decode() == "我是〔姓名〕\r\n在吗\n"


def test_json_lines_stay_json_and_keep_their_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = {"id": "c1", "电话": 1, "turns": [{"i": 0, "text": "我是林小满"}], "first_contact": True}
    (tmp_path / "calls.jsonl").write_text(json.dumps(call) + "\n\n", "utf-8")
    assert run(["privacy", "redact", str(tmp_path / "calls.jsonl")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == call | {"turns": [{"i": 0, "text": "我是〔姓名〕"}]}


def test_spans_show_no_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text(LINE, "utf-8")
    assert run(["privacy", "redact", str(tmp_path / "notes.txt"), "--spans"]) == 0
    out = capsys.readouterr().out
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["name", "phone"]
    assert "林" not in out and "138" not in out


def test_several_files_go_into_a_folder_and_never_over_themselves(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(LINE, "utf-8")
    files = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    assert run(["privacy", "redact", *files, "--out", str(tmp_path / "out")]) == 0
    assert {path.read_text("utf-8") for path in (tmp_path / "out").iterdir()} == {"我是〔姓名〕，电话〔电话〕\n"}
    assert run(["privacy", "redact", *files, "--out", str(tmp_path)]) == BAD_INPUT
    assert (tmp_path / "a.txt").read_text("utf-8") == LINE


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", "电话".encode("gbk")), ("a.jsonl", b"{no json\n")], ids=["in GBK", "no JSON"]
)
def test_what_cannot_be_read_is_said_without_showing_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert run(["privacy", "redact", str(tmp_path / name)]) == BAD_INPUT
    err = capsys.readouterr().err
    assert name in err and "no json" not in err
