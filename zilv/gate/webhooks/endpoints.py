"""Endpoints in the database: added, listed, removed; how far each is, and who is delivering to it just now."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from django.db import transaction
from django.db.models import Count, F, Q

from zilv.errors import ZilvError
from zilv.gate.actor import check_name
from zilv.gate.webhooks.address import checked_url
from zilv.gate.webhooks.models import Endpoint, Parked
from zilv.gate.webhooks.signature import new_secret

LEASE_US = 60_000_000
"""So long nobody else delivers to an endpoint after its deliverer was last heard of."""

PAUSES_S = (5, 20, 80, 320, 1280, 3600, 3600, 3600, 3600)
"""Between the tries of one event; after one more it is parked."""


class Seal(Protocol):
    """Keeps secrets unreadable in the database."""

    def close(self, key_id: str, text: str) -> bytes:
        """The sealed text."""

    def open(self, key_id: str, sealed: bytes) -> str:
        """The text again. Raises ZilvError."""


class Wanted(NamedTuple):
    """An endpoint somebody asks for. `after`: the journal's number after which events are sent."""

    lender: str
    url: str
    private: bool
    after: int


class Failure(NamedTuple):
    """An event, by the journal's number, that was not taken at `at` (UTC microseconds), and why."""

    seq: int
    error: str
    at: int


class Made(NamedTuple):
    """A new endpoint; its secret is shown this once."""

    endpoint_id: str
    secret: str


def add(wanted: Wanted, seal: Seal, now: int) -> Made:
    """Make an endpoint. Raises ZilvError for a URL that nothing may be sent to."""
    check_name("--lender", wanted.lender)
    if not wanted.lender:
        raise ZilvError("--lender 不得为空 · --lender must not be empty")
    made = Made(f"wh_{secrets.token_hex(8)}", new_secret())
    Endpoint.objects.create(
        id=made.endpoint_id,
        lender=wanted.lender,
        url=checked_url(wanted.url, wanted.private),
        private=wanted.private,
        secret=seal.close(made.endpoint_id, made.secret),
        created=now,
        cursor=wanted.after,
    )
    return made


def listed(lender: str | None) -> Sequence[Endpoint]:
    """Endpoints that are not removed, each with `waiting`: how many events are parked."""
    found = Endpoint.objects.filter(removed=None).order_by("created", "id")
    found = found if lender is None else found.filter(lender=lender)
    return list(found.annotate(waiting=Count("parked")))


def parked(endpoint_id: str) -> Sequence[Parked]:
    """What an endpoint would not take, oldest first. Raises ZilvError where there is no such endpoint."""
    return list(Parked.objects.filter(endpoint=_living(endpoint_id)).order_by("seq"))


def remove(endpoint_id: str, now: int) -> None:
    """Send nothing there any more. Raises ZilvError where there is no such endpoint."""
    Endpoint.objects.filter(id=_living(endpoint_id).id).update(removed=now)


def retry(endpoint_id: str) -> int:
    """Let what is parked be sent once more, and what is due at once; how many events. Raises ZilvError."""
    endpoint = _living(endpoint_id)
    Endpoint.objects.filter(id=endpoint.id).update(next_at=0)
    return Parked.objects.filter(endpoint=endpoint).update(again=True)


def _living(endpoint_id: str) -> Endpoint:
    found = Endpoint.objects.filter(id=endpoint_id, removed=None).first()
    if found is None:
        raise ZilvError(
            "没有此推送地址；zilv webhooks list 列出全部 · there is no such endpoint; `zilv webhooks list` shows all"
        )
    return found


def due(now: int) -> Sequence[Endpoint]:
    """Endpoints that may be sent something now."""
    free = Q(lease_until__lte=now)
    return list(Endpoint.objects.filter(free, removed=None, next_at__lte=now).order_by("id"))


def lease(endpoint_id: str, me: str, now: int) -> Endpoint | None:
    """Be the only one who delivers to an endpoint for a while; None where somebody else is."""
    free = Q(lease_until__lte=now) | Q(lease_by=me)
    mine = Endpoint.objects.filter(free, id=endpoint_id, removed=None, next_at__lte=now)
    if not mine.update(lease_by=me, lease_until=now + LEASE_US):
        return None
    return Endpoint.objects.get(id=endpoint_id)


def renewed(endpoint_id: str, me: str, now: int) -> Endpoint | None:
    """The endpoint as it stands now, for another while this one's; None where it is removed or another one's by now."""
    mine = Endpoint.objects.filter(id=endpoint_id, lease_by=me, removed=None)
    return Endpoint.objects.get(id=endpoint_id) if mine.update(lease_until=now + LEASE_US) else None


def release(endpoint_id: str, me: str) -> None:
    """Let others deliver."""
    Endpoint.objects.filter(id=endpoint_id, lease_by=me).update(lease_until=0)


def moved(endpoint_id: str, me: str, cursor: int, now: int) -> bool:
    """Everything up to `cursor` is done. False where the endpoint is removed or another one's by now."""
    mine = Endpoint.objects.filter(id=endpoint_id, lease_by=me, removed=None)
    return bool(mine.update(cursor=cursor, tries=0, error="", lease_until=now + LEASE_US))


def failed(endpoint_id: str, me: str, failure: Failure, pauses_s: Sequence[float]) -> bool:
    """The next event was not taken: it is tried again later, or parked after the last try, which is True.

    False also where the endpoint is another one's by now, who tries it himself: then nothing is noted.
    """
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().get(id=endpoint_id)
        if endpoint.lease_by != me:
            return False
        tries = endpoint.tries + 1
        last = tries > len(pauses_s)
        endpoint.error = failure.error[:64]
        endpoint.tries = 0 if last else tries
        endpoint.next_at = failure.at if last else failure.at + int(pauses_s[tries - 1] * 1_000_000)
        endpoint.cursor = failure.seq if last else endpoint.cursor
        endpoint.save(update_fields=["error", "tries", "next_at", "cursor"])
        if last:
            told = {"at": failure.at, "tries": tries, "error": failure.error[:64]}
            Parked.objects.update_or_create(endpoint=endpoint, seq=failure.seq, defaults=told)
    return last


def parked_again(endpoint_id: str) -> Sequence[Parked]:
    """What is to be sent once more, oldest first."""
    return list(Parked.objects.filter(endpoint_id=endpoint_id, again=True).order_by("seq"))


def parked_sent(parked_id: int, error: str, now: int) -> None:
    """What came of sending a parked event once more; without an error it is parked no longer."""
    if not error:
        Parked.objects.filter(id=parked_id).delete()
        return
    Parked.objects.filter(id=parked_id).update(again=False, error=error[:64], at=now, tries=F("tries") + 1)
