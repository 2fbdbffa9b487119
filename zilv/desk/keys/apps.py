"""Keys as a Django application."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Label `keys`."""

    name = "zilv.desk.keys"
    label = "keys"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "密钥 · Keys"
