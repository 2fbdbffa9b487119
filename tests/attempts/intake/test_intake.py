"""Sources taken in from end to end: accounted for, in order, whole or not at all, without anybody's data."""

from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies

from tests.attempts.intake.taken import BEIJING, HEADER, ROW, TOKENS, is_balanced, take, written
from zilv.attempts.intake import layout
from zilv.attempts.intake.intake import IntakeOptions, Progress, is_layout, take_in
from zilv.attempts.intake.layout import COLUMNS, read_manifest
from zilv.attempts.rows import MINUTE_UNKNOWN, day_number
from zilv.errors import IntakeError
from zilv.registers.rows import Person, Registers

slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


@slow
@given(
    strategies.binary(max_size=200),
    strategies.sampled_from([HEADER.encode() + b"\n", b"", b"[", b"{", b"PK\3\4", b"PAR1", b"\x1f\x8b"]),
)
@example(b"\n" + ROW.encode(), HEADER.encode() + b"\n")
def test_whatever_a_file_holds_it_is_accounted_for_or_clearly_refused(
    tmp_path: Path, rubbish: bytes, begin: bytes
) -> None:
    try:
        taken = take(tmp_path, begin + rubbish)
    except IntakeError as error:
        assert "来源 0.csv" in str(error)
        return
    assert is_balanced(taken.accounting)
    assert taken.accounting.rejected == len(taken.rejected)
    assert taken.accounting.accepted == len(taken.attempts)


@slow
@given(strategies.lists(strategies.one_of(strategies.just(ROW.encode()), strategies.binary(max_size=60)), max_size=12))
def test_one_bad_row_never_stops_a_file(tmp_path: Path, lines: list[bytes]) -> None:
    lines = [line for line in lines if b'"' not in line]
    taken = take(tmp_path, b"\n".join([HEADER.encode(), *lines, b"last" + ROW.encode()[2:]]) + b"\n")
    assert "last" in taken.ids
    assert is_balanced(taken.accounting)


def test_rejected_rows_are_told_by_row_line_field_and_reason(tmp_path: Path) -> None:
    taken = take(tmp_path, f'{HEADER}\n{ROW}\n\n"a\n2",x,L,p,voice\na3,2026-03-02T09:30:00Z,L,p,fax\n')
    assert [(row["row"], row["line"], row["field"]) for row in taken.rejected] == [
        ("2", "4", "at"),
        ("3", "6", "channel"),
    ]
    assert all(row["file"].endswith("来源 0.csv") for row in taken.rejected)


def test_parts_are_in_the_order_that_judgement_reads(tmp_path: Path) -> None:
    ids = ("b", "a", "c")
    lines = [
        f"{lender}{person}{minute}{key},2026-03-02T09:{minute}:00Z,{lender},{person},voice"
        for lender in ("乙", "A", "a")
        for person in ("q", "p")
        for minute in ("31", "30")
        for key in ids
    ]
    taken = take(tmp_path, HEADER + "\n" + "\n".join(lines))
    keys = [(row["lender"], row["person"], row["at"], row["attempt_id"]) for row in taken.attempts]
    assert len(keys) == 36
    assert keys == sorted(keys)


def test_the_columns_are_those_of_the_layout(tmp_path: Path) -> None:
    taken = take(tmp_path, f"{HEADER}\n{ROW}\n")
    assert pq.read_schema(taken.layout / "part-00000.parquet").equals(COLUMNS)
    row = taken.attempts[0]
    assert (row["at"], row["day"], row["minute"]) == (
        datetime(2026, 3, 2, 1, 30, tzinfo=timezone.utc),
        day_number(date(2026, 3, 2)),
        570,
    )
    assert row["person"] == TOKENS.value("person", "person-1")
    assert (row["agency"], row["line"], row["number"], row["seconds"]) == (None, None, 0, None)


def test_the_day_is_the_persons_day(tmp_path: Path) -> None:
    there = Person(person=TOKENS.text("person", "person-1"), zone="America/New_York")
    taken = take(
        tmp_path,
        f"{HEADER}\n{ROW}\n{ROW.replace('a1', 'a2').replace('person-1', 'person-2')}\n",
        registers=Registers(persons=(there,)),
    )
    minutes = {row["attempt_id"]: (row["day"] - day_number(date(2026, 3, 1)), row["minute"]) for row in taken.attempts}
    assert minutes == {"a1": (0, 20 * 60 + 30), "a2": (1, 570)}


