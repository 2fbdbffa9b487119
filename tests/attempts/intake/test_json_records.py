"""JSON in its three forms: each record read on its own, damage refused where it is."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from tests.attempts.intake.both import is_both
from zilv.attempts.intake.encoding import outside_of
from zilv.attempts.intake.json_records import TORN_MAX, JsonRecords
from zilv.attempts.intake.source import Bytes, InputFile
from zilv.errors import IntakeError

NO_OBJECT = "不是 JSON 对象 · is not a JSON object"
Read = tuple[list[tuple[int, int, Any]], list[tuple[int, int, str]]]

values = strategies.recursive(
    strategies.one_of(
        strategies.none(), strategies.booleans(), strategies.integers(-99, 99), strategies.text('a"\\{}[],\n你')
    ),
    lambda inner: strategies.one_of(strategies.lists(inner), strategies.dictionaries(strategies.text("ab{"), inner)),
    max_leaves=6,
)
objects = strategies.lists(strategies.dictionaries(strategies.text("ab"), values, max_size=3), min_size=1, max_size=5)
slow = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def read(folder: Path, data: bytes, block_bytes: int = 1 << 16, lists: tuple[str, ...] = ()) -> Read:
    path = folder / "记录.json"
    path.write_bytes(data)
    records: list[tuple[int, int, Any]] = []
    refused: list[tuple[int, int, str]] = []
    with InputFile(path) as file:
        source = JsonRecords(Bytes(file), block_bytes)
        source.lists = lists
        for chunk in source.chunks(None):
            assert all(is_both(problem.reason) for problem in chunk.refused)
            records += zip(chunk.row.tolist(), chunk.line.tolist(), chunk.records, strict=True)
            refused += [(problem.row, problem.line, problem.reason) for problem in chunk.refused]
    return records, refused


@slow
@given(
    objects,
    strategies.sampled_from(["lines", "array", "pretty", "compact"]),
    strategies.integers(1, 60),
    strategies.booleans(),
)
def test_what_a_json_writer_writes_is_read_back(
    tmp_path: Path, some: list[Any], form: str, block: int, plain: bool
) -> None:
    text = {
        "lines": "\n".join(json.dumps(each, ensure_ascii=plain) for each in some) + "\n",
        "array": json.dumps(some, ensure_ascii=plain),
        "pretty": json.dumps(some, indent=2, ensure_ascii=plain),
        "compact": "[" + ",\n".join(json.dumps(each, ensure_ascii=plain) for each in some) + "]\n",
    }[form]
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        records, refused = read(tmp_path, text.encode(encoding), block)
        assert [record for _, _, record in records] == some
        assert refused == []
        assert [row for row, _, _ in records] == list(range(1, len(some) + 1))


@slow
@given(strategies.binary(max_size=80), strategies.sampled_from([b"[", b"{", b'[{"a":1},']), strategies.integers(1, 30))
def test_blocks_of_any_size_give_the_same(tmp_path: Path, data: bytes, begin: bytes, block: int) -> None:
    if not data.isascii():  # in which encoding rubbish is written may show in a later block
        return
    assert read(tmp_path, begin + data, block) == read(tmp_path, begin + data)


def test_a_line_that_is_no_json_costs_itself_alone(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b'{"a":1}\n{"a":\n\nnull\n{"a":2}\n')
    assert records == [(1, 1, {"a": 1}), (4, 5, {"a": 2})]
    assert [(row, line) for row, line, _ in refused] == [(2, 2), (3, 4)]
    assert refused[0][2].startswith("不是 JSON · is no JSON")
    assert refused[1][2] == NO_OBJECT


def test_an_element_with_a_broken_string_costs_itself_alone(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b'[\n{"a":"x},\n{"a":2},\n{"a":3}\n]')
    assert [record for _, _, record in records] == [{"a": 2}, {"a": 3}]
    assert refused == [(1, 2, "引号或括号没有闭合 · its quotes or brackets do not close")]


def test_an_array_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b'[{"a":1},{"a":2},{"a":')
    assert [record for _, _, record in records] == [{"a": 1}, {"a": 2}]
    assert refused == [(3, 1, "未完即断 · is cut off before its end")]


def test_a_number_that_stands_among_objects_is_refused(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b'[1, "x", {"a":1}, null]')
    assert [row for row, _, _ in records] == [3]
    assert [(row, reason) for row, _, reason in refused] == [(n, NO_OBJECT) for n in (1, 2, 4)]


@pytest.mark.parametrize(
    "text", ['{"data": {"list": [{"a": 1}, {"a": 2}, 3]}}', '{\n"data": {"list": [{"a": 1},\n{"a": 2}, 3]}}']
)
def test_records_that_an_object_holds_are_read_one_by_one(tmp_path: Path, text: str) -> None:
    records, refused = read(tmp_path, text.encode(), lists=("rows", "data.list"))
    assert [(row, record) for row, _, record in records] == [(1, {"a": 1}), (2, {"a": 2})]
    assert refused == [(3, 1, NO_OBJECT)]


def test_gb18030_is_read_as_such(tmp_path: Path) -> None:
    text = "".join(json.dumps({"a": word}, ensure_ascii=False) + "\n" for word in ("催收员甲", "承诺还款", "乗{乗}"))
    records, refused = read(tmp_path, text.encode("gb18030"), 7)
    assert ([record["a"] for _, _, record in records], refused) == (["催收员甲", "承诺还款", "乗{乗}"], [])


def test_bytes_of_another_encoding_cost_their_line_alone(tmp_path: Path) -> None:
    good = '{"a": "你好"}\n'.encode()
    records, refused = read(tmp_path, good + '{"a": "催收"}\n'.encode("gb18030") + good)
    assert [row for row, _, _ in records] == [1, 3]
    assert refused == [(2, 2, outside_of("utf-8"))]


def test_bytes_of_utf_8_in_a_gb18030_file_cost_their_line_alone(tmp_path: Path) -> None:
    good = '{"a": "催收员甲"}\n'.encode("gb18030")
    records, refused = read(tmp_path, good * 2 + '{"a": "催收员甲乙丙"}\n'.encode() + good)
    assert [record["a"] for _, _, record in records] == ["催收员甲"] * 3
    assert refused == [(3, 3, outside_of("gb18030"))]


def test_json_nested_without_measure_is_refused(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b'}\n{"a":1}\n')
    assert ([row for row, _, _ in records], refused) == ([2], [(1, 1, "嵌套过深 · is nested too deeply")])


def test_a_file_whose_brackets_never_close_is_refused_at_last(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"json:\d+: 自此行起.*do not balance from this line"):
        read(tmp_path, b"[\n" + b'{"a":"\n' * (TORN_MAX + 2))
