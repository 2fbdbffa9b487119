"""The gate as a Django application, which owns its tables."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Label `gate`."""

    name = "zilv.gate"
    label = "gate"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "触达闸门 · The gate"
