"""docs/operating/cluster.md is worked out from what docs/reference/performance.md says was measured."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
MEASURED = (DOCS / "reference" / "performance.md").read_text("utf-8")
SIZING = (DOCS / "operating" / "cluster.md").read_text("utf-8")
DRIVER_HOURS = 1e11 / 1e9 / 3600
"""Hours for 10¹¹ attempts, for each nanosecond an attempt."""


def cells(page: str, *begins: str) -> list[float]:
    """The numbers of the table's row that begins with these cells; nothing that is no number."""
    row = next(line for line in page.splitlines() if line.startswith(f"| {' | '.join(begins)} |"))
    return [float(cell) for cell in re.findall(r"(?<=\| )\**([\d,.]+)(?= )", row.replace(",", ""))]


def test_the_cost_of_an_attempt_on_spark_is_that_of_nine_million_more() -> None:
    few, many = (cells(MEASURED, rows, "Spark") for rows in ("1,000,000", "10,000,000"))
    assert f"**{(many[1] - few[1]) / 9:.1f} CPU µs**" in SIZING
    assert f"take {few[1]:.0f}\nCPU seconds, 10 million {many[1]:.0f}." in SIZING


def test_the_cpu_hours_are_the_cost_of_an_attempt_times_attempts() -> None:
    each = float(re.findall(r"\*\*([\d.]+) CPU µs\*\*", SIZING)[0]) * 1e-6
    found = [float(hours.replace(",", "")) for hours in re.findall(r"^\| 10.* \| ([\d.,]+) hours \|", SIZING, re.M)]
    assert found == pytest.approx([each * 1e9 / 3600, each * 1e11 / 3600, 2 * each * 1e11 / 3600], rel=0.01)


def test_the_hours_of_writing_are_those_of_the_two_steps_that_write() -> None:
    each = sum(
        cells(MEASURED, step)[-1] for step in ("write: findings.parquet", "write: summary, CSV, workbook, report")
    )
    assert f"{each:.0f} ns an attempt at 99.5 million" in SIZING
    assert SIZING.count(f"{each * DRIVER_HOURS:.1f} hours") == 3


def test_a_machine_alone_takes_what_was_measured() -> None:
    seconds = cells(MEASURED, "wall s")[-1]
    assert f"({seconds:.0f} s, {cells(MEASURED, 'CPU s in all')[-1]:.0f} CPU s," in SIZING
    assert f"some {seconds / 99.5e6 * 1e9 / 60:.0f} minutes for 10⁹ attempts" in SIZING


def test_the_memory_of_a_python_worker_is_that_of_the_largest_partition_measured() -> None:
    worker = cells(MEASURED, "10,000,000", "Spark")[5]
    assert f"{worker:,.0f} MB of one Python worker" in SIZING
    assert f"takes about {worker / 1000:.1f} GB" in SIZING
