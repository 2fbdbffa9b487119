"""The tables of keys; no secret can be read from them."""

from django.conf import settings
from django.db import models


class Key(models.Model):
    """One key of a lender, or of an agency working for it (`agency` "" = the lender itself).

    `hash`: SHA-256 of the secret; `signing`: the signing secret, sealed. The `old_` ones hold until `old_until`.
    """

    id = models.CharField(max_length=32, primary_key=True)
    lender = models.CharField(max_length=128)
    agency = models.CharField(max_length=128, default="", blank=True)
    scopes = models.CharField(max_length=255)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="keys")
    label = models.CharField(max_length=128, default="", blank=True)
    hash = models.BinaryField(max_length=32)
    signing = models.BinaryField(max_length=128)
    old_hash = models.BinaryField(max_length=32, null=True)
    old_signing = models.BinaryField(max_length=128, null=True)
    old_until = models.DateTimeField(null=True)
    created = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    rotated = models.DateTimeField(null=True)

    class Meta:
        """Listed by lender."""

        indexes = (models.Index(fields=["lender", "created"], name="keys_key_lender"),)

    def __str__(self) -> str:
        return self.id


class Change(models.Model):
    """What happened to a key, and when. Processes look here for whether they must read keys anew."""

    key_id = models.CharField(max_length=32)
    what = models.CharField(max_length=16)
    at = models.DateTimeField()


class Nonce(models.Model):
    """A signed request that was accepted: the same one again is a replay. `until`: UTC seconds."""

    mark = models.CharField(max_length=96, primary_key=True)
    until = models.BigIntegerField(db_index=True)


class Installation(models.Model):
    """What must be the same whenever this database is used, e.g. a fingerprint of the token key."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.CharField(max_length=64)