def test_without_any_zone_the_minute_is_unknown(tmp_path: Path) -> None:
    taken = take(tmp_path, f"{HEADER}\n{ROW}\n", default_zone=None)
    assert [row["minute"] for row in taken.attempts] == [MINUTE_UNKNOWN]


def test_a_local_time_is_refused_unless_its_zone_is_named(tmp_path: Path) -> None:
    local = f"{HEADER}\n{ROW.replace('+08:00', '')}\n"
    assert [field for _, field, _ in take(tmp_path, local).reasons] == ["at"]
    taken = take(tmp_path, local, zone_of_times=ZoneInfo("America/New_York"))
    assert [row["at"] for row in taken.attempts] == [datetime(2026, 3, 2, 14, 30, tzinfo=timezone.utc)]


def test_nothing_raw_is_stored_or_told(tmp_path: Path) -> None:
    secrets = ["13800000001", "02100000001", "6222000000000001", "张三丰", "录音-77.wav", "答应明天还款"]
    columns = f"{HEADER},number,line,account,note,recording,collector"
    good = ",".join(
        ["a1", "2026-03-02T09:30:00Z", "L", secrets[3], "voice", *secrets[:3], secrets[5], secrets[4], "c1"]
    )
    slipped = f"{secrets[0]},{secrets[3]},{secrets[1]},2026-03-02T09:30:00Z,{secrets[2]},voice,,{secrets[5]},,,"
    taken = take(tmp_path, f"{columns}\n{good}\n{slipped}\n")
    assert (taken.accounting.accepted, taken.accounting.rejected) == (1, 1)
    told = (tmp_path / "rejected.csv").read_text("utf-8-sig") + (taken.layout / "manifest.json").read_text("utf-8")
    told += str([list(row.values()) for row in taken.attempts])
    assert [secret for secret in secrets if secret in told] == []
    assert (taken.attempts[0]["shape"].recorded, taken.attempts[0]["shape"].noted) == (True, True)


