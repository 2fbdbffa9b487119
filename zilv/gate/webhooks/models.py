"""The tables of webhooks: where events go, how far each endpoint is, and what it would not take."""

from django.db import models


class Endpoint(models.Model):
    """Where a lender's events are sent. `cursor`: the journal's number up to which it has them, or they are parked.

    `tries`: of the next event, so far; `next_at`, `lease_until`: UTC microseconds, not before the one, and by nobody
    but `lease_by` before the other. `error`: why the last try failed, "" = it did not. `secret` is sealed.
    """

    id = models.CharField(max_length=24, primary_key=True)
    lender = models.CharField(max_length=128)
    url = models.CharField(max_length=1024)
    private = models.BooleanField(default=False)
    secret = models.BinaryField(max_length=128)
    created = models.BigIntegerField()
    removed = models.BigIntegerField(null=True)
    cursor = models.BigIntegerField()
    tries = models.IntegerField(default=0)
    next_at = models.BigIntegerField(default=0)
    error = models.CharField(max_length=64, default="", blank=True)
    lease_by = models.CharField(max_length=32, default="", blank=True)
    lease_until = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.id


class Parked(models.Model):
    """An event that an endpoint would not take however often it was sent. `again`: it is to be sent once more."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="parked")
    seq = models.BigIntegerField()
    at = models.BigIntegerField()
    tries = models.IntegerField()
    error = models.CharField(max_length=64)
    again = models.BooleanField(default=False)

    class Meta:
        """An event is parked once an endpoint."""

        constraints = (models.UniqueConstraint(fields=["endpoint", "seq"], name="webhooks_parked_once"),)

    def __str__(self) -> str:
        return str(self.seq)
