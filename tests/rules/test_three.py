"""Three-valued truth, and the outcomes in order of strictness."""

from zilv.rules.three import (
    FORBIDDEN,
    NO,
    OUTCOMES,
    PERMITTED,
    UNDETERMINED,
    UNKNOWN,
    WARNED,
    YES,
    both,
    either,
    negated,
    truth,
)

VALUES = (NO, UNKNOWN, YES)


def worlds(value: int) -> set[bool]:
    """What may be the case."""
    return {NO: {False}, UNKNOWN: {False, True}, YES: {True}}[value]


def value_of(worlds: set[bool]) -> int:
    """The truth of what may be the case."""
    return UNKNOWN if len(worlds) > 1 else YES if True in worlds else NO


def test_and_or_and_not_say_what_holds_in_every_world() -> None:
    for left in VALUES:
        assert negated(left) == value_of({not one for one in worlds(left)})
        for right in VALUES:
            assert both(left, right) == value_of({one and other for one in worlds(left) for other in worlds(right)})
            assert either(left, right) == value_of({one or other for one in worlds(left) for other in worlds(right)})


def test_a_fact_is_true_false_or_unknown() -> None:
    assert [truth(fact) for fact in (False, None, True)] == [NO, UNKNOWN, YES]


def test_truths_and_outcomes_ascend_from_nothing() -> None:
    assert VALUES == (0, 1, 2)
    assert (PERMITTED, WARNED, UNDETERMINED, FORBIDDEN) == (0, 1, 2, 3)
    assert [OUTCOMES[n] for n in range(4)] == ["permitted", "warned", "undetermined", "forbidden"]
