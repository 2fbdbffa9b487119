"""Which law binds a lender at an instant: chosen in the book, read from files, and refused where the two differ."""

from typing import Any, NamedTuple, Protocol

from zilv.errors import LawError
from zilv.rules.library import Law, choose


class Chosen(NamedTuple):
    """A choice of law: what `--law` takes, the digest of its text, from which instant on (UTC microseconds)."""

    lender: str
    choice: str
    digest: str
    since: int


class Lawbook(Protocol):
    """The part of a page that reads what was chosen."""

    def do(self, text: str, **given: object) -> list[tuple[Any, ...]]:
        """See `Page.do`."""


class Laws:
    """The law of each lender as of the journal's last entry on law; `fallback` binds whoever has chosen none."""

    def __init__(self, fallback: str) -> None:
        """Raises LawError."""
        self._fallback = fallback
        self._version = -1
        self._chosen: list[Chosen] = []
        self._read: dict[str, Law] = {fallback: choose(fallback)}

    @property
    def fallback(self) -> Law:
        """The law of whoever has chosen none."""
        return self._read[self._fallback]

    def in_use(self) -> list[Law]:
        """Every law read so far: what may bind somebody."""
        return list(self._read.values())

    def refresh(self, version: int, book: Lawbook) -> None:
        """Read anew what was chosen, if the journal has a later entry on law."""
        if version != self._version:
            found = book.do("select lender, choice, digest, since from gate_law order by seq")
            self._chosen = [Chosen(*row) for row in found]
            self._version = version

    def of(self, lender: str, at: int) -> Law:
        """The law that binds `lender` at `at`: its own newest choice, else the installation's. Raises LawError where
        this machine's files say something else than what was chosen.
        """
        begun = [chosen for chosen in self._chosen if chosen.since <= at]
        own = [chosen for chosen in begun if chosen.lender == lender] or [c for c in begun if not c.lender]
        if not own:
            return self.fallback
        law = self._law(own[-1].choice)
        if law.digest != own[-1].digest:
            raise LawError(f'the law "{own[-1].choice}" on this machine is not the text that was chosen')
        return law

    def _law(self, choice: str) -> Law:
        if choice not in self._read:
            self._read[choice] = choose(choice)
        return self._read[choice]
