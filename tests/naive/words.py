"""Words: what reviews say was said in an attempt, and whether a person agreed."""

from collections.abc import Callable, Iterator

from tests.naive.case import Breaches, Case
from tests.naive.worlds import worlds
from zilv.attempts.attempt import Attempt
from zilv.registers.rows import Review


def said(*acts: str, to: Callable[[Attempt], bool] = lambda world: True) -> Breaches:
    """One of these acts in the words of an attempt that is addressed so, whoever began it."""

    def breaches(case: Case) -> Iterator[bool]:
        for world in worlds(case.attempt, ("party",)):
            for so in may_have_been_said(case, acts):
                yield so and to(world)

    return breaches


def may_have_been_said(case: Case, acts: tuple[str, ...]) -> set[bool]:
    """Surely, perhaps, or as far as anybody knows not."""
    words = {last_word(case, passage) for passage in passages(case) if passage.act in acts}
    if "confirmed" in words:
        return {True}
    return {True, False} if "found" in words else {False}


def passages(case: Case) -> list[Review]:
    """The reviews of this attempt, by this lender or by one who speaks for all, that name an act."""
    rows = case.registers.reviews or ()
    mine = [row for row in rows if row.attempt_id == case.attempt.attempt_id and row.act is not None]
    return [row for row in mine if row.lender in (None, case.attempt.lender)]


def last_word(case: Case, passage: Review) -> str:
    """What holds of a passage in the end: the latest that a person said of it, else that a machine found it."""
    about = [row for row in passages(case) if row.act == passage.act and row.turn in (None, passage.turn)]
    people = [row for row in about if row.status in ("confirmed", "refuted")]
    if not people:
        return "found"
    latest = max(row.at for row in people)
    return "confirmed" if any(row.at == latest and row.status == "confirmed" for row in people) else "refuted"


def by_telephone(world: Attempt) -> bool:
    """By a collector's call or a robot's."""
    return world.channel in ("voice", "voice_bot")


def to_contact_person(world: Attempt) -> bool:
    """To a person whom the debtor named."""
    return world.party == "contact_person"


def by_agency(world: Attempt) -> bool:
    """By somebody other than the lender."""
    return bool(world.agency)
