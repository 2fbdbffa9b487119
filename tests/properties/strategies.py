"""Small alphabets, so that collisions happen: a base attempt, and a history that varies it a little."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import strategies as st

from tests.properties.alphabets import (
    ACCOUNTS,
    AGENCIES,
    CHANNELS,
    CLOCK,
    COLLECTORS,
    LENDERS,
    LINES,
    NUMBERS,
    PARTIES,
    PERSONS,
    PRODUCTS,
    TALKS,
    usually,
)
from tests.properties.registers import ABOUT_NOTHING, HOUR_US, about
from zilv.attempts.attempt import Attempt
from zilv.attempts.rows import microseconds
from zilv.registers.rows import Line, Mandate, Notice, Qualification, Registers


@dataclass(frozen=True)
class Regime:
    """Where and when examples lie: `days` of the attempt, days `back` of its history, and where debtors live."""

    name: str
    zone: ZoneInfo
    days: tuple[date, ...]
    back: tuple[int, ...]
    zones: tuple[str | None, ...]

    def first_days(self) -> list[date]:
        """Each of the days and the one before it."""
        return sorted({day - timedelta(days=before) for day in self.days for before in (0, 1)})


CHINA = Regime(
    name="cn",
    zone=ZoneInfo("Asia/Shanghai"),
    days=(
        date(2011, 1, 13),
        date(2020, 7, 17),
        date(2023, 3, 1),
        date(2024, 4, 18),
        date(2024, 5, 15),
        *[date(2025, 2, 28)] * 2,
        *[date(2026, 1, 30)] * 2,
        *[date(2026, 3, 4)] * 4,
    ),
    back=(0, 0, 0, 0, 1, 1, 2, 3),
    zones=(None, None, "Asia/Shanghai", "Asia/Urumqi"),
)
UNITED_STATES = Regime(
    name="us-reg-f",
    zone=ZoneInfo("America/New_York"),
    days=(date(2021, 11, 30), date(2026, 3, 6), date(2026, 3, 11), date(2026, 6, 10)),
    back=(0, 0, 1, 2, 3, 5, 6, 6, 7, 8),
    zones=("America/New_York", "America/New_York", "America/Los_Angeles"),
)
KOREA = Regime(
    name="kr",
    zone=ZoneInfo("Asia/Seoul"),
    days=(date(2009, 8, 7), date(2024, 10, 17), date(2026, 3, 4), date(2026, 3, 8)),
    back=(0, 0, 1, 2, 5, 6, 6, 7, 8),
    zones=(None, "Asia/Seoul", "America/New_York"),
)
RUSSIA = Regime(
    name="ru",
    zone=ZoneInfo("Europe/Moscow"),
    days=(date(2017, 1, 1), date(2026, 3, 6), date(2026, 3, 8), date(2026, 3, 9), date(2026, 4, 1)),
    back=(0, 0, 1, 2, 3, 6, 7, 30, 31),
    zones=("Europe/Moscow", "Europe/Moscow", "Asia/Vladivostok"),
)
CHILE = Regime(
    name="cl",
    zone=ZoneInfo("America/Santiago"),
    days=(date(2021, 4, 20), date(2026, 3, 4), date(2026, 3, 7), date(2026, 3, 9)),
    back=(0, 0, 1, 1, 2, 3, 6, 7),
    zones=(None, None, "America/Punta_Arenas"),
)
SOMEWHERE = replace(UNITED_STATES, zones=(None,))
"""As in the United States, but nobody knows where the debtor lives."""


def moments(regime: Regime) -> st.SearchStrategy[datetime]:
    """An instant at an edge of the law's hours, on a first day of some law or the day before."""
    return st.builds(
        lambda day, before, clock: datetime.combine(day - timedelta(days=before), clock, regime.zone),
        st.sampled_from(regime.days),
        usually(0, 1),
        st.sampled_from(CLOCK),
    )


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "lender": usually(*LENDERS),
    "person": usually(*PERSONS),
    "channel": usually("voice", *CHANNELS),
    "agency": st.sampled_from(AGENCIES),
    "collector": st.sampled_from(COLLECTORS),
    "account": st.sampled_from(ACCOUNTS),
    "product": st.sampled_from(PRODUCTS),
    "direction": usually("outbound", "inbound", None),
    "party": usually("debtor", *PARTIES),
    "mode": st.sampled_from((None, "notify", "notify", "interact", "interact")),
    "number": usually("N1", *NUMBERS),
    "line": st.sampled_from(LINES),
    "manual": st.sampled_from((None, True, False)),
    "staff": st.sampled_from((None, 1, 2, 3)),
    "recording": st.sampled_from((None, "r")),
    "purpose": st.sampled_from((None, "collect", "ask_contact", "relay", "notice")),
}
TALK = st.sampled_from(TALKS)
VARIED = ("lender", "person", "channel", "agency", "account", "direction", "party", "mode", "number", "talk")


def talk(told: tuple[bool | None, bool | None, str | None]) -> dict[str, Any]:
    """What became of a call, as fields of an attempt."""
    return dict(zip(("answered", "conversed", "disposition"), told, strict=True))


CALL = {"channel": "voice", "direction": "outbound", "party": "debtor", "disposition": None}
NOTICE = CALL | {"mode": "notify", "answered": True, "conversed": False}
CONVERSATION = CALL | {"mode": "interact", "answered": True, "conversed": True}
UNANSWERED = CALL | {"answered": False, "conversed": False, "number": "N1"}
MESSAGE = {"channel": "sms", "direction": "outbound", "party": "debtor", "disposition": None}
VISIT = {"channel": "visit", "direction": "outbound"}
ASKING = {"direction": "outbound", "party": "contact_person", "purpose": "ask_contact", "number": "N1"}


