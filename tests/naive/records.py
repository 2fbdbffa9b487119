"""Records: what must be on record of a call or a visit."""

from collections.abc import Iterator

from tests.naive.case import Case, is_call
from tests.naive.worlds import worlds


def unrecorded_call(case: Case) -> Iterator[bool]:
    """An answered call, begun by either side, without a recording."""
    for world in worlds(case.attempt, ("answered", "conversed")):
        yield is_call(world) and world.answered is True and not world.recording


def unrecorded_visit(case: Case) -> Iterator[bool]:
    """An outbound visit without a recording."""
    for world in worlds(case.attempt, ("direction",)):
        yield world.channel == "visit" and world.direction == "outbound" and not world.recording


def alone_at_visit(case: Case) -> Iterator[bool]:
    """An outbound visit by fewer than two collectors."""
    for world in worlds(case.attempt, ("direction", "staff")):
        present = world.staff if world.staff is not None else 0
        yield world.channel == "visit" and world.direction == "outbound" and present < 2
