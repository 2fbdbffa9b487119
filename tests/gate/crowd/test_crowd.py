"""Many processes, one book: no cap is exceeded, nobody is wrongly denied, and what was acknowledged is there.

`ZILV_CROWD=8x10000x500` makes it as large as promised: 8 processes with 10,000 asks each about 500 people.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.gate.books import TOKENS, Counter
from tests.gate.client.running import zone_where_it_is
from tests.gate.crowd.count import Told, contents, faults
from zilv.gate import registers
from zilv.gate.registers import Change

PROCESSES, ASKS, PEOPLE = (int(n) for n in os.environ.get("ZILV_CROWD", "4x150x40").split("x"))


def open_book(url: str, people: int) -> None:
    """Every register is complete; for all people it is midday."""
    counter = Counter(url)
    counter.declare()
    zone = zone_where_it_is(12)
    records = [
        registers.parsed("persons", {"person": f"person {n}", "zone": zone}, TOKENS, None) for n in range(people)
    ]
    with counter.book.page() as page:
        registers.add(page, Change("L1", "persons", "key0"), records)
    counter.book.close()


def told_in(path: Path) -> list[Told]:
    """What a process wrote down; a line it was cut off in is none."""
    lines = path.read_text("utf-8").split("\n")[:-1]
    return [Told(**json.loads(line)) for line in lines]


def test_a_crowd_exceeds_no_cap_and_nobody_is_wrongly_denied(url: str, tmp_path: Path) -> None:
    open_book(url, PEOPLE)
    files = [tmp_path / f"{n}.jsonl" for n in range(PROCESSES)]
    started = [
        subprocess.Popen([sys.executable, "-m", "tests.gate.crowd.asker", url, file, str(ASKS), str(PEOPLE), str(n)])
        for n, file in enumerate(files)
    ]
    assert [process.wait() for process in started] == [0] * PROCESSES
    told = [one for file in files for one in told_in(file)]
    asked = [one for one in told if one.kind == "ask"]
    assert len(asked) == PROCESSES * ASKS
    found = contents(url)
    assert faults(found, told) == []
    assert len({line.attempt_id for line in found.journal if line.kind == "ask"}) == len(asked)
    assert {one.decision for one in asked} == {"permit", "deny"}