@dataclass(frozen=True)
class Theme:
    """What an attempt has in common with its kind, and its history with its own: how many `rows`.

    `back`: how many days before the attempt each in turn lies, never later in the day; None = as it comes.
    """

    own: dict[str, Any]
    theirs: dict[str, Any]
    rows: tuple[int, int] = (0, 9)
    back: tuple[int, ...] | None = None


THEMES = {
    "anything": Theme({}, {}),
    "answered": Theme(NOTICE, NOTICE, (2, 5), (0,)),
    "conversed": Theme(CONVERSATION, CONVERSATION, (2, 5), (0,)),
    "unanswered": Theme(UNANSWERED, UNANSWERED, (5, 9), (0,)),
    "messages": Theme(MESSAGE, MESSAGE, (2, 6)),
    "visits": Theme(VISIT, VISIT, (0, 3), (0, 1)),
    "lost": Theme(ASKING, UNANSWERED, (2, 4), (2, 1, 0, 3)),
    "week": Theme(CALL, CALL, (5, 9)),
    "conversation": Theme(CALL, CONVERSATION, (1, 3)),
}


@st.composite
def spoilt(draw: st.DrawFn, attempt: Attempt, most: int = 2) -> Attempt:
    """The attempt with a fact or two changed or not recorded."""
    names = draw(st.lists(st.sampled_from(VARIED), max_size=most, unique=True))
    changed = {name: draw(FIELDS[name]) for name in names if name != "talk"}
    if None in (changed.get("number", attempt.number), attempt.number):
        changed["number"] = attempt.number  # numbers of one world are recorded for all its attempts or for none
    return msgspec.structs.replace(attempt, **changed, **(talk(draw(TALK)) if "talk" in names else {}))


@st.composite
def histories(draw: st.DrawFn, attempt: Attempt, base: Attempt, regime: Regime, theme: Theme) -> list[Attempt]:
    """Attempts much like `base`, each perhaps a little spoilt, on the attempt's day and the days before."""
    made = []
    clocks = [clock for clock in CLOCK if clock <= attempt.at.time()] if theme.back else CLOCK
    for n in range(draw(st.integers(*theme.rows))):
        back = theme.back[n % len(theme.back)] if theme.back else draw(st.sampled_from(regime.back))
        at = datetime.combine(base.at.date() - timedelta(days=back), draw(st.sampled_from(clocks)), regime.zone)
        row = msgspec.structs.replace(base, at=at, attempt_id=f"h{n}")
        row = draw(st.just(row) | spoilt(row))
        made.append(row if row.person == attempt.person else _a_little_later(row, 10 * (n + 2)))
    return made


def _a_little_later(row: Attempt, microseconds: int) -> Attempt:
    """Two debtors are not called at the same instant, so it is plain whose attempt came first."""
    return msgspec.structs.replace(row, at=row.at + timedelta(microseconds=microseconds))


@dataclass(frozen=True)
class World:
    """One example: an attempt, what went before it, and what stands in the registers."""

    attempt: Attempt
    history: list[Attempt]
    registers: Registers


@st.composite
def worlds(draw: st.DrawFn, regime: Regime, theme: str | None = None) -> World:
    """An attempt of this regime and theme (any, when None) with its history and registers."""
    facts = draw(st.fixed_dictionaries(FIELDS)) | talk(draw(TALK))
    plain = Attempt(attempt_id=draw(st.sampled_from(("a", "z"))), at=draw(moments(regime)), **facts)
    chosen = THEMES[theme or draw(st.sampled_from(sorted(THEMES)))]
    own = msgspec.structs.replace(plain, **chosen.own)
    attempt = draw(st.just(own) | spoilt(own, 1))
    history = draw(histories(attempt, msgspec.structs.replace(own, **chosen.theirs), regime, chosen))
    zone = draw(st.sampled_from(regime.zones))
    return World(attempt, history, about(draw(ABOUT_NOTHING), attempt.at, zone))


def orderly(regime: Regime) -> st.SearchStrategy[World]:
    """Worlds in which every register is supplied and little stands in the way, so that time may help."""
    return st.builds(_in_order, worlds(regime), st.sampled_from((None, None, None, "A1")), st.integers(0, 4))


def _in_order(world: World, agency: str | None, later: int) -> World:
    """Whoever acts has, now or some hours later, what he needs."""
    since = microseconds(world.attempt.at) + later * 7 * HOUR_US if later else None
    given = {name: getattr(world.registers, name) or () for name in ("holds", "agreements", "optouts", "relations")}
    kinds = ("pre_job_exam", "annual_training")
    registers = msgspec.structs.replace(
        world.registers,
        lines=tuple(Line(line="T1", owner=lender, since=since) for lender in LENDERS),
        qualifications=tuple(Qualification(collector="K1", agency=agency, kind=kind, since=since) for kind in kinds),
        mandates=(Mandate(agency="A1", since=since),),
        notices=tuple(Notice(person=person, kind="outsourcing", agency="A1", at=since or 0) for person in PERSONS),
        **given,
    )
    own = {"agency": agency, "line": "T1", "collector": "K1", "recording": "r", "staff": 2}
    return World(msgspec.structs.replace(world.attempt, **own), world.history, registers)
