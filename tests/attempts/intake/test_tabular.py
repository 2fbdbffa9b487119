"""Delimited text: every record that is well formed is read, every other is refused by itself, in any encoding."""

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies

from tests.attempts.intake.both import is_both
from zilv.attempts.intake.encoding import outside_of
from zilv.attempts.intake.source import Bytes, InputFile
from zilv.attempts.intake.tabular import DelimitedText
from zilv.errors import IntakeError

ABC = frozenset("abc")
Rows = list[tuple[int, int, str, str, str]]
Refused = list[tuple[int, int, str]]

cells = strategies.text(strategies.sampled_from('ab,;\t"\n\r 你好é\ufeff'), max_size=4)
tables = strategies.lists(strategies.tuples(cells, cells, cells), max_size=6)
slow = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def read(folder: Path, data: bytes, block_bytes: int = 1 << 16) -> tuple[Rows, Refused, str]:
    path = folder / "表.csv"
    path.write_bytes(data)
    with InputFile(path) as file:
        source = DelimitedText(Bytes(file), block_bytes)
        assert source.names == ("a", "b", "c")
        rows: Rows = []
        refused: Refused = []
        for chunk in source.chunks(ABC):
            assert all(is_both(problem.reason) for problem in chunk.refused)
            records = zip(chunk.row.tolist(), chunk.line.tolist(), chunk.as_records(), strict=True)
            rows += [(row, line, record["a"], record["b"], record["c"]) for row, line, record in records]
            refused += [(problem.row, problem.line, problem.reason) for problem in chunk.refused]
    return rows, refused, source.encoding


def values(rows: Rows) -> list[tuple[str, str, str]]:
    return [row[2:] for row in rows]


@slow
@given(tables, strategies.sampled_from(["\n", "\r\n"]), strategies.integers(8, 60), strategies.booleans())
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path: Path, table: list[tuple[str, str, str]], end: str, block: int, quoted: bool
) -> None:
    text = io.StringIO()
    quoted |= any("\r" in cell for row in table for cell in row)
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows(table)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        rows, refused, _ = read(tmp_path, ("a,b,c\n" + text.getvalue()).encode(encoding), block)
        if encoding == "gb18030" and refused:
            assert all("gb18030" in reason or "utf-8" in reason for _, _, reason in refused)
            continue
        assert (values(rows), refused) == (table, [])
        assert [row[0] for row in rows] == list(range(1, len(table) + 1))


@slow
@given(strategies.binary(max_size=80), strategies.integers(1, 40))
@example(b'1,"2\n,3\n4,5,6\n', 9)
@example(b'",",\n",",\n",",\n1,2,3\n', 5)
@example(b"1,2\r\n3,4,5\r6,7,8", 3)
def test_blocks_of_any_size_give_the_same(tmp_path: Path, data: bytes, block: int) -> None:
    assert read(tmp_path, b"a,b,c\n" + data, block)[:2] == read(tmp_path, b"a,b,c\n" + data)[:2]


@slow
@given(strategies.lists(strategies.binary(max_size=30).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b""))))
def test_a_good_row_between_rubbish_is_never_lost(tmp_path: Path, lines: list[bytes]) -> None:
    data = b"a,b,c\n" + b"".join(line + b"\nx,y,z\n" for line in lines if b'"' not in line)
    rows, _, _ = read(tmp_path, data)
    assert sum(row[2:] == ("x", "y", "z") for row in rows) == sum(b'"' not in line for line in lines)


def test_a_quote_that_is_never_closed_costs_its_own_line_alone(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b'a,b,c\n1,"2,3\n4,5,6\n7,8,9\n')
    assert rows == [(2, 3, "4", "5", "6"), (3, 4, "7", "8", "9")]
    assert [(row, line) for row, line, _ in refused] == [(1, 2)]
    assert "quote" in refused[0][2]


def test_a_quote_that_meets_another_rows_quote_does_not_swallow_the_rows_between(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b'a,b,c\n1,"2,3\n4,5,6\n7,"8",9\n')
    assert values(rows) == [("4", "5", "6"), ("7", "8", "9")]
    assert [row for row, _, _ in refused] == [1]


def test_many_open_quotes_are_read_in_reasonable_time(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b"a,b,c\n" + b'x","\n' * 100_000 + b"1,2,3\n", 1 << 20)
    assert values(rows)[-1] == ("1", "2", "3")
    assert len(rows) + len(refused) >= 25_000


def test_line_breaks_in_quoted_cells_belong_to_the_cell_and_count_as_lines(tmp_path: Path) -> None:
    rows, _, _ = read(tmp_path, b'a,b,c\r\n1,"x\r\ny",3\r\n4,5,6\r\n')
    assert rows == [(1, 2, "1", "x\r\ny", "3"), (2, 4, "4", "5", "6")]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b"\n\na,b,c\n\n1,2,3\n   \n\n4,5,6\n\n")
    assert (rows, refused) == ([(1, 5, "1", "2", "3"), (2, 8, "4", "5", "6")], [])


def test_a_row_with_too_few_or_too_many_cells_is_refused(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b"a,b,c\n1,2\n1,2,3,4\n1,2,3\n")
    assert values(rows) == [("1", "2", "3")]
    assert refused == [
        (1, 2, "有 2 格，表头有 3 格 · has 2 cells, the header has 3"),
        (2, 3, "有 4 格，表头有 3 格 · has 4 cells, the header has 3"),
    ]


