"""Which law binds a lender at an instant: chosen in the book, and read from there; without its text nothing is."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from zilv.clock import steady_us
from zilv.errors import LawError
from zilv.gate.book import Book, Entry, Page, Written
from zilv.gate.law_texts import Lawbook, kept, named_by, of_file, text_of
from zilv.gate.steady import BEHIND_US
from zilv.rules.library import Law, choose, law_folder, pack_names

AGAIN_US = 10_000_000
"""So long after a text was looked for in vain it is looked for again, where somebody still needs it: a page waits."""
SELDOM_US = 60_000_000
"""The same where only attempts of the past wait for it."""


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


class Laws:
    """The law of each lender as of the journal's last entry on law; `fallback` binds whoever has chosen none."""

    def __init__(self, fallback: str | Law, known: Iterable[Law] = ()) -> None:
        """`known`: laws whose text was read before. Raises LawError."""
        self.fallback = choose(fallback) if isinstance(fallback, str) else fallback
        self._version = -1
        self._chosen: list[Chosen] = []
        self._read: dict[str, Law] = {law.digest: law for law in (self.fallback, *known)}
        self._mine = dict(self._read)
        self._older: dict[tuple[str, str], str] = {}
        self._missed: set[Chosen] = set()
        self._again_us = self._seldom_us = 0

    def another(self) -> "Laws":
        """The same for another thread, which sees its own entry on law last; a text that one has read both have."""
        made = Laws(self.fallback)
        made._read, made._mine, made._older = self._read, dict(self._read), self._older
        return made

    def in_use(self) -> list[Law]:
        """Every law that may bind somebody, now or later."""
        return list(self._mine.values())

    def refresh(self, version: int, book: Lawbook) -> None:
        """Read anew what was chosen, and its text, if the journal has a later entry on law; a text that was missed may
        have been put right meanwhile.

        A text is read once a process. What another thread has read is in use from here on, never in the midst of a
        page that looked back less far than it asks for.
        """
        if version != self._version:
            self._chosen = [Chosen(*row) for row in book.do(_CHOSEN)]
            self._read_texts(self._chosen, book)
            self._version = version
        elif self._missed and steady_us() >= self._again_us:
            self._read_texts(self._missed, book)
        self._mine = dict(self._read)
        if self._older:
            self._chosen = [self._today(one) for one in self._chosen]

    def missed(self, lender: str, at: int) -> None:
        """The text of what binds `lender` is not here: look for it again before long."""
        if (chosen := self.chosen(lender, at)) is not None:
            self._missed.add(chosen)

    def look_again(self, waiting: Iterable[tuple[str, int]], book: Lawbook) -> None:
        """Read anew the texts of what bound these lenders at these instants, seldom, and on the page of whoever waits:
        one that is gone for good would else be sought again on every page of asks.
        """
        if steady_us() >= self._seldom_us:
            self._seldom_us = steady_us() + SELDOM_US
            self._read_texts((one for lender, at in waiting if (one := self.chosen(lender, at))), book)
            self._mine = dict(self._read)

    def _read_texts(self, wanted: Iterable[Chosen], book: Lawbook) -> None:
        """Read the texts of these choices, once: as the book keeps them, else as files on this machine have them."""
        for digest, choice in dict.fromkeys((one.digest, one.choice) for one in wanted):
            if digest in self._read or (digest, choice) in self._older:
                continue
            law = text_of(digest, book) or self._older_law(digest, choice, book)
            if law is not None:
                self._read.setdefault(law.digest, law)
                if law.digest != digest:
                    self._older[digest, choice] = law.digest
        self._missed, self._again_us = set(), steady_us() + AGAIN_US

    def _older_law(self, digest: str, choice: str, book: Lawbook) -> Law | None:
        """The law of a choice whose text the book does not keep under its digest: of the files that say it, else the
        one law that this digest, as digests once were, and the packs of the choice leave possible; of several, none.
        """
        file = of_file(choice)
        if file is not None and file.digest == digest:
            return file
        here = [law for law in (*self._read.values(), file) if law is not None]
        for laws in (kept(book), here):
            fit = {law.digest: law for law in laws if law.legacy == digest and named_by(choice, law)}
            if fit:
                return next(iter(fit.values())) if len(fit) == 1 else None
        return None

    def _today(self, one: Chosen) -> Chosen:
        """The choice with the digest of the law that was found for it, where it names that as digests once were."""
        return one._replace(digest=self._older.get((one.digest, one.choice), one.digest))

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
        later = {chosen.since: chosen for chosen in self._chosen if chosen.lender == lender and chosen.since > at}
        return [later[since] for since in sorted(later)]  # of several for one instant the last

    def absent(self, at: int) -> list[Chosen]:
        """What binds somebody at `at` or later, earliest first, where the text is not here; it is looked for again
        before long.
        """
        lenders = {"", *(chosen.lender for chosen in self._chosen)}
        binding = {one for lender in lenders for one in (self.chosen(lender, at), *self.to_come(lender, at)) if one}
        absent = {one for one in binding if one.digest not in self._mine}
        self._missed |= absent
        return sorted(absent, key=lambda one: (one.since, one.lender))

    def served(self, lenders: Iterable[str], at: int) -> bool:
        """Whether the text of what binds at `at` is here for any of these lenders."""
        binding = [self.chosen(lender, at) for lender in lenders]
        return any(one is None or one.digest in self._mine for one in binding)

    def of(self, lender: str, at: int) -> Law:
        """The law that binds `lender` at `at`. Raises LawError where the very text that was chosen is not here."""
        chosen = self.chosen(lender, at)
        if chosen is None:
            return self.fallback
        if chosen.digest not in self._mine:
            raise LawError(
                f'所选法规 "{chosen.choice}" 的文本不在此处：请放回其文件，或另选：zilv law activate · '
                f'the text of the law "{chosen.choice}" as it was chosen is not here: put its files back, or choose '
                "another: zilv law activate"
            )
        return self._mine[chosen.digest]


