"""Which law binds a lender at an instant: chosen in the book, read from files, and refused where the two differ."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

import msgspec

from zilv.errors import LawError
from zilv.gate.book import Entry, Page, Written
from zilv.rules.library import Law, choose


class Chosen(NamedTuple):
    """A choice of law: what `--law` takes, the digest of its text, from which instant on (UTC microseconds)."""

    lender: str
    choice: str
    digest: str
    since: int


class LawBody(msgspec.Struct, frozen=True, kw_only=True):
    """The journal's body of a choice of law; `since`: UTC microseconds."""

    choice: str
    version: str
    digest: str
    since: int
    key_id: str


class Lawbook(Protocol):
    """The part of a page that reads what was chosen."""

    def do(self, text: str, **given: object) -> list[tuple[Any, ...]]:
        """See `Page.do`."""


class Laws:
    """The law of each lender as of the journal's last entry on law; `fallback` binds whoever has chosen none."""

    def __init__(self, fallback: str | Law, known: Iterable[Law] = ()) -> None:
        """`known`: laws whose text was read before. Raises LawError."""
        self.fallback = choose(fallback) if isinstance(fallback, str) else fallback
        self._version = -1
        self._chosen: list[Chosen] = []
        self._read: dict[str, Law] = {law.digest: law for law in (self.fallback, *known)}

    def another(self) -> "Laws":
        """The same for another thread, which sees its own entry on law last; a text that one has read both have."""
        made = Laws(self.fallback)
        made._read = self._read
        return made

    def in_use(self) -> list[Law]:
        """Every law that may bind somebody, now or later."""
        return list(self._read.values())

    def refresh(self, version: int, book: Lawbook) -> None:
        """Read anew what was chosen, and its text, if the journal has a later entry on law.

        A text is kept as it was chosen, whatever becomes of its files while this process runs.
        """
        if version == self._version:
            return
        self._chosen = [
            Chosen(*row) for row in book.do("select lender, choice, digest, since from gate_law order by seq")
        ]
        for choice in {chosen.choice for chosen in self._chosen if chosen.digest not in self._read}:
            with suppress(LawError):  # whoever it binds is told when it binds
                law = choose(choice)
                self._read[law.digest] = law
        self._version = version

    def chosen(self, lender: str, at: int) -> Chosen | None:
        """What `lender` is bound by at `at`: of its own choices that have begun the latest, else of the installation's.

        Of several for one instant, the one made last: so a choice that is still to come is withdrawn.
        """
        begun = [chosen for chosen in self._chosen if chosen.since <= at]
        own = [chosen for chosen in begun if chosen.lender == lender] or [c for c in begun if not c.lender]
        latest = sorted(own, key=lambda chosen: chosen.since)  # stable: in order of `seq` within one instant
        return latest[-1] if latest else None

    def to_come(self, lender: str, at: int) -> list[Chosen]:
        """What was chosen for `lender` itself ("" = all that chose none) and binds only after `at`, earliest first."""
        later = [chosen for chosen in self._chosen if chosen.lender == lender and chosen.since > at]
        return sorted(later, key=lambda chosen: chosen.since)

    def of(self, lender: str, at: int) -> Law:
        """The law that binds `lender` at `at`. Raises LawError where this machine's files say something else than what
        was chosen.
        """
        chosen = self.chosen(lender, at)
        if chosen is None:
            return self.fallback
        if chosen.digest not in self._read:
            raise LawError(f'the law "{chosen.choice}" on this machine is not the text that was chosen')
        return self._read[chosen.digest]


def activate(page: Page, lender: str, choice: str, since: int | None, key_id: str) -> Chosen:
    """Let the law of this choice, as its text stands here, bind a lender ("" = all that chose none) from `since` on.

    `since`: UTC microseconds, now when None; what has passed was decided already. Raises LawError.
    """
    law = choose(choice)
    page.lock_registers()
    now = page.now()
    if since is not None and since < now:
        raise LawError("此时刻已过 · that instant has passed; name one to come, or none for now")
    begins = now if since is None else since
    body = LawBody(choice=choice, version=law.version, digest=law.digest, since=begins, key_id=key_id)
    page.write([Entry(now, "law", lender, "", None, msgspec.json.encode(body).decode())])
    chosen = Chosen(lender, choice, law.digest, begins)
    page.do(_ADD, seq=page.versions().law, **chosen._asdict())
    return chosen


def redo(page: Page, line: Written) -> None:
    """Do a choice again in a book that is built anew from its journal. Raises msgspec.MsgspecError."""
    body = msgspec.json.decode(line.entry.body, type=LawBody)
    chosen = Chosen(line.entry.lender, body.choice, body.digest, body.since)
    page.do(_ADD, seq=line.seq, **chosen._asdict())


_CHOSEN = "select lender, choice, digest, since from gate_law order by seq"
_ADD = "insert into gate_law (seq, lender, choice, digest, since) values (:seq, :lender, :choice, :digest, :since)"