def test_constants_fill_columns_that_are_absent_and_only_those(tmp_path: Path) -> None:
    source = "attempt_id,at,person,agency\na1,2026-03-02T09:30:00Z,p,\n"
    taken = take(tmp_path, source, constants={"lender": "甲公司", "channel": "sms", "agency": "X"})
    row = taken.attempts[0]
    assert (row["lender"], row["shape"].channel, row["agency"]) == ("甲公司", "sms", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [("at", "2026-03-02T09:30:00Z"), ("attempt_id", "a"), ("channel", "fax"), ("lender", " "), ("x", "y")],
)
def test_a_constant_that_no_row_could_have_is_refused_at_once(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(IntakeError, match=name):
        take(tmp_path, f"{HEADER}\n", constants={name: value})


def test_missing_columns_are_named_with_those_seen_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as error:
        take(tmp_path, "attempt_id,at,persn,channel\n")
    told = str(error.value)
    assert "lacks the columns lender, person" in told
    assert "attempt_id, at, persn, channel" in told
    assert "--set" in told
    assert "--map" in told


def test_a_file_without_header_does_not_show_its_first_row(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as error:
        take(tmp_path, "a1,2026-03-02T09:30:00Z,L,13800000001,voice\n")
    assert "13800000001" not in str(error.value)
    assert "lack its header" in str(error.value)


def test_unknown_columns_are_named_in_a_warning(tmp_path: Path) -> None:
    taken = take(tmp_path, f"{HEADER},colour,备注\n{ROW},red,x\n")
    assert taken.accounting.accepted == 1
    assert len(taken.accounting.warnings) == 1
    assert taken.accounting.warnings[0].endswith("colour, 备注")


def test_a_header_alone_gives_no_attempts(tmp_path: Path) -> None:
    taken = take(tmp_path, f"{HEADER}\n")
    assert (taken.accounting.read, taken.attempts, is_layout(taken.layout)) == (0, [], True)


def options(folder: Path) -> IntakeOptions:
    return IntakeOptions(tokens=TOKENS, rejects=folder / "rejected.csv", default_zone=BEIJING)


@pytest.mark.parametrize("stage", ["read", "settle", "sort"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_whatever_ends_it_early_nothing_is_left_half_written(tmp_path: Path, stage: str, error: Any) -> None:
    source = written(tmp_path, 0, f"{HEADER}\n{ROW}\nbad\n")

    def told(progress: Progress) -> None:
        if progress.stage == stage:
            raise error

    with pytest.raises((KeyboardInterrupt, IntakeError)):
        take_in([source], tmp_path / "out" / "layout", options(tmp_path), told)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["out", source.name]


def test_a_layout_that_is_there_stays_whole_until_the_new_one_takes_its_place(tmp_path: Path) -> None:
    take(tmp_path, f"{HEADER}\n{ROW}\n")
    with pytest.raises(IntakeError):
        take(tmp_path, "attempt_id,at\n")
    assert read_manifest(tmp_path / "layout").rows == 1
    again = take(tmp_path, f"{HEADER}\n{ROW}\n{ROW.replace('a1', 'a2')}\n")
    assert read_manifest(again.layout).rows == len(again.attempts) == 2


def test_a_folder_that_is_no_layout_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "layout").mkdir()
    (tmp_path / "layout" / "thesis.txt").write_text("x")
    with pytest.raises(IntakeError, match="is no layout"):
        take(tmp_path, f"{HEADER}\n{ROW}\n")
    assert (tmp_path / "layout" / "thesis.txt").read_text() == "x"


def test_the_manifest_tells_what_was_read(tmp_path: Path) -> None:
    taken = take(tmp_path, f"{HEADER}\n{ROW}\n", f"{HEADER}\n{ROW.replace('a1,2026-03-02', 'a2,2026-03-04')}\nx\n")
    manifest = read_manifest(taken.layout)
    assert (manifest.rows, manifest.parts, manifest.made_with.zone) == (2, (2,), "Asia/Shanghai")
    assert (manifest.last_day or 0) - (manifest.first_day or 0) == 2
    assert manifest.accounting == taken.accounting
    swapped = take(tmp_path, tmp_path / "来源 1.csv", tmp_path / "来源 0.csv")
    assert read_manifest(swapped.layout).inputs == manifest.inputs
    other = take(tmp_path, f"{HEADER}\n{ROW}\n", f"{HEADER}\n")
    assert read_manifest(other.layout).inputs != manifest.inputs


def test_numbers_that_lie_in_several_parts_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", 60)
    lines = "".join(f"a{n},2026-03-02T09:30:00Z,L,p{n},voice,{13800000000 + (0 if n % 2 else n)}\n" for n in range(30))
    taken = take(tmp_path, f"{HEADER},number\n{lines}")
    found = pq.read_table(taken.layout / layout.SHARED_NUMBERS).column("number").to_pylist()
    assert found == [TOKENS.value("number", "13800000000")]


def test_rejected_rows_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    taken = take(tmp_path, f"{HEADER}\n1\n{ROW.replace('voice', 'fax')}\n{ROW}\n2,3\n{ROW.replace('voice', 'fax')}\n")
    assert [row for row, _, _ in taken.reasons] == ["1", "2", "4", "5"]


def test_rejected_rows_are_not_written_into_the_layout(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="inside the layout"):
        take(tmp_path, f"{HEADER}\n{ROW}\n", rejects=tmp_path / "layout" / "rejected.csv")
    assert not (tmp_path / "layout").exists()


def test_progress_goes_up_to_the_end(tmp_path: Path) -> None:
    seen: list[Progress] = []
    sources = [written(tmp_path, n, f"{HEADER}\n{ROW.replace('a1', f'b{n}')}\n") for n in range(3)]
    take_in(sources, tmp_path / "layout", options(tmp_path), seen.append)
    reading = [each for each in seen if each.stage == "read"]
    assert [each.done for each in reading] == sorted(each.done for each in reading)
    assert reading[-1].done == reading[-1].total == sum(source.stat().st_size for source in sources)
    assert [each.stage for each in seen[-2:]] == ["settle", "sort"]
    assert seen[-1].rows == 3


def test_a_file_whose_name_could_be_a_formula_is_written_as_text(tmp_path: Path) -> None:
    (tmp_path / "=cmd.csv").write_text(f"{HEADER}\nx\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        taken = take(tmp_path, Path("=cmd.csv"))
    assert [row["file"] for row in taken.rejected] == ["'=cmd.csv"]
