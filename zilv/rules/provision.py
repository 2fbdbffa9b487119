"""The shape of a law file: one obligation, with who says so, what it says, how it is read, what is checked."""

from datetime import date
from typing import Annotated, Any, Literal, get_args
from zoneinfo import available_timezones

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from zilv.rules.checks.check import Check
from zilv.rules.checks.hold import Hold
from zilv.rules.checks.limit import Limit
from zilv.rules.checks.quiet_hours import QuietHours
from zilv.rules.checks.recipient import Recipient
from zilv.rules.checks.record import Record
from zilv.rules.checks.spacing import Spacing
from zilv.rules.checks.speech import Speech
from zilv.rules.checks.standing import Standing
from zilv.rules.checks.tool import Tool
from zilv.rules.three import FORBIDDEN, WARNED
from zilv.rules.when import Frozen

CHECK_KINDS: tuple[type[Check], ...] = (QuietHours, Limit, Spacing, Recipient, Tool, Standing, Hold, Record, Speech)
"""The closed set of check kinds."""


def kind_name(kind: type[Check]) -> str:
    """The word by which law files name a check kind, e.g. quiet_hours."""
    return str(get_args(kind.model_fields["kind"].annotation)[0])


def _kind_of(check: Any) -> str | None:
    if isinstance(check, Check):
        return kind_name(type(check))
    return check.get("kind") if isinstance(check, dict) else "none" if check == "none" else None


AnyCheck = Annotated[
    Annotated[QuietHours, Tag("quiet_hours")]
    | Annotated[Limit, Tag("limit")]
    | Annotated[Spacing, Tag("spacing")]
    | Annotated[Recipient, Tag("recipient")]
    | Annotated[Tool, Tag("tool")]
    | Annotated[Standing, Tag("standing")]
    | Annotated[Hold, Tag("hold")]
    | Annotated[Record, Tag("record")]
    | Annotated[Speech, Tag("speech")]
    | Annotated[Literal["none"], Tag("none")],
    Discriminator(
        _kind_of,
        custom_error_type="check_kind",
        custom_error_message="expected none, or a mapping whose kind is one of the check kinds",
    ),
]
Expected = Literal["permitted", "warned", "undetermined", "forbidden", "not_in_force"]


class Text(Frozen):
    """The same in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Cite(Frozen):
    """Who says so. `instrument`: its key in `instruments.yaml`; `article`: its number, or `unknown`."""

    instrument: str
    article: str = Field(min_length=1)
    url: str


class InForce(Frozen):
    """From local midnight of `since` to that of `until`, which is no longer in force."""

    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "InForce":
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"until {self.until} does not lie after since {self.since}")
        return self


class Case(Frozen):
    """One example and the answer this provision alone must give. Attempts are canonical columns as text.

    Registers that the case does not give are supplied and empty; those in `missing` are not supplied.
    """

    name: str
    attempt: dict[str, str]
    history: tuple[dict[str, str], ...] = ()
    registers: dict[str, tuple[dict[str, str], ...]] = Field(default_factory=dict)
    missing: tuple[str, ...] = ()
    zone: str | None = None
    expect: Expected
    count: int | None = None
    retry_at: str | None = None


class Provision(Frozen):
    """One obligation. `check: none` is a gap in plain sight, and `gap` then says why nothing judges it yet.

    `initiative`: the articles of the Initiative it gives substance to. `tightens`: for a house file, the
    provision it makes stricter. `on_request`: judged only where the choice of law names it.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: Text
    topic: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    cite: Cite
    grade: Literal["P", "S", "W"]
    strength: Literal["shall", "should", "may"]
    in_force: InForce
    says: Text
    reading: Text
    initiative: tuple[int, ...] = ()
    tightens: str | None = None
    on_request: Literal["yes", "no"] = "no"
    check: AnyCheck
    gap: Text | None = None
    given: dict[str, str] = Field(default_factory=dict)
    cases: tuple[Case, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "Provision":
        if self.check == "none" and self.gap is None:
            raise ValueError("check is none, so gap must say why nothing judges this")
        if self.check != "none" and len(self.cases) < 2:
            raise ValueError("cases: at least two are needed, one on each side of the edge")
        if self.check != "none" and self.strength == "may":
            raise ValueError("strength: what one may do is not checked; use check: none")
        return self

    @property
    def strictest(self) -> int:
        """The strictest outcome this provision can have: what is only a should, or weakly sourced, warns."""
        return FORBIDDEN if self.strength == "shall" and self.grade != "W" else WARNED

    @property
    def checked(self) -> Check | None:
        """The check, or None where there is a gap."""
        return None if self.check == "none" else self.check

    @property
    def pack(self) -> str:
        """The pack this provision belongs to: cn, us-reg-f, house …"""
        return self.id.split(".")[0]


class Instrument(Frozen):
    """A law, standard or guideline, once.

    `rank`: 1 law, 2 department rule, 3 national standard, 4 and on self-discipline, 9 the house.
    """

    title: Text
    issuer: str
    number: str
    rank: int
    issued: str
    since: date
    until: date | None = None
    supersedes: str | None = None
    url: str
    note: str = ""


class Pack(Frozen):
    """A regime: its name, and the time zone its persons are taken to live in unless the register says otherwise."""

    title: Text
    zone: str
    currency_of_knowledge: date

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        if name != "none" and name not in available_timezones():
            raise ValueError(f'"{name}" is not a time zone, e.g. Asia/Shanghai, nor none')
        return name
