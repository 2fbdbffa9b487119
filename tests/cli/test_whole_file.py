"""A result of one file stands in its place whole or not at all, and what is no file is written to as it is."""

import os
import threading
from pathlib import Path

import pytest

from zilv.cli.whole_file import whole_file
from zilv.errors import ZilvError


def test_the_old_file_may_be_read_until_the_new_one_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "结果.jsonl"
    out.write_bytes(b"old")
    with whole_file(out) as target:
        target.write(b"new")
        target.flush()
        assert out.read_bytes() == b"old"
    assert out.read_bytes() == b"new" and [one.name for one in tmp_path.iterdir()] == ["结果.jsonl"]
    assert out.stat().st_mode & 0o777 == 0o600


def test_what_ends_early_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "结果.jsonl"
    out.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), whole_file(out) as target:
        target.write(b"half")
        raise KeyboardInterrupt
    assert out.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_a_link_stays_one_and_the_file_that_it_names_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    with whole_file(link) as target:
        target.write(b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with whole_file(pipe) as target:
        target.write(b"told")
    reader.join()
    assert read == [b"told"] and pipe.is_fifo()


def test_where_nothing_can_be_written_the_option_is_named(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "no folder" / "out"):
        with pytest.raises(ZilvError, match="--out"), whole_file(out):
            raise AssertionError("nothing was opened")
