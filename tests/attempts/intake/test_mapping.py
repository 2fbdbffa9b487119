"""Mapping files: what they read, what they refuse, and that every complaint names file, line and field."""

from pathlib import Path

import pytest

from tests.attempts.intake.both import is_both
from tests.attempts.intake.sample import BEIJING
from zilv.attempts.intake.format import Context, Format
from zilv.attempts.intake.mapping import mapping_from, read_mapping
from zilv.attempts.parse import FieldError, attempt_from
from zilv.errors import IntakeError

FILE = """\
name: our-dialler
lists: [data.rows]
columns:
  attempt_id: 流水号
  number: 被叫号码
  at: {from: 呼叫时间, format: "%Y年%m月%d日 %H:%M:%S", zone: Asia/Shanghai}
  answered: {from: 通话结果, values: {接通: yes, 未接通: no, 语音信箱: ""}}
  disposition: {from: 通话结果, values: {接通: answered, 空号: invalid_number}, otherwise: other}
  seconds: {from: 通话毫秒, unit: ms}
  recording: {from: call.record, optional: yes}
  channel: {constant: voice}
"""
RECORD = {
    "流水号": "A-1",
    "被叫号码": 13800000001,
    "呼叫时间": "2026年03月02日 09:30:00",
    "通话结果": "接通",
    "通话毫秒": 42500,
    "姓名": "张三",
}


def mapped(columns: str) -> Format:
    """A mapping with id and time and these columns, one a line."""
    return mapping_from(f"columns:\n  attempt_id: id\n  at: time\n{columns}", "m.yaml", "m")


def refused(source: str) -> str:
    with pytest.raises(IntakeError) as error:
        mapping_from(source, "m.yaml", "m")
    assert is_both(str(error.value))
    return str(error.value)


def without_chinese(told: str) -> str:
    """Where, the value, and what is said of it in English."""
    before, _, english = told.partition(" · ")
    return before[: max(before.rfind(": "), before.rfind('" ')) + 2] + english


def refused_column(column: str) -> str:
    return refused(f"columns:\n  attempt_id: id\n  at: time\n  {column}\n")


def test_a_record_reads_as_the_file_says() -> None:
    row = mapping_from(FILE, "m.yaml", "m").read(RECORD, Context(BEIJING.zone))
    assert row == {
        "attempt_id": "A-1",
        "number": "13800000001",
        "at": "2026-03-02T09:30:00+08:00",
        "answered": "yes",
        "disposition": "answered",
        "seconds": "42",
        "channel": "voice",
    }
    assert attempt_from(row | {"lender": "L", "person": "p"}).answered is True


def test_the_format_is_known_by_the_columns_it_needs() -> None:
    form = mapping_from(FILE, "m.yaml", "m")
    assert form.name == "our-dialler" and form.lists == ("data.rows",)
    assert form.telltale == {"流水号", "被叫号码", "呼叫时间", "通话结果", "通话毫秒"}


def test_a_mapping_without_a_name_has_the_files(tmp_path: Path) -> None:
    path = tmp_path / "前置拨号.yaml"
    path.write_text("columns: {attempt_id: id, at: time}\n", "utf-8-sig")
    assert read_mapping(path).name == "前置拨号"


def test_yes_is_yes_and_numbers_keep_their_zeros() -> None:
    form = mapped("  manual: {from: m, values: {01: yes, off: no}}\n")
    record = {"id": "007", "time": "2026-03-02 09:30:00", "m": "01"}
    assert form.read(record, BEIJING) == {"attempt_id": "007", "at": "2026-03-02T09:30:00+08:00", "manual": "yes"}


def test_a_value_without_translation_rejects_its_row_unless_told_otherwise() -> None:
    form = mapping_from(FILE, "m.yaml", "m")
    with pytest.raises(FieldError, match=r"通话结果: .* has no translation for answered; expected 接通, 未接通"):
        form.read(RECORD | {"通话结果": "停机"}, BEIJING)
    row = form.read(RECORD | {"通话结果": "语音信箱"}, BEIJING)
    assert row and "answered" not in row and row["disposition"] == "other"


def test_a_column_the_record_lacks_rejects_its_row_unless_it_is_optional() -> None:
    form = mapping_from(FILE, "m.yaml", "m")
    with pytest.raises(FieldError, match=r"被叫号码: .* · is not in the record"):
        form.read({name: value for name, value in RECORD.items() if name != "被叫号码"}, BEIJING)
    row = form.read(RECORD | {"call": {"record": "R-9"}}, BEIJING)
    assert row and row["recording"] == "R-9"


@pytest.mark.parametrize(
    ("told", "value"),
    [("{from: t, epoch: ms}", 1772415000000), ("{from: t, epoch: s}", "1772415000"), ("t", "2026/3/2 9:30:00")],
)
def test_a_time_may_be_an_epoch_or_a_local_time_of_the_run(told: str, value: object) -> None:
    form = mapping_from(f"columns: {{attempt_id: id, at: {told}}}", "m.yaml", "m")
    assert (form.read({"id": "1", "t": value}, BEIJING) or {})["at"] == "2026-03-02T09:30:00+08:00"


def test_the_zone_of_the_file_goes_before_the_zone_of_the_run() -> None:
    form = mapping_from("columns: {attempt_id: id, at: {from: t, zone: America/New_York}}", "m.yaml", "m")
    assert (form.read({"id": "1", "t": "2026-03-02 09:30:00"}, BEIJING) or {})["at"] == "2026-03-02T09:30:00-05:00"


