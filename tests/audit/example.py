"""An invented month of collection: a small law, findings and attempts, the same for the same seed."""

from collections.abc import Sequence
from datetime import date, datetime, timezone
from typing import Any

import numpy as np
import pyarrow as pa

from zilv.attempts.rows import day_number
from zilv.audit.findings import SCHEMA
from zilv.audit.summary import Basis
from zilv.audit.words import REGISTER
from zilv.privacy.token import to_text
from zilv.rules.explain import clause
from zilv.rules.library import Law
from zilv.rules.provision import Instrument, Pack, Provision
from zilv.rules.three import FORBIDDEN

LENDER = "示例消费金融"
AGENCIES = ("", "甲方催收服务", "乙方催收服务", "丙方信息科技", "丁方法律咨询", "戊方催收服务", "Agency F & Sons")
_SHARE = np.array([0.22, 0.2, 0.17, 0.15, 0.12, 0.1, 0.04])
_CARE = np.array([0.3, 0.7, 1.0, 0.6, 3.2, 1.4, 2.0])
"""How much more often than usual an agency offends."""
_HOURS = np.array([1, 1, 0, 0, 0, 1, 2, 9, 60, 95, 100, 90, 45, 40, 85, 95, 90, 80, 60, 65, 55, 40, 6, 2], float)
NOT_SUPPLIED = ("agreements", "lines")
_FIRST = day_number(date(2026, 10, 1))
_MINUTE_US = 60_000_000
_BEIJING = 8 * 60

ACCOUNTING = {
    "read": 24_180,
    "accepted": 24_000,
    "merged": 120,
    "duplicate": 48,
    "rejected": 12,
    "warnings": ['attempts.csv: column "备注2" is not known and was left out'],
}


def example_law() -> Law:
    """Six provisions of invented rules that are judged, and one that is not."""
    instrument = Instrument.model_validate(
        {
            "title": _both("《示例催收规则》", "Example rules"),
            "issuer": "示例",
            "number": "example",
            "rank": 3,
            "issued": "2025-01-01",
            "since": "2025-01-01",
            "url": "https://example.org/rules",
        }
    )
    pack = Pack.model_validate(
        {"title": _both("示例", "Example"), "zone": "Asia/Shanghai", "currency_of_knowledge": "2026-11-01"}
    )
    provisions = [
        _provision("hours", "quiet_hours", {"kind": "quiet_hours", "starts": "22:00", "ends": "08:00"}),
        _provision("answered", "answered_limit", {"kind": "limit", "at_most": "3", "per": "person"}),
        _provision("unanswered", "unanswered_limit", {"kind": "limit", "at_most": "6", "per": "number"}, grade="W"),
        _provision("lines", "registered_line", {"kind": "tool", "needs": "registered_line"}),
        _provision("mandate", "mandate", {"kind": "standing", "needs": "mandate"}),
        _provision("older", "answered_limit", {"kind": "limit", "at_most": "3", "per": "person"}, until="2026-01-01"),
        _provision("speech", "speech", "none"),
    ]
    return Law(provisions, {"example": instrument}, {"example": pack})


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _provision(name: str, topic: str, check: Any, grade: str = "S", until: str | None = None) -> Provision:
    case = {"name": "c", "attempt": {"at": "2026-10-01T09:00:00+08:00"}, "expect": "permitted"}
    return Provision.model_validate(
        {
            "id": f"example.{name}",
            "title": _both(f"示例规定 {name}", f"Example provision {name}"),
            "topic": topic,
            "cite": {"instrument": "example", "article": "7", "url": "https://example.org/rules"},
            "grade": grade,
            "strength": "shall",
            "in_force": {"since": "2025-01-01", **({"until": until} if until else {})},
            "says": _both(f"示例条文 {name}。", f"What {name} says."),
            "reading": _both(f"对 {name} 的理解。", f"How {name} is read."),
            "check": check,
            **({"gap": _both("尚无语音材料。", "No speech material yet.")} if check == "none" else {}),
            "cases": [] if check == "none" else [case, case],
        }
    )


def finding(**given: Any) -> dict[str, Any]:
    """One finding as a record; what is not given is an ordinary breach of quiet hours."""
    usual = {
        "attempt_id": "A1",
        "provision": "example.hours",
        "topic": "quiet_hours",
        "outcome": "forbidden",
        "strength": "shall",
        "grade": "S",
        "at": datetime(2026, 10, 1, 14, 30, tzinfo=timezone.utc),
        "day": date(2026, 10, 1),
        "local_time": "22:30:00",
        "lender": LENDER,
        "agency": None,
        "person": to_text("person", 1),
        "channel": "voice",
        "count": None,
        "limit": None,
        "retry_at": datetime(2026, 10, 2, 0, 0, tzinfo=timezone.utc),
        "says_zh": "处于禁止催收时段",
        "says_en": "within quiet hours",
        "clause": "《示例催收规则》 第7条",
        "also": "",
        "missing": "",
    }
    return usual | given


def findings_of(records: Sequence[dict[str, Any]]) -> pa.Table:
    """These findings as the runner writes them."""
    return pa.Table.from_pylist(list(records), schema=SCHEMA)


