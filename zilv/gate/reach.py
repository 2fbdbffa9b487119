"""Whether the store is within reach, by what became of the pages."""

import logging

from zilv.clock import steady_us

_LOG = logging.getLogger(__name__)


class Reach:
    """What is known of the store. `down`: the last page that said anything of it failed, or nobody's was done."""

    def __init__(self) -> None:
        self.down, self._done_us = False, 0

    def went(self, down: bool, why: BaseException | None = None) -> None:
        """A page was done, or the store failed."""
        if down != self.down:
            _LOG.error(f"the book cannot be reached: {why or 'no answer'}") if down else _LOG.warning(
                "the book is back"
            )
        self.down = down
        self._done_us = self._done_us if down else steady_us()

    def late(self, since: int, begun: bool) -> str:
        """Why, as a code, whoever waited since this instant of the steady clock had no answer in time.

        Where others had theirs meanwhile the store is not down. `begun`: on a page, so nobody knows what became of it.
        """
        others = self._done_us > since
        if not others:
            self.went(down=True)
        return "busy" if others and not begun else "store_unreachable"
