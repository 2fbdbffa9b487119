"""What was used of each limit for a person, what remains, what holds stand, and when the next call is permitted."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from zilv.attempts.shape import Shape
from zilv.gate.actor import Actor
from zilv.gate.ahead import to_come
from zilv.gate.book import Page, Past, RegisterRow, Wanted
from zilv.gate.columns import Whose, sorted_rows
from zilv.gate.decide import bundle, law_or_doubt
from zilv.gate.desk import Desk, next_instant
from zilv.gate.door import encoded
from zilv.gate.matter import iso
from zilv.gate.proposed import bears, proposals
from zilv.gate.refusal import Refused
from zilv.gate.standing import is_proposed, row_of
from zilv.gate.weigh import Weighed, weigh
from zilv.privacy.token import from_text
from zilv.registers.rows import Registers
from zilv.rules.checks.hold import Hold
from zilv.rules.checks.limit import Limit
from zilv.rules.checks.quiet_hours import QuietHours
from zilv.rules.checks.spacing import Spacing
from zilv.rules.facts import Facts
from zilv.rules.force import force_days
from zilv.rules.library import Law
from zilv.rules.three import UNDETERMINED


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """One limit of the law on this person. `used` counts what is still open at its strictest."""

    topic: str
    provision: str
    per: str
    window: str
    limit: int
    used: int
    remaining: int


class Standstill(msgspec.Struct, frozen=True, kw_only=True):
    """A hold that stands. `account` None = all; `until` ISO 8601 UTC, None = open. `proposed`: not confirmed."""

    reason: str
    account: str | None
    since: str | None
    until: str | None
    proposed: bool


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """What the lender and all its agencies together have used for one person.

    `next`: the earliest instant at which a plain call to the debtor's own number would be permitted as far as the
    person goes, ISO 8601 UTC; None when no passing of time alone permits it.
    """

    person: str
    at: str
    bundle: str
    limits: tuple[Used, ...]
    holds: tuple[Standstill, ...]
    open_reservations: int
    next: str | None


def ledger(page: Page, person: str, actor: Actor, desk: Desk) -> Ledger:
    """The ledger of a person, by token, at this lender. One nobody knows is empty. Raises Refused."""
    token = from_text(person)
    own = page.read(Wanted(actor.lender, [token], [], None))
    numbers = sorted({row.number for row in own.past} - {0})
    seen = desk.read(page, Wanted(actor.lender, [token], numbers, None))
    at = next_instant(seen.now, list(seen.past))
    law = law_or_doubt(seen, desk, actor.lender, at)
    if isinstance(law, str):
        raise Refused("not_decidable", law)
    registers = desk.registers(page, actor.lender, seen)
    number = max((row for row in own.past if row.number), key=lambda row: row.at, default=None)
    call = _call(actor.lender, token, number.number if number else 0, at)
    coming = to_come(desk.laws, actor.lender, at)
    later = [one if one.law is None else one._replace(law=_about_persons(one.law)) for one in coming]
    weighed = weigh([call], seen.past, registers, _about_persons(law), desk.words, later)[0]
    return Ledger(
        person=person,
        at=iso(at),
        bundle=bundle(law),
        limits=tuple(_limits(seen.past, call, registers, law, desk)),
        holds=tuple(_holds(seen.rows, token, at)),
        open_reservations=_open(page, actor.lender, token),
        next=None if any(bears(row, call) for row in proposals(seen.rows)) else _next(weighed, at),
    )


def _next(weighed: Weighed, at: int) -> str | None:
    if weighed.strictest < UNDETERMINED:
        return iso(at)
    return iso(weighed.retry_at) if weighed.retry_at else None


@lru_cache(maxsize=8)
def _about_persons(law: Law) -> Law:
    """Of the law what is about times and counts and standstill, not about who calls on which line."""
    kinds = (QuietHours, Limit, Spacing, Hold)
    return Law([p for p in law.judged if isinstance(p.checked, kinds)], law.instruments, law.packs)


def _call(lender: str, person: int, number: int, at: int) -> Past:
    """A plain call to the debtor, by a machine, on the number last used."""
    shape = Shape("voice_bot", "outbound", "debtor", "notify", purpose="collect", recorded=None, pending=True)
    return Past("~", lender, person, at, encoded(shape), number, 0, "", "", "")


def _limits(past: Sequence[Past], call: Past, registers: Registers, law: Law, desk: Desk) -> Iterator[Used]:
    """Every limit in force on what this person may be contacted by, with what was used of it."""
    rows, place = sorted_rows([*past, call], desk.words, Whose(registers.persons or (), law.zone))
    day = int(rows.day[place[-1]])
    for provision in law.judged:
        since, until = force_days(provision)
        if not isinstance(provision.checked, Limit) or not since <= day < until:
            continue
        check = provision.checked
        counted = _as_counted(call, check)
        rows, place = sorted_rows([*past, counted], desk.words, Whose(registers.persons or (), law.zone))
        used, limit = check.used(Facts(rows, registers, desk.words.kept(call.lender)), int(place[-1]))
        yield Used(
            topic=provision.topic,
            provision=provision.id,
            per=check.per,
            window=f"{check.days} days" if check.window == "days" else check.window,
            limit=limit,
            used=used,
            remaining=max(limit - used, 0),
        )


def _as_counted(call: Past, check: Limit) -> Past:
    """The call, changed so that this limit counts it."""
    when = check.when
    shape = Shape(
        channel=when.channel[0] if when.channel else "voice_bot",
        direction=when.direction[0] if when.direction else "outbound",
        party=when.party[0] if when.party else "debtor",
        mode=when.mode[0] if when.mode else "notify",
        purpose=when.purpose[0] if when.purpose else "collect",
        product=when.product[0] if when.product else None,
        pending=True,
    )
    return call._replace(shape=encoded(shape))


def _holds(rows: Sequence[RegisterRow], person: int, at: int) -> Iterator[Standstill]:
    for row in rows:
        if row.register != "holds" or row.person != person:
            continue
        hold = row_of("holds", row.body)
        if (hold.since is None or hold.since <= at) and (hold.until is None or at < hold.until):
            yield Standstill(
                reason=hold.reason,
                account=hold.account,
                since=None if hold.since is None else iso(hold.since),
                until=None if hold.until is None else iso(hold.until),
                proposed=is_proposed(row),
            )


def _open(page: Page, lender: str, person: int) -> int:
    found = page.do(
        "select count(*) from gate_attempt where lender = :lender and person = :person and state in (0, 3)",
        lender=lender,
        person=person,
    )
    return int(found[0][0])
