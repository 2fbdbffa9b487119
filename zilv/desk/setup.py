"""Django made ready in a process that is not one of its own."""

import os

from zilv.settings import Settings, as_environment


def set_up_django(given: Settings) -> None:
    """Let Django work on this database; what is started from here inherits the settings."""
    os.environ.update(as_environment(given))
    os.environ["DJANGO_SETTINGS_MODULE"] = "zilv.desk.settings"
    import django

    django.setup()
