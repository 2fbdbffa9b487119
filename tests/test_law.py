"""The law itself: every case holds, every number is pinned by a case, and the files fit together."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from zilv.errors import LawError
from zilv.rules.cases import wrong
from zilv.rules.library import (
    NO_PROVISIONS,
    Law,
    everything,
    law_folder,
    pack_names,
    read,
    read_instruments,
    read_provision,
    read_topics,
)
from zilv.rules.provision import Case, Instrument, Pack, Provision, Text
from zilv.rules.schema import FILE_NAME, text
from zilv.rules.three import FORBIDDEN, WARNED

ROOT = law_folder()
PATHS = sorted(path for path in ROOT.rglob("*.yaml") if path.name not in NO_PROVISIONS)
PACKS: dict[str, Pack] = {name: read(ROOT / name / "pack.yaml", Pack) for name in pack_names(ROOT)}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT).with_suffix(""))


@cache
def provision_at(path: Path) -> Provision | None:
    """The provision, or None where the file cannot be read, which a test of its own reports."""
    try:
        return read_provision(path, ROOT)
    except LawError:
        return None


@cache
def instruments() -> dict[str, Instrument]:
    return read_instruments(ROOT)


def law_around(provision: Provision) -> Law:
    """The provision alone, among all packs, so that its cases find the zone of its own."""
    return Law([provision], instruments(), PACKS)


READABLE: list[tuple[Path, Provision]] = [(path, p) for path in PATHS if (p := provision_at(path)) is not None]
LAW = [p for _, p in READABLE]
CASES = [pytest.param(p, case, id=f"{name_of(path)}: {case.name}") for path, p in READABLE for case in p.cases]
CHECKED = [pytest.param(p, id=name_of(path)) for path, p in READABLE if p.checked]
EVERY = [pytest.param(p, id=name_of(path)) for path, p in READABLE]


@pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path in PATHS])
def test_every_law_file_can_be_read_and_its_id_is_its_path(path: Path) -> None:
    assert read_provision(path, ROOT).id == name_of(path).replace("/", ".")


@pytest.mark.parametrize(("provision", "case"), CASES)
def test_every_case_holds(provision: Provision, case: Case) -> None:
    assert wrong(provision, case, law_around(provision)) is None


@pytest.mark.parametrize("provision", CHECKED)
def test_the_cases_pin_every_number(provision: Provision) -> None:
    law = law_around(provision)
    nudges = list(near_misses(provision))
    assert len(nudges) >= 2, "the first day of force is a date of its own"
    unpinned = [what for what, changed in nudges if not any(wrong(changed, case, law) for case in provision.cases)]
    assert unpinned == []


@pytest.mark.parametrize("provision", CHECKED)
def test_the_cases_show_what_is_permitted_and_what_is_not(provision: Provision) -> None:
    shown = {case.expect for case in provision.cases}
    assert "permitted" in shown
    assert "not_in_force" in shown
    assert ("forbidden" if provision.strictest == FORBIDDEN else "warned") in shown


@pytest.mark.parametrize("provision", EVERY)
def test_what_is_no_sourced_duty_never_blocks(provision: Provision) -> None:
    if provision.strength == "may":
        assert provision.check == "none"
    if provision.strength != "shall" or provision.grade == "W":
        assert provision.strictest == WARNED
        assert not {case.expect for case in provision.cases} & {"forbidden", "undetermined"}


@pytest.mark.parametrize("provision", EVERY)
def test_what_a_person_reads_stands_in_chinese_and_english(provision: Provision) -> None:
    both = [provision.title, provision.says, provision.reading, *([provision.gap] if provision.gap else [])]
    assert [said for said in both if not in_both_languages(said)] == []


def test_packs_and_instruments_are_titled_in_chinese_and_english() -> None:
    titled: dict[str, Pack | Instrument] = {**PACKS, **instruments()}
    assert [key for key, record in titled.items() if not in_both_languages(record.title)] == []


def in_both_languages(said: Text) -> bool:
    return any("一" <= letter <= "鿿" for letter in said.zh) and any(letter.isascii() for letter in said.en)


def test_every_instrument_is_cited_and_every_citation_is_of_one() -> None:
    cited = {p.cite.instrument for p in LAW}
    assert sorted(cited - instruments().keys()) == [], "cited, but not in instruments.yaml"
    assert sorted(instruments().keys() - cited) == [], "in instruments.yaml, but never cited"


@pytest.mark.parametrize("provision", EVERY)
def test_no_provision_outlives_its_instrument(provision: Provision) -> None:
    instrument = instruments()[provision.cite.instrument]
    assert provision.in_force.since >= instrument.since
    assert instrument.until is None or (provision.in_force.until or date.max) <= instrument.until


def test_an_instrument_begins_on_the_day_the_one_it_supersedes_ends() -> None:
    succeeding = {key: new for key, new in instruments().items() if new.supersedes is not None}
    assert succeeding
    assert [report for key, new in succeeding.items() if (report := gap_before(key, new))] == []


def gap_before(key: str, new: Instrument) -> str:
    """What lies between the instrument and the one it supersedes; empty when the days join."""
    old = instruments()[str(new.supersedes)]
    if old.until is None:
        return f"{new.supersedes} is superseded by {key} and has no last day"
    gap_days = (new.since - old.until).days
    return f"{gap_days} days lie between {new.supersedes} and {key}" if gap_days else ""


def test_no_two_provisions_of_an_instrument_say_the_same_of_the_same_attempt() -> None:
    pairs = combinations([p for p in LAW if p.checked], 2)
    assert [f"{one.id} and {other.id}" for one, other in pairs if overlap(one, other)] == []


def overlap(one: Provision, other: Provision) -> bool:
    """Whether both judge some attempt by the same question; windows, keys and conditions that differ are another."""
    if (one.cite.instrument, one.topic) != (other.cite.instrument, other.topic) or not same_days(one, other):
        return False
    mine, theirs = one.checked, other.checked
    assert mine is not None and theirs is not None
    if type(mine) is not type(theirs) or question(mine) != question(theirs):
        return False
    return meet(mine.when, theirs.when) and meet_on(getattr(mine, "on", None), getattr(theirs, "on", None))


def same_days(one: Provision, other: Provision) -> bool:
    ends = [p.in_force.until or date.max for p in (one, other)]
    return one.in_force.since < ends[1] and other.in_force.since < ends[0]


def question(check: BaseModel) -> tuple[object, ...]:
    """What a check asks, apart from whom it means and the numbers it sets."""
    stated = {name for name in type(check).model_fields if getattr(check, name) is not None and name[:5] == "only_"}
    keys = ("per", "window", "days", "needs", "reasons", "day_one", "acts")
    return (tuple(sorted(stated)), *(getattr(check, key, None) for key in keys))


def meet(one: BaseModel, other: BaseModel) -> bool:
    return all(meet_on(getattr(one, name), getattr(other, name)) for name in type(one).model_fields)


def meet_on(mine: Any, theirs: Any) -> bool:
    if mine is None or theirs is None:
        return True
    return bool(set(mine) & set(theirs)) if isinstance(mine, tuple) else bool(mine == theirs)


def near_misses(provision: Provision) -> Iterator[tuple[str, Provision]]:
    """The provision with each number and date that its check and its days of force state nudged, one at a time."""
    for part in ("check", "in_force"):
        stated = getattr(provision, part)
        for what, changed in nudged_model(stated):
            yield f"{part}.{what}", provision.model_copy(update={part: changed})


def nudged_model(stated: BaseModel) -> Iterator[tuple[str, BaseModel]]:
    for field in sorted(stated.model_fields_set):
        value = getattr(stated, field)
        if isinstance(value, BaseModel):
            inner = ((f"{field}.{what}", changed) for what, changed in nudged_model(value))
        else:
            inner = ((f"{field} = {changed}", changed) for changed in nudged(value))
        for what, changed in inner:
            try:
                yield what, type(stated)(**{**{n: getattr(stated, n) for n in stated.model_fields_set}, field: changed})
            except ValidationError:
                continue  # the schema already refuses this value


def nudged(value: Any) -> tuple[Any, ...]:
    """The value a little less and a little more; nothing for what is no number, date or time."""
    if isinstance(value, time):
        noon = datetime.combine(date(2025, 6, 2), value)
        return tuple((noon + timedelta(minutes=step)).time() for step in (-1, 1))
    if isinstance(value, date):
        return value - timedelta(days=1), value + timedelta(days=1)
    return (value - 1, value + 1) if isinstance(value, int) else ()


def test_the_schema_for_editors_is_current() -> None:
    assert (ROOT / FILE_NAME).read_text("utf-8") == text(), f"run: python -m zilv.rules.schema > law/{FILE_NAME}"


def test_every_judged_topic_has_a_name_of_its_own() -> None:
    assert {p.topic for p in everything().judged} == set(read_topics(law_folder()))