def test_a_time_in_another_pattern_is_refused() -> None:
    with pytest.raises(FieldError, match=r"呼叫时间: .* is not written as %Y年"):
        mapping_from(FILE, "m.yaml", "m").read(RECORD | {"呼叫时间": "2026-03-02 09:30"}, BEIJING)


def test_an_id_rounded_by_a_spreadsheet_is_refused() -> None:
    with pytest.raises(FieldError, match="rounded by a spreadsheet"):
        mapping_from(FILE, "m.yaml", "m").read(RECORD | {"流水号": "2.02603E+17"}, BEIJING)


def test_a_mistake_is_told_with_file_line_field_and_what_was_expected() -> None:
    assert refused(FILE.replace("接通: yes", "接通: 是")) == (
        'm.yaml:7: answered: "是" 不在文末所列之中，空即未记录 · is not one of yes, no, or "" for not recorded'
    )


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        ("phone: x", "m.yaml:4: phone: is not known here; expected one of attempt_id, at, lender"),
        ("at: other", "m.yaml:4: at: stands here twice"),
        ("channel: {constant: fax}", 'm.yaml:4: channel: "fax" is not one of voice'),
        ("disposition: {from: d, values: {x: ok}}", 'm.yaml:4: disposition: "ok" is not one of answered'),
        ("answered: {from: a, constant: yes}", "m.yaml:4: answered: expected either from"),
        ("answered: {}", "m.yaml:4: answered: expected either from"),
        ("answered: ", "m.yaml:4: answered: is empty"),
        ("answered: [a, b]", "m.yaml:4: answered: is not a mapping"),
        ("answered: {form: a}", "m.yaml:4: form: is not known here; expected one of from"),
        ("seconds: {from: s, unit: min}", 'm.yaml:4: seconds.unit: "min" is not known; expected s or ms'),
        ("staff: {constant: two}", 'm.yaml:4: staff: "two" is not a whole number'),
        ("line: {from: l, zone: Asia/Shanghai}", "m.yaml:4: line.zone: belongs to at alone"),
        ("line: {from: l, otherwise: x}", "m.yaml:4: line.otherwise: needs values"),
        ("line: {from: l, optional: maybe}", "m.yaml:4: line.optional: expected yes or no"),
        ("line: {from: l, values: {}}", "m.yaml:4: line.values: is empty"),
        ("line: {from: l, values: {a: [b]}}", "m.yaml:4: line.values.a: is a list or a mapping"),
    ],
)
def test_a_column_that_makes_no_sense_is_refused(column: str, complaint: str) -> None:
    assert without_chinese(refused_column(column)).startswith(complaint)


@pytest.mark.parametrize(
    ("at", "complaint"),
    [
        ("{from: t, epoch: us}", 'at.epoch: "us" is not known; expected s or ms'),
        ("{from: t, zone: Beijing}", 'at.zone: "Beijing" is no time zone'),
        ('{from: t, format: "%Y-%m-%d"}', "at.format: does not tell day and minute"),
        ('{from: t, format: "%H:%M"}', "at.format: does not tell day and minute"),
        ('{from: t, format: "%Q"}', "at.format: does not tell day and minute"),
        ('{from: t, format: "%Y-%m-%d %H:%M", epoch: s}', "at.epoch: contradicts format"),
        ('{constant: "2026-03-02 09:30"}', "at.constant: differs from record to record"),
        ("{from: t, values: {x: y}}", "at.values: cannot be translated"),
    ],
)
def test_a_time_that_cannot_be_told_is_refused(at: str, complaint: str) -> None:
    told = refused(f"columns: {{attempt_id: id, at: {at}}}")
    assert without_chinese(told).startswith(f"m.yaml:1: {complaint}")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("", "m.yaml: is empty"),
        ("- a\n", "m.yaml:1: 文件 file: is not a mapping"),
        ("name: x\n", "m.yaml:1: columns: is required"),
        ("columns: {at: t}\n", "m.yaml:1: attempt_id: is required among the columns"),
        ("columns: {attempt_id: i}\n", "m.yaml:1: at: is required among the columns"),
        ("colums: {}\n", "m.yaml:1: colums: is not known here; expected one of name, lists, columns"),
        ("columns: {\n", "m.yaml:2: is not YAML"),
        ("columns: \x00\n", "m.yaml: is not YAML"),
        ("columns: " + "[" * 5000, "m.yaml"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(source: str, complaint: str) -> None:
    assert without_chinese(refused(source)).startswith(complaint)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="cannot be read"):
        read_mapping(tmp_path / "none.yaml")
    latin = tmp_path / "gbk.yaml"
    latin.write_bytes("columns: {attempt_id: 流水号}".encode("gb18030"))
    with pytest.raises(IntakeError, match="is not UTF-8"):
        read_mapping(latin)


def test_the_file_shown_in_the_documentation_is_a_mapping() -> None:
    shown = (mapping_from.__globals__["__doc__"] or "").split("`--map FILE.yaml`:\n\n")[1].split("\n\n- ")[0]
    form = mapping_from("\n".join(line[4:] for line in shown.splitlines()), "doc", "doc")
    assert form.name == "our-dialler" and "呼叫时间" in form.telltale
