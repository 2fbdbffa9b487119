"""After a restore no number is given twice: whoever is sent an event by its number takes a known one as done.

A copy knows nothing of the numbers that were given after it was made, and counting on would give them again. So what
comes from now on is numbered from the clock, in microseconds: no gate writes a million entries a second, so such
numbers stay behind the clock, and those of the next restore lie ahead of all given before, whichever copy it is of.
"""

from zilv.errors import ZilvError
from zilv.gate.book import Book

NUMBERS = 2**53
"""So far the readers of JSON count, and the journal in PostgreSQL can be followed; the clock comes there in 2255."""


def renumber(book: Book, now: int) -> int:
    """Number what comes from `now` (UTC microseconds) on; the number from which on all are new.

    Raises ZilvError where numbers of that size were given already, so that the clock now or then was wrong.
    """
    if now >= NUMBERS or book.number_after(now) >= now:
        raise ZilvError(
            "现有编号已超过此刻时钟：请先校准时钟，再执行一次 · "
            "numbers beyond the clock's were given already: set the clock right, then run this again"
        )
    return now + 1
