"""The keys as one process knows them: in memory, read anew within half a second of any change, if need be a second."""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import Any, NamedTuple

from zilv import clock
from zilv.clock import steady_us
from zilv.desk.keys.credential import Seal
from zilv.desk.logs import LINES, place
from zilv.errors import ZilvError
from zilv.gate.actor import Actor
from zilv.gate.book import Book

POLL_S, REPLY_S = 0.4, 0.5
"""So often it is looked whether anything has changed; after so long without a reply that is tried once more, on another
connection. A revoked key is refused within the sum of both.
"""

EXPIRES_US = 3_000_000
"""After so long without a good reading no key is known any more: one of them may have been revoked meanwhile."""


class Proof(NamedTuple):
    """What proves a key: the hash of its secret, its signing secret, until when (UTC seconds; None = it stays)."""

    hash: bytes
    signing: str
    until: float | None


class Held(NamedTuple):
    """A key that stands. `expires`: UTC seconds."""

    actor: Actor
    proofs: tuple[Proof, ...]
    expires: float | None


class Ring:
    """All keys that were not revoked. Reading keys never touches the database; a thread does, by pages of a book of its
    own, which waits no longer than REPLY_S for a reply.
    """

    def __init__(self, seal: Seal, book: Book) -> None:
        self._seal, self._book = seal, book
        self._version: list[tuple[Any, ...]] | None = None
        self._held: Mapping[str, Held] = {}
        self._read_us = 0
        self._ended = threading.Event()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="zilv-keys")
        self._thread = threading.Thread(target=self._watch, name="zilv-keys-watch", daemon=True)

    def start(self) -> None:
        """Read the keys, then keep watch. Raises ZilvError where they cannot be read now, and where there are keys
        and not one of them can be opened: that is another installation's secret.
        """
        self._reader.submit(self._refresh).result()
        self._thread.start()

    def stop(self) -> None:
        """End the watch, and close the book once nobody reads in it."""
        self._ended.set()
        self._thread.join(2 * POLL_S)
        self._reader.submit(self._book.close)
        self._reader.shutdown(wait=False)

    def get(self, key_id: str) -> Held | None:
        """The key of this id, unless it was revoked, its holder has left, it cannot be opened, or all have expired."""
        return None if self.expired() else self._held.get(key_id)

    def lenders(self) -> set[str]:
        """Whose keys stand."""
        now = clock.now().timestamp()
        return {held.actor.lender for held in self._held.values() if held.expires is None or held.expires > now}

    def expired(self) -> bool:
        """Whether the keys were last read too long ago to be believed."""
        return steady_us() - self._read_us > EXPIRES_US

    def _refresh(self) -> None:
        """Read the keys anew if any has changed."""
        began = steady_us()
        with self._book.page(write=False) as page:
            version = sorted(page.do(_VERSION))
            rows = page.do(_KEYS) if version != self._version else None
        if rows is not None:
            held = {row[0]: key for row in rows if (key := _held(row, self._seal.open)) is not None}
            if rows and not held and self._version is None:
                self._seal.open(rows[0][0], bytes(rows[0][6]))
            self._held, self._version = held, version
        self._read_us = began

    def _watch(self) -> None:
        """Whatever goes wrong, it is tried again, the first time at once: that may have been the connection alone."""
        while not self._ended.wait(POLL_S):
            if self._failed() and not self._ended.is_set():
                self._failed()

    def _failed(self) -> bool:
        error = self._reader.submit(self._refresh).exception()
        if error is not None:
            LINES.write("keys cannot be read", level="error", at=place(error))
        return error is not None


_VERSION = """
select '' as whose, count(id), coalesce(max(id), 0) from keys_change
union all
select k.id || ' ' || u.username, 0, 0 from keys_key k join accounts_user u on u.id = k.holder_id
where k.revoked is null and u.is_active
"""
"""What keys are known by: what happened to them, and which have a holder who may use them, under which name."""

_KEYS = """
select k.id, k.lender, k.agency, k.scopes, u.username, k.hash, k.signing, k.old_hash, k.old_signing, k.old_until,
k.expires from keys_key k left join accounts_user u on u.id = k.holder_id
where k.revoked is null and (k.holder_id is null or u.is_active)
"""


def _held(row: tuple[Any, ...], opened: Callable[[str, bytes], str]) -> Held | None:
    """The key with those of its proofs that can be opened; None where none can."""
    key_id, lender, agency, scopes, holder, *secrets, expires = row
    proofs = tuple(_proofs(key_id, secrets, opened))
    actor = Actor(key_id, lender, agency, frozenset(scopes.split(",")), holder or "")
    return Held(actor, proofs, _seconds(expires)) if proofs else None


def _proofs(key_id: str, secrets: list[Any], opened: Callable[[str, bytes], str]) -> Iterator[Proof]:
    hashed, signing, old_hash, old_signing, old_until = secrets
    told: list[tuple[Any, Any, float | None]] = [(hashed, signing, None)]
    if old_hash is not None and old_signing is not None and old_until is not None:
        told.append((old_hash, old_signing, _seconds(old_until)))
    for proof, sealed, until in told:
        try:
            yield Proof(bytes(proof), opened(key_id, bytes(sealed)), until)
        except ZilvError:
            LINES.write("key refused", level="error", key=key_id, why="sealed under another secret")


def _seconds(told: datetime | str | None) -> float | None:
    """UTC seconds of an instant as the store gives it; SQLite gives text, in UTC."""
    if isinstance(told, str):
        told = datetime.fromisoformat(told).replace(tzinfo=timezone.utc)
    return told.timestamp() if told is not None else None
