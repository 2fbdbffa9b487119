"""`zilv journal`, `zilv replay` and `zilv law activate` as whoever runs the installation uses them."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.gate.books import Counter
from zilv.rules.library import choose


def zilv(counter: Counter, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command on the counter's database."""
    keys = {"ZILV_SECRET": "5e" * 32, "ZILV_TOKEN_KEY": "7a" * 32, "LANG": "en_GB.UTF-8", "ZILV_DATABASE": counter.url}
    command = [sys.executable, "-m", "zilv", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | keys, check=False)


def exported(counter: Counter, folder: Path) -> Path:
    out = folder / "journal.jsonl"
    done = zilv(counter, "journal", "export", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    return out


def test_a_replay_says_by_its_exit_status_whether_all_was_equal(counter: Counter, folder: Path) -> None:
    for _ in range(4):
        counter.ask()
    file = exported(counter, folder)
    done = zilv(counter, "replay", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("judged again: 4, equal: 4\n")
    file.write_text(file.read_text("utf-8").replace('"decision":"deny"', '"decision":"permit"'), "utf-8")
    done = zilv(counter, "replay", str(file))
    assert done.returncode == 1
    assert "decision: recorded [permit] found [deny]" in done.stdout
    assert done.stdout.endswith("judged again: 4, equal: 3\n")
    file.write_text("nothing of ours\n", "utf-8")
    done = zilv(counter, "replay", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 1" in done.stderr


def test_an_export_can_be_read_by_its_user_alone_and_leaves_nothing_half_written(
    counter: Counter, folder: Path
) -> None:
    counter.ask()
    file = exported(counter, folder)
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == [file.name]
    done = zilv(counter, "journal", "export", "--out", str(folder / "nowhere" / "journal.jsonl"))
    assert done.returncode == 2
    assert "--out" in done.stderr


def test_attempts_are_exported_in_canonical_columns(counter: Counter, folder: Path) -> None:
    given = [counter.ask().attempt_id for _ in range(3)]
    counter.report(given[0], answered=True, conversed=False, recording="r", seconds=9)
    counter.cancel(given[1])
    done = zilv(counter, "journal", "attempts", "--out", str(folder / "attempts.parquet"))
    assert (done.returncode, done.stderr) == (0, "")
    first, second = pq.read_table(folder / "attempts.parquet").to_pylist()
    assert (first["attempt_id"], second["attempt_id"]) == (given[0], given[2])
    assert (first["answered"], first["conversed"], first["recording"], first["seconds"]) == (True, False, "r", 9)
    assert (second["answered"], second["recording"]) == (None, "?")
    assert zilv(counter, "journal", "attempts", "--lender", "L2", "--out", str(folder / "two.parquet")).returncode == 0
    assert pq.read_table(folder / "two.parquet").num_rows == 0


def test_a_law_is_activated_from_the_command_line(counter: Counter) -> None:
    choice = "cn,house/three-answered-calls"
    done = zilv(counter, "law", "activate", choice, "--at", "2099-01-01T00:00:00+08:00", "--lender", "L1")
    assert (done.returncode, "no key speaks for L1" in done.stderr) == (0, True), done.stderr
    assert "2098-12-31T16:00:00Z" in done.stdout
    (body,) = counter.journal("law")
    assert (body["choice"], body["digest"], body["key_id"]) == (choice, choose(choice).digest, "cli")


@pytest.mark.parametrize(
    "arguments", [["nowhere"], ["cn", "--at", "2020-01-01T00:00:00+08:00"], ["cn", "--at", "tomorrow"]]
)
def test_what_cannot_be_activated_changes_nothing(counter: Counter, arguments: list[str]) -> None:
    assert zilv(counter, "law", "activate", *arguments).returncode == 2
    assert counter.journal("law") == []
