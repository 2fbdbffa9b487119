"""From paths to tables: every container says the same, folders are read whole, and what is no table is told."""

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.attempts.intake.taken import HEADER, ROW, take
from zilv.errors import IntakeError


@pytest.mark.parametrize("form", ["csv", "tsv", "csv.gz", "jsonl", "json", "parquet", "xlsx"])
def test_every_container_says_the_same(tmp_path: Path, form: str) -> None:
    record: dict[str, Any] = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {
        "answered": True,
        "seconds": 12,
    }
    path = tmp_path / f"来源.{form}"
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist([record | {"at": datetime.fromisoformat(record["at"])}]), path)
    elif form == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(list(record))
        book.active.append(list(record.values()))
        book.save(path)
    elif form.startswith("json"):
        path.write_text(json.dumps(record if form == "jsonl" else [record]))
    else:
        text = "\n".join([",".join(record), ",".join([*ROW.split(","), "yes", "12"])])
        data = text.replace(",", "\t" if form == "tsv" else ",").encode()
        path.write_bytes(gzip.compress(data) if form.endswith("gz") else data)
    once = take(tmp_path, f"{HEADER},answered,seconds\n{ROW},yes,12\n")
    taken = take(tmp_path, path)
    assert taken.attempts == once.attempts
    assert taken.accounting.files[0].format == "canonical"


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(HEADER.encode() + b"\n" + b"\n" * 200_000_000)
    with pytest.raises(IntakeError, match="decompression bomb"):
        take(tmp_path, bomb)


def test_a_gzip_file_that_is_cut_off_is_a_clear_error(tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + "\n" + ROW + "\n").encode())
    with pytest.raises(IntakeError, match="damaged or cut off"):
        take(tmp_path, packed[:-9])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(gzip.compress(b"a", mtime=0), mtime=0), "packed twice"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", "old .xls"),
        (b"[]", "JSON object"),
        (b"%PDF-1.4\n", "no format fits"),
    ],
    ids=repr,
)
def test_what_is_no_table_is_a_clear_error(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(IntakeError, match=told):
        take(tmp_path, data)


def test_a_folder_is_read_whole_and_what_is_left_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "七月 呼叫"
    (folder / "内").mkdir(parents=True)
    (folder / "b.csv").write_text(f"{HEADER}\n{ROW}\n")
    (folder / "内" / "c.CSV").write_text(f"{HEADER}\n{ROW.replace('a1', 'a2')}\n")
    (folder / "readme.md").write_text("x")
    (folder / "~$b.xlsx").write_text("x")
    (folder / ".hidden.csv").write_text("x")
    taken = take(tmp_path, folder, folder / "b.csv")
    assert sorted(taken.ids) == ["a1", "a2"]
    assert [("readme.md" in w, "b.csv: 不止一次给出" in w) for w in taken.accounting.warnings] == [
        (True, False),
        (False, True),
    ]


def test_what_a_failed_job_left_is_not_read_and_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "七月"
    (folder / "_temporary" / "0").mkdir(parents=True)
    (folder / "a.csv").write_text(f"{HEADER}\n{ROW}\n")
    (folder / "_temporary" / "0" / "b.csv").write_text(f"{HEADER}\n{ROW.replace('a1', 'a2')}\n")
    (folder / "_old.csv").write_text(f"{HEADER}\n{ROW.replace('a1', 'a3')}\n")
    (folder / "_SUCCESS").write_text("")
    taken = take(tmp_path, folder)
    assert taken.ids == ["a1"]
    assert [warning.rpartition(": ")[2] for warning in taken.accounting.warnings] == ["_old.csv, _temporary/"]
    assert take(tmp_path, folder, folder / "_old.csv").ids == ["a1", "a3"]


@pytest.mark.parametrize("make", ["nothing", "empty folder"])
def test_a_path_with_nothing_to_read_is_a_clear_error(tmp_path: Path, make: str) -> None:
    path = tmp_path / "来"
    if make == "empty folder":
        path.mkdir()
    with pytest.raises(IntakeError, match=r"来: .* · (does not exist|holds no file)"):
        take(tmp_path, path)


@pytest.mark.parametrize(
    "address", ["s3://calls/2026", "s3a://calls/2026/a.parquet", "hdfs://h/calls", "https://h/x.csv"]
)
def test_an_address_is_told_from_a_file_that_is_not_there(tmp_path: Path, address: str) -> None:
    with pytest.raises(IntakeError, match=r"is an address.*--engine spark"):
        take(tmp_path, Path(address))
