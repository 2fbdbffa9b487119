"""The id of an attempt."""

from tests.gate.conftest import NOON
from zilv.gate.decide import new_id


def test_ids_sort_by_instant() -> None:
    ids = [new_id(at) for at in (NOON, NOON + 1, NOON + 15, NOON + 16, 2 * NOON)]
    assert ids == sorted(ids)


def test_no_two_ids_are_alike_at_the_same_instant() -> None:
    assert len({new_id(NOON) for _ in range(1_000)}) == 1_000


def test_no_id_can_be_taken_for_a_telephone_number() -> None:
    assert all(letter.isalpha() for n in range(1_000) for letter in new_id(NOON + n))
