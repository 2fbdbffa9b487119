"""The keys as one process knows them: in memory, read anew within half a second of any change."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db import Error, close_old_connections, connection
from django.db.models import Count, Max

from zilv.desk.keys.credential import Seal
from zilv.desk.keys.models import Change, Key
from zilv.gate.actor import Actor

POLL_S = 0.4
_log = logging.getLogger(__name__)


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
    """All keys that were not revoked. Reading keys never touches the database; a thread does."""

    def __init__(self, seal: Seal) -> None:
        self._seal, self._version = seal, (-1, -1)
        self._held: Mapping[str, Held] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="zilv-keys", daemon=True)

    def start(self) -> None:
        """Read the keys, then keep watch. Raises django.db.Error where the database cannot be read now."""
        self.refresh()
        self._thread.start()

    def stop(self) -> None:
        """End the watch."""
        self._ended.set()
        self._thread.join(2 * POLL_S)

    def get(self, key_id: str) -> Held | None:
        """The key of this id, unless it was revoked or its holder has left."""
        return self._held.get(key_id)

    def refresh(self) -> None:
        """Read the keys anew if any has changed."""
        told = Change.objects.aggregate(count=Count("id"), last=Max("id"))
        version = told["count"], told["last"] or 0
        if version != self._version:
            keys = Key.objects.filter(revoked=None).select_related("holder")
            self._held = {key.id: _held(key, self._seal.open) for key in keys if not key.holder or key.holder.is_active}
            self._version = version

    def _watch(self) -> None:
        while not self._ended.wait(POLL_S):
            try:
                close_old_connections()
                self.refresh()
            except Error as error:
                connection.close()
                _log.warning("keys cannot be read: %s", type(error).__name__)
        connection.close()


def _held(key: Key, opened: Callable[[str, bytes], str]) -> Held:
    proofs = [Proof(bytes(key.hash), opened(key.id, bytes(key.signing)), None)]
    if key.old_hash is not None and key.old_signing is not None and key.old_until is not None:
        old = opened(key.id, bytes(key.old_signing))
        proofs.append(Proof(bytes(key.old_hash), old, key.old_until.timestamp()))
    scopes = frozenset(key.scopes.split(","))
    holder = key.holder.username if key.holder else ""
    expires = key.expires.timestamp() if key.expires else None
    return Held(Actor(key.id, key.lender, key.agency, scopes, holder), tuple(proofs), expires)
