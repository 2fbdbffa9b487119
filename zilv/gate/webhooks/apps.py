"""Webhooks as a Django application, which owns its tables."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Label `webhooks`."""

    name = "zilv.gate.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "事件推送 · Webhooks"
