"""What a disk refuses is told as that, in both languages, whichever library wrote; and whose a locked file is."""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.audit.example import LENDER, attempts_of, example_basis, example_law, finding, findings_of
from tests.audit.state.arrivals import CHINA, Going, source
from tests.audit.state.test_any_order import REGISTERS, call
from zilv.audit.aside import of_words
from zilv.audit.state.held import writing
from zilv.audit.state.history import write_history, write_standing
from zilv.audit.state.kept import reading
from zilv.audit.summary import summarise
from zilv.audit.tables import opened
from zilv.audit.workbook import write_workbook
from zilv.disk import Holder, me, note, noted, unwritable
from zilv.errors import IntakeError


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process may be larger: a real refusal, such as a full disk's."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.ENOSPC, "磁盘已满", "the disk is full; make room"),
        (errno.EDQUOT, "磁盘配额已用完", "the disk quota is used up"),
        (errno.EROFS, "磁盘是只读的", "the disk is read-only"),
        (errno.EACCES, "没有写入权限", "permission is denied"),
        (errno.EPERM, "没有写入权限", "permission is denied"),
        (errno.EFBIG, "文件超过此处允许的大小", "the file is larger than"),
        (errno.EIO, "磁盘读写出错", "the disk fails"),
    ],
)
def test_why_a_state_cannot_be_written_is_told_in_both_languages(tmp_path: Path, number: int, zh: str, en: str) -> None:
    for error in OSError(number, "whatever"), OSError(number, "whatever", str(tmp_path / "state" / "rows")):
        with pytest.raises(IntakeError) as told, writing(tmp_path / "state"):
            raise error
        assert str(told.value).startswith(f"{tmp_path / 'state'}: 审查状态无法写入：{zh}")
        assert f" · the state cannot be written: {en}" in str(told.value)
        assert str(told.value).endswith(f"({os.strerror(number)})")


def test_an_error_that_nobody_foresaw_is_told_in_the_systems_words() -> None:
    assert unwritable("x: ", "无法写入", "cannot be written", OSError(errno.ELOOP, "")).endswith(
        os.strerror(errno.ELOOP)
    )
    assert unwritable("x: ", "无法写入", "cannot be written", OSError("odd")) == "x: 无法写入 · cannot be written: odd"


def test_what_the_system_will_not_read_is_not_told_as_damage(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"cannot be read; .*: Permission denied") as told, reading(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied")
    assert "damaged" not in str(told.value)
    with pytest.raises(IntakeError, match="is damaged"), reading(tmp_path):
        raise OSError("Corrupt snappy compressed data")


def test_results_of_a_state_that_find_no_room_are_an_error_of_the_disk(tmp_path: Path) -> None:
    going = Going(tmp_path, REGISTERS)
    going.take([source(tmp_path, "first", [call(f"c{n}", "p1", f"0{n}T23:00:00") for n in range(1, 9)])], CHINA)
    files, out = [tmp_path / "state" / "history" / "000001.parquet"], tmp_path / "out.parquet"
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)) as told, files_up_to(100):
        write_standing(files, out, (None, None))
    assert told.value.errno == errno.EFBIG and told.value.filename is None
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)), files_up_to(100):
        write_history(files, ["law"], out)


def test_a_workbook_that_finds_no_room_is_an_error_of_the_disk(tmp_path: Path) -> None:
    findings, attempts = findings_of([finding()]), attempts_of((LENDER, "", date(2026, 10, 1), 1))
    summary = summarise(findings, attempts, example_basis(example_law()))
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)) as told, files_up_to(100):
        write_workbook(tmp_path / "f.xlsx", summary, findings)
    assert told.value.errno == errno.EFBIG


def test_no_room_where_duckdb_lays_things_aside_is_told_of_that_folder(tmp_path: Path) -> None:
    limits: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": "40MB",
        "temp_directory": str(tmp_path),
        "threads": 1,
    }
    query = "CREATE TEMP TABLE a AS SELECT uuid() AS u, uuid()::VARCHAR AS v FROM range(3000000)"
    for most, size, number in ("1MB", resource.RLIM_INFINITY, errno.ENOSPC), ("1GB", 100, errno.EFBIG):
        connection = duckdb.connect(config=limits)
        connection.execute(f"SET max_temp_directory_size = '{most}'")
        with pytest.raises(duckdb.Error) as told, files_up_to(size):
            connection.execute(query)
        connection.close()
        found = of_words(told.value, tmp_path)
        assert found is not None and (found.errno, found.filename) == (number, str(tmp_path.parent))
    assert of_words(duckdb.ParserException("No space left on device"), tmp_path) is None


def test_an_error_of_a_query_that_is_no_disks_stays_what_it_is() -> None:
    with pytest.raises(duckdb.ParserException), opened(findings_of([finding()])) as connection:
        connection.execute("SELEC 1")


def test_a_holder_is_known_by_his_kernel_or_by_his_name(tmp_path: Path) -> None:
    mine = me()
    assert mine.process == os.getpid() and mine.host
    assert Holder("another name", mine.boot, 1).is_here or not mine.boot
    assert Holder(mine.host, "before a restart", 1).is_here
    assert not Holder("another", "another", 1).is_here
    assert not Holder("another", "", 1).is_here
    handle = os.open(tmp_path / "held", os.O_RDWR | os.O_CREAT)
    try:
        assert noted(handle) is None
        os.write(handle, b"x" * 1000)
        assert noted(handle) is None
        note(handle)
        assert noted(handle) == mine
    finally:
        os.close(handle)
