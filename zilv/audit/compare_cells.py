"""The cells of a comparison, provision by agency by day, those that change most first."""

from collections.abc import Iterable, Mapping
from heapq import nsmallest
from typing import Any

from zilv.audit.compare_keys import KINDS, ProvisionCell


def _rank(cell: ProvisionCell) -> tuple[Any, ...]:
    return *(-cell[kind] for kind in KINDS), cell["provision"], cell["lender"], cell["agency"], cell["day"]


def most_changed(cells: Iterable[ProvisionCell], most: int) -> list[ProvisionCell]:
    """So many cells at most: most newly forbidden first, then newly permitted, and so on as tables show them."""
    return nsmallest(most, cells, key=_rank)


def of_each(cells: Iterable[ProvisionCell], provisions: Iterable[str], most: int) -> Mapping[str, list[ProvisionCell]]:
    """The same for each of these provisions."""
    theirs: dict[str, list[ProvisionCell]] = {name: [] for name in provisions}
    for cell in cells:
        if cell["provision"] in theirs:
            theirs[cell["provision"]].append(cell)
    return {name: most_changed(mine, most) for name, mine in theirs.items()}
