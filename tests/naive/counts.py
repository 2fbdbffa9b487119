"""Counts: how many calls, conversations, unanswered attempts and visits a day, or in seven days, are too many."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec

from tests.naive.case import Breaches, Case, is_call
from tests.naive.worlds import combinations, effects, worlds
from zilv.attempts.attempt import Attempt

FACTS = ("direction", "party", "mode", "answered", "conversed")


def is_notice_answered(row: Attempt) -> bool:
    """An outbound notice by voice that the debtor answered."""
    return _to_debtor_by_voice(row) and row.mode == "notify" and row.answered is True


def is_conversation_begun(row: Attempt) -> bool:
    """An interactive call by voice, begun by the lender's side, that held a conversation with the debtor."""
    return _to_debtor_by_voice(row) and row.mode == "interact" and row.conversed is True


def is_unanswered(row: Attempt) -> bool:
    """An outbound call that nobody answered, whoever was addressed."""
    return is_call(row) and row.direction == "outbound" and row.answered is False


def is_visit(row: Attempt) -> bool:
    """A visit, whoever was met."""
    return row.channel == "visit" and row.direction == "outbound"


def _to_debtor_by_voice(row: Attempt) -> bool:
    return is_call(row) and row.direction == "outbound" and row.party == "debtor"


def more_than(
    counts: Callable[[Attempt], bool],
    same: Callable[[Case, Attempt], bool],
    cap: Callable[[Case], int],
) -> Breaches:
    """Too many rows that count among the `same`, this attempt's own included, in every world of all of them."""

    def breaches(given: Case) -> Iterator[bool]:
        for case in given.supplied("agreements"):
            counted = [effects(row, FACTS, counts) for row in case.past if same(case, row)]
            sums = {sum(chosen) for chosen in combinations(counted)}
            for world in worlds(case.attempt, FACTS):
                for earlier in sums:
                    yield counts(world) and earlier + 1 > cap(case.of(world))

    return breaches


def of_the_day(case: Case, row: Attempt) -> bool:
    """The same debtor's, on the same local day."""
    return row.person == case.attempt.person and case.day(row) == case.today


def fixed(number: int) -> Callable[[Case], int]:
    """A cap that nothing moves."""
    return lambda case: number


def answered_cap(case: Case) -> int:
    """Three, or what was agreed instead, more or less; of several agreements the strictest."""
    return min(_agreed(case, {None, "answered"}), default=3)


def unanswered_cap(case: Case) -> int:
    """Six, or more where that was agreed for calls to the debtor."""
    agreed = _agreed(case, {None, "unanswered", "attempts"})
    return max(6, min(agreed, default=6)) if case.attempt.party == "debtor" else 6


def _agreed(case: Case, counts: set[str | None]) -> list[int]:
    return [
        row.at_most
        for row in case.standing("agreements")
        if row.scope == "frequency"
        and row.person == case.attempt.person
        and row.channel in (None, case.attempt.channel)
        and row.counts in counts
    ]


def unanswered_to_number(given: Case) -> Iterator[bool]:
    """Too many unanswered calls to one number; one that nobody recorded may be any the same debtor was called on."""
    numbers = {row.number for row in given.past if row.person == given.attempt.person and row.number}
    own = {given.attempt.number} if given.attempt.number else {*numbers, "another"}
    for number in own:
        known = given.attempt.number is not None
        case = given.of(msgspec.structs.replace(given.attempt, number=number))
        yield from _unanswered(case, known)


def _unanswered(given: Case, known: bool) -> Iterator[bool]:
    facts = ("direction", "answered", "conversed")
    for case in given.supplied("agreements"):
        counted = [_each(case, row, known, effects(row, facts, is_unanswered)) for row in case.past]
        sums = {sum(chosen) for chosen in combinations(each for each in counted if True in each)}
        for world in worlds(case.attempt, (*facts, "party")):
            for earlier in sums:
                yield is_unanswered(world) and earlier + 1 > unanswered_cap(case.of(world))


def _each(case: Case, row: Attempt, known: bool, unanswered: frozenset[object]) -> frozenset[object]:
    """Whether a row counts for this number: never, surely, or perhaps."""
    of_debtor = row.person == case.attempt.person
    if case.day(row) != case.today or not (known or of_debtor):
        return frozenset({False})
    if row.number is None:
        return unanswered | {False} if of_debtor else frozenset({False})
    return unanswered if row.number == case.attempt.number else frozenset({False})


def seven_in_seven(given: Case) -> Iterator[bool]:
    """More than seven calls placed to the debtor about one account within seven calendar days, today included."""
    for case in _with_account(given):
        counted = [_about(case, row, 7, effects(row, FACTS, _to_debtor_by_voice)) for row in case.past]
        sums = {sum(chosen) for chosen in combinations(each for each in counted if True in each)}
        for world in worlds(case.attempt, FACTS):
            for earlier in sums:
                yield _to_debtor_by_voice(world) and earlier + 1 > 7


def soon_after_conversation(given: Case) -> Iterator[bool]:
    """A call within seven days of a conversation about the account, whoever began it; its day is day one."""
    for case in _with_account(given):
        talked = [_about(case, row, 7, effects(row, FACTS, _conversed_with_debtor)) for row in case.past]
        for world in worlds(case.attempt, FACTS):
            for chosen in combinations(each for each in talked if True in each):
                yield _to_debtor_by_voice(world) and any(chosen)


def _conversed_with_debtor(row: Attempt) -> bool:
    return is_call(row) and row.party == "debtor" and row.conversed is True


def _with_account(case: Case) -> Iterator[Case]:
    accounts = {row.account for row in case.past if row.person == case.attempt.person and row.account}
    for account in {case.attempt.account} if case.attempt.account else {*accounts, "another"}:
        yield case.of(msgspec.structs.replace(case.attempt, account=account))


def _about(case: Case, row: Attempt, days: int, counted: frozenset[object]) -> frozenset[object]:
    """What a row counts about this account within so many days, today included."""
    near = case.today - case.day(row) < timedelta(days=days)
    if row.person != case.attempt.person or not near:
        return frozenset({False})
    if row.account is None:
        return counted | {False}
    return counted if row.account == case.attempt.account else frozenset({False})
