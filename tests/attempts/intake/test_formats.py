"""The registry: every sample is known by its fields, and nothing is guessed between two formats."""

import dataclasses

import pytest

from tests.attempts.intake.sample import FILES, records
from zilv.attempts.intake.format import Format
from zilv.attempts.intake.formats import FORMATS, fits, guess, named
from zilv.errors import IntakeError


def test_there_is_a_sample_for_every_format() -> None:
    assert set(FILES) == set(FORMATS)
    assert all(name == form.name for name, form in FORMATS.items())


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_guessed_for_what_it_is(name: str) -> None:
    container = "csv" if FILES[name].endswith(".csv") else "json"
    assert guess(records(name), container).name == name


@pytest.mark.parametrize("name", FILES)
def test_no_record_of_a_sample_fits_another_format(name: str) -> None:
    others = [form for form in FORMATS.values() if form.name != name]
    assert [form.name for form in others if fits(form, records(name))] == []


def test_records_still_inside_the_list_that_holds_them_are_guessed_too() -> None:
    whole = {"calls": records("twilio"), "page": 0}
    assert guess([whole], "json").name == "twilio"


def test_a_format_of_json_alone_is_not_guessed_for_a_table() -> None:
    with pytest.raises(IntakeError):
        guess(records("tencent-ccc"), "csv")


def test_where_no_format_fits_all_are_listed() -> None:
    with pytest.raises(IntakeError, match="no format fits") as error:
        guess([{"姓名": "", "电话": ""}], "csv")
    assert all(name in str(error.value) for name in FORMATS)


def test_an_empty_file_fits_no_format() -> None:
    with pytest.raises(IntakeError, match="no format fits"):
        guess([], "csv")


def test_where_several_formats_fit_those_are_listed_and_none_is_taken() -> None:
    both = [records("aliyun-sms")[0] | records("yeastar")[0]]  # type: ignore[operator]
    with pytest.raises(
        IntakeError,
        match=r"不止一种格式：aliyun-sms, yeastar；.* · several formats fit these records: aliyun-sms, yeastar;",
    ):
        guess(both, "json")


def test_a_format_is_found_by_its_name_or_the_names_are_listed() -> None:
    assert named("yeastar") is FORMATS["yeastar"]
    with pytest.raises(IntakeError, match="twilio"):
        named("yeaster")


def test_formats_of_ones_own_can_be_guessed_among() -> None:
    own = dataclasses.replace(FORMATS["yeastar"], name="own", telltale=frozenset({"姓名"}))
    known: dict[str, Format] = {"own": own}
    assert guess([{"姓名": "x"}], "csv", known) is own
