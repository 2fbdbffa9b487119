"""The audit that goes on: it judges little, forgets nothing, and never rewrites what it once said."""

import hashlib
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.audit.state.arrivals import CHINA, TOKENS, ZONE, Going, at_once, options_in, source
from tests.audit.state.test_any_order import CALL, REGISTERS, call
from zilv.attempts.rows import day_number
from zilv.audit.state.folder import FOLDERS, opened
from zilv.audit.state.refresh import Question, refresh
from zilv.errors import IntakeError
from zilv.privacy.token import Tokens
from zilv.registers.read import read_registers
from zilv.registers.rows import Registers
from zilv.rules.library import choose
from zilv.simulate.simulate import simulate
from zilv.simulate.world import DAYS_MIN, PEOPLE_MIN, World

NIGHT = call("night", "p1", "02T23:00:00", answered="no")
HEARD = {"answered": "yes", "conversed": "no", "recording": "r"}


@pytest.fixture
def going(tmp_path: Path) -> Going:
    return Going(tmp_path, REGISTERS)


def digests(folder: Path) -> dict[str, str]:
    """Every file of a state but its manifest, with its SHA-256."""
    files = [path for path in sorted(folder.glob("*/*.parquet"))]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_simulated_month_in_lots_gives_what_it_gives_at_once(tmp_path: Path) -> None:
    world = tmp_path / "world"
    world.mkdir()
    simulate(World(PEOPLE_MIN, DAYS_MIN, seed=8), world)
    registers, _, _ = read_registers(world / "registers", TOKENS, ZONE)
    table = pq.read_table(world / "attempts.parquet")
    place = list(range(table.num_rows))
    random.Random(8).shuffle(place)
    going, paths = Going(tmp_path, registers), []
    for lot in range(3):
        paths.append(tmp_path / f"lot {lot}.parquet")
        pq.write_table(table.take(place[lot::3]), paths[-1])
        going.take(paths[-1:], CHINA)
    assert len(going.findings()) > 90
    assert going.findings() == at_once(tmp_path / "at once", paths, registers, CHINA)


def test_a_finding_that_a_late_row_changes_is_superseded_and_stays_readable(going: Going, tmp_path: Path) -> None:
    heard = [call(f"h{n}", "p1", f"02T{9 + n:02}:00:00", **HEARD) for n in range(5)]
    answer = going.take([source(tmp_path, "first", [*heard[1:], NIGHT])], CHINA)
    before = {row["attempt_id"]: row for row in going.history() if row["topic"] == "answered_limit"}
    assert before["h4"]["count"] == 4
    assert (answer.added.superseded, answer.added.withdrawn) == (0, 0)
    answer = going.take([source(tmp_path, "late", heard[:1])], CHINA)
    assert answer.added.superseded > 0
    entries = {row["entry"]: row for row in going.history()}
    old = entries[before["h4"]["entry"]]
    assert {name: old[name] for name in old if name != "superseded_by"} == {
        name: before["h4"][name] for name in old if name != "superseded_by"
    }
    new = entries[old["superseded_by"]]
    assert (new["event"], new["supersedes"], new["count"], new["superseded_by"]) == ("found", old["entry"], 5, None)


def test_every_entry_says_in_which_run_and_under_which_law_it_was_made(going: Going, tmp_path: Path) -> None:
    first, second, strict = (source(tmp_path, f"{n}", [{**NIGHT, "attempt_id": n}]) for n in ("a", "b", "c"))
    going.take([first], CHINA)
    going.take([], CHINA)
    going.take([second], CHINA)
    both = choose("cn,us-reg-f")
    going.take([strict], both)
    entries = [(row["attempt_id"], row["run"], row["law"]) for row in going.history()]
    assert set(entries) >= {("a", 1, CHINA.digest), ("b", 3, CHINA.digest), ("c", 4, both.digest)}
    assert {run for _, run, _ in entries} == {1, 3, 4}, "the second run had nothing to add"
    assert [row["entry"] for row in going.history()] == list(range(len(entries)))


