"""In which zone a date is midnight: where the register of persons places its person, else where the law binds."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from zilv.attempts.parse import FieldError
from zilv.errors import LawError
from zilv.gate import registers
from zilv.gate.book import Page
from zilv.gate.laws import Laws
from zilv.gate.standing import row_of
from zilv.privacy.token import Tokens
from zilv.registers.parse import zone_of
from zilv.registers.rows import zone_names

INSTANTS = ("since", "until", "at")


class Midnights(NamedTuple):
    """`zone`: of whoever the register does not place; `homes`: of persons by token."""

    zone: ZoneInfo | None = None
    homes: Mapping[str, ZoneInfo] = {}

    def of(self, row: Mapping[str, str | None], tokens: Tokens) -> ZoneInfo | None:
        """Where the dates of a row are midnights; a row that itself says where its person lives speaks for itself."""
        if named := (row.get("zone") or "").strip():
            with suppress(FieldError):  # told when the row is read
                return zone_of(named)
        return self.homes.get(token(row, tokens), self.zone)


def token(row: Mapping[str, str | None], tokens: Tokens) -> str:
    """The token of a row's person, empty where it names none."""
    person = row.get("person") or ""
    return tokens.text("person", person) if person.strip() else ""


def dated(row: Mapping[str, str | None]) -> bool:
    """Whether a row tells a date without an hour, which needs a zone."""
    return any(_is_date((row.get(name) or "").strip()) for name in INSTANTS)


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def midnights(page: Page, lender: str, laws: Laws, persons: Iterable[str]) -> Midnights:
    """As this lender's law and its register of persons stand now; of these persons alone, by token."""
    laws.refresh(page.versions().law, page)
    zone = None
    with suppress(LawError):  # then a date cannot be read, and an instant can
        zone = laws.of(lender, page.now()).zone
    named: dict[str, str] = {}
    for person in persons:
        found = registers.rows(page, lender, "persons", person)
        named |= zone_names(row_of(row.register, row.body) for row in found)
    return Midnights(zone, {person: ZoneInfo(name) for person, name in named.items()})
