"""What the server loads: Django, with the front before it."""

from typing import TYPE_CHECKING

from django.core.asgi import get_asgi_application

from zilv.desk import logs

if TYPE_CHECKING:
    from zilv.desk.lifetime import Application


def application() -> "Application":
    """The ASGI application; nothing that needs Django's tables is imported before Django is ready."""
    logs.set_up()
    django = get_asgi_application()
    from zilv.desk.lifetime import Application

    return Application(django)
