"""Provisions counted per number: a number of several persons counts over all files of a layout."""

from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from msgspec import structs

from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.read import parts_of
from zilv.audit.run import Audit
from zilv.privacy.token import Tokens
from zilv.registers.rows import Line, Qualification, Registers
from zilv.rules.library import choose

HEADER = "attempt_id,at,lender,person,channel,direction,party,mode,answered,number,line,collector"
TOKENS = Tokens(b"k" * 32)
SAME = "voice,outbound,debtor,interact,no,13800000000,10690000,c"
PERSONS = 16
CALLS = {"first": 6, **{f"p{n:02}": 1 for n in range(1, PERSONS)}}
"""Six of one person, none too many by itself, and one of each other person, at 08:01 to 08:15."""


HOUSE = """
id: house.unanswered
title: {zh: 未接次数, en: Unanswered calls}
topic: unanswered_attempt_limit
cite: {instrument: house, article: "1", url: unknown}
grade: P
strength: shall
in_force: {since: 2026-01-30}
says: {zh: 同一号码每日未接不超过 6 次, en: At most 6 unanswered calls a day to one number}
reading: {zh: 同, en: The same}
tightens: cn.cba-2026.unanswered-attempt-limit
check: {kind: limit, when: {channel: [voice, voice_bot], answered: "no"}, at_most: 6, per: number, window: day}
cases:
  - {name: a, attempt: {at: 2026-03-02T09:00:00+08:00}, expect: permitted}
  - {name: b, attempt: {at: 2026-03-02T10:00:00+08:00}, expect: permitted}
"""


def laid_out(tmp_path: Path, calls_each: dict[str, int]) -> Path:
    """The layout of so many calls to one number that these persons share, one an hour from 08:00 on."""
    rows = [
        f"{person}-{n},2026-03-02T{8 + n:02}:{place:02}:00+08:00,L,{person},{SAME}"
        for place, (person, times) in enumerate(calls_each.items())
        for n in range(times)
    ]
    source = tmp_path / "calls.csv"
    source.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    zone = ZoneInfo("Asia/Shanghai")
    options = IntakeOptions(tokens=TOKENS, rejects=tmp_path / "rejected.csv", default_zone=zone)
    take_in([source], tmp_path / "layout", options)
    return tmp_path / "layout"


def warned(layout: Path) -> set[str]:
    """The attempts found to be one too many on their number."""
    law = choose("cn")
    (place,) = [n for n, p in enumerate(law.judged) if p.topic == "unanswered_attempt_limit"]
    audit, found = Audit(law, Registers.empty()), set()
    for part, facts, judged in audit.judged_parts(layout):
        ids = _ids(part)
        assert len(ids) == len(facts.rows)
        found |= {ids[row] for row in judged.row[judged.provision == place].tolist()}
    return found


def _ids(part: Path) -> list[str]:
    ids: list[str] = pq.read_table(part, columns=["attempt_id"]).column(0).to_pylist()
    return ids


@pytest.mark.parametrize("bytes_a_bucket", [1 << 20, 40])
def test_calls_to_one_number_count_together_whichever_file_its_persons_lie_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bytes_a_bucket: int
) -> None:
    monkeypatch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", bytes_a_bucket)
    layout = laid_out(tmp_path, CALLS)
    found, parts = warned(layout), len(parts_of(layout))
    assert (parts > 1) == (bytes_a_bucket < 1 << 20)
    # By time: first-0 at 08:00, p01 … p15 from 08:01 to 08:15, then first-1 from 09:00 on.
    assert found == {*(f"p{n:02}-0" for n in range(6, PERSONS)), *(f"first-{n}" for n in range(1, 6))}


@pytest.mark.parametrize("bytes_a_bucket", [1 << 20, 40])
def test_when_a_number_may_be_called_again_depends_on_all_who_share_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bytes_a_bucket: int
) -> None:
    monkeypatch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", bytes_a_bucket)
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    law = choose(f"cn,{tmp_path / 'house.yaml'}")
    passed = tuple(Qualification(collector="c", kind=kind) for kind in ("pre_job_exam", "annual_training"))
    entitled = {"lines": (Line(line=TOKENS.text("line", "10690000"), owner="L"),), "qualifications": passed}
    registers = structs.replace(Registers.empty(), **entitled)
    Audit(law, registers).write_findings(laid_out(tmp_path, CALLS), tmp_path / "findings.parquet")
    found = [r for r in pq.read_table(tmp_path / "findings.parquet").to_pylist() if r["topic"].startswith("unanswered")]
    assert len(found) == 15
    assert {row["retry_at"] for row in found} == {datetime(2026, 3, 3, tzinfo=timezone.utc)}, "08:00 in Beijing"
