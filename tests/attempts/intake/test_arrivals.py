"""Rows that need no other go straight to their person; the others meet, however far apart they came."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.attempts.intake.taken import HEADER, TOKENS, is_balanced, take
from zilv.attempts.intake import arrivals, buckets, inputs
from zilv.attempts.intake.ahead import in_parallel
from zilv.attempts.intake.keys import among, repeated


def text_of(order: list[int]) -> str:
    """600 rows of 500 attempts: those of the first 100 come twice, the second time with a later `at`."""
    said = [f"a{n % 500},2026-03-02T09:30:{n // 500:02}+08:00,L,p{n % 500 % 37},voice\n" for n in order]
    return f"{HEADER}\n{''.join(said)}"


def attempts_of(folder: Path, text: str) -> list[tuple[str, int, int]]:
    folder.mkdir()
    taken = take(folder, text)
    account = taken.accounting
    assert (account.read, account.accepted, account.merged + account.duplicate) == (600, 500, 100)
    assert is_balanced(account) and not taken.rejected
    return sorted((a["attempt_id"], a["person"], a["at"].second) for a in taken.attempts)


@pytest.mark.parametrize("repeated_max", [0, 99, 100])
def test_however_many_ids_repeat_the_attempts_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repeated_max: int
) -> None:
    monkeypatch.setattr(inputs, "BYTES_PER_BUCKET", 4_000)
    monkeypatch.setattr(buckets, "ROWS_IN_MEMORY", 50)
    monkeypatch.setattr(arrivals, "REPEATED_MAX", repeated_max)
    expected = sorted((f"a{n}", TOKENS.value("person", f"p{n % 37}"), 0) for n in range(500))
    assert attempts_of(tmp_path / "forward", text_of(list(range(600)))) == expected
    assert attempts_of(tmp_path / "backward", text_of(list(range(600))[::-1])) == expected


def test_a_row_that_lacks_its_person_waits_for_the_row_that_names_him(tmp_path: Path) -> None:
    record = '{{"event":"NewCdr","callid":"c{0}","timestart":"2026-03-02 09:30:00","callfrom":"101",'
    record += '"callto":"1380000{0:04}","callduraction":"9","talkduraction":"5","status":"ANSWERED","type":"Outbound"}}'
    calls = "[" + ",".join(record.format(n) for n in range(30)) + "]"
    known = "".join(f"c{n},2026-03-02T09:30:00+08:00,L,p{n},voice\n" for n in range(0, 30, 2))
    taken = take(
        tmp_path, calls, f"{HEADER}\n{known}", zone_of_times=ZoneInfo("Asia/Shanghai"), constants={"lender": "L"}
    )
    persons = {attempt["attempt_id"]: attempt["person"] for attempt in taken.attempts}
    assert len(persons) == 30
    for n in range(30):
        raw = f"p{n}" if n % 2 == 0 else f"1380000{n:04}"
        assert persons[f"c{n}"] == TOKENS.value("person", raw)


def test_what_is_made_in_parallel_keeps_its_order_and_its_error() -> None:
    assert list(in_parallel(lambda n: n * n, iter(range(50)))) == [n * n for n in range(50)]

    def until_seven() -> Iterator[int]:
        yield from range(7)
        raise OSError("the disk is full")

    made = []
    with pytest.raises(OSError, match="disk is full"):
        for n in in_parallel(lambda n: n, until_seven()):
            made.append(n)
    assert made == list(range(len(made)))


@pytest.mark.parametrize("different", [1, 40, 3000, 2**62])
def test_the_keys_that_repeat_are_those_that_counting_finds(different: int) -> None:
    key = np.random.default_rng(1).integers(-different, different, 4000)
    key = np.concatenate([key, key[:7]])
    known, times = np.unique(key, return_counts=True)
    assert repeated(key).tolist() == known[times > 1].tolist() != []


def test_of_no_keys_none_repeats() -> None:
    assert not len(repeated(np.zeros(0, np.int64)))


@pytest.mark.parametrize("wanted", [0, 1, 2, 1000])
@pytest.mark.parametrize("different", [1, 40, 2**62])
def test_the_keys_that_are_wanted_are_those_that_a_set_holds(wanted: int, different: int) -> None:
    drawn = np.random.default_rng(wanted)
    key = drawn.integers(-2 * different, 2 * different, 4000, np.int64)
    some = np.unique(np.concatenate([key[: wanted // 2], drawn.integers(-different, different, wanted - wanted // 2)]))
    edges = np.array([-(2**63), -1, 0, 2**63 - 1])
    for among_these in (some, np.union1d(some, edges)):
        looked_up = np.concatenate([key, edges])
        assert among(looked_up, among_these).tolist() == np.isin(looked_up, among_these).tolist()