def test_a_finding_that_no_longer_holds_is_withdrawn_and_stays_readable(going: Going, tmp_path: Path) -> None:
    going.take([source(tmp_path, "first", [NIGHT])], CHINA)
    (night,) = [row for row in going.history() if row["topic"] == "quiet_hours"]
    earlier = source(tmp_path, "late", [{**NIGHT, "at": "2026-03-02T21:00:00+08:00"}])
    answer = going.take([earlier], CHINA)
    assert answer.added.withdrawn == 1
    by_entry = {row["entry"]: row for row in going.history()}
    end = by_entry[by_entry[night["entry"]]["superseded_by"]]
    assert (end["event"], end["supersedes"], end["attempt_id"]) == ("withdrawn", night["entry"], "night")
    assert "quiet_hours" not in {row["topic"] for row in going.findings()}


def test_the_findings_of_an_attempt_that_is_none_any_more_are_withdrawn(
    going: Going, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going.take([source(tmp_path, "first", [NIGHT])], CHINA)
    stood = len(going.findings())
    columns = ("attempt_id", "at", "lender", "channel", "number")
    (tmp_path / "map.yaml").write_text("columns:\n" + "".join(f"  {name}: {name}\n" for name in columns), "utf-8")
    monkeypatch.setattr(
        "tests.audit.state.arrivals.options_in",
        lambda folder, told: replace(options_in(folder, told), mapping=tmp_path / "map.yaml"),
    )
    another = {**dict.fromkeys(columns, ""), "attempt_id": "night", "lender": "A", "number": "13800000001"}
    answer = going.take([source(tmp_path, "late", [another])], CHINA)  # the id stands for lender A, at no time
    assert (answer.attempts, answer.added.withdrawn, going.findings()) == (0, stood, [])
    assert stood > 0


def test_nothing_ever_written_is_written_again(going: Going, tmp_path: Path) -> None:
    seen: dict[str, str] = {}
    for n in range(3):
        heard = [call(f"h{n}-{i}", "p1", f"0{2 + i}T1{n}:00:00", **HEARD) for i in range(2)]
        going.take([source(tmp_path, f"lot {n}", heard)], CHINA)
        now = digests(tmp_path / "state")
        assert {name: now[name] for name in seen} == seen
        assert len(now) == len(seen) + 4
        seen = now


def test_only_what_is_touched_is_judged_anew(going: Going, tmp_path: Path) -> None:
    many = [call(f"a{n}", f"p{n}", "02T10:00:00", number=f"139{n:08}", **HEARD) for n in range(50)]
    assert going.take([source(tmp_path, "first", many)], CHINA).judged == 50
    late = [call("late", "p7", "02T11:00:00", number="13900000031", **HEARD)]
    assert going.take([source(tmp_path, "late", late)], CHINA).judged == 3, "p7, the call itself, and p31's number"
    assert going.take([], CHINA).judged == 0


def test_another_law_or_register_judges_everything_anew_and_supersedes(going: Going, tmp_path: Path) -> None:
    paths = [source(tmp_path, "first", [NIGHT, call("late", "p1", "02T21:30:00", **HEARD)])]
    going.take(paths, CHINA)
    strict = choose("cn,us-reg-f")
    answer = going.take([], strict)
    assert answer.judged == 2 and answer.added.found > 0
    assert going.findings() == at_once(tmp_path / "strict", paths, REGISTERS, strict)
    without = Registers()
    assert going.take([], strict, without).judged == 2
    assert going.findings() == at_once(tmp_path / "without", paths, without, strict)
    assert going.take([], strict, without).judged == 0


def test_a_file_read_before_is_left_out_and_told_of(going: Going, tmp_path: Path) -> None:
    path = source(tmp_path, "first", [NIGHT])
    going.take([path], CHINA)
    answer = going.take([path], CHINA)
    assert (answer.judged, answer.fates["read"], answer.added.entries) == (0, 1, 0)
    assert any("此前已读入" in warning and "was read before" in warning for warning in answer.warnings)


def test_a_run_cut_short_leaves_the_state_as_it_was(
    going: Going, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = source(tmp_path, "first", [NIGHT])
    going.take([first], CHINA)
    before, manifest = going.findings(), (tmp_path / "state" / "state.json").read_bytes()
    late = source(tmp_path, "late", [call("h", "p1", "03T23:00:00", **HEARD)])
    with monkeypatch.context() as patch:
        patch.setattr("zilv.audit.state.history.add", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            going.take([late], CHINA)
    assert (tmp_path / "state" / "state.json").read_bytes() == manifest
    assert going.findings() == before
    going.take([late], CHINA)
    assert going.findings() == at_once(tmp_path / "at once", [first, late], REGISTERS, CHINA)


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_missing_file_of_a_finished_run_is_named_and_nothing_is_found_without_it(
    going: Going, tmp_path: Path, kind: str
) -> None:
    for name, day in (("first", "02"), ("second", "03")):
        going.take([source(tmp_path, name, [call(name, "p1", f"{day}T23:00:00", **HEARD)])], CHINA)
    gone = tmp_path / "state" / kind / "000001.parquet"
    gone.rename(tmp_path / "elsewhere")
    told = f"{re.escape(str(gone))}: .*is missing.*put it back from a copy"
    with pytest.raises(IntakeError, match=told):
        going.take([source(tmp_path, "third", [NIGHT])], CHINA)
    with pytest.raises(IntakeError, match=told):
        going.findings()
    (tmp_path / "elsewhere").rename(gone)
    assert going.take([source(tmp_path, "third", [NIGHT])], CHINA).attempts == 3


@pytest.mark.parametrize("kind", [None, *FOLDERS])
def test_a_state_whose_manifest_is_lost_is_named_and_nothing_of_it_is_written_again(
    going: Going, tmp_path: Path, kind: str | None
) -> None:
    going.take([source(tmp_path, "first", [NIGHT])], CHINA)
    manifest = tmp_path / "state" / "state.json"
    manifest.rename(tmp_path / "elsewhere")
    for other in FOLDERS if kind else ():
        if other != kind:
            (tmp_path / "state" / other / "000001.parquet").unlink()
    kept = digests(tmp_path / "state")
    assert len(kept) == (1 if kind else 4)
    told = rf"{re.escape(str(manifest))}: .*is missing.*{len(kept)} in all.*put it back from a copy"
    with pytest.raises(IntakeError, match=re.compile(told, re.IGNORECASE)):
        going.take([source(tmp_path, "second", [call("h", "p1", "03T23:00:00", **HEARD)])], CHINA)
    assert digests(tmp_path / "state") == kept and not manifest.exists()
    if not kind:
        (tmp_path / "elsewhere").rename(manifest)
        assert going.take([tmp_path / "second.csv"], CHINA).attempts == 2


def test_a_first_run_cut_short_is_begun_again(going: Going, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = source(tmp_path, "first", [NIGHT])
    with monkeypatch.context() as patch:
        patch.setattr("zilv.audit.state.history.add", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            going.take([path], CHINA)
    assert digests(tmp_path / "state"), "its files are there, and do not count"
    assert going.take([path], CHINA).attempts == 1


def test_another_token_key_or_folder_is_refused(going: Going, tmp_path: Path) -> None:
    going.take([source(tmp_path, "first", [NIGHT])], CHINA)
    options = options_in(tmp_path, REGISTERS)
    other = type(options)(**{**options.__dict__, "tokens": Tokens(b"o" * 32)})
    with opened(tmp_path / "state") as state, pytest.raises(IntakeError, match="token key"):
        refresh(state, [], Question(CHINA, REGISTERS, other, "now", tmp_path))
    elsewhere = type(options)(**{**options.__dict__, "default_zone": None})
    with opened(tmp_path / "state") as state, pytest.raises(IntakeError, match="--zone"):
        refresh(state, [], Question(CHINA, REGISTERS, elsewhere, "now", tmp_path))
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("x")
    with pytest.raises(IntakeError, match="neither empty nor the state"), opened(tmp_path / "thesis"):
        pass


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    refused = pytest.raises(IntakeError, match="another audit is at work")
    with opened(tmp_path / "state"), refused, opened(tmp_path / "state"):
        pass


def test_attempts_are_tallied_as_they_stand(going: Going, tmp_path: Path) -> None:
    rows = [call("a", "p1", "02T10:00:00"), call("b", "p1", "02T11:00:00", agency="A"), call("c", "p2", "03T10:00:00")]
    going.take([source(tmp_path, "first", rows)], CHINA)
    moved = {**CALL, "attempt_id": "c", "person": "p2", "at": "2026-03-01T10:00:00+08:00"}
    answer = going.take([source(tmp_path, "late", [moved])], CHINA)
    second = day_number(date(2026, 3, 2))
    assert answer.tally == {("L", "", second): 1, ("L", "A", second): 1, ("L", "", second - 1): 1}
