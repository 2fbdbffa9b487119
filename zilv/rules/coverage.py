"""From each article of the Initiative to its provisions, their checks and their cases, with the gaps in plain sight."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import RootModel

from zilv.rules.library import Law, law_folder, read
from zilv.rules.provision import Provision, Text
from zilv.rules.regime import failures
from zilv.rules.when import Frozen


class Duty(Frozen):
    """What one article of the Initiative asks, in our own words."""

    title: Text
    duty: Text


class Initiative(RootModel[dict[int, Duty]]):
    """`initiative.yaml`: the articles by number."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A provision that gives an article substance.

    `kind`: its check, None for a gap. `failed`: the cases that do not hold.
    """

    provision: Provision
    kind: str | None
    cases: int
    failed: tuple[str, ...]

    def plain(self) -> Any:
        """The same as values that JSON can hold."""
        gap = self.provision.gap.model_dump() if self.kind is None and self.provision.gap else None
        held = {"check": self.kind, "cases": self.cases, "failed": list(self.failed), "gap": gap}
        return {"id": self.provision.id, "title": self.provision.title.model_dump(), **held}


@dataclass(frozen=True, slots=True)
class Article:
    """One article with all that gives it substance; nothing is a gap too."""

    number: int
    title: Text
    duty: Text
    provisions: tuple[Covered, ...]

    def plain(self) -> Any:
        """The same as values that JSON can hold."""
        return {
            "article": self.number,
            "title": self.title.model_dump(),
            "duty": self.duty.model_dump(),
            "provisions": [covered.plain() for covered in self.provisions],
        }


def read_initiative(root: Path) -> dict[int, Duty]:
    """The articles of the Initiative, by number. Raises LawError."""
    found: Initiative = read(root / "initiative.yaml", Initiative)
    return found.root


def coverage(law: Law) -> list[Article]:
    """Every article of the Initiative with the provisions of `law` that name it, their cases judged."""
    made = {p.id: _covered(p, law) for p in law.provisions if p.initiative}
    return [
        Article(n, duty.title, duty.duty, tuple(made[p.id] for p in law.provisions if n in p.initiative))
        for n, duty in sorted(read_initiative(law_folder()).items())
    ]


def _covered(provision: Provision, law: Law) -> Covered:
    kind = provision.check.kind if provision.check != "none" else None
    return Covered(provision, kind, len(provision.cases), tuple(failures(provision, law)))
