"""The two readings together: everything of the first stays as it is; the second confirms, or adds."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

from zilv.speech.second.reader import Reading
from zilv.speech.second.reply import Cited

Opinion = Literal["confirmed", "not_cited", "unread"]


class Found(Protocol):
    """A finding of the first reading, as far as it is looked at here: its turn and its act."""

    @property
    def turn(self) -> int:
        """The turn's number."""

    @property
    def act(self) -> str:
        """What was found in it."""


Finding = TypeVar("Finding", bound=Found)


class Merged(NamedTuple):
    """What both readings come to. `opinions`: the second's, one for each finding of the first, in its order; `added`:
    what the second alone saw, for a person to look at."""

    opinions: tuple[Opinion, ...]
    added: tuple[Cited, ...]


def merged(first: Sequence[Finding], second: Reading) -> Merged:
    """Compare the readings by turn and act. No finding of the first is dropped, changed or ranked lower by it."""
    seen = {(cited.turn, cited.act) for cited in second.cited}
    unread = {turn for turn, _ in second.unread}
    known = {(finding.turn, finding.act) for finding in first}
    return Merged(
        tuple(_opinion((finding.turn, finding.act), seen, unread) for finding in first),
        tuple(cited for cited in second.cited if (cited.turn, cited.act) not in known),
    )


def _opinion(of: tuple[int, str], seen: set[tuple[int, str]], unread: set[int]) -> Opinion:
    if of in seen:
        return "confirmed"
    return "unread" if of[0] in unread else "not_cited"
