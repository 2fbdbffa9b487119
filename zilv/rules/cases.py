"""The cases of a law file, judged through that provision alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zilv.attempts.attempt import Attempt
from zilv.attempts.parse import FieldError, attempt_from
from zilv.errors import LawError
from zilv.registers.parse import row_from
from zilv.registers.rows import FILES, Registers
from zilv.rules.library import Law
from zilv.rules.provision import Case, Pack, Provision
from zilv.rules.screen import Decision, screen

HOUSE = "cn"
"""The pack of a house file that tightens nothing: lenders are Chinese unless they say otherwise."""

GIVEN = {"lender": "L1", "person": "P1", "channel": "voice", "direction": "outbound", "party": "debtor"}
"""What a case's attempts are unless the file's `given` or the case itself says otherwise."""


def answer(provision: Provision, case: Case, law: Law) -> tuple[str, Decision]:
    """What this provision alone answers in this case, and the whole decision. `law` gives instruments and packs."""
    alone = Law([provision], law.instruments, _regime(provision, law))
    try:
        zone = ZoneInfo(case.zone) if case.zone else alone.zone
        attempt, *history = _attempts(provision, case)
        decision = screen(attempt, history, _registers(case, zone), alone)
    except FieldError as error:
        raise LawError(f"{provision.id}: case {case.name!r}: {error}") from None
    if provision.id not in decision.considered:
        return "not_in_force", decision
    return (decision.findings[0].outcome if decision.findings else "permitted"), decision


def _regime(provision: Provision, law: Law) -> dict[str, Pack]:
    """The pack whose time zone holds: its own; a house file's is that of what it tightens, or China's."""
    pack = provision.pack if provision.pack in law.packs else (provision.tightens or HOUSE).split(".")[0]
    return {pack: law.packs[pack]} if pack in law.packs else law.packs


def wrong(provision: Provision, case: Case, law: Law) -> str | None:
    """What is wrong with this provision's answer in this case; None when it is the expected one."""
    given, decision = answer(provision, case, law)
    if given != case.expect:
        return f"expected {case.expect}, got {given}"
    count = decision.findings[0].count if decision.findings else None
    if case.count is not None and count != case.count:
        return f"expected count {case.count}, got {count}"
    if case.retry_at is not None and not _same_instant(case.retry_at, decision.retry_at):
        return f"expected retry_at {case.retry_at}, got {decision.retry_at}"
    return None


def _same_instant(expected: str, given: str | None) -> bool:
    if expected == "never" or given is None:
        return expected == "never" and given is None
    return datetime.fromisoformat(expected) == datetime.fromisoformat(given)


def _attempts(provision: Provision, case: Case) -> Iterator[Attempt]:
    base = GIVEN | provision.given
    yield attempt_from(base | {"attempt_id": "~"} | case.attempt)
    for n, row in enumerate(case.history):
        repeat = int(row.get("repeat", "1"))
        fields = {name: value for name, value in row.items() if name != "repeat"}
        first = attempt_from(base | {"attempt_id": f"h{n}"} | fields)
        for k in range(repeat):
            yield _later(first, k, f"{first.attempt_id}.{k}")


def _later(attempt: Attempt, minutes: int, attempt_id: str) -> Attempt:
    fields: dict[str, Any] = {name: getattr(attempt, name) for name in attempt.__struct_fields__}
    return Attempt(**(fields | {"at": attempt.at + timedelta(minutes=minutes), "attempt_id": attempt_id}))


def _registers(case: Case, zone: ZoneInfo | None) -> Registers:
    rows: dict[str, Any] = {
        name: None if name in case.missing else tuple(row_from(name, row, zone) for row in case.registers.get(name, ()))
        for name in FILES
    }
    if case.zone:
        rows["persons"] = (row_from("persons", {"person": GIVEN["person"], "zone": case.zone}, zone),)
    return Registers(**rows)
