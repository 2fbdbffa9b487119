"""The texts of laws: as the book keeps them, and as files on this machine have them."""

from functools import lru_cache
from typing import Any, Protocol

from zilv.errors import LawError
from zilv.rules.library import Law, choose, law_of


class Lawbook(Protocol):
    """The part of a page that reads what was chosen."""

    def do(self, text: str, **given: object) -> list[tuple[Any, ...]]:
        """See `Page.do`."""


def kept(book: Lawbook) -> list[Law]:
    """Every law whose text is kept, as far as this version can read it."""
    digests = [digest for (digest,) in book.do("select digest from gate_law_text order by digest")]
    return [law for digest in digests if (law := text_of(digest, book)) is not None]


def text_of(digest: str, book: Lawbook) -> Law | None:
    """The text that was put into the book when it was chosen."""
    for (text,) in book.do(_TEXT, digest=digest):
        law = _law(text)
        return law if law is not None and law.digest == digest else None
    return None


@lru_cache(maxsize=32)
def _law(text: str) -> Law | None:
    """The law of a text; None where this version cannot read it: whoever it binds is told when it binds."""
    try:
        return law_of(text)
    except LawError:
        return None


def of_file(choice: str) -> Law | None:
    """The law of a choice as files on this machine have it; None where they do not."""
    try:
        return choose(choice)
    except LawError:
        return None


def named_by(choice: str, law: Law) -> bool:
    """Whether a choice names the packs of this law, in their order: the first gives the zone."""
    parts = dict.fromkeys(part.strip() for part in choice.split(","))
    return [part for part in parts if part in law.packs] == list(law.packs)


_TEXT = "select text from gate_law_text where digest = :digest"
