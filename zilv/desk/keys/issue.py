"""A key's life: made, rotated, revoked; each step stands in the journal."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from django.db import transaction

from zilv.clock import now, now_us
from zilv.desk.accounts.models import User
from zilv.desk.keys.credential import Credential, Seal, hashed, new_credential
from zilv.desk.keys.models import Change, Key
from zilv.errors import ZilvError
from zilv.gate.actor import NEEDS_A_HOLDER, NEVER_AN_AGENCYS, SCOPES, check_name, same_holder
from zilv.gate.models import Entry

OVERLAP = timedelta(hours=24)
"""How long the old secret holds after a rotation, unless said otherwise."""


class Wanted(NamedTuple):
    """A key somebody asks for. `holder`: the username of the person it belongs to, "" = a machine."""

    lender: str
    agency: str = ""
    scopes: tuple[str, ...] = ()
    holder: str = ""
    label: str = ""
    expires: datetime | None = None


def create(wanted: Wanted, seal: Seal) -> Credential:
    """Make a key. Raises ZilvError for scopes it cannot have, and for a holder that is not there."""
    _check(wanted)
    made = new_credential()
    with transaction.atomic():
        key = Key.objects.create(
            id=made.key_id,
            lender=wanted.lender,
            agency=wanted.agency,
            scopes=",".join(sorted(set(wanted.scopes))),
            holder=_holder(wanted.holder),
            label=wanted.label,
            hash=hashed(made.secret),
            signing=seal.close(made.key_id, made.signing),
            created=now(),
            expires=wanted.expires,
        )
        _tell(key, "created")
    return made


def rotate(key_id: str, overlap: timedelta, seal: Seal) -> Credential:
    """New secrets for a key, good at once; the old ones hold until `overlap` has passed. Raises ZilvError."""
    with transaction.atomic():
        key = _living(key_id)
        made = new_credential(key_id)
        at = now()
        key.old_hash, key.old_signing, key.old_until = key.hash, key.signing, at + overlap
        key.hash, key.signing, key.rotated = hashed(made.secret), seal.close(key_id, made.signing), at
        key.save()
        _tell(key, "rotated")
    return made


def revoke(key_id: str) -> Key:
    """Every process refuses the key within a second. Raises ZilvError where it is not there or was revoked before."""
    with transaction.atomic():
        key = _living(key_id)
        key.revoked = now()
        key.save()
        _tell(key, "revoked")
    return key


def enrol(username: str, display_name: str) -> User:
    """The account of a named person, made if it is not there under any spelling. Raises ZilvError."""
    with transaction.atomic():
        return _account(username) or User.objects.create(
            username=_readable(username.strip()), display_name=display_name, password="!"
        )


def _account(username: str) -> User | None:
    """The account of a person: as it is spelled, else as it may be spelled too."""
    alike = [user for user in User.objects.order_by("id") if same_holder(user.username, username)]
    return next((user for user in alike if user.username == username), alike[0] if alike else None)


def _readable(username: str) -> str:
    if not username or len(username) > 64 or not username.isprintable():
        raise ZilvError("--holder 为 1–64 个可见字符 · --holder: 1 to 64 visible characters")
    return username


def _check(wanted: Wanted) -> None:
    known = f"{', '.join(SCOPES)}"
    if not wanted.scopes or not set(wanted.scopes) <= set(SCOPES):
        raise ZilvError(f"--scope 须为以下之一或多项 · --scope is one or more of: {known}")
    if wanted.agency and (never := NEVER_AN_AGENCYS & set(wanted.scopes)):
        raise ZilvError(f"受托机构的密钥不得有 {_list(never)} 权限 · an agency's key never has scope {_list(never)}")
    if not wanted.holder and (personal := NEEDS_A_HOLDER & set(wanted.scopes)):
        raise ZilvError(
            f"权限 {_list(personal)} 须属于具名人员：请给 --holder · "
            f"scope {_list(personal)} belongs to a named person: give --holder"
        )
    for option, text in (("--lender", wanted.lender), ("--agency", wanted.agency), ("--label", wanted.label)):
        check_name(option, text)
    if not wanted.lender:
        raise ZilvError("--lender 不得为空 · --lender must not be empty")


def _list(scopes: Iterable[str]) -> str:
    return ", ".join(sorted(scopes))


def _holder(username: str) -> User | None:
    if not username:
        return None
    found = _account(username)
    if found is None or not found.is_active:
        raise ZilvError(
            "没有此账号；首次使用请加 --display-name 姓名 以建立 · "
            "there is no such account; give --display-name NAME to make it"
        )
    return found


def _living(key_id: str) -> Key:
    found = Key.objects.select_for_update().filter(id=key_id).first()
    if found is None:
        raise ZilvError("没有此密钥；zilv key list 列出全部 · there is no such key; `zilv key list` shows all")
    if found.revoked is not None:
        raise ZilvError("此密钥已撤销 · this key was revoked before")
    return found


def _tell(key: Key, what: str) -> None:
    """Processes see the change by its row; auditors see it in the journal."""
    Change.objects.create(key_id=key.id, what=what, at=now())
    holder = key.holder.username if key.holder else ""
    body = {"key_id": key.id, "what": what, "agency": key.agency, "scopes": key.scopes, "holder": holder}
    Entry.objects.create(
        at=now_us(), kind="key", lender=key.lender, attempt_id="", idem=None, body=_json(body), person=0
    )


def _json(body: object) -> str:
    return msgspec.json.encode(body).decode()