def test_a_last_line_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b"a,b,c\n1,2,3\n4,5")
    assert (values(rows), [row for row, _, _ in refused]) == ([("1", "2", "3")], [2])


def test_a_last_line_without_a_line_break_is_read(tmp_path: Path) -> None:
    assert values(read(tmp_path, b"a,b,c\n1,2,3")[0]) == [("1", "2", "3")]


def test_a_row_with_a_nul_byte_is_refused(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b"a,b,c\n1,\x00,3\n4,5,6\n")
    assert (values(rows), refused) == ([("4", "5", "6")], [(1, 2, "含 NUL 字节 · holds a NUL byte")])


def test_a_line_without_end_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, b"a,b,c\n" + b"x" * 5_000_000 + b"\n1,2,3\n", 1 << 20)
    assert values(rows) == [("1", "2", "3")]
    assert refused == [(1, 2, "此行超过 1,048,576 字节 · is a line of more than 1,048,576 bytes")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_told_by_the_bytes(tmp_path: Path, encoding: str) -> None:
    table = "a,b,c\n" + "1,催收员甲,承诺还款\n" * 40
    rows, refused, found = read(tmp_path, table.encode(encoding))
    assert values(rows) == [("1", "催收员甲", "承诺还款")] * 40
    assert refused == []
    assert found == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)


def test_the_encoding_is_told_however_late_it_shows(tmp_path: Path) -> None:
    data = b"a,b,c\n" + b"1,2,3\n" * 50_000 + "4,你好,6\n".encode("gb18030") * 3
    rows, refused, found = read(tmp_path, data, 1 << 16)
    assert (values(rows)[-1], refused, found) == (("4", "你好", "6"), [], "gb18030")


def test_rows_of_another_encoding_are_refused_in_a_utf_8_file(tmp_path: Path) -> None:
    good, other = "1,你好,3\n".encode(), "1,催收,3\n".encode("gb18030")
    rows, refused, _ = read(tmp_path, b"a,b,c\n" + good + other + good)
    assert values(rows) == [("1", "你好", "3")] * 2
    assert refused == [(2, 3, outside_of("utf-8"))]


def test_rows_of_another_encoding_are_refused_in_a_gb18030_file(tmp_path: Path) -> None:
    good, other = "1,催收员甲乙,3\n".encode("gb18030"), "1,催收员甲乙,3\n".encode()
    rows, refused, _ = read(tmp_path, b"a,b,c\n" + good * 3 + other + good + b"1,\xff\xff,3\n")
    assert values(rows) == [("1", "催收员甲乙", "3")] * 4
    assert [row for row, _, _ in refused] == [4, 6]


def test_a_short_gb18030_word_that_happens_to_be_utf_8_is_read_as_the_rest_of_the_file(tmp_path: Path) -> None:
    rows, refused, _ = read(tmp_path, "a,b,c\n1,催收员甲,3\n2,一,3\n".encode("gb18030"))
    assert "一".encode("gb18030").decode("utf-8") == "һ"
    assert (values(rows)[1], refused) == (("2", "一", "3"), [])


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_told_by_the_header(tmp_path: Path, delimiter: str) -> None:
    text = "a,b,c\n1,x y,3\n".replace(",", delimiter)
    assert values(read(tmp_path, text.encode())[0]) == [("1", "x y", "3")]


def refusal(folder: Path, data: bytes) -> str:
    path = folder / "表.csv"
    path.write_bytes(data)
    with InputFile(path) as file, pytest.raises(IntakeError) as error:
        DelimitedText(Bytes(file))
    assert is_both(str(error.value))
    return str(error.value)


def test_a_header_that_names_a_column_twice_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, b"a,b, a ,c,b\n1,2,3,4,5\n")
    assert "more than once: a, b" in told
    assert "表.csv" in told


@pytest.mark.parametrize("data", [b"\n\n\r\n", b"\xef\xbb\xbf", b"  \n\t\n", b"\0\0\0\0"], ids=repr)
def test_a_file_without_a_header_is_empty(tmp_path: Path, data: bytes) -> None:
    assert "is empty" in refusal(tmp_path, data)


def test_a_header_of_several_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'"a\nid",b\n1,2\n')
    with InputFile(path) as file:
        source = DelimitedText(Bytes(file))
        assert source.names == ("a\nid", "b")
        assert [chunk.line.tolist() for chunk in source.chunks(None)] == [[3]]


def test_arrows_threads_are_given_no_bytes_of_pythons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letting go of such needs the interpreter: a command that ended at that instant was aborted after its work."""
    given, parse = list[bool](), pyarrow.csv.read_csv

    def seen(source: pa.BufferReader, *options: Any) -> pa.Table:
        given.append(source.read_buffer().parent.is_mutable)
        source.seek(0)
        return parse(source, *options)

    monkeypatch.setattr(pyarrow.csv, "read_csv", seen)
    assert pa.BufferReader(b"1").read_buffer().parent.is_mutable is False
    assert values(read(tmp_path, b"a,b,c\n1,2,3\n")[0]) == [("1", "2", "3")]
    assert given == [True]
