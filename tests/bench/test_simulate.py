"""The bench of the simulator makes the world it is asked for, in a process of its own, and tells what it cost."""

import re

from bench.measured import run
from bench.simulate import line
from zilv.simulate.world import PEOPLE_MIN


def test_one_world_is_made_and_told_in_a_line() -> None:
    cost = run("bench.simulate", "world", "--people", str(PEOPLE_MIN))
    assert cost.answer > 500
    assert cost.cpu_s > 0 and cost.peak_mb > 0
    assert re.fullmatch(
        rf"\| {cost.answer:,} attempts, {PEOPLE_MIN} people \|( [\d.,]+ \|){{4}}", line(PEOPLE_MIN, cost)
    )
