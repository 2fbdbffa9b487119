"""Turns at pages of their own: however many requests one key has, another's comes soon."""

import asyncio
from collections import deque


class Turns:
    """So many places; who finds none free waits, and the keys that wait take turns. Belongs to one event loop."""

    def __init__(self, places: int) -> None:
        self._places = self._free = places
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}

    def __bool__(self) -> bool:
        """Whether anybody has a place or waits for one."""
        return bool(self._lines) or self._free < self._places

    async def take(self, key: str) -> None:
        """Wait for a place, and have it until `give`."""
        if self._free:
            self._free -= 1
            return
        mine = asyncio.get_running_loop().create_future()
        self._lines.setdefault(key, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():
                self.give()  # it was given at the moment when nobody waited for it any more
            raise

    def give(self) -> None:
        """Give a place back: to the key whose turn it is, and of its requests to the oldest."""
        while self._lines:
            key = next(iter(self._lines))
            line = self._lines.pop(key)
            mine = line.popleft()
            if line:
                self._lines[key] = line
            if not mine.done():
                mine.set_result(None)
                return
        self._free += 1
