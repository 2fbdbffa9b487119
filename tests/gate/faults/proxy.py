"""A network that fails as told, between a book and its PostgreSQL."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Lost = Literal["request", "reply"]
SIZE = 1 << 16


class Proxy:
    """Passes everything on between its own port and that of the server. Made by `between`.

    `delay_s`: how long each piece from the server is on its way. `deaf`: what is sent is lost, and nothing comes
    back, on a connection that was used meanwhile for good; `deafened`: how many were.
    `closed`: who connects is cut off at once.
    """

    def __init__(self, url: str) -> None:
        found = re.search(r":(\d+)/", url)
        assert found
        self._server = int(found[1])
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = url.replace(f":{self._server}/", f":{self._listener.getsockname()[1]}/")
        self._ends: list[socket.socket] = []
        self._left, self._lost = 0, "request"
        self.delay_s, self.deaf, self.closed = 0.0, False, False
        self.deafened = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, turn: int, lost: Lost) -> None:
        """Cut the connection when the client begins to speak for this time, counted from now, the first is 1; or when
        the server has answered that, before the reply arrives.
        """
        self._lost, self._left = lost, turn

    def spare(self) -> int:
        """Cut nothing after all; how many turns too early."""
        left, self._left = self._left, 0
        return left

    def cut_all(self) -> None:
        """Cut every connection there is."""
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Refuse every connection from now on."""
        self._listener.close()
        self.cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                if self.closed:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._server))
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._ends += [client, server]
                way = _Way(client, server)
                threading.Thread(target=self._requests, args=(way,), daemon=True).start()
                threading.Thread(target=self._replies, args=(way,), daemon=True).start()

    def _requests(self, way: "_Way") -> None:
        with suppress(OSError):
            while piece := way.client.recv(SIZE):
                if self.deaf and not way.deaf:
                    way.deaf, self.deafened = True, self.deafened + 1
                if way.deaf:
                    continue
                if way.answered and self._left > 0:
                    self._left -= 1
                    way.cut = self._left == 0
                way.answered = False
                if way.cut and self._lost == "request":
                    break
                way.server.sendall(piece)
        way.shut()

    def _replies(self, way: "_Way") -> None:
        with suppress(OSError):
            while (piece := way.server.recv(SIZE)) and not way.cut:
                time.sleep(self.delay_s)
                if way.deaf:
                    continue
                way.answered = True
                way.client.sendall(piece)
        way.shut()


class _Way:
    """One connection. `answered`: whether the server spoke last; `cut`, `deaf`: whether and how it has ended."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.answered, self.cut, self.deaf = True, False, False

    def shut(self) -> None:
        """Close both ends."""
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def between(url: str) -> Iterator[Proxy]:
    """A proxy before the server of this database; its `url` leads through it."""
    made = Proxy(url)
    try:
        yield made
    finally:
        made.close()