def deciding(book: Lawbook, choice: str) -> Law:
    """The law of a choice, as whoever decides by it may take it. Raises LawError.

    Anything may be made of an exported text and named by its own digest, also what is looser than any law; so one
    decides here only where its digest was chosen here, or is what this version ships.
    """
    law = choose(choice)
    if choice.endswith(".json") and "," not in choice:
        _refuse_unknown(book, law)
    return law


def deciding_in(book: Book, choice: str) -> Law:
    """As `deciding`, on a page of its own. Raises LawError, StoreError."""
    with book.page(write=False) as page:
        return deciding(page, choice)


def activate(page: Page, lender: str, choice: str, since: int | None, key_id: str) -> Chosen:
    """Let the law of this choice, as its text stands here, bind a lender ("" = all that chose none) from `since` on.
    The text is kept in the book, whatever becomes of the files.

    `since`: UTC microseconds, now when None; what has passed was decided already. Raises LawError.
    """
    law = deciding(page, choice)
    page.lock_registers()
    now = page.now()
    earliest = max(now, _decided(page, now) + 1)
    if since is not None and since < earliest:
        raise LawError("此时刻已过 · that instant has passed; name one to come, or none for now")
    begins = earliest if since is None else since
    body = LawBody(choice=choice, version=law.version, digest=law.digest, since=begins, key_id=key_id)
    page.write([Entry(now, "law", lender, "", None, msgspec.json.encode(body).decode())])
    chosen = Chosen(lender, choice, law.digest, begins)
    page.do(_ADD, seq=page.versions().law, **chosen._asdict())
    page.do(_KEEP, digest=law.digest, stated=law.text)
    return chosen


def _refuse_unknown(book: Lawbook, law: Law) -> None:
    """Raises LawError for an exported law that was never chosen here and is not what this version ships: whoever
    edits such a file could loosen it as no house file may.
    """
    if book.do(_KNOWN, digest=law.digest):
        return
    known = set(law.packs) <= set(pack_names(law_folder()))  # else a file could name itself as what is shipped
    shipped = of_file(",".join([*law.packs, *_by_id(law)])) if known and law.provisions else None
    if shipped is None or shipped.digest != law.digest:
        raise LawError(
            "此文件所载法规既未在此数据库选用过，也非本版本所附；请写明所选法规与机构规则文件，如 cn,house.yaml · "
            "the law in this file was never chosen in this database, and this version does not ship it; name packs and "
            "house files instead, e.g. cn,house.yaml"
        )


def _by_id(law: Law) -> list[str]:
    """What of a law its packs alone do not bring: shipped house files, and what is judged only on request."""
    return [p.id for p in law.provisions if p.pack not in law.packs or p.on_request == "yes"]


def _decided(page: Page, now: int) -> int:
    """The latest instant of what was decided of late: of a page of asks each has its own, a little after the page's."""
    ((at,),) = page.do(_DECIDED, until=now + BEHIND_US)
    return at or 0


def redo(page: Page, line: Written) -> None:
    """Do a choice again in a book that is built anew from its journal. Raises msgspec.MsgspecError."""
    body = msgspec.json.decode(line.entry.body, type=LawBody)
    chosen = Chosen(line.entry.lender, body.choice, body.digest, body.since)
    page.do(_ADD, seq=line.seq, **chosen._asdict())


_DECIDED = """
select max(at) from (select kind, at from gate_entry order by seq desc limit 1000) as late
where kind = 'ask' and at <= :until
"""
_CHOSEN = "select lender, choice, digest, since from gate_law order by seq"
_KEEP = "insert into gate_law_text (digest, text) values (:digest, :stated) on conflict do nothing"
_KNOWN = """
select 1 from gate_law where digest = :digest union all select 1 from gate_law_text where digest = :digest
"""
_ADD = "insert into gate_law (seq, lender, choice, digest, since) values (:seq, :lender, :choice, :digest, :since)"