def attempts_of(*rows: tuple[str, str, date, int]) -> pa.Table:
    """Attempts per (lender, agency, local day)."""
    lender, agency, day, attempts = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table(
        {
            "lender": pa.array(lender, pa.string()),
            "agency": pa.array(agency, pa.string()),
            "day": pa.array([day_number(d) for d in day], pa.int32()),
            "attempts": pa.array(attempts, pa.int64()),
        }
    )


def example_basis(law: Law) -> Basis:
    """A month asked for, two registers not supplied."""
    return Basis(
        law=law,
        accounting=ACCOUNTING,
        registers_missing=NOT_SUPPLIED,
        since=date(2026, 10, 1),
        until=date(2026, 11, 1),
        generated_at="2026-11-02 09:15",
    )


def example_month(law: Law, seed: int = 7, attempts: int = 24_000) -> tuple[pa.Table, pa.Table]:
    """Findings and attempts of October 2026, invented for whatever law is given."""
    random = np.random.default_rng(seed)
    day = random.choice(31, attempts, p=_weekdays())
    agency = random.choice(len(AGENCIES), attempts, p=_SHARE)
    minute = random.choice(24, attempts, p=_HOURS / _HOURS.sum()) * 60 + random.integers(0, 60, attempts)
    person = random.integers(1, 2**62, attempts // 5)[random.integers(0, attempts // 5, attempts)]
    records: list[dict[str, Any]] = []
    for place, provision in enumerate(law.judged):
        hit = _offends(provision, place, random, (minute, agency))
        for n in np.flatnonzero(hit):
            records.append(_invented(provision, law, random, (n, day[n], minute[n], agency[n], person[n])))
    records.sort(key=lambda record: (record["at"], record["attempt_id"], record["topic"]))
    counted = [
        (LENDER, AGENCIES[a], date.fromordinal(date(1970, 1, 1).toordinal() + _FIRST + d), int(count))
        for (d, a), count in np.ndenumerate(np.histogram2d(day, agency, (range(32), range(len(AGENCIES) + 1)))[0])
    ]
    return findings_of(_one_per_topic(records)), attempts_of(*counted)


def _weekdays() -> Any:
    busy = np.array([0.15 if date(2026, 10, d + 1).weekday() > 4 else 1.0 for d in range(31)])
    return busy / busy.sum()


def _offends(provision: Provision, place: int, random: np.random.Generator, facts: tuple[Any, Any]) -> Any:
    minute, agency = facts
    if provision.in_force.until is not None and provision.in_force.until <= date(2026, 10, 1):
        return np.zeros(len(minute), bool)
    if provision.topic == "quiet_hours":
        return (minute < 8 * 60) | (minute >= 22 * 60)
    rate = 0.006 / (1 + place % 5)
    return random.random(len(minute)) < rate * _CARE[agency]


def _invented(provision: Provision, law: Law, random: np.random.Generator, attempt: tuple[Any, ...]) -> dict[str, Any]:
    n, day, minute, agency, person = (int(value) for value in attempt)
    assert provision.checked is not None
    limit = getattr(provision.checked, "at_most", None)
    count = None if limit is None else limit + 1 + int(random.geometric(0.6)) - 1
    missing = [name for name in provision.checked.consults() if name in NOT_SUPPLIED]
    doubtful = bool(missing) and random.random() < 0.45
    says = provision.checked.forbids(-1 if count is None else count, -1 if limit is None else limit)
    outcome = "undetermined" if doubtful else "forbidden" if provision.strictest == FORBIDDEN else "warned"
    at = ((_FIRST + day) * 1440 + minute - _BEIJING) * _MINUTE_US
    return finding(
        attempt_id=f"C{20261001 + day}-{n:06d}",
        provision=provision.id,
        topic=provision.topic,
        outcome=outcome,
        strength=provision.strength,
        grade=provision.grade,
        at=at,
        day=_FIRST + day,
        local_time=f"{minute // 60:02}:{minute % 60:02}:00",
        agency=AGENCIES[agency] or None,
        person=to_text("person", person),
        channel="voice" if n % 5 else "voice_bot",
        count=None if doubtful else count,
        limit=None if doubtful else limit,
        retry_at=((_FIRST + day + 1) * 1440 - _BEIJING + 8 * 60) * _MINUTE_US if outcome == "forbidden" else None,
        says_zh=f"无法判定是否符合「{provision.title.zh}」：缺少{REGISTER[missing[0]]['zh']}" if doubtful else says.zh,
        says_en=f'cannot tell whether "{provision.title.en}" is kept: missing {missing[0]}' if doubtful else says.en,
        clause=clause(provision, law),
        missing=";".join(missing) if doubtful else "",
    )


def _one_per_topic(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of several provisions of one topic the strictest leads and names the others."""
    strict = {"forbidden": 0, "undetermined": 1, "warned": 2}
    leads: dict[tuple[str, str], dict[str, Any]] = {}
    for record in sorted(records, key=lambda r: strict[r["outcome"]]):
        lead = leads.setdefault((record["attempt_id"], record["topic"]), record)
        if lead is not record:
            lead["also"] = ";".join(filter(None, (lead["also"], record["provision"])))
    return [r for r in records if leads[r["attempt_id"], r["topic"]] is r]
