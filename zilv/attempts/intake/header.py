"""The names of a table's columns, as its first row gives them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from zilv.attempts.intake.reasons import name_shown
from zilv.errors import IntakeError


def names_of(path: Path | str, cells: Sequence[str]) -> tuple[str, ...]:
    """The trimmed names; a column without a name has "". Raises IntakeError where a name stands twice."""
    names = tuple(cell.strip().removeprefix("\ufeff") for cell in cells)
    twice = [name_shown(name) for name, times in Counter(names).items() if times > 1 and name]
    if twice:
        raise IntakeError(
            f"{path}: 表头中这些列不止一次：{', '.join(twice)}；请改名，或每列只留一个 · "
            f"the header names these columns more than once: {', '.join(twice)}; rename or remove all but one of each"
        )
    return names
