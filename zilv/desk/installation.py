"""A database belongs to one token key: with another, a person's past attempts would no longer be found and counted."""

import hmac
import os

from zilv.desk.keys.models import Installation
from zilv.errors import ZilvError
from zilv.privacy.key import token_key

_NAME = "token key"


def bind() -> None:
    """Hold the token key against the one this database was first used with. Raises ZilvError, django.db.Error."""
    key = token_key(os.environ).key
    if token_key(os.environ).key != key:
        raise ZilvError(
            "代号密钥无处保存；请设 ZILV_KEY_FILE 或 ZILV_TOKEN_KEY · "
            "the token key could not be kept: name a file in ZILV_KEY_FILE, or give the key in ZILV_TOKEN_KEY"
        )
    fingerprint = hmac.digest(key, b"zilv fingerprint", "sha256").hex()[:32]
    kept, _ = Installation.objects.get_or_create(name=_NAME, defaults={"value": fingerprint})
    if kept.value != fingerprint:
        raise ZilvError(
            "此数据库属于另一代号密钥；用错密钥，既往触达将不再计入。请恢复原密钥（ZILV_KEY_FILE） · "
            "this database belongs to another token key, and with this one past attempts would not be counted: "
            "bring the original key back (ZILV_KEY_FILE)"
        )
