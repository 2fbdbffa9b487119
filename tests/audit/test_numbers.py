"""Provisions counted per number: a number of several persons counts over all files of a layout."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.read import parts_of
from zilv.audit.run import Audit
from zilv.privacy.token import Tokens
from zilv.registers.rows import Registers
from zilv.rules.library import choose

HEADER = "attempt_id,at,lender,person,channel,direction,party,mode,answered,number"
SAME = "voice,outbound,debtor,interact,no,13800000000"
PERSONS = 16


def warned(tmp_path: Path, calls_each: dict[str, int]) -> set[str]:
    """The attempts found to be one too many on one number that these persons share, one bucket a few persons."""
    rows = [
        f"{person}-{n},2026-03-02T{8 + n:02}:{place:02}:00+08:00,L,{person},{SAME}"
        for place, (person, times) in enumerate(calls_each.items())
        for n in range(times)
    ]
    source = tmp_path / "calls.csv"
    source.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    zone = ZoneInfo("Asia/Shanghai")
    options = IntakeOptions(tokens=Tokens(b"k" * 32), rejects=tmp_path / "rejected.csv", default_zone=zone)
    take_in([source], tmp_path / "layout", options)
    law = choose("cn")
    (place,) = [n for n, p in enumerate(law.judged) if p.topic == "unanswered_attempt_limit"]
    audit, found = Audit(law, Registers.empty()), set()
    for part, facts, judged in audit.judged_parts(tmp_path / "layout"):
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
    # Six of one person, none too many by itself; one of each other person after them, at 08:01 to 08:15.
    found = warned(tmp_path, {"first": 6, **{f"p{n:02}": 1 for n in range(1, PERSONS)}})
    parts = len(parts_of(tmp_path / "layout"))
    assert (parts > 1) == (bytes_a_bucket < 1 << 20)
    # By time: first-0 at 08:00, p01 … p15 from 08:01 to 08:15, then first-1 from 09:00 on.
    assert found == {*(f"p{n:02}-0" for n in range(6, PERSONS)), *(f"first-{n}" for n in range(1, 6))}
