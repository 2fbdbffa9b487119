"""Whether a house file really is at least as strict as the law it says it tightens."""

from zilv.rules.checks.hold import Hold
from zilv.rules.checks.limit import Limit
from zilv.rules.checks.quiet_hours import WEEKDAYS, QuietHours
from zilv.rules.checks.record import Record
from zilv.rules.checks.spacing import Spacing
from zilv.rules.checks.speech import Speech
from zilv.rules.provision import Provision
from zilv.rules.when import When

_STRENGTH = {"may": 0, "should": 1, "shall": 2}


def looser_than(house: Provision, law: Provision) -> str | None:
    """In what the house file is looser than the law; None when it is at least as strict everywhere."""
    if house.check == "none" or law.check == "none" or house.check.kind != law.check.kind:
        return f"its check is of another kind than {law.id}"
    if _STRENGTH[house.strength] < _STRENGTH[law.strength]:
        return f"strength {house.strength} is weaker than {law.strength}"
    if not meets_all(house.check.when, law.check.when):
        return "its `when` leaves out attempts that the law means"
    return _numbers(house, law)


def numbers_compare(one: Provision, other: Provision) -> bool:
    """Whether both state numbers of the same kind, so that one must be the stricter."""
    kinds = {one.check.kind if one.check != "none" else "", other.check.kind if other.check != "none" else ""}
    return len(kinds) == 1 and kinds <= {"quiet_hours", "limit", "spacing"}


def meets_all(house: When, law: When) -> bool:
    """Whether every attempt that the law means is meant by the house as well."""
    for name in When.model_fields:
        wide, narrow = getattr(house, name), getattr(law, name)
        if wide is None:
            continue
        if narrow is None or (not set(narrow) <= set(wide) if isinstance(wide, tuple) else wide != narrow):
            return False
    return True


def _numbers(house: Provision, law: Provision) -> str | None:
    ours, theirs = house.check, law.check
    if isinstance(ours, QuietHours) and isinstance(theirs, QuietHours):
        return _hours(ours, theirs)
    if isinstance(ours, Limit) and isinstance(theirs, Limit):
        if ours.at_most > theirs.at_most:
            return f"at_most {ours.at_most} is more than {theirs.at_most}"
        if (ours.per, ours.window, ours.days) != (theirs.per, theirs.window, theirs.days):
            return "it counts per another key or window"
        return _exception(ours.unless, theirs.unless)
    if isinstance(ours, Spacing) and isinstance(theirs, Spacing):
        if ours.days_apart < theirs.days_apart:
            return f"days {ours.days} from {ours.day_one} is less than {theirs.days} from {theirs.day_one}"
        if ours.per != theirs.per:
            return "it counts per another key"
        return None if meets_all(ours.after, theirs.after) else "it leaves out events that the law counts"
    if isinstance(ours, Hold | Speech) and isinstance(theirs, Hold | Speech):
        return None if _subjects(ours) >= _subjects(theirs) else "it leaves out reasons or acts that the law names"
    if isinstance(ours, Record) and isinstance(theirs, Record) and ours.needs == theirs.needs:
        fewer = ours.at_least < theirs.at_least
        return f"at_least {ours.at_least} is less than {theirs.at_least}" if fewer else None
    same = ours.model_dump(exclude={"when"}) == theirs.model_dump(exclude={"when"})  # type: ignore[union-attr]
    return None if same else "its conditions differ from the law's, and only `when` may be widened"


def _subjects(check: Hold | Speech) -> set[str]:
    """The reasons or the acts that it is about."""
    return set(check.reasons if isinstance(check, Hold) else check.acts)


def _exception(ours: object, theirs: object) -> str | None:
    return "it has an exception that the law has not" if ours is not None and ours != theirs else None


def _hours(ours: QuietHours, theirs: QuietHours) -> str | None:
    for day in range(7):
        for half in range(2 * 24 * 60):
            if theirs.quiet(day, half / 2) and not ours.quiet(day, half / 2):
                at = f"{half // 120:02}:{half // 2 % 60:02}:{half % 2 * 30:02}"
                return f"{WEEKDAYS[(day + 3) % 7]} {at} is quiet under the law and open here"
    return _exception(ours.unless, theirs.unless)
