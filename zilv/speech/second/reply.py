"""What a second reader may answer: citations, word for word, of acts it was asked about; all else is discarded."""

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

import msgspec

from zilv.speech.second.endpoint import NoAnswer
from zilv.speech.second.question import Definition, Shown

CITATIONS_MAX, QUOTE_MAX, QUOTE_MIN = 64, 400, 2


class _Citation(msgspec.Struct, forbid_unknown_fields=True):
    turn: int
    act: str
    quote: Annotated[str, msgspec.Meta(min_length=QUOTE_MIN, max_length=QUOTE_MAX)]


class _Reply(msgspec.Struct, forbid_unknown_fields=True):
    findings: Annotated[list[_Citation], msgspec.Meta(max_length=CITATIONS_MAX)]


class Cited(NamedTuple):
    """An act that the second reader saw: characters `start` to `end` of that turn's text as it was said."""

    turn: int
    act: str
    start: int
    end: int


class Read(NamedTuple):
    """What stands of one reply, and how many of its citations were dropped."""

    cited: list[Cited]
    dropped: int


def read(content: str, portion: Sequence[Shown], acts: Mapping[str, Definition]) -> Read:
    """The citations that hold. Raises NoAnswer where the reply is not one JSON object of exactly the agreed form.

    A citation is dropped where its act was not asked about or belongs to the other side, or where its words do not
    stand in that turn as it was shown.
    """
    try:
        found = msgspec.json.decode(content, type=_Reply).findings
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise NoAnswer("not_as_asked") from None
    placed = [_placed(citation, portion, acts) for citation in found]
    kept = dict.fromkeys(place for place in placed if place is not None)
    return Read(list(kept), placed.count(None))


def _placed(citation: _Citation, portion: Sequence[Shown], acts: Mapping[str, Definition]) -> Cited | None:
    act = acts.get(citation.act)
    for shown in portion:
        if act is None or shown.i != citation.turn or shown.speaker not in {act.side, None}:
            continue
        place = shown.text.find(citation.quote)
        if place >= 0 and citation.quote.strip():
            return Cited(shown.i, citation.act, *shown.original(place, place + len(citation.quote)))
    return None
